// SPDX-License-Identifier: Apache-2.0
// Fixes that take terms out of the checked domain's own record.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "alignmail/findings.hpp"

namespace alignmail::findings {

using SpfTerms = std::vector<const spf::Term*>;

// The terms of the checked domain's record for which this holds, in their order.
SpfTerms terms_that(const spf::Verdict& verdict, const std::function<bool(const spf::Term&)>& holds);

// Terms without which the record stays within ten look-ups whatever the address, the costliest
// first; never one that matched, never the include of SES. Fewer when there are not enough.
SpfTerms terms_over_the_limit(const spf::Verdict& verdict);

// Absent when no term is to be dropped.
std::optional<Fix> fix_by_dropping(const Analysis& analysis, const SpfTerms& terms,
                                   std::string summary = "Remove terms that you do not need");

}  // namespace alignmail::findings
