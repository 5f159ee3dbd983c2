// SPDX-License-Identifier: Apache-2.0
// A From domain that cannot be the reader's: SES itself, or a public mailbox provider.
#pragma once

#include <vector>

#include "alignmail/findings.hpp"

namespace alignmail::findings {

// Whether SES wrote the message itself, as it does to tell of one that bounced, and signed it.
bool is_notice_of_ses(const Analysis& analysis);

// What only the owner of the From domain could change becomes a remark that says so.
void leave_to_owner(std::vector<Finding>& found, const Analysis& analysis);

}  // namespace alignmail::findings
