// SPDX-License-Identifier: Apache-2.0
// The ARC chain: testimony of forwarders, not a verdict.
#include "findings/evidence.hpp"
#include "findings/rules.hpp"
#include "findings/rules/spf_common.hpp"

namespace alignmail::findings {
namespace {

std::vector<EvidenceItem> seal_items(const Analysis& analysis) {
  std::vector<EvidenceItem> items;
  for (const arc::Set& set : analysis.arc.sets) {
    items.push_back(computed_item("instance " + std::to_string(set.instance),
                                  "sealed by " + (set.sealer.empty() ? "nobody" : set.sealer) + ", cv=" + set.cv +
                                      (set.detail.empty() ? "" : ", " + set.detail)));
  }
  return items;
}

// What a reader wants to know first of mail that was forwarded: why SPF does not pass.
std::map<std::string, std::string> values_of(const Analysis& analysis) {
  const std::string forwarded = why_forwarded(analysis);
  return {{"reason", analysis.arc.reason}, {"forwarded", forwarded + (forwarded.empty() ? "" : " ")}};
}

std::vector<Evidence> fails(const Analysis& analysis) {
  if (analysis.arc.status != arc::Status::Fail || analysis.arc.structure_broken) return {};
  return {{.items = seal_items(analysis), .values = values_of(analysis)}};
}

std::vector<Evidence> sealer_untrusted(const Analysis& analysis) {
  if (analysis.arc.status != arc::Status::Pass || analysis.arc.sets.empty()) return {};
  return {{.items = seal_items(analysis), .values = {{"sealer", analysis.arc.sets.back().sealer}}}};
}

std::vector<Evidence> structure(const Analysis& analysis) {
  if (!analysis.arc.structure_broken) return {};
  return {{.items = seal_items(analysis), .values = values_of(analysis)}};
}

constexpr Rule rules[] = {
    {.id = "ARC001",
     .slug = "arc-fails",
     .severity = Severity::Warning,
     .title = "The ARC chain does not validate",
     .why = "{forwarded}The seals of the forwarders do not hold: {reason}. Nothing that they report can be relied on.",
     .explanation =
         "ARC lets forwarders seal what they saw before they changed a message. When a seal does not fit, the "
         "message was changed after it, or the seal is made up.",
     .fix = "Nothing to fix on your side: a forwarder sealed wrongly, and SPF and DKIM decide",
     .references = {"RFC 8617 section 5.2"},
     .find = fails},
    {.id = "ARC002",
     .slug = "arc-sealer-untrusted",
     .severity = Severity::Info,
     .title = "The ARC chain validates, but nobody vouches for the sealer",
     .why = "The chain sealed by {sealer} is intact. That proves who said it, not that it is true, so it changes no "
            "verdict here.",
     .explanation = "Anyone can seal anything. ARC helps only where the receiver knows the sealer and trusts it.",
     .fix = "Nothing; receivers that trust the sealer may accept the message all the same",
     .references = {"RFC 8617 section 9"},
     .find = sealer_untrusted},
    {.id = "ARC003",
     .slug = "arc-structure",
     .severity = Severity::Warning,
     .title = "The ARC sets are incomplete or contradict each other",
     .why = "{forwarded}The ARC fields do not form a chain: {reason}.",
     .explanation =
         "Each instance needs exactly three fields, instances count from 1 without gaps, and cv= must be none in "
         "the first and pass in the others.",
     .fix = "Nothing to fix on your side: a forwarder sealed wrongly, and SPF and DKIM decide",
     .references = {"RFC 8617 section 5.2"},
     .find = structure},
};

}  // namespace

std::span<const Rule> arc_rules() { return rules; }

}  // namespace alignmail::findings
