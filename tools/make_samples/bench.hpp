// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "make_samples/keys.hpp"

namespace make_samples {

// FOLDER/bench-N.eml and FOLDER/zone.txt; false when they cannot be written.
bool make_bench(const Keys& keys, const std::string& folder, std::size_t count, std::size_t octets);

}  // namespace make_samples
