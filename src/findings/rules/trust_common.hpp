// SPDX-License-Identifier: Apache-2.0
// What the rules on reported results share.
#pragma once

#include <vector>

#include "alignmail/findings.hpp"
#include "findings/evidence.hpp"

namespace alignmail::findings {

// The first few fields that match, as evidence.
template <class Matches>
std::vector<EvidenceItem> reported_items(const Analysis& analysis, Matches matches) {
  constexpr std::size_t shown = 5;
  std::vector<EvidenceItem> items;
  for (const trust::Reported& reported : analysis.trust.reported) {
    if (items.size() == shown) break;
    if (matches(reported)) items.push_back(header_item(*analysis.message, reported.field));
  }
  return items;
}

}  // namespace alignmail::findings
