// SPDX-License-Identifier: Apache-2.0
#include "cli/rows/family.hpp"

namespace alignmail::cli::rows {
namespace {

constexpr const char* group = "Many messages";

Result<void> set_input(Settings& settings, const std::string& value) {
  static constexpr std::string_view words[] = {"eml", "ndjson"};
  const auto word = parse_word("--input", value, words);
  if (!word) return tl::unexpected(word.error());
  settings.bulk.reads_lines = *word == 1;
  return {};
}

constexpr OptionRow rows[] = {
    {"--files-from", "FILE", group, "Read the names of messages from FILE, or from standard input for -", check,
     [](S s, V v) -> Result<void> {
       s.bulk.files_from = v;
       return {};
     }},
    {"-0,--null", nullptr, group, "Those names end with NUL, as find -print0 writes them", check,
     [](S s, V) -> Result<void> {
       s.bulk.is_nul_separated = true;
       return {};
     }},
    {"--input", "FORM", group, "eml (default), or ndjson: a line of JSON for each message", check, set_input},
    {"--jobs",
     "N",
     group,
     "How many messages to judge at once; default: the cores",
     judged,
     [](S s, V v) { return store(parse_count("--jobs", v, 1, 1024), s.bulk.jobs); },
     {.idle = arriving}},
    {"--dns-cache", "FILE", group, "Keep answers of DNS in FILE for the next run, for their TTL", judged,
     [](S s, V v) -> Result<void> {
       s.bulk.dns_cache = v;
       return {};
     }},
};

}  // namespace

std::span<const OptionRow> many_messages() { return rows; }

}  // namespace alignmail::cli::rows
