// SPDX-License-Identifier: Apache-2.0
// Every option of the command line as a row; the rows themselves are in cli/rows, one file for each family.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/settings.hpp"

namespace alignmail::cli {

// Commands that take an option: bits, in the order of Command.
using Commands = std::uint16_t;
constexpr Commands only(Command command) { return static_cast<Commands>(1U << static_cast<unsigned>(command)); }

// What the configuration and the manual need to know of an option, beside how it is applied.
struct OptionTraits {
  const char* usual = nullptr;         // its value when nobody gives one, where that can be said
  const char* settles = nullptr;       // what several options decide together: the one nearest to the line wins
  bool repeats = false;                // each value adds to those before
  bool line_only = false;              // neither in a file nor in the environment
  const char* words = nullptr;         // the values that there are, for completion
  const char* help_of_hook = nullptr;  // where it means something else there
  Commands idle = 0;  // commands that take it, as every one does, and have no use for it: not offered there
};

struct OptionRow {
  const char* names;        // as CLI11 takes them: "-f,--format"
  const char* placeholder;  // of the value; null for a flag
  const char* group;
  const char* help;
  Commands commands;
  // Called for each time the option stands on the line, in that order; so the last one wins.
  // `value` is empty for a flag.
  Result<void> (*apply)(Settings& settings, const std::string& value);
  OptionTraits traits{};
};
std::span<const OptionRow> option_rows();
std::string_view long_name(const OptionRow& row);  // "format" of "-f,--format"
bool is_offered(const OptionRow& row, Command command);
// As the command's own help says it: the formats differ.
std::string help_of(const OptionRow& row, Command command);
// The values that the option may have there, for completion; empty when anything goes.
std::string words_of(const OptionRow& row, Command command);
// What -f takes.
std::vector<std::string> formats_of(Command command);

struct CommandRow {
  Command command;
  std::string_view name;
  const char* arguments;  // "FILE"; null when it takes none
  int most;               // how many of them
  const char* arguments_help;
  const char* help;
  const char* words = nullptr;  // the arguments that there are, for completion
};
std::span<const CommandRow> command_rows();

}  // namespace alignmail::cli
