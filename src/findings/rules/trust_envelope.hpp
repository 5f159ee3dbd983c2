// SPDX-License-Identifier: Apache-2.0
// What of the SMTP session cannot be told from the message.
#pragma once

#include <vector>

#include "alignmail/findings.hpp"

namespace alignmail::findings {

std::vector<Evidence> envelope_not_clear(const Analysis& analysis);

}  // namespace alignmail::findings
