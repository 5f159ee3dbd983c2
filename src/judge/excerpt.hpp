// SPDX-License-Identifier: Apache-2.0
// What of a message was not shown: lines that nobody copied, names that somebody took out.
#pragma once

#include "alignmail/analysis.hpp"

namespace alignmail::judge {

// True of a part of a header that holds no signature and shows no path or no author, or is marked as shortened: what
// it lacks proves nothing. (Programs show, and people copy, the lines that they know.)
bool is_excerpt(const message::Message& message, const trust::Assessment& assessment);

// A placeholder stands for the name.
bool is_taken_out(const Analysis& analysis, const dns::Domain& domain);

// MAIL FROM stands only where the sender may have written it.
bool is_sender_unproven(const Analysis& analysis);

// A failure that what was not shown may have prevented becomes unknown.
void reopen(const Analysis& analysis, dmarc::Verdict& verdict);

}  // namespace alignmail::judge
