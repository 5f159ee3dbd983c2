// SPDX-License-Identifier: Apache-2.0
// alignmail hook: what the child of src/hook does with a message, and where its report goes.
#include "hook/hook.hpp"

#include <algorithm>
#include <cstdlib>

#include "cli/answers.hpp"
#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/session.hpp"
#include "hook/environment.hpp"
#include "hook/process.hpp"
#include "hook/state_folder.hpp"
#include "run/driver.hpp"
#include "run/input.hpp"

namespace alignmail::cli {
namespace {

using hook::Answer;
using hook::Depth;
using hook::Intake;
using hook::Task;

const char* variable(const char* name) { return std::getenv(name); }  // NOLINT(concurrency-mt-unsafe): one thread

std::optional<std::string> environment(const char* name) {
  const char* const value = variable(name);
  return value ? std::optional<std::string>(value) : std::nullopt;
}

// A later attempt touches less of what may have ended the one before it.
Settings settings_for(const Settings& settings, Depth depth) {
  Settings own = settings;
  hook::read_environment(own.given, environment);
  if (depth != Depth::Whole) own.dns = "none";
  if (depth != Depth::Whole) own.bulk.dns_cache = own.record = "";
  if (depth == Depth::Nothing) {
    own.expect.clear();
    own.overlay = own.suffixes = "";
  }
  return own;
}

// In the place of a message that nobody may look at.
Result<message::Message> stand_in() {
  auto message = message::parse(std::string("X-Alignmail: not_checked\n\n"), message::Reading::HeaderOfMessage);
  if (message) message->mark_truncated();
  return message;
}

// What a mail system hands over is a message, whatever it looks like: nothing is repaired.
Result<message::Message> read_message(const Task& task) {
  using message::Reading;
  const run::Octets octets{.text = task.octets, .cut = task.intake == Intake::TooLong};
  switch (task.depth) {
    case Depth::Whole: break;
    case Depth::HeaderAlone: return run::parse_octets({.text = task.octets, .cut = true}, Reading::Message);
    case Depth::Nothing: return stand_in();
  }
  auto message = run::parse_octets(octets, Reading::Message);
  if (task.intake == Intake::Whole || octets.cut || !message) return message;
  // Without an empty line it is the header that was cut.
  const bool is_header_cut = message->find_defect(message::DefectKind::NoSeparator) != nullptr;
  if (is_header_cut) message = run::parse_octets(octets, Reading::HeaderOfMessage);
  if (message) message->mark_truncated();
  return message;
}

std::vector<std::string> ceilings(const Task& task, const Settings& settings) {
  std::vector<std::string> reached;
  switch (task.intake) {
    case Intake::Whole:
    case Intake::Stopped: break;
    case Intake::TooLong: reached.push_back(beyond_max_size(settings)); break;
    case Intake::Late: reached.emplace_back("the time of the hook (--deadline): the message had not ended"); break;
    case Intake::Broken: reached.emplace_back("reading the message failed half-way"); break;
    case Intake::NoRoom: reached.emplace_back("there was no room to keep the whole message"); break;
  }
  if (!task.before.empty()) reached.push_back(std::string(task.before) + ": not everything was looked at");
  return reached;
}

// Our own words only: a filter may act on them.
std::string field_of(const run::Outcome& outcome, const Session& session) {
  const dmarc::Verdict& verdict = outcome.analysis.dmarc;
  const bool spf = verdict.counts(dmarc::Method::Spf);
  const bool dkim = verdict.counts(dmarc::Method::Dkim);
  std::string text = "dmarc=" + std::string(dmarc::to_string(verdict.outcome)) + "; legs=";
  text += spf && dkim ? "spf,dkim" : spf ? "spf" : dkim ? "dkim" : "none";
  const auto& worst = outcome.findings.worst;
  text += "; worst=" + (worst ? std::string(findings::to_string(*worst)) : "none");
  return session.overlay_file.empty() ? text : text + "; dns=overlay";
}

Answer analyse(Task task, const Settings& given) {
  const Settings settings = settings_for(given, task.depth);
  if (task.octets.size() > settings.max_size) task.intake = Intake::TooLong;
  auto session = open_session(settings);
  if (!session) return {.trouble = session.error().what};
  hook::confine();
  auto parsed = read_message(task);
  if (!parsed) return {.trouble = parsed.error().what};
  if (task.depth != Depth::Nothing && parsed->find_first("X-Alignmail") != nullptr) return {.is_marked = true};
  Judge judge(std::make_shared<const message::Message>(*std::move(parsed)), session->options);
  dns::Facts facts;
  Answers answers(settings, *session);
  const run::Outcome outcome = run::examine(judge, answers.source(), facts, session->layers(),
                                            {.deadline = task.for_dns}, ceilings(task, settings));
  const hook::Recipient recipient = hook::read_recipient(environment);
  report::Input input{.origin = "hook", .recipient = recipient.address, .extension = recipient.extension};
  session->mark(input);
  const report::Subject subject{.input = input,
                                .analysis = outcome.analysis,
                                .findings = outcome.findings,
                                .facts = facts,
                                .options = session->options,
                                .waves = outcome.waves.size(),
                                .generated_at = session->options.now};
  return {.report = report::find_format("json")->render(subject, {}),
          .field = field_of(outcome, *session),
          .kept = {answers.to_keep(), settings.record.empty() ? "" : dns::render_recording(facts)}};
}

hook::Plan plan_for(const Settings& settings) {
  return {.deadline = settings.hook.deadline,
          .most = std::max(settings.max_size, limits::header_octets),
          .passthrough = settings.hook.passthrough,
          .exit_status = settings.hook.exit_status,
          .places = hook::state_places(settings.hook.report_folder, variable("XDG_STATE_HOME"), variable("HOME")),
          .kept_files = {settings.bulk.dns_cache, settings.record}};
}

void tell(std::string_view sentence) { complain(sentence); }

// Where the log is, of a line that could not be read whole.
std::string report_folder(const std::vector<std::string>& arguments) {
  constexpr std::string_view name = "--report-dir";
  std::string folder = environment("ALIGNMAIL_REPORT_DIR").value_or("");
  for (auto word = arguments.begin(); word != arguments.end(); ++word) {
    if (word->starts_with(name) && word->substr(name.size(), 1) == "=") folder = word->substr(name.size() + 1);
    if (*word == name && word + 1 != arguments.end()) folder = word[1];
  }
  return folder;
}

}  // namespace

ExitStatus run_hook(const Settings& settings) {
  hook::Plan plan = plan_for(settings);
  plan.analyse = [&](const Task& task) { return analyse(task, settings); };
  if (settings.verbosity > 0) plan.tell = tell;
  return static_cast<ExitStatus>(hook::run(plan));
}

ExitStatus run_unusable_hook(const Error& error, const std::vector<std::string>& arguments) {
  const auto is_given = [&](std::string_view word) {
    return std::find(arguments.begin(), arguments.end(), word) != arguments.end();
  };
  Settings settings;
  settings.hook.passthrough = is_given("--passthrough");
  settings.hook.exit_status = is_given("--exit-status");
  settings.hook.report_folder = report_folder(arguments);
  hook::Plan plan = plan_for(settings);
  plan.trouble = error.what;
  const auto is_verbose = [](const std::string& word) { return word == "--verbose" || word.starts_with("-v"); };
  if (std::any_of(arguments.begin(), arguments.end(), is_verbose)) plan.tell = tell;
  return static_cast<ExitStatus>(hook::run(plan));
}

}  // namespace alignmail::cli
