// SPDX-License-Identifier: Apache-2.0
// What to do where only DKIM counts because SPF vouches for a bounce address that somebody else gave.
#pragma once

#include "alignmail/findings.hpp"

namespace alignmail::findings {

// Nothing, where a forwarder put its own bounce address in the place of the sender's; another MAIL FROM, where SES took
// that of another identity. Leaves the evidence as it is where neither is known.
void tell_whose_bounces(const Analysis& analysis, Evidence& evidence);

}  // namespace alignmail::findings
