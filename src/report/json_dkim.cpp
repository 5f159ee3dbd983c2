// SPDX-License-Identifier: Apache-2.0
// checks.dkim: one object for each DKIM-Signature, in the order of the header.
#include "base/base64.hpp"
#include "report/json_parts.hpp"

namespace alignmail::report::json {
namespace {

Json signature(const Analysis& analysis, std::size_t index) {
  const dkim::SignatureResult& result = analysis.dkim[index];
  const dkim::Signature& tags = result.signature;
  const dmarc::Alignment* row = analysis.dkim_alignment(index);
  const bool has_domain = tags.domain.has_value();
  const message::MethodResult* claim =
      trust::claim_for_signature(analysis.trust, tags.domain_text, tags.selector_text, encode_base64(tags.signature));
  Json object = {
      {"claimed", claimed_word(claim)},
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
      {"diagnosis", diagnosis(result)}};
  if (analysis.message && tags.field < analysis.message->fields().size()) {
    object["line"] = analysis.message->fields()[tags.field].line;
  }
  return object;
}

}  // namespace

Json diagnosis(const dkim::SignatureResult& result) {
  if (!result.diagnosis || result.diagnosis->change == dkim::Change::None) return {};
  const dkim::Diagnosis& found = *result.diagnosis;
  return {{"kind", dkim::to_string(found.change)},
          {"description", text(found.description)},
          {"proof", found.proved_by_signature ? "signature" : "body_hash"},
          {"lines", texts(found.lines)},
          {"line_count", found.line_count}};
}

Json dkim_checks(const Analysis& analysis) {
  Json list = Json::array();
  for (std::size_t i = 0; i < analysis.dkim.size(); ++i) list.push_back(signature(analysis, i));
  return list;
}

}  // namespace alignmail::report::json
