// SPDX-License-Identifier: Apache-2.0
#include "cli/rows/family.hpp"

#include <algorithm>

namespace alignmail::cli::rows {
namespace {

constexpr const char* group = "Output";

Result<void> set_format(Settings& settings, const std::string& value) {
  // "-o FILE -f FORMAT" is the same pair as "-f FORMAT -o FILE".
  const bool file_waits = !settings.outputs.empty() && settings.outputs.back().format.empty();
  if (!file_waits) settings.outputs.emplace_back();
  settings.outputs.back().format = value;
  if (report::find_format(value)) return {};
  std::vector<std::string_view> names;
  for (const report::Format& format : report::formats()) names.push_back(format.name);
  const auto known = parse_word("--format", value, names);
  return known ? Result<void>() : tl::unexpected(known.error());
}

Result<void> set_output(Settings& settings, const std::string& value) {
  const bool format_waits = !settings.outputs.empty() && settings.outputs.back().file.empty();
  if (!format_waits) settings.outputs.emplace_back();
  settings.outputs.back().file = value;
  return {};
}

Result<void> set_records(Settings& settings, const std::string& value) {
  static constexpr std::string_view words[] = {"bind", "panel", "route53", "cloudflare", "terraform"};
  settings.records_given = true;
  return store_word("--records", value, words, settings.records);
}

Result<void> set_color(Settings& settings, const std::string& value) {
  static constexpr std::string_view words[] = {"auto", "always", "never"};
  return store_word("--color", value, words, settings.color);
}

Result<void> set_fail_on(Settings& settings, const std::string& value) {
  static constexpr std::string_view words[] = {"never", "warning", "error"};
  const auto index = parse_word("--fail-on", value, words);
  if (!index) return tl::unexpected(index.error());
  settings.fail_on.reset();
  if (*index > 0) settings.fail_on = *index == 1 ? findings::Severity::Warning : findings::Severity::Error;
  return {};
}

constexpr OptionRow rows[] = {
    {"-f,--format",
     "FORMAT",
     group,
     nullptr,  // help_of() lists what each command prints
     analysing | arriving,
     set_format,
     {.usual = "text", .settles = "format", .repeats = true, .idle = only(Command::Hook)}},
    {"--json",
     nullptr,
     group,
     "Short for -f json",
     analysing | arriving,
     [](S s, V) { return set_format(s, "json"); },
     {.settles = "format", .idle = only(Command::Hook)}},
    {"-o,--output",
     "FILE",
     group,
     "Write there instead of to standard output; several pairs of -f and -o may be given",
     analysing | only(Command::Watch),
     set_output,
     {.repeats = true}},
    {"--records",
     "FORM",
     group,
     "Records to publish as bind (default), panel, route53, cloudflare, terraform",
     analysing | arriving,
     set_records,
     {.usual = "bind",
      .words = "bind panel route53 cloudflare terraform",
      .idle = single_protocol | only(Command::Hook)}},
    {"--color",
     "WHEN",
     group,
     "auto (default), always, never",
     all,
     set_color,
     {.usual = "auto", .words = "auto always never", .idle = only(Command::Hook)}},
    {"--unicode",
     nullptr,
     group,
     "Tick marks and names in their own script",
     all,
     [](S s, V) -> Result<void> {
       s.unicode = true;
       return {};
     },
     {.idle = only(Command::Hook)}},
    {"-q,--quiet",
     nullptr,
     group,
     "One line for each message, or the result alone",
     analysing | arriving,
     [](S s, V) -> Result<void> {
       s.verbosity = -1;
       return {};
     },
     {.settles = "verbosity", .idle = only(Command::Hook)}},
    {"-v,--verbose",
     nullptr,
     group,
     "Show the evidence; -vv every DNS answer and step",
     analysing | arriving,
     [](S s, V) -> Result<void> {
       s.verbosity = std::max(s.verbosity, 0) + 1;
       return {};
     },
     {.settles = "verbosity",
      .help_of_hook = "Say what went wrong on standard error, not in the log alone",
      .idle = only(Command::Spf) | only(Command::Arc) | only(Command::Dmarc)}},
    {"--fail-on",
     "SEVERITY",
     group,
     "What makes the exit status 1: error (default), warning, never",
     analysing | arriving,
     set_fail_on,
     {.usual = "error", .words = "error warning never", .idle = single_protocol | arriving | only(Command::Domain)}},
    {"--markdown",
     nullptr,
     group,
     "The page of the manual",
     only(Command::Explain),
     [](S s, V) -> Result<void> {
       s.markdown = true;
       return {};
     },
     {.line_only = true}},
};

}  // namespace

std::span<const OptionRow> output() { return rows; }

}  // namespace alignmail::cli::rows
