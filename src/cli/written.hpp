// SPDX-License-Identifier: Apache-2.0
// What one run writes.
#pragma once

#include "cli/settings.hpp"

namespace alignmail::cli {

// No two of the files that are written may be one: the later would destroy the earlier. Usage errors.
Result<void> check_written(const Settings& settings);

}  // namespace alignmail::cli
