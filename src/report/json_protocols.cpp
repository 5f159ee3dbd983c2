// SPDX-License-Identifier: Apache-2.0
// One object for each single-protocol command. Keys and words are those of the manual; like
// the report's they never change.
#include "dkim/survival.hpp"
#include "report/json.hpp"
#include "report/json_parts.hpp"
#include "report/protocol_words.hpp"

namespace alignmail::report {
namespace {

using json::Json;
using json::members;
using json::text;
using json::text_or_null;

// With the overlay under which DNS was seen, when there was one, as in the report on a message.
std::string dumped(Json object, const Input& seen, bool indented) {
  if (!seen.overlay.empty()) object["dns_overlay"] = json::overlay(seen);
  return json::dump(object, indented ? 1 : -1);
}

std::string_view aligned_word(bool is_aligned) { return is_aligned ? "aligned" : "not_aligned"; }

// The organization that DNS told; without an answer that of the suffix list, which asks nobody; else the name itself.
std::string organization(const std::optional<dns::Domain>& found, const std::optional<dns::Domain>& by_list,
                         const dns::Domain& name) {
  return (found ? *found : by_list ? *by_list : name).text();
}

// What could not be found out is not aligned, for nothing may pass by it; `relation` tells the difference.
Json identifier(const dmarc::Alignment& row, const dmarc::Alignment* by_list) {
  const dns::Domain& name = row.identifier.domain;
  return members(
      {{"kind", dmarc::to_string(row.identifier.method)},
       {"domain", name.text()},
       {"organizational_domain",
        organization(row.organizational_domain, by_list ? by_list->organizational_domain : std::nullopt, name)},
       {"relaxed", aligned_word(row.aligned_relaxed)},
       {"strict", aligned_word(row.aligned_strict)},
       {"relation", dmarc::to_string(row.relation)}});
}

// `by_list`: the verdict on the same names by RFC 7489, which needs no DNS for organizations.
Json dmarc_object(const dmarc::Verdict& verdict, const dmarc::Verdict& by_list) {
  const auto& discovery = verdict.discovery;
  const dmarc::Record* record = discovery && discovery->record ? &*discovery->record : nullptr;
  Json identifiers = Json::array();
  for (std::size_t i = 0; i < verdict.alignments.size(); ++i) {
    const bool has_other = i < by_list.alignments.size();
    identifiers.push_back(identifier(verdict.alignments[i], has_other ? &by_list.alignments[i] : nullptr));
  }
  const auto listed = by_list.discovery ? by_list.discovery->organizational_domain : std::nullopt;
  return members(
      {{"result", dmarc_answer(verdict.outcome)},
       {"standard", dmarc::to_string(verdict.standard)},
       {"policy", discovery && discovery->policy ? Json(dmarc::to_string(*discovery->policy)) : Json()},
       {"policy_domain", discovery ? json::name_or_null(discovery->policy_domain) : Json()},
       {"policy_tag", discovery ? text_or_null(discovery->policy_tag) : Json()},
       {"test_mode", json::yes_no(record && record->test_mode)},
       {"organizational_domain",
        discovery ? Json(organization(discovery->organizational_domain, listed, discovery->author)) : Json()},
       {"record", record ? text(record->text) : Json()},
       {"adkim", std::string(1, dmarc::tag_letter(verdict.dkim_mode))},
       {"aspf", std::string(1, dmarc::tag_letter(verdict.spf_mode))},
       {"reason", text_or_null(verdict.reason)},
       {"identifiers", std::move(identifiers)},
       {"walk", json::walk(discovery.get())}});
}

Json survival(const message::Message& message, const dkim::Signature& signature) {
  Json list = Json::array();
  for (const dkim::Survival& row : dkim::foresee_changes(message, signature)) {
    list.push_back(members({{"change", row.change}, {"survives", json::yes_no(row.survives)}, {"why", row.why}}));
  }
  return list;
}

Json signature(const message::Message& message, const dkim::SignatureResult& result) {
  const dkim::Signature& tags = *result.signature;
  return members(
      {{"domain", tags.domain ? Json(tags.domain->text()) : text_or_null(tags.domain_text)},
       {"selector", text_or_null(tags.selector_text)},
       {"algorithm", text_or_null(tags.algorithm)},
       {"identity", text_or_null(tags.identity)},
       {"key_bits", result.key && result.key->bits > 0 ? Json(result.key->bits) : Json()},
       {"canonicalization", tags.canonicalization_text()},
       {"result", dkim::to_string(result.status)},
       {"reason", text(result.detail.empty() ? dkim::to_string(result.reason) : std::string_view(result.detail))},
       {"header_hash", dkim::to_string(result.header_hash)},
       {"body_hash", dkim::to_string(result.body_hash)},
       {"signed_headers", json::texts(tags.signed_fields)},
       {"diagnosis", json::diagnosis(result)},
       {"survival", survival(message, tags)},
       {"not_oversigned", json::texts(dkim::not_oversigned(message, tags))}});
}

}  // namespace

std::string spf_json(const spf::Verdict& verdict, const Input& seen, bool indented) {
  const auto& matched = verdict.matched;
  return dumped(
      members(
          {{"result", spf_answer(verdict)},
           {"identity", spf::to_string(verdict.identity)},
           {"domain", json::name_or_null(verdict.domain)},
           {"ip", verdict.ip ? Json(verdict.ip->to_string()) : Json()},
           {"explanation", json::optional_text(verdict.explanation)},
           {"reason", text(verdict.detail.empty() ? spf::to_string(verdict.reason) : std::string_view(verdict.detail))},
           {"record", json::optional_text(verdict.record)},
           {"matched",
            matched ? members({{"domain", matched->domain.text()}, {"mechanism", text(matched->mechanism)}}) : Json()},
           {"lookups", verdict.lookups},
           {"void_lookups", verdict.void_lookups},
           {"tree", json::spf_tree(verdict)},
           {"worst_case_lookups", verdict.worst_case_lookups}}),
      seen, indented);
}

std::string dkim_json(const message::Message& message, std::span<const dkim::SignatureResult> signatures,
                      const Input& seen, bool indented) {
  Json list = Json::array();
  for (const dkim::SignatureResult& result : signatures) list.push_back(signature(message, result));
  Json object = Json::object();
  object["signatures"] = std::move(list);
  return dumped(std::move(object), seen, indented);
}

std::string arc_json(const arc::Verdict& verdict, const Input& seen, bool indented) {
  return dumped(members({{"result", arc_answer(verdict.status)},
                         {"instances", verdict.instances},
                         {"failed_instance", verdict.failed_instance ? Json(*verdict.failed_instance) : Json()},
                         {"reason", text_or_null(verdict.reason)},
                         {"sets", json::arc_sets(verdict)}}),
                seen, indented);
}

std::string dmarc_json(const dmarc::Verdict& verdict, const dmarc::Verdict& other, const Input& seen, bool indented) {
  const bool is_old = verdict.standard == dmarc::Standard::Rfc7489;
  const dmarc::Verdict& old = is_old ? verdict : other;
  Json object = dmarc_object(verdict, old);
  object["under_rfc7489"] = dmarc_object(old, old);
  if (is_old) object["under_rfc9989"] = dmarc_object(other, old);
  return dumped(std::move(object), seen, indented);
}

}  // namespace alignmail::report
