// SPDX-License-Identifier: Apache-2.0
// Which questions DNS left open.
#pragma once

#include <vector>

#include "alignmail/analysis.hpp"

namespace alignmail::judge {

std::vector<DnsTrouble> find_trouble(const dns::Facts& facts);

}  // namespace alignmail::judge
