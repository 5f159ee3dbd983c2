// SPDX-License-Identifier: Apache-2.0
#include "report/summary.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "report/headline.hpp"

namespace alignmail::report {
namespace {

std::string aligned_word(const dmarc::Alignment* row) {
  if (row == nullptr) return "unknown";
  if (row->relation == dmarc::Relation::Unknown) return "unknown";
  return (row->in_force == dmarc::Mode::Strict ? row->aligned_strict : row->aligned_relaxed) ? "yes" : "no";
}

LegSummary spf_leg(const Analysis& analysis) {
  const dmarc::Alignment* row = analysis.spf_alignment();
  return {.result = observed_spf(analysis),
          .domain = analysis.spf.domain ? analysis.spf.domain->text() : "",
          .aligned = aligned_word(row),
          .counts = row != nullptr && row->counts};
}

}  // namespace

Summary summarize(const Analysis& analysis) {
  Summary summary{
      .from = analysis.authors.size() == 1 ? analysis.authors.front().mailbox.address() : field_text(analysis, "From"),
      .from_domain = analysis.author ? analysis.author->text() : "",
      .spf = spf_leg(analysis)};
  for (std::size_t i = 0; i < analysis.dkim.size(); ++i) {
    const dmarc::Alignment* row = analysis.dkim_alignment(i);
    summary.dkim.push_back({.result = observed_dkim(analysis.dkim[i]),
                            .domain = analysis.dkim[i].signature->domain_text,
                            .aligned = aligned_word(row),
                            .counts = row != nullptr && row->counts});
  }
  const auto& discovery = analysis.dmarc.discovery;
  if (discovery && discovery->record && discovery->policy) summary.policy = to_string(*discovery->policy);
  return summary;
}

std::string legs(const dmarc::Verdict& verdict, std::string_view separator) {
  std::string text = verdict.counts(dmarc::Method::Spf) ? "spf" : "";
  if (!verdict.counts(dmarc::Method::Dkim)) return text.empty() ? "none" : text;
  if (!text.empty()) text += separator;
  return text += "dkim";
}

std::string field_text(const Analysis& analysis, std::string_view name) {
  const message::Field* field = analysis.message->find_first(name);
  return field == nullptr ? std::string() : std::string(ascii::trim(ascii::unfold(field->body)));
}

std::size_t line_of_source(std::size_t line, const Input& input) { return input.first_line - 1 + line; }

std::size_t line_of(const findings::Finding& finding, const Subject& subject) {
  for (const findings::EvidenceItem& item : finding.evidence.items) {
    if (item.kind == findings::EvidenceKind::Header && item.line > 0) return line_of_source(item.line, subject.input);
  }
  const message::Field* from = subject.analysis.message->find_first("From");
  return line_of_source(from == nullptr ? 1 : from->line, subject.input);
}

std::string story(const findings::Finding& finding) {
  std::string text = finding.title + ". " + finding.why;
  if (!finding.fix.summary.empty()) text += " What to do: " + finding.fix.summary + ".";
  return text;
}

std::string source_name(const Input& input) { return input.source == "-" ? "stdin" : input.source; }

std::string overlay_sentence(const Input& input) {
  if (input.overlay.empty()) return "";
  constexpr std::size_t shown = 6;
  std::string list;
  for (std::size_t i = 0; i < std::min(input.overlaid.size(), shown); ++i) {
    list += (list.empty() ? "" : ", ") + input.overlaid[i];
  }
  if (input.overlaid.size() > shown) list += " and " + std::to_string(input.overlaid.size() - shown) + " more";
  return "DNS is seen with the changes in " + input.overlay + " (" + list + "), not as it is published.";
}

std::string_view overlay_mark(const Input& input) { return input.overlay.empty() ? "" : " dns=overlay"; }

}  // namespace alignmail::report
