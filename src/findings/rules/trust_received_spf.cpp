// SPDX-License-Identifier: Apache-2.0
#include "findings/rules/trust_received_spf.hpp"

#include <algorithm>

#include "findings/evidence.hpp"
#include "trust/reported.hpp"

namespace alignmail::findings {
namespace {

using message::MethodResult;
using trust::Reported;
using trust::ReportedKind;
using trust::Trust;

constexpr std::size_t shown = 5;

bool passes(const MethodResult& result) { return result.result == "pass"; }

// An earlier server wrote it below its own Received, as Gmail does, about the client that the line names.
bool is_about_a_hop(const Analysis& analysis, const Reported& reported) {
  const auto client = trust::stated_client(reported.results.front());
  const std::size_t boundary = analysis.trust.boundary.value_or(0);
  const auto& hops = analysis.trust.hops;
  for (std::size_t i = boundary + 1; client && i < hops.size(); ++i) {
    if (hops[i].field < reported.field && hops[i].received.address == client) return true;
  }
  return false;
}

// Above the Received of its hop, as most servers write it.
bool stands_above_a_hop(const Analysis& analysis, const Reported& reported) {
  return !analysis.trust.hops.empty() && analysis.trust.hops.back().field > reported.field;
}

// The receiver's own, which says two things or cannot be read.
std::optional<Evidence> unclear(const Analysis& analysis) {
  Evidence evidence;
  std::vector<std::string> defects;
  for (const Reported& reported : analysis.trust.reported) {
    const bool is_own = reported.kind == ReportedKind::ReceivedSpf && reported.is_heard();
    if (!is_own || !reported.is_doubtful || evidence.items.size() == shown) continue;
    evidence.items.push_back(header_item(*analysis.message, reported.field));
    defects.insert(defects.end(), reported.defects.begin(), reported.defects.end());
  }
  if (evidence.items.empty()) return std::nullopt;
  evidence.why = "The receiver's Received-SPF field is not clear: " + listed(defects) +
                 ". What it says twice, or what could not be read, counts for nothing here.";
  evidence.fix = Fix{.summary = "Find out which program on the receiving server writes that field"};
  return evidence;
}

std::optional<Evidence> untrusted(const Analysis& analysis) {
  const MethodResult* trusted = nullptr;
  for (const Reported& reported : analysis.trust.reported) {
    if (reported.kind == ReportedKind::AuthenticationResults && reported.trust == Trust::Trusted) {
      for (const MethodResult& result : reported.results)
        trusted = trusted == nullptr && result.method == "spf" ? &result : trusted;
    }
  }
  const auto is_bad = [&](const Reported& r) {
    if (r.kind != ReportedKind::ReceivedSpf || r.results.empty()) return false;
    const bool claims_pass = passes(r.results.front());
    if (!r.is_heard()) return claims_pass;
    return trusted != nullptr && claims_pass != passes(*trusted);
  };
  const auto& reported = analysis.trust.reported;
  std::vector<EvidenceItem> items;
  for (const Reported& r : reported) {
    if (items.size() < shown && is_bad(r)) items.push_back(header_item(*analysis.message, r.field));
  }
  if (items.empty()) return std::nullopt;
  Evidence evidence{.items = std::move(items)};
  const bool is_earlier_hop = std::all_of(reported.begin(), reported.end(), [&](const Reported& r) {
    return !is_bad(r) ||
           (r.trust == Trust::Untrusted && (stands_above_a_hop(analysis, r) || is_about_a_hop(analysis, r)));
  });
  if (is_earlier_hop) {
    evidence.severity = Severity::Info;
    evidence.why =
        "An earlier server's Received-SPF claims a pass. It speaks of the hop before that server, and the receiver "
        "cannot know who wrote it: it counts for nothing here.";
  }
  return evidence;
}

}  // namespace

std::vector<Evidence> received_spf_untrusted(const Analysis& analysis) {
  std::vector<Evidence> all;
  for (const auto find : {untrusted, unclear}) {
    if (auto evidence = find(analysis)) all.push_back(*std::move(evidence));
  }
  return all;
}

}  // namespace alignmail::findings
