// SPDX-License-Identifier: Apache-2.0
// One object for each single-protocol command. Keys and words are those of the manual; like
// the report's they never change.
#include "dkim/survival.hpp"
#include "report/json.hpp"
#include "report/json_parts.hpp"

namespace alignmail::report {
namespace {

using json::Json;
using json::members;
using json::text;
using json::text_or_null;

std::string dumped(const Json& object, bool indented) { return json::dump(object, indented ? 1 : -1); }

// Nothing learned is no answer for now, whatever the reason.
std::string_view spf_result(const spf::Verdict& verdict) {
  const bool unknown = verdict.reason == spf::Reason::NotAnswered || verdict.reason == spf::Reason::Pending;
  return unknown ? spf::to_string(spf::Status::TempError) : spf::to_string(verdict.status);
}

std::string_view dmarc_result(dmarc::Outcome outcome) {
  return dmarc::to_string(outcome == dmarc::Outcome::Unknown ? dmarc::Outcome::TempError : outcome);
}

// RFC 8617 section 5.2.1: all errors are failures, those of DNS among them.
std::string_view arc_result(arc::Status status) {
  return arc::to_string(status == arc::Status::TempError ? arc::Status::Fail : status);
}

Json identifier(const dmarc::Alignment& row) {
  const bool unknown = row.relation == dmarc::Relation::Unknown;
  return members({{"kind", dmarc::to_string(row.identifier.method)},
                  {"domain", row.identifier.domain.text()},
                  {"organizational_domain", json::name_or_null(row.organizational_domain)},
                  {"relaxed", unknown               ? "unknown"
                              : row.aligned_relaxed ? "aligned"
                                                    : "not_aligned"},
                  {"strict", row.aligned_strict ? "aligned" : "not_aligned"}});
}

Json dmarc_object(const dmarc::Verdict& verdict) {
  const auto& discovery = verdict.discovery;
  const dmarc::Record* record = discovery && discovery->record ? &*discovery->record : nullptr;
  Json identifiers = Json::array();
  for (const dmarc::Alignment& row : verdict.alignments) identifiers.push_back(identifier(row));
  return members({{"result", dmarc_result(verdict.outcome)},
                  {"standard", dmarc::to_string(verdict.standard)},
                  {"policy", discovery && discovery->policy ? Json(dmarc::to_string(*discovery->policy)) : Json()},
                  {"policy_domain", discovery ? json::name_or_null(discovery->policy_domain) : Json()},
                  {"policy_tag", discovery ? text_or_null(discovery->policy_tag) : Json()},
                  {"test_mode", json::yes_no(record && record->test_mode)},
                  {"organizational_domain", discovery ? json::name_or_null(discovery->organizational_domain) : Json()},
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
  const dkim::Signature& tags = result.signature;
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

std::string spf_json(const spf::Verdict& verdict, bool indented) {
  const auto& matched = verdict.matched;
  return dumped(
      members(
          {{"result", spf_result(verdict)},
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
      indented);
}

std::string dkim_json(const message::Message& message, std::span<const dkim::SignatureResult> signatures,
                      bool indented) {
  Json list = Json::array();
  for (const dkim::SignatureResult& result : signatures) list.push_back(signature(message, result));
  Json object = Json::object();
  object["signatures"] = std::move(list);
  return dumped(object, indented);
}

std::string arc_json(const arc::Verdict& verdict, bool indented) {
  return dumped(members({{"result", arc_result(verdict.status)},
                         {"instances", verdict.instances},
                         {"failed_instance", verdict.failed_instance ? Json(*verdict.failed_instance) : Json()},
                         {"reason", text_or_null(verdict.reason)},
                         {"sets", json::arc_sets(verdict)}}),
                indented);
}

std::string dmarc_json(const dmarc::Verdict& verdict, const dmarc::Verdict& old, bool indented) {
  Json object = dmarc_object(verdict);
  object["under_rfc7489"] = dmarc_object(old);
  return dumped(object, indented);
}

}  // namespace alignmail::report
