// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/ascii.hpp"
#include "judge/reconcile.hpp"

namespace alignmail::judge {
namespace {

using dmarc::Outcome;
using message::MethodResult;

// A tag such as "dis=NONE" that a receiver writes into a comment or a property.
std::optional<std::string> stated(const MethodResult& claim, std::string_view tag) {
  for (const message::AuthProperty& property : claim.properties) {
    if (property.name == tag) return ascii::to_lower(property.value);
  }
  for (const std::string& comment : claim.comments) {
    std::string word;
    for (const char c : comment + " ") {
      if (!ascii::is_space(c) && c != ';' && c != ',') {
        word += ascii::lower(c);
      } else {
        if (word.starts_with(std::string(tag) + "=")) return word.substr(tag.size() + 1);
        word.clear();
      }
    }
  }
  return std::nullopt;
}

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

void explain(Comparison& comparison, const Analysis& analysis, const MethodResult& claim,
             const std::vector<Comparison>& legs) {
  const auto differs = [](const Comparison& leg) { return leg.agreement == Agreement::No; };
  if (std::any_of(legs.begin(), legs.end(), differs)) {
    set(comparison, Cause::FollowsLeg, "it follows from what differs above");
  } else if (to_string(analysis.other_standard.outcome) == claim.result) {
    set(comparison, Cause::OtherStandard, "the receiver follows the other edition of the standard");
  } else if (record_differs(analysis, claim)) {
    set(comparison, Cause::RecordChanged, "the DMARC record has changed since");
  } else if (rests_on_organization(analysis)) {
    set(comparison, Cause::OtherSuffixList, "the receiver sees the border of the organization at another name");
  } else {
    set(comparison, Cause::LocalPolicy, "the receiver applied rules of its own");
  }
}

// The receiver found that DMARC fails, and did something else than the owner asked for.
void note_override(Comparison& comparison, const Analysis& analysis, const MethodResult& claim) {
  const auto disposition = stated(claim, "dis");
  const auto& wanted = analysis.dmarc.disposition;
  if (!disposition || !wanted || *disposition == to_string(*wanted)) return;
  set(comparison, Cause::LocalPolicy,
      "the receiver did " + *disposition + " where the record asks for " + std::string(to_string(*wanted)));
}

}  // namespace

std::optional<Comparison> compare_dmarc(const Analysis& analysis, const std::vector<Comparison>& legs) {
  const auto claims = analysis.trust.claims("dmarc");
  if (claims.empty()) return std::nullopt;
  const MethodResult& claim = *claims.front();
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
    set(comparison, Cause::LocalPolicy, "\"" + claim.result + "\" is a word of the receiver's own");
  } else if (analysis.dmarc.outcome == Outcome::Unknown) {
    comparison.observed = "not_checked";
  } else if (claim.result == comparison.observed) {
    comparison.agreement = Agreement::Yes;
    if (analysis.dmarc.outcome == Outcome::Fail) note_override(comparison, analysis, claim);
  } else {
    comparison.agreement = Agreement::No;
    explain(comparison, analysis, claim, legs);
  }
  return comparison;
}

}  // namespace alignmail::judge
