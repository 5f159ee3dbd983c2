// SPDX-License-Identifier: Apache-2.0
// The parts of a judgement that follow from names and answers alone, and so are the same for every message of a
// domain: remembered while the answers stay the same (dns/remembered.hpp). Together they were a quarter of what the
// judging of 4 KB takes besides cryptography.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "alignmail/analysis.hpp"

namespace alignmail::judge {

constexpr dmarc::Standard other_than(dmarc::Standard standard) {
  return standard == dmarc::Standard::Rfc9989 ? dmarc::Standard::Rfc7489 : dmarc::Standard::Rfc9989;
}

// All that DMARC says of one author domain.
struct Policy {
  dmarc::Verdict dmarc{};  // under the standard that governs
  dmarc::Verdict other_standard{};
  std::vector<dmarc::ReportDestination> report_destinations{};
  std::vector<dmarc::Step> misplaced_records{};
  std::vector<WhatIf> what_if{};
};
std::shared_ptr<const Policy> recall_policy(const dns::Domain& author, dmarc::Standard standard,
                                            std::span<const dmarc::Identifier> candidates,
                                            const dns::SuffixList& suffixes, dns::Inquiry& inquiry);

SharedList<ses::ChecklistRow> recall_checklist(const ses::Setup& setup, const ses::Sighting& sighting,
                                               const std::shared_ptr<const dmarc::Discovery>& policy,
                                               dns::Inquiry& inquiry);

}  // namespace alignmail::judge
