// SPDX-License-Identifier: Apache-2.0
// alignmail check: analyse messages, one after the other.
#include <unistd.h>

#include <cstdio>

#include "base/escape.hpp"
#include "cli/commands.hpp"
#include "cli/nearest.hpp"
#include "cli/option_rows.hpp"
#include "cli/output.hpp"
#include "cli/printer.hpp"
#include "cli/session.hpp"
#include "run/driver.hpp"

namespace alignmail::cli {
namespace {

ExitStatus status_of(const run::Outcome& outcome, const Settings& settings) {
  const dmarc::Outcome dmarc = outcome.analysis.dmarc.outcome;
  if (dmarc == dmarc::Outcome::TempError || dmarc == dmarc::Outcome::Unknown) return ExitStatus::Undecided;
  const auto& worst = outcome.findings.worst;
  return settings.fail_on && worst && *worst >= *settings.fail_on ? ExitStatus::Found : ExitStatus::Good;
}

void note_waves(const run::Outcome& outcome) {
  std::size_t number = 0;
  for (const run::Wave& wave : outcome.waves) {
    char time[32];
    std::snprintf(time, sizeof time, "%.1f", static_cast<double>(wave.time.count()) / 1000);
    note("wave " + std::to_string(++number) + ": " + std::to_string(wave.needed + wave.speculative) + " questions (" +
         std::to_string(wave.speculative) + " ahead of need), " + time + " ms");
  }
}

// "alignmail chekc m.eml" reads like a file.
std::string mistyped_command(const std::string& path) {
  std::vector<std::string_view> names;
  for (const CommandRow& row : command_rows()) names.push_back(row.name);
  const auto meant = nearest(path, names);
  return meant ? "; did you mean the command " + std::string(*meant) + "?" : "";
}

// Reports for people need to say whose they are when there are several.
std::string heading(const std::string& path, const report::Format& format, const report::Style& style,
                    const Settings& settings) {
  const bool wanted = settings.arguments.size() > 1 && format.name == "text" && style.verbosity >= 0;
  if (!wanted) return "";
  const bool first = path == settings.arguments.front();
  return (first ? "==> " : "\n==> ") + escape::visible(path) + " <==\n";
}

std::string too_long(const Settings& settings) {
  return "a message of " + std::to_string(settings.max_size) + " octets (--max-size): the body was not read";
}

Result<ExitStatus> check_one(const std::string& path, const Settings& settings, Session& session, Printer& printer) {
  const auto loaded = load_message(path, settings);
  if (!loaded) {
    Error error = loaded.error();
    if (error.kind == Error::Kind::NoInput) error.what += mistyped_command(path);
    return tl::unexpected(std::move(error));
  }
  std::vector<std::string> reached;
  if (loaded->cut) reached.push_back(too_long(settings));
  Judge judge(loaded->message, session.options);
  dns::Facts facts;
  const run::Outcome outcome = run::examine(judge, *session.source, facts, session.layers(), {}, reached);
  const report::Input input{.source = path, .origin = path == "-" ? "stdin" : "file"};
  const report::Subject subject{.input = input,
                                .analysis = outcome.analysis,
                                .findings = outcome.findings,
                                .facts = facts,
                                .options = session.options,
                                .waves = outcome.waves.size(),
                                .generated_at = session.options.now};
  const auto render = [&](const report::Format& format, const report::Style& style) {
    return heading(path, format, style, settings) + format.render(subject, style);
  };
  if (auto printed = printer.print(render); !printed) return tl::unexpected(printed.error());
  if (settings.verbosity >= 2) note_waves(outcome);
  if (!settings.record.empty()) session.remember(facts);
  return status_of(outcome, settings);
}

}  // namespace

ExitStatus report_error(const Error& error) {
  complain(error.what);
  return status_of(error.kind);
}

ExitStatus run_check(const Settings& settings) {
  auto session = open_session(settings);
  if (!session) return report_error(session.error());
  std::vector<std::string> paths = settings.arguments;
  if (paths.empty()) paths.emplace_back("-");
  if (settings.arguments.empty() && ::isatty(STDIN_FILENO) == 1) {
    note("Paste the message or its headers, then press Ctrl-D (or Ctrl-C to leave).");
  }
  Printer printer(settings);
  ExitStatus status = ExitStatus::Good;
  for (const std::string& path : paths) {
    const auto checked = check_one(path, settings, *session, printer);
    status = worse(status, checked ? *checked : report_error(checked.error()));
    if (printer.is_broken()) return status;
  }
  for (const Result<void>& last : {printer.finish(), close_session(*session, settings)}) {
    if (!last) status = worse(status, report_error(last.error()));
  }
  return status;
}

}  // namespace alignmail::cli
