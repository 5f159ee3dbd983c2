// SPDX-License-Identifier: Apache-2.0
// A token of Easy DKIM that signed the message and for which Amazon keeps no key: no record of one's own brings it
// back.
#pragma once

#include "alignmail/findings.hpp"

namespace alignmail::findings {

// The row of the checklist for the name of a key; null when there is none, or Amazon keeps the key.
const ses::ChecklistRow* row_without_key(const Analysis& analysis, const dkim::SignatureResult& result);
// Whether a signature of the message was made with the token of that row.
bool has_signed(const Analysis& analysis, const ses::ChecklistRow& row);

// "Amazon keeps no key at TARGET: ...", a sentence or two.
std::string why_no_key(const ses::ChecklistRow& row);

// To find out which tokens the identity has.
Fix ask_for_tokens(const Analysis& analysis, const ses::ChecklistRow& row);

}  // namespace alignmail::findings
