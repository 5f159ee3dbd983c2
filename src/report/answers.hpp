// SPDX-License-Identifier: Apache-2.0
// The answers of DNS in an order that does not depend on what a cache knew before.
#pragma once

#include <algorithm>
#include <vector>

#include "alignmail/dns.hpp"

namespace alignmail::report {

inline std::vector<dns::SharedFact> answers_by_name(const dns::Facts& facts) {
  std::vector<dns::SharedFact> answers = facts.order();
  std::sort(answers.begin(), answers.end(),
            [](const dns::SharedFact& a, const dns::SharedFact& b) { return a->question < b->question; });
  return answers;
}

}  // namespace alignmail::report
