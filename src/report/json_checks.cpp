// SPDX-License-Identifier: Apache-2.0
// checks.spf and checks.dkim: what was authenticated, and whether it aligns. A signature has its
// object in the order of the header.
#include "judge/author.hpp"
#include "report/json_parts.hpp"

namespace alignmail::report::json {
namespace {

Json evaluated(const spf::Evaluated& record);

Json term(const spf::Term& term) {
  Json object = members({{"term", text(term.text)},
                         {"match", spf::to_string(term.match)},
                         {"target", text_or_null(term.target)},
                         {"lookups", term.lookups_so_far}});
  if (!term.compared.empty()) object["compared"] = texts(term.compared);
  if (!term.chain.empty()) object["chain"] = names(term.chain);
  if (!term.note.empty()) object["note"] = text(term.note);
  // No deeper than SPF itself goes: each level costs one of its ten look-ups.
  if (term.inner) object["inner"] = evaluated(*term.inner);
  return object;
}

Json evaluated(const spf::Evaluated& record) {
  Json terms = Json::array();
  for (const spf::Term& each : record.terms) terms.push_back(term(each));
  Json object = members({{"domain", record.domain.text()},
                         {"record", text_or_null(record.record)},
                         {"result", spf::to_string(record.status)},
                         {"reason", spf::to_string(record.reason)},
                         {"terms", std::move(terms)}});
  if (!record.rivals.empty()) object["records"] = texts(record.rivals);
  for (const spf::SyntaxError& error : record.errors) {
    object["errors"].push_back(
        members({{"offset", error.offset}, {"term", text(error.term)}, {"expected", text(error.expected)}}));
  }
  return object;
}

Json signature(const Analysis& analysis, std::size_t index) {
  const dkim::SignatureResult& result = analysis.dkim[index];
  const dkim::Signature& tags = *result.signature;
  const dmarc::Alignment* row = analysis.dkim_alignment(index);
  const bool has_domain = tags.domain.has_value();
  const message::MethodResult* claim = analysis.claim_for(result);
  Json object = members(
      {{"claimed", claimed_word(claim)},
       {"observed", dkim::to_string(result.status)},
       {"reason", text(result.detail.empty() ? dkim::to_string(result.reason) : std::string_view(result.detail))},
       {"domain", has_domain ? Json(tags.domain->text()) : text_or_null(tags.domain_text)},
       {"selector", text_or_null(tags.selector_text)},
       {"algorithm", text_or_null(tags.algorithm)},
       {"canonicalization", tags.canonicalization_text()},
       {"identity", text_or_null(tags.identity)},
       {"key_bits", result.key && result.key->bits > 0 ? Json(result.key->bits) : Json()},
       {"key_status", dns::to_string(result.key_status)},
       {"header_hash", dkim::to_string(result.header_hash)},
       {"body_hash", dkim::to_string(result.body_hash)},
       {"alignment", alignment(analysis, row, has_domain, analysis.dmarc.dkim_mode)},
       {"counts_for_dmarc", counts_for_dmarc(row, has_domain, analysis.author.has_value())},
       {"evaluated", yes_no(result.evaluated)},
       {"signed_headers", texts(tags.signed_fields)},
       {"diagnosis", diagnosis(result)}});
  if (analysis.message && tags.field < analysis.message->fields().size()) {
    append(object, members({{"line", analysis.message->fields()[tags.field].line}}));
  }
  return object;
}

}  // namespace

std::string_view spf_word(const spf::Verdict& verdict) {
  const bool unknown = verdict.reason == spf::Reason::NotAnswered || verdict.reason == spf::Reason::Pending;
  return unknown || !verdict.ip ? "not_checked" : spf::to_string(verdict.status);
}

Json spf_tree(const spf::Verdict& verdict) {
  Json tree = Json::array();
  if (verdict.tree) tree.push_back(evaluated(*verdict.tree));
  return tree;
}

Json spf_check(const Analysis& analysis) {
  const spf::Verdict& spf = analysis.spf;
  const dmarc::Alignment* row = analysis.spf_alignment();
  // Without a MAIL FROM there was nothing to check, which is not "none".
  const bool has_mail_from = spf.domain || analysis.trust.envelope.mail_from_source != trust::EnvelopeSource::None;
  const bool has_helo = !analysis.trust.envelope.helo.empty();
  return members(
      {{"claimed", claimed_word(analysis.spf_claim())},
       {"observed", has_mail_from ? spf_word(spf) : "not_checked"},
       {"reason", text_or_null(spf.detail.empty() ? spf::to_string(spf.reason) : std::string_view(spf.detail))},
       {"domain", name_or_null(spf.domain)},
       {"identity", spf::to_string(spf.identity)},
       // The schema has one form for all checks, and what may be null in it is always there.
       {"selector", Json()},
       {"algorithm", Json()},
       {"key_bits", Json()},
       {"diagnosis", Json()},
       {"ip", spf.ip ? Json(spf.ip->to_string()) : Json()},
       {"alignment", alignment(analysis, row, spf.domain.has_value(), analysis.dmarc.spf_mode)},
       {"counts_for_dmarc", counts_for_dmarc(row, spf.domain.has_value(), analysis.author.has_value())},
       {"record", optional_text(spf.record)},
       {"explanation", optional_text(spf.explanation)},
       {"matched", spf.matched
                       ? members({{"domain", spf.matched->domain.text()}, {"mechanism", text(spf.matched->mechanism)}})
                       : Json()},
       {"lookups", spf.lookups},
       {"void_lookups", spf.void_lookups},
       {"worst_case_lookups", spf.worst_case_lookups},
       {"helo", has_helo ? spf_word(analysis.helo) : "not_checked"},
       {"helo_domain", name_or_null(analysis.helo.domain)},
       {"tree", spf_tree(spf)}});
}

Json alignment(const Analysis& analysis, const dmarc::Alignment* row, bool has_domain, dmarc::Mode in_force) {
  std::string_view relaxed = "unknown";
  std::string_view strict = "unknown";
  if ((!analysis.author && !judge::is_author_redacted(analysis)) || !has_domain) {
    relaxed = strict = "not_applicable";
  } else if (row) {
    // Strict alignment needs no DNS: the names are the same or they are not.
    strict = row->aligned_strict ? "aligned" : "not_aligned";
    if (row->relation != dmarc::Relation::Unknown) relaxed = row->aligned_relaxed ? "aligned" : "not_aligned";
  }
  return members({{"relaxed", relaxed}, {"strict", strict}, {"in_force", dmarc::to_string(in_force)}});
}

std::string_view counts_for_dmarc(const dmarc::Alignment* row, bool has_domain, bool has_author) {
  if (!has_domain || !has_author) return "no";
  if (!row) return "unknown";
  if (row->counts) return "yes";
  using dmarc::Authenticated;
  const bool aligned = row->in_force == dmarc::Mode::Strict ? row->aligned_strict : row->aligned_relaxed;
  const bool relation_open = row->in_force == dmarc::Mode::Relaxed && row->relation == dmarc::Relation::Unknown;
  if (row->identifier.authenticated == Authenticated::No || (!aligned && !relation_open)) return "no";
  return "unknown";
}

Json diagnosis(const dkim::SignatureResult& result) {
  if (!result.diagnosis || result.diagnosis->change == dkim::Change::None) return {};
  const dkim::Diagnosis& found = *result.diagnosis;
  return members({{"kind", dkim::to_string(found.change)},
                  {"description", text(found.description)},
                  {"proof", found.proved_by_signature ? "signature" : "body_hash"},
                  {"lines", texts(found.lines)},
                  {"line_count", found.line_count}});
}

Json dkim_checks(const Analysis& analysis) {
  Json list = Json::array();
  for (std::size_t i = 0; i < analysis.dkim.size(); ++i) list.push_back(signature(analysis, i));
  return list;
}

}  // namespace alignmail::report::json
