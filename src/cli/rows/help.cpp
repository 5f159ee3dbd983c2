// SPDX-License-Identifier: Apache-2.0
#include "cli/rows/family.hpp"

namespace alignmail::cli::rows {
namespace {

constexpr OptionRow rows[] = {
    {"-h,--help",
     nullptr,
     "Help",
     "This text; COMMAND --help for another command",
     every,
     [](S s, V) -> Result<void> {
       s.show = Show::Help;
       return {};
     },
     {.line_only = true}},
    {"--print-config",
     nullptr,
     "Help",
     "The options in force, and where each value comes from",
     all,
     [](S s, V) -> Result<void> {
       s.show = Show::Config;
       return {};
     },
     {.line_only = true}},
    {"-V,--version",
     nullptr,
     "Help",
     "The version",
     every,
     [](S s, V) -> Result<void> {
       s.show = Show::Version;
       return {};
     },
     {.line_only = true}},
};

}  // namespace

std::span<const OptionRow> help() { return rows; }

}  // namespace alignmail::cli::rows
