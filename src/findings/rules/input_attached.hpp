// SPDX-License-Identifier: Apache-2.0
// A message inside the message.
#pragma once

#include "findings/rules.hpp"

namespace alignmail::findings {

// Another message is attached, perhaps the one that was meant.
std::vector<Evidence> attached_message(const Analysis& analysis);

}  // namespace alignmail::findings
