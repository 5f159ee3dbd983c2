// SPDX-License-Identifier: Apache-2.0
#include "cli/examination.hpp"

#include "cli/nearest.hpp"
#include "cli/option_rows.hpp"

namespace alignmail::cli {
namespace {

ExitStatus status_of(const run::Outcome& outcome, const Settings& settings) {
  const dmarc::Outcome dmarc = outcome.analysis.dmarc.outcome;
  if (dmarc == dmarc::Outcome::TempError || dmarc == dmarc::Outcome::Unknown) return ExitStatus::Undecided;
  const auto& worst = outcome.findings.worst;
  return settings.fail_on && worst && *worst >= *settings.fail_on ? ExitStatus::Found : ExitStatus::Good;
}

// "alignmail chekc m.eml" reads like a file.
std::string mistyped_command(const std::string& path) {
  std::vector<std::string_view> names;
  for (const CommandRow& row : command_rows()) names.push_back(row.name);
  const auto meant = nearest(path, names);
  return meant ? "; did you mean the command " + std::string(*meant) + "?" : "";
}

// What stands beside a message wins over the command line.
void prefer(trust::Given& given, const trust::Given& beside) {
  if (beside.client_ip) given.client_ip = beside.client_ip;
  if (beside.mail_from) given.mail_from = beside.mail_from;
  if (beside.helo) given.helo = beside.helo;
}

// Nobody pastes into a mailbox: a message there is read as one, whatever it looks like.
message::Reading reading_of(const run::Item& item, const Settings& settings) {
  const bool is_stored = item.input.origin == "mbox" || item.input.origin == "maildir" || settings.bulk.reads_lines;
  const bool is_open = settings.reading == message::Reading::Detect;
  return is_open && is_stored ? message::Reading::Message : reading_from(item.input.source, settings.reading);
}

std::string name_of(const report::Input& input) {
  if (input.source == "-") return "standard input";
  return input.origin == "mbox" ? input.source + " (message " + std::to_string(input.index + 1) + ")" : input.source;
}

}  // namespace

Result<Examined> examine(const run::Item& item, const Settings& settings, const Session& session,
                         const Printer& printer, dns::Source& source) {
  auto loaded = item.load();
  if (!loaded) {
    Error error = loaded.error();
    if (error.kind == Error::Kind::NoInput) error.what += mistyped_command(item.input.source);
    return tl::unexpected(std::move(error));
  }
  auto parsed = run::parse_octets(loaded->octets, reading_of(item, settings));
  if (!parsed) {
    return failure(parsed.error().kind, name_of(item.input) + ": " + parsed.error().what, parsed.error().offset);
  }
  std::vector<std::string> reached;
  if (loaded->octets.cut) reached.push_back(beyond_max_size(settings));
  Options options = session.options;
  if (loaded->given) prefer(options.given, *loaded->given);
  Judge judge(std::make_shared<const message::Message>(*std::move(parsed)), std::move(options));
  dns::Facts facts;
  run::Outcome outcome = run::examine(judge, source, facts, session.layers(), {}, reached);
  report::Input input = item.input;
  if (loaded->id) input.id = *loaded->id;
  session.mark(input);
  const report::Subject subject{.input = input,
                                .analysis = outcome.analysis,
                                .findings = outcome.findings,
                                .facts = facts,
                                .options = judge.options(),
                                .waves = outcome.waves.size(),
                                .generated_at = session.options.now};
  auto parts = printer.render(
      [&](const report::Format& format, const report::Style& style) { return format.render(subject, style); });
  const ExitStatus status = status_of(outcome, settings);
  return Examined{std::move(parts), std::move(outcome.waves), Summary::entry_of(outcome), std::move(facts), status};
}

}  // namespace alignmail::cli
