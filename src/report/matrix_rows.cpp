// SPDX-License-Identifier: Apache-2.0
#include "report/matrix_rows.hpp"

#include "judge/author.hpp"
#include "judge/excerpt.hpp"
#include "message/redacted.hpp"
#include "report/headline.hpp"

namespace alignmail::report {
namespace {

std::string proves(bool passes, const std::optional<dns::Domain>& domain) {
  return passes ? (domain ? domain->text() : "") : "(nothing)";
}

// What was not shown, or nobody knows with what to compare it.
bool is_open(const Analysis& analysis) {
  const bool is_author_cut_off = analysis.from_fields.empty() && analysis.message->has_repair("truncated");
  return analysis.is_excerpt || is_author_cut_off || judge::is_author_redacted(analysis);
}

MayAlign in_both_modes(bool may_align) { return {may_align, may_align}; }

// A signature that the receiver saw and whoever copied the header left out. Of a whole message it is gone.
MayAlign may_align_of_missing(const Analysis& analysis, const Comparison& row) {
  if (is_open(analysis)) return in_both_modes(true);
  const auto signer = dns::Domain::parse(row.domain);
  const bool may_count = analysis.message->is_headers_only() && row.claimed == "pass";
  if (!may_count || !signer || !analysis.author) return {};
  const auto& discovery = analysis.dmarc.discovery;
  const bool has_organization = discovery && discovery->organizational_domain;
  return {!has_organization || signer->is_within(*discovery->organizational_domain), *signer == *analysis.author};
}

MatrixRow signature_row(const Analysis& analysis, std::size_t index) {
  const dkim::SignatureResult& result = analysis.dkim[index];
  const auto& domain = result.signature->domain;
  const bool open = result.status == dkim::Status::NotChecked && domain;
  return {"DKIM",
          claimed_dkim(analysis, index),
          observed_dkim(result),
          open ? domain->text() + " ?" : proves(result.status == dkim::Status::Pass, domain),
          analysis.dmarc.dkim_mode,
          analysis.dkim_alignment(index),
          in_both_modes(is_open(analysis) || (domain && message::is_redacted(*analysis.message, domain->text())))};
}

}  // namespace

std::string_view answer(const MatrixRow& row, dmarc::Mode mode) {
  using dmarc::Authenticated;
  const dmarc::Alignment* const alignment = row.alignment;
  const bool may_align = mode == dmarc::Mode::Strict ? row.may_align.strict : row.may_align.relaxed;
  if (alignment == nullptr) return may_align ? "?" : "no";
  if (alignment->relation == dmarc::Relation::Unknown) return "?";
  const bool fits = mode == dmarc::Mode::Strict ? alignment->aligned_strict : alignment->aligned_relaxed;
  if (fits && alignment->identifier.authenticated == Authenticated::Unknown) return "?";
  return fits && alignment->identifier.authenticated == Authenticated::Yes ? "yes" : "no";
}

std::vector<MatrixRow> matrix_rows(const Analysis& analysis) {
  std::vector<MatrixRow> rows;
  rows.push_back({"SPF", claimed_spf(analysis), observed_spf(analysis),
                  proves(analysis.spf.status == spf::Status::Pass, analysis.spf.domain), analysis.dmarc.spf_mode,
                  analysis.spf_alignment(),
                  in_both_modes(is_open(analysis) || judge::is_sender_unproven(analysis) ||
                                message::is_redacted(*analysis.message, analysis.trust.envelope.mail_from.domain))});
  for (std::size_t i = 0; i < analysis.dkim.size(); ++i) {
    if (analysis.dkim[i].evaluated) rows.push_back(signature_row(analysis, i));
  }
  const std::size_t signatures = rows.size();
  for (const Comparison& row : analysis.comparisons) {
    const bool is_missing = row.method == "dkim" && row.observed == "none";
    if (!is_missing) continue;
    rows.push_back({"DKIM", row.claimed, "none", "(not in this copy)", analysis.dmarc.dkim_mode, nullptr,
                    may_align_of_missing(analysis, row)});
  }
  if (analysis.dkim.empty() && rows.size() == signatures) {
    const bool is_open = analysis.is_excerpt;
    rows.push_back({"DKIM", "-", is_open ? "unknown" : "none", is_open ? "(not shown)" : "(no signature)",
                    analysis.dmarc.dkim_mode, nullptr, in_both_modes(is_open)});
  }
  return rows;
}

std::string policy_text(const dmarc::Verdict& verdict) {
  if (!verdict.discovery || verdict.outcome == dmarc::Outcome::PermError) return "(no author domain)";
  if (!verdict.discovery->record || !verdict.discovery->policy) {
    if (verdict.discovery->several_records) return "(several records)";
    return verdict.outcome == dmarc::Outcome::None ? "(no record)" : "(not known)";
  }
  // The tag as it is published; what t=y or pct=0 makes of it only fits in short.
  const dmarc::Discovery& discovery = *verdict.discovery;
  const std::string tag = discovery.policy_tag.empty() ? "p" : discovery.policy_tag;
  return tag + "=" + std::string(to_string(discovery.stated_policy.value_or(*discovery.policy))) +
         (discovery.weakened_by.empty() ? "" : ", " + discovery.weakened_by);
}

std::string outcome_word(dmarc::Outcome outcome) {
  switch (outcome) {
    case dmarc::Outcome::PermError: return "permerr";
    case dmarc::Outcome::TempError: return "temperr";
    case dmarc::Outcome::Pass:
    case dmarc::Outcome::Fail:
    case dmarc::Outcome::None:
    case dmarc::Outcome::Unknown: return std::string(to_string(outcome));
  }
  return "";
}

}  // namespace alignmail::report
