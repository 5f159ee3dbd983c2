// SPDX-License-Identifier: Apache-2.0
#include "cli/rows/family.hpp"

namespace alignmail::cli::rows {
namespace {

constexpr OptionRow rows[] = {
    {"-h,--help", nullptr, "Help", "This text; COMMAND --help for another command", all,
     [](S s, V) -> Result<void> {
       s.show = Show::Help;
       return {};
     }},
    {"--version", nullptr, "Help", "The version", all,
     [](S s, V) -> Result<void> {
       s.show = Show::Version;
       return {};
     }},
};

}  // namespace

std::span<const OptionRow> help() { return rows; }

}  // namespace alignmail::cli::rows
