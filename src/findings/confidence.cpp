// SPDX-License-Identifier: Apache-2.0
#include "findings/confidence.hpp"

#include <algorithm>

namespace alignmail::findings {
namespace {

// Findings that say who did what, or what will happen: another story would leave the same traces. All others state what
// was read or computed.
constexpr std::string_view conclusions[] = {
    "ALIGN005",  // forwarders differ
    "DKIM007",   // or the key is not the signer's
    "DKIM021",   // or the receiver was wrong
    "FROM007",   // two addresses and a broken signature
    "INPUT008",  // somebody may be called xxxx
    "SES017",    // or a relay wrote the address down wrongly
    "SES023",    // the old values are gone
    "SPF015",    // whose ranges are shared is common knowledge, not in DNS
    "TRUST002",  // or a server of the receiver's own stands before the boundary
};

bool is_conclusion(const Rule& rule, const Analysis& analysis) {
  // What is inferred from the message may be another identity's.
  if (rule.id == "SES003") return !analysis.setup.region.given();
  if (rule.id == "DKIM007" && analysis.header_breaks_two_keys()) return false;
  return std::find(std::begin(conclusions), std::end(conclusions), rule.id) != std::end(conclusions);
}

// Repairs guess how a field read, and what is missing may have been lost by them. That there were any is no guess.
bool rests_on_repairs(const Rule& rule, const Evidence& evidence, const Analysis& analysis) {
  if (!analysis.message || !analysis.message->is_rewritten() || rule.id == "INPUT001") return false;
  const auto is_of_text = [](const EvidenceItem& item) {
    return item.kind == EvidenceKind::Header || item.kind == EvidenceKind::Computed;
  };
  return evidence.items.empty() || std::any_of(evidence.items.begin(), evidence.items.end(), is_of_text);
}

}  // namespace

Confidence confidence_of(const Rule& rule, const Evidence& evidence, const Analysis& analysis) {
  const bool repaired = rests_on_repairs(rule, evidence, analysis);
  if (is_conclusion(rule, analysis)) return repaired ? Confidence::Possible : Confidence::Likely;
  return repaired ? Confidence::Likely : Confidence::Certain;
}

}  // namespace alignmail::findings
