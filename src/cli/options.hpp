// SPDX-License-Identifier: Apache-2.0
// The command line, read.
#pragma once

#include <string>
#include <vector>

#include "cli/settings.hpp"

namespace alignmail::cli {

// Errors are of Kind::Usage: one sentence each, values from the line escaped.
Result<Settings> parse_command_line(const std::vector<std::string>& arguments);

// The command that a line names, also when the rest of it cannot be read.
Command command_of(const std::vector<std::string>& arguments);

std::string help(Command command);

}  // namespace alignmail::cli
