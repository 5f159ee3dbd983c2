// SPDX-License-Identifier: Apache-2.0
// What is missing from the text that was given.
#pragma once

#include "findings/rules.hpp"

namespace alignmail::findings {

// It ends too early, or within a signature.
std::vector<Evidence> truncated(const Analysis& analysis);
// A placeholder stands for a domain that matters.
std::vector<Evidence> redacted(const Analysis& analysis);

}  // namespace alignmail::findings
