// SPDX-License-Identifier: Apache-2.0
// alignmail check: one message, or many at once.
#include <unistd.h>

#include <cstdio>

#include "cli/bulk.hpp"
#include "cli/commands.hpp"
#include "cli/output.hpp"

namespace alignmail::cli {
namespace {

void note_waves(const std::vector<run::Wave>& waves) {
  std::size_t number = 0;
  for (const run::Wave& wave : waves) {
    char time[32];
    std::snprintf(time, sizeof time, "%.1f", static_cast<double>(wave.time.count()) / 1000);
    note("wave " + std::to_string(++number) + ": " + std::to_string(wave.needed + wave.speculative) + " questions (" +
         std::to_string(wave.speculative) + " ahead of need), " + time + " ms");
  }
}

Result<ExitStatus> check_alone(const run::Item& item, const Settings& settings, Session& session, Printer& printer,
                               dns::Source& source) {
  auto examined = examine(item, settings, session, printer, source);
  if (!examined) return tl::unexpected(examined.error());
  if (auto printed = printer.print_parts(std::move(examined->parts)); !printed) return tl::unexpected(printed.error());
  if (settings.verbosity >= 2) note_waves(examined->waves);
  if (!settings.record.empty()) session.remember(examined->facts);
  return examined->status;
}

ExitStatus ended(const Result<ExitStatus>& checked) { return checked ? *checked : report_error(checked.error()); }

std::unique_ptr<run::Feed> open_feed(const Settings& settings) {
  run::Wanted wanted{.paths = settings.arguments,
                     .files_from = settings.bulk.files_from,
                     .is_nul_separated = settings.bulk.is_nul_separated,
                     .max_size = settings.max_size};
  if (wanted.paths.empty() && wanted.files_from.empty()) wanted.paths.emplace_back("-");
  return settings.bulk.reads_lines ? run::open_lines(std::move(wanted)) : run::open_files(std::move(wanted));
}

}  // namespace

ExitStatus report_error(const Error& error) {
  if (!error.what.empty()) complain(error.what);
  return status_of(error.kind);
}

ExitStatus run_check(const Settings& settings) {
  auto session = open_session(settings);
  if (!session) return report_error(session.error());
  const bool reads_input = settings.arguments.empty() && settings.bulk.files_from.empty();
  if (reads_input && ::isatty(STDIN_FILENO) == 1) {
    note("Paste the message or its headers, then press Ctrl-D (or Ctrl-C to leave).");
  }
  Printer printer(settings);
  const auto feed = open_feed(settings);
  auto first = feed->next();
  // A stream is not waited for: its first message may be all there is for a long time.
  const bool is_stream = settings.bulk.reads_lines || settings.bulk.files_from == "-";
  auto second = first && !is_stream ? feed->next() : std::nullopt;
  ExitStatus status = ExitStatus::Good;
  const bool is_any = first.has_value();
  const bool is_alone = is_any && !second && !is_stream && settings.bulk.dns_cache.empty();
  if (is_alone) {
    status = ended(check_alone(*first, settings, *session, printer, *session->source));
  } else if (is_any) {
    status = check_many({std::move(first), std::move(second)}, *feed, settings, *session, printer);
  } else if (!settings.bulk.reads_lines) {
    status = report_error({Error::Kind::NoInput, "there is no message in what was given"});
  }
  if (printer.is_broken()) return status;
  if (is_any) session->note_unasked();
  for (const Result<void>& last : {printer.finish(), close_session(*session, settings)}) {
    if (!last) status = worse(status, report_error(last.error()));
  }
  return status;
}

}  // namespace alignmail::cli
