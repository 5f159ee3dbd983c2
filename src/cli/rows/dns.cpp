// SPDX-License-Identifier: Apache-2.0
#include "cli/rows/family.hpp"
#include "dns/source_spec.hpp"

namespace alignmail::cli::rows {
namespace {

constexpr const char* group = "DNS";

Result<void> set_timeout(Settings& settings, const std::string& value) {
  const auto count = parse_count("--dns-timeout", value, 1, 60'000);
  if (!count) return tl::unexpected(count.error());
  settings.servers.timeout = std::chrono::milliseconds(*count);
  return {};
}

Result<void> set_tries(Settings& settings, const std::string& value) {
  const auto count = parse_count("--dns-tries", value, 1, 10);
  if (!count) return tl::unexpected(count.error());
  settings.servers.tries = static_cast<int>(*count);
  return {};
}

constexpr OptionRow rows[] = {
    {"--dns",
     "SPEC",
     group,
     "system (default), ADDR[:PORT][,...], zone:FILE, replay:FILE, none",
     analysing | arriving,
     [](S s, V v) -> Result<void> {
       s.dns = v;
       return dns::check_source_spec(v);  // now, while it is known where it stands
     },
     {.usual = "system"}},
    {"--dns-overlay", "FILE", group, "A master file to be seen before DNS: try a change before you publish it",
     analysing | arriving,
     [](S s, V v) -> Result<void> {
       s.overlay = v;
       return {};
     }},
    {"--dns-record", "FILE", group, "Write every answer to FILE, for --dns replay:FILE", analysing | arriving,
     [](S s, V v) -> Result<void> {
       s.record = v;
       return {};
     }},
    {"--dns-timeout", "MS", group, "For each try; default 2000", analysing | arriving, set_timeout, {.usual = "2000"}},
    {"--dns-tries", "N", group, "For each server; default 2", analysing | arriving, set_tries, {.usual = "2"}},
};

}  // namespace

std::span<const OptionRow> dns_answers() { return rows; }

}  // namespace alignmail::cli::rows
