// SPDX-License-Identifier: Apache-2.0
// Options from all the places they may come from, the nearest first: the command line, the
// environment (ALIGNMAIL_DNS for --dns), the user's file, the system's file. What a nearer place
// says of an option replaces what a farther one says of it, lists too.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/option_rows.hpp"

namespace alignmail::cli {

struct GivenOption {
  const OptionRow* row;
  std::string value;     // empty for a flag
  std::string origin;    // "command line", "environment ALIGNMAIL_DNS", "/etc/alignmail.toml:3"
  bool is_off = false;   // a flag that is said to be false: it only hides what farther places say
  bool is_ours = false;  // of a file: from the section of the command
};

// What one place says, in its order.
struct Layer {
  std::vector<GivenOption> options{};
};

using Environment = std::function<std::optional<std::string>(const std::string& name)>;

// Errors of Kind::Config: they name the variable, or file, line and key, and what to do.
Result<Layer> environment_layer(Command command, const Environment& environment);
Result<Layer> file_layer(Command command, const std::string& file, std::string_view text);
// The files that there are, nearest first. An unreadable one is an error; one in a folder that
// is closed to us (another user's home) is none.
Result<std::vector<Layer>> file_layers(Command command, const Environment& environment);

// Applies what is in force, farthest layer first. Errors name the origin.
Result<void> apply_layers(const std::vector<Layer>& nearest_first, Settings& settings);

// --print-config: a file that would give the same, with the origin of each value behind it.
std::string print_configuration(const std::vector<Layer>& nearest_first, Command command);

}  // namespace alignmail::cli
