// SPDX-License-Identifier: Apache-2.0
// Findings in Markdown: the one thing to do, all of it, and what else is open. The same below a message and below the
// set-up of a domain.
#pragma once

#include <string>
#include <string_view>

#include "alignmail/report.hpp"

namespace alignmail::report::markdown {

// What the proof of a fix judged again, and what came of it without the fix.
struct Judged {
  std::string_view what;  // "this message"
  const dmarc::Verdict& before;
};

// Each is empty when there is nothing to say.
std::string next_action(const findings::Findings& found, const Judged& judged, const Style& style);
std::string plan(const findings::Findings& found, const Style& style);
std::string others(const findings::Findings& found);

}  // namespace alignmail::report::markdown
