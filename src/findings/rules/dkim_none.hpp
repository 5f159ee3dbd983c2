// SPDX-License-Identifier: Apache-2.0
// A message without any signature: it never had one, or this copy lost it.
#pragma once

#include <vector>

#include "alignmail/findings.hpp"

namespace alignmail::findings {

std::vector<Evidence> no_signature(const Analysis& analysis);

}  // namespace alignmail::findings
