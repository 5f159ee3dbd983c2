// SPDX-License-Identifier: Apache-2.0
// A set of fixes after which DMARC passes on both legs, and none of which is too many.
#pragma once

#include <optional>
#include <vector>

#include "alignmail/findings.hpp"

namespace alignmail::findings {

// Nothing when the target holds already, when no set of provable fixes reaches it, or while answers
// are still wanted; those join `inquiry`.
std::optional<Plan> make_plan(const std::vector<Finding>& findings, const Analysis& analysis, const JudgeAgain& again,
                              dns::Inquiry& inquiry);

}  // namespace alignmail::findings
