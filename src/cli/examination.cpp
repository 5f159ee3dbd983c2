// SPDX-License-Identifier: Apache-2.0
#include "cli/examination.hpp"

#include <array>
#include <deque>

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

// One message between its steps.
class OnItsWay {
 public:
  OnItsWay(const run::Item& item, const Settings& settings, const Session& session, dns::Source& source)
      : item_(item), settings_(settings), session_(session), source_(source) {}

  // Gives how many octets it has.
  std::size_t load() {
    auto loaded = item_.load();
    if (loaded) {
      loaded_ = *std::move(loaded);
      return loaded_.octets.text.size();
    }
    error_ = std::move(loaded.error());
    if (error_->kind == Error::Kind::NoInput) error_->what += mistyped_command(item_.input.source);
    return 0;
  }

  void parse() {
    auto parsed = run::parse_octets(loaded_.octets, reading_of(item_, settings_));
    if (parsed) {
      message_ = std::make_shared<const message::Message>(*std::move(parsed));
      return;
    }
    error_ = std::move(parsed.error());
    error_->what.insert(0, name_of(item_.input) + ": ");
  }

  void prepare() {
    std::vector<std::string> reached;
    if (loaded_.octets.cut) reached.push_back(beyond_max_size(settings_));
    Options options = session_.options;
    if (loaded_.given) prefer(options.given, *loaded_.given);
    judge_.emplace(std::move(message_), std::move(options));
    examination_.emplace(*judge_, source_, facts_, session_.layers(), run::Budget{}, std::move(reached));
  }

  void judge() { examination_->judge(); }
  void explain() { examination_->explain(); }
  void settle() { examination_->settle(); }

  const std::optional<Error>& error() const { return error_; }

  Result<Examined> render(const Printer& printer) {
    if (error_) return tl::unexpected(*std::move(error_));
    run::Outcome& outcome = examination_->outcome();
    report::Input input = item_.input;
    if (loaded_.id) input.id = *loaded_.id;
    session_.mark(input);
    const report::Subject subject{.input = input,
                                  .analysis = outcome.analysis,
                                  .findings = outcome.findings,
                                  .facts = facts_,
                                  .options = judge_->options(),
                                  .waves = outcome.waves.size(),
                                  .generated_at = session_.options.now};
    auto parts = printer.render(
        [&](const report::Format& format, const report::Style& style) { return format.render(subject, style); });
    const ExitStatus status = status_of(outcome, settings_);
    return Examined{std::move(parts), std::move(outcome.waves), Summary::entry_of(outcome), std::move(facts_), status};
  }

 private:
  const run::Item& item_;
  const Settings& settings_;
  const Session& session_;
  dns::Source& source_;
  std::optional<Error> error_{};
  run::Loaded loaded_{};
  std::shared_ptr<const message::Message> message_{};
  std::optional<Judge> judge_{};
  dns::Facts facts_{};
  std::optional<run::Examination> examination_{};
};

// Messages that are looked at together fit into the processor's second cache.
constexpr std::size_t octets_at_once = 256U << 10;

}  // namespace

std::vector<Result<Examined>> examine(std::span<const run::Item> items, const Settings& settings,
                                      const Session& session, const Printer& printer, dns::Source& source) {
  constexpr std::array steps = {&OnItsWay::parse, &OnItsWay::prepare, &OnItsWay::judge, &OnItsWay::explain,
                                &OnItsWay::settle};
  std::vector<Result<Examined>> examined;
  examined.reserve(items.size());
  while (!items.empty()) {
    std::deque<OnItsWay> together;
    for (std::size_t octets = 0; !items.empty() && octets < octets_at_once; items = items.subspan(1)) {
      octets += together.emplace_back(items.front(), settings, session, source).load();
    }
    for (const auto step : steps) {
      for (OnItsWay& message : together) {
        if (!message.error()) (message.*step)();
      }
    }
    for (OnItsWay& message : together) examined.push_back(message.render(printer));
  }
  return examined;
}

Result<Examined> examine(const run::Item& item, const Settings& settings, const Session& session,
                         const Printer& printer, dns::Source& source) {
  return std::move(examine(std::span(&item, 1), settings, session, printer, source).front());
}

}  // namespace alignmail::cli
