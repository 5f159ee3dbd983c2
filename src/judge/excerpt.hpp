// SPDX-License-Identifier: Apache-2.0
// What of a message was not shown: lines that nobody copied, names that somebody took out.
#pragma once

#include "alignmail/analysis.hpp"

namespace alignmail::judge {

// Programs show, and people copy, the lines that they know; or they mark what they leave out.
bool is_excerpt(const message::Message& message, const trust::Assessment& assessment);

// A placeholder stands for the name.
bool is_taken_out(const Analysis& analysis, const dns::Domain& domain);

// A failure that what was not shown may have prevented becomes unknown.
void reopen(const Analysis& analysis, dmarc::Verdict& verdict);

}  // namespace alignmail::judge
