// SPDX-License-Identifier: Apache-2.0
// Results in the receiver's name that the receiver did not write.
#pragma once

#include <vector>

#include "alignmail/findings.hpp"

namespace alignmail::findings {

std::vector<Evidence> forged_results(const Analysis& analysis);

}  // namespace alignmail::findings
