// SPDX-License-Identifier: Apache-2.0
#include "cli/rows/family.hpp"

#include "base/time.hpp"

namespace alignmail::cli::rows {
namespace {

constexpr const char* group = "Judging";
constexpr Commands without_policy = only(Command::Spf) | only(Command::Dkim) | only(Command::Arc);

Result<void> set_standard(Settings& settings, const std::string& value) {
  static constexpr std::string_view words[] = {"rfc9989", "rfc7489"};
  return store_word("--standard", value, words, settings.standard);
}

Result<void> set_at(Settings& settings, const std::string& value) {
  settings.at = parse_rfc3339(value);
  if (settings.at) return {};
  return bad_value("--at", value, "a time such as 2026-11-02T10:00:00Z");
}

constexpr OptionRow rows[] = {
    {"--at",
     "TIME",
     group,
     "Judge t= and x= as of this time, such as 2026-11-02T10:00:00Z",
     analysing | arriving,
     set_at,
     {.idle = only(Command::Dmarc) | only(Command::Domain)}},
    {"--standard",
     "RFC",
     group,
     "DMARC by rfc9989 (default) or rfc7489; both are always shown",
     analysing | arriving,
     set_standard,
     {.usual = "rfc9989", .words = "rfc9989 rfc7489", .idle = without_policy}},
    {"--psl",
     "FILE",
     group,
     "Another public suffix list, for the side of RFC 7489",
     analysing | arriving,
     [](S s, V v) -> Result<void> {
       s.suffixes = v;
       return {};
     },
     {.idle = without_policy}},
};

}  // namespace

std::span<const OptionRow> judging() { return rows; }

}  // namespace alignmail::cli::rows
