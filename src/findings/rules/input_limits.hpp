// SPDX-License-Identifier: Apache-2.0
// What was over a ceiling, and lines that are over that of SMTP.
#pragma once

#include <vector>

#include "alignmail/findings.hpp"

namespace alignmail::findings {

std::vector<Evidence> limit_reached(const Analysis& analysis);
std::vector<Evidence> long_lines(const Analysis& analysis);

}  // namespace alignmail::findings
