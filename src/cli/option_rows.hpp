// SPDX-License-Identifier: Apache-2.0
// Every option of the command line as a row; the rows themselves are in cli/rows, one file for each family.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "cli/settings.hpp"

namespace alignmail::cli {

// Commands that take an option: bits, in the order of Command.
using Commands = std::uint16_t;
constexpr Commands only(Command command) { return static_cast<Commands>(1U << static_cast<unsigned>(command)); }

struct OptionRow {
  const char* names;        // as CLI11 takes them: "-f,--format"
  const char* placeholder;  // of the value; null for a flag
  const char* group;
  const char* help;
  Commands commands;
  // Called for each time the option stands on the line, in that order; so the last one wins.
  // `value` is empty for a flag.
  Result<void> (*apply)(Settings& settings, const std::string& value);
};
std::span<const OptionRow> option_rows();

struct CommandRow {
  Command command;
  std::string_view name;
  const char* arguments;  // "FILE"; null when it takes none
  int most;               // how many of them
  const char* arguments_help;
  const char* help;
};
std::span<const CommandRow> command_rows();

}  // namespace alignmail::cli
