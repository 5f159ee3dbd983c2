// SPDX-License-Identifier: Apache-2.0
#include "findings/rules/input_missing.hpp"

#include "dkim/verify.hpp"
#include "findings/evidence.hpp"
#include "judge/author.hpp"
#include "message/redacted.hpp"

namespace alignmail::findings {
namespace {

using message::DefectKind;

std::vector<Evidence> cut_signatures(const Analysis& analysis) {
  std::vector<Evidence> found;
  for (const dkim::SignatureResult& result : analysis.dkim) {
    if (!dkim::is_cut(*analysis.message, result)) continue;
    const std::string field = "the signature of " + result.signature->domain_text;
    found.push_back({.items = {header_item(*analysis.message, result.signature->field)}, .values = {{"field", field}}});
  }
  return found;
}

// A field in which a placeholder stands for a domain that SPF or DKIM vouches for, or that of the author.
std::optional<EvidenceItem> taken_out(const Analysis& analysis) {
  const message::Message& message = *analysis.message;
  if (judge::is_author_redacted(analysis)) return header_item(*analysis.from_fields.front());
  for (const dkim::SignatureResult& result : analysis.dkim) {
    const bool is_taken = result.signature->domain && message::is_redacted(message, result.signature->domain->text());
    if (is_taken) return header_item(message, result.signature->field);
  }
  if (!message::is_redacted(message, analysis.trust.envelope.mail_from.domain)) return std::nullopt;
  const message::Field* field = message.find_first("Return-Path");
  return field == nullptr ? computed_item("MAIL FROM", std::string(message::redacted_domain)) : header_item(*field);
}

}  // namespace

std::vector<Evidence> truncated(const Analysis& analysis) {
  if (auto cut = cut_signatures(analysis); !cut.empty()) return cut;
  const bool was_cut = analysis.message->has_repair("truncated");
  if (!was_cut && analysis.message->body_state() != message::Body::Truncated &&
      analysis.message->find_defect(DefectKind::Truncated) == nullptr) {
    return {};
  }
  const auto fields = analysis.message->fields();
  return {{.items = fields.empty() ? std::vector<EvidenceItem>{} : std::vector{header_item(fields.back())},
           .values = {{"field", fields.empty() ? "the header" : std::string(fields.back().name)}}}};
}

std::vector<Evidence> redacted(const Analysis& analysis) {
  if (!analysis.message->has_repair("redacted")) return {};
  const auto item = taken_out(analysis);
  if (!item) return {};
  const std::string line = item->line > 0 ? " (line " + std::to_string(item->line) + ")" : "";
  Evidence evidence{.items = {*item}, .values = {{"field", item->name}, {"line", line}}};
  evidence.fix =
      Fix{.summary = "Put the domain back into " + item->name + line + ", and leave the local part out if you like"};
  if (!analysis.author) return {evidence};
  evidence.why = "Where " + item->name + line +
                 " named a domain a placeholder stands. Whether that domain aligns with " + analysis.author->text() +
                 " cannot be told.";
  if (analysis.dmarc.outcome != dmarc::Outcome::Unknown) evidence.severity = Severity::Info;
  return {evidence};
}

}  // namespace alignmail::findings
