// SPDX-License-Identifier: Apache-2.0
// What a fix is worth, and what the plan comes to: in words, the same in every format for people.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "alignmail/findings.hpp"

namespace alignmail::report {

struct Worth {
  std::string label{};  // "Proof" when the verdict changes, else "Gain"
  std::string text{};   // sentences
  dmarc::Outcome outcome = dmarc::Outcome::Unknown;
  bool changes = true;
};
// `what` was judged again, and came to `before` without the fix. Nothing when no proof was possible.
std::optional<Worth> worth_of(const findings::Fix& fix, std::string_view what, const dmarc::Verdict& before);

// Whether the plan says more than the next action does.
bool has_plan_to_show(const findings::Findings& found);
// "SES001 and SES004 fixed together: DMARC pass, SPF and DKIM both count."
std::string worth_of(const findings::Plan& plan);

}  // namespace alignmail::report
