// SPDX-License-Identifier: Apache-2.0
// What a body that does not fit has to do with how the message was copied.
#pragma once

#include "alignmail/findings.hpp"

namespace alignmail::findings {

// A header that was copied with the empty line below it looks like a message that lost its body.
void tell_of_missing_body(const Analysis& analysis, Evidence& evidence);

// The text below the header may be no part of the mail. Its copy is at fault then, and no server.
void blame_copy(const Analysis& analysis, Evidence& evidence);

// The receiver found the body as it was signed: then the change is one of this copy alone.
void tell_of_altered_copy(const Analysis& analysis, Evidence& evidence);

}  // namespace alignmail::findings
