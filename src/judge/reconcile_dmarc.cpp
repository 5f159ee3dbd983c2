// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/ascii.hpp"
#include "judge/reconcile.hpp"
#include "trust/names.hpp"

namespace alignmail::judge {
namespace {

using dmarc::Outcome;
using message::MethodResult;

bool is_comparable(const std::string& word) {
  return word == "pass" || word == "fail" || word == "none" || word == "permerror";
}

// Aligned only because both names end in the same organization.
bool rests_on_organization(const Analysis& analysis) {
  const auto& rows = analysis.dmarc.alignments;
  return std::any_of(rows.begin(), rows.end(), [](const dmarc::Alignment& row) {
    return row.identifier.authenticated == dmarc::Authenticated::Yes &&
           row.relation == dmarc::Relation::SameOrganization;
  });
}

bool record_differs(const Analysis& analysis, const MethodResult& claim) {
  const auto policy = stated(claim, "p");
  const auto& discovery = analysis.dmarc.discovery;
  const bool had_record = claim.result != "none";
  const bool has_record = discovery && discovery->record;
  if (had_record != has_record) return true;
  return policy && has_record && discovery->record->policy && *policy != to_string(*discovery->record->policy);
}

void set(Comparison& comparison, Cause cause, std::string detail) {
  comparison.cause = cause;
  comparison.detail = std::move(detail);
}

// The receiver judged by an author domain that this copy does not show.
bool explain_author(Comparison& comparison, const Analysis& analysis, const MethodResult& claim) {
  const auto checked = claim.find("header.from");
  const std::string domain = checked ? trust::domain_of(*checked) : "";
  if (!analysis.author) {
    set(comparison, Cause::OtherIdentity,
        domain.empty() ? "the receiver chose one of the authors" : "the receiver chose " + domain + " for the author");
    return true;
  }
  if (domain.empty() || domain == comparison.domain) return false;
  set(comparison, Cause::OtherIdentity, "the receiver checked " + domain + ", here it is " + comparison.domain);
  return true;
}

void explain(Comparison& comparison, const Analysis& analysis, const MethodResult& claim,
             const std::vector<Comparison>& legs) {
  if (explain_author(comparison, analysis, claim)) return;
  const auto differs = [](const Comparison& leg) { return leg.agreement == Agreement::No; };
  const auto override = find_override(analysis, claim);
  if (std::any_of(legs.begin(), legs.end(), differs)) {
    set(comparison, Cause::FollowsLeg, "it follows from what differs above");
  } else if (to_string(analysis.other_standard.outcome) == claim.result) {
    set(comparison, Cause::OtherStandard, "the receiver follows the other edition of the standard");
  } else if (record_differs(analysis, claim)) {
    set(comparison, Cause::RecordChanged, "the DMARC record has changed since");
  } else if (override) {
    set(comparison, override->cause, override->detail);
  } else if (rests_on_organization(analysis)) {
    set(comparison, Cause::OtherSuffixList, "the receiver sees the border of the organization at another name");
  } else {
    set(comparison, Cause::LocalPolicy, "the receiver applied rules of its own");
  }
}

// The receiver found that DMARC fails, and did something else than the owner asked for.
void note_override(Comparison& comparison, const Analysis& analysis, const MethodResult& claim) {
  if (const auto override = find_override(analysis, claim)) return set(comparison, override->cause, override->detail);
  auto disposition = stated(claim, "dis");
  if (!disposition) disposition = stated(claim, "action");
  const auto& wanted = analysis.dmarc.disposition;
  if (!disposition || !wanted || *disposition == to_string(*wanted)) return;
  set(comparison, Cause::LocalPolicy,
      "the receiver did " + *disposition + " where the record asks for " + std::string(to_string(*wanted)));
}

}  // namespace

std::optional<Comparison> compare_dmarc(const Analysis& analysis, const std::vector<Comparison>& legs) {
  const MethodResult* const claimed = analysis.dmarc_claim();
  if (claimed == nullptr) return std::nullopt;
  const MethodResult& claim = *claimed;
  Comparison comparison{.method = "dmarc",
                        .domain = analysis.author ? analysis.author->text() : "",
                        .claimed = claim.result,
                        .observed = std::string(to_string(analysis.dmarc.outcome))};
  if (analysis.dmarc.outcome == Outcome::TempError) {
    set(comparison, Cause::OurDns, "DNS gives no answer here");
  } else if (claim.result == "temperror") {
    set(comparison, Cause::ReceiverDns, "DNS gave the receiver no answer at that moment");
  } else if (!is_comparable(claim.result)) {
    // "bestguesspass": there is no record, and the receiver imagined one.
    const auto override = find_override(analysis, claim);
    set(comparison, override ? override->cause : Cause::LocalPolicy,
        "\"" + claim.result + "\" is a word of the receiver's own" + (override ? "; " + override->detail : ""));
  } else if (analysis.dmarc.outcome == Outcome::Unknown) {
    comparison.observed = "not_checked";
  } else if (claim.result == comparison.observed) {
    comparison.agreement = Agreement::Yes;
    if (analysis.dmarc.outcome == Outcome::Fail) note_override(comparison, analysis, claim);
  } else if (analysis.from_fields.empty()) {
    // Most often a part of a header that somebody copied: we have no result of our own to set against the receiver's.
    set(comparison, Cause::ChangedAfterCheck, "this copy of the message names no author");
  } else {
    comparison.agreement = Agreement::No;
    explain(comparison, analysis, claim, legs);
  }
  return comparison;
}

}  // namespace alignmail::judge
