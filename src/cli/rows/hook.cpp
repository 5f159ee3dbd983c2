// SPDX-License-Identifier: Apache-2.0
#include "base/ascii.hpp"
#include "cli/rows/family.hpp"

namespace alignmail::cli::rows {
namespace {

constexpr const char* group = "Hook";
constexpr Commands hooks = only(Command::Hook);

// "8", "2.5": seconds, by the point whatever the locale says.
Result<void> set_deadline(Settings& settings, const std::string& value) {
  const std::size_t point = value.find('.');
  const auto whole = ascii::parse_number(value.substr(0, point));
  const std::string part = point == std::string::npos ? "0" : value.substr(point + 1);
  const auto fraction = ascii::parse_number(part);
  const bool is_number = whole && fraction && *whole <= 3600 && part.size() <= 3;
  std::uint64_t milliseconds = is_number ? *whole * 1000 : 0;
  if (is_number) milliseconds += *fraction * (part.size() == 1 ? 100U : part.size() == 2 ? 10U : 1U);
  if (milliseconds == 0) return bad_value("--deadline", value, "a number of seconds up to 3600, such as 8 or 2.5");
  settings.hook.deadline = std::chrono::milliseconds(milliseconds);
  return {};
}

constexpr OptionRow rows[] = {
    {"--report-dir", "DIR", group, "Where reports go: DIR/reports; else below XDG_STATE_HOME or HOME", hooks,
     [](S s, V v) -> Result<void> {
       s.hook.report_folder = v;
       return {};
     }},
    {"--deadline",
     "SECONDS",
     group,
     "For everything; default 8. What is not known by then is reported so",
     hooks,
     set_deadline,
     {.usual = "8"}},
    {"--passthrough",
     nullptr,
     group,
     "Copy the message to standard output, with an X-Alignmail field in front",
     hooks,
     [](S s, V) -> Result<void> {
       s.hook.passthrough = true;
       return {};
     },
     {.line_only = true}},
    {"--exit-status", nullptr, group, "75 when no report could be filed; else it is always 0", hooks,
     [](S s, V) -> Result<void> {
       s.hook.exit_status = true;
       return {};
     }},
};

}  // namespace

std::span<const OptionRow> hook() { return rows; }

}  // namespace alignmail::cli::rows
