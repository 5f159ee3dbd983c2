// SPDX-License-Identifier: Apache-2.0
// Which questions DNS left open, and which answers were more than is read.
#pragma once

#include <string>
#include <vector>

#include "alignmail/analysis.hpp"

namespace alignmail::judge {

std::vector<DnsTrouble> find_trouble(const dns::Facts& facts);

// The names with more TXT records than are read, in words for LIMIT001.
std::vector<std::string> find_oversized(const dns::Facts& facts);

}  // namespace alignmail::judge
