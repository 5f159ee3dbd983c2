// SPDX-License-Identifier: Apache-2.0
// alignmail watch: a report for each message as it arrives.
#include <fcntl.h>
#include <unistd.h>

#include <csignal>

#include "base/escape.hpp"
#include "cli/answers.hpp"
#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/printer.hpp"
#include "cli/session.hpp"
#include "hook/maildir.hpp"
#include "hook/process.hpp"
#include "hook/spool.hpp"
#include "run/driver.hpp"

namespace alignmail::cli {
namespace {

// A message that waits for DNS holds up those behind it.
constexpr std::chrono::milliseconds for_dns{8'000};

// Reports go out one by one, each in one piece, behind what is there already.
class Stream {
 public:
  static Result<Stream> open(const Output& output, const Settings& settings) {
    Stream stream;
    stream.style_ = terminal_style(settings);
    const bool to_file = !output.file.empty() && output.file != "-";
    if (to_file) {
      stream.file_ = ::open(output.file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
      if (stream.file_ < 0) return failure(Error::Kind::CannotCreate, output.file + ": cannot be created");
      stream.style_ = {.verbosity = settings.verbosity, .records = settings.records};
    }
    // -q asks for a line for each message, wherever it goes.
    const bool is_for_people = settings.verbosity < 0 || (!to_file && ::isatty(STDOUT_FILENO) == 1);
    const std::string_view usual = is_for_people ? "text" : "ndjson";
    stream.format_ = report::find_format(output.format.empty() ? usual : std::string_view(output.format));
    stream.name_ = to_file ? output.file : "standard output";
    return stream;
  }

  Result<void> print(const report::Subject& subject) const {
    std::string text = report::render_document(*format_, subject, style_);
    if (format_->name == "text" && style_.verbosity >= 0) {
      text = "==> " + escape::visible(subject.input.source) + " <==\n" + text + "\n";
    }
    if (hook::write_all(file_, text)) return {};
    return failure(Error::Kind::Io, name_ + ": writing failed");
  }

 private:
  int file_ = STDOUT_FILENO;
  std::string name_{};
  const report::Format* format_ = nullptr;
  report::Style style_{};
};

Result<std::vector<Stream>> open_streams(const Settings& settings) {
  std::vector<Output> outputs = settings.outputs;
  if (outputs.empty()) outputs.emplace_back();
  std::vector<Stream> streams;
  for (const Output& output : outputs) {
    auto stream = Stream::open(output, settings);
    if (!stream) return tl::unexpected(stream.error());
    streams.push_back(*std::move(stream));
  }
  return streams;
}

// What is wrong with one message is said, and does not end the watch; a dead output does.
Result<void> watch_one(const std::string& path, const Settings& settings, Session& session, Answers& answers,
                       const std::vector<Stream>& streams) {
  const auto loaded = load_message(path, settings);
  if (!loaded) {
    complain(loaded.error().what);
    return {};
  }
  session.options.now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  std::vector<std::string> reached;
  if (loaded->cut) reached.push_back(beyond_max_size(settings));
  Judge judge(loaded->message, session.options);
  dns::Facts facts;
  const run::Outcome outcome =
      run::examine(judge, answers.source(), facts, session.layers(), {.deadline = for_dns}, reached);
  report::Input input{.source = path, .origin = "maildir"};
  session.mark(input);
  const report::Subject subject{.input = input,
                                .analysis = outcome.analysis,
                                .findings = outcome.findings,
                                .facts = facts,
                                .options = session.options,
                                .waves = outcome.waves.size(),
                                .generated_at = session.options.now};
  if (!settings.record.empty()) session.remember(facts);
  for (const Stream& stream : streams) {
    if (auto printed = stream.print(subject); !printed) return printed;
  }
  return {};
}

// A cache that cannot be written costs time, and nothing else.
void keep(Answers& answers, bool last) {
  if (const auto kept = answers.keep(last); !kept) complain(kept.error().what);
}

ExitStatus ended(const hook::MaildirWatch& watch, const Settings& settings, const Session& session, Answers& answers) {
  const std::string& folder = settings.arguments.front();
  keep(answers, true);
  session.note_unasked();
  if (auto written = close_session(session, settings); !written) return report_error(written.error());
  if (watch.fault()) return report_error(*watch.fault());
  if (watch.state() == hook::MaildirWatch::State::Gone) note(folder + ": the folder is gone; the watch ends");
  return hook::stop_signal() == SIGINT ? ExitStatus::Interrupted : ExitStatus::Good;
}

}  // namespace

ExitStatus run_watch(const Settings& given) {
  Settings settings = given;
  settings.reading = message::Reading::Message;  // what was delivered is a message, whatever it looks like
  if (settings.arguments.empty()) return report_error({Error::Kind::Usage, "watch needs a Maildir folder"});
  const std::string& folder = settings.arguments.front();
  hook::prepare_signals();
  auto session = open_session(settings);
  if (!session) return report_error(session.error());
  auto watch = hook::MaildirWatch::open(folder);
  if (!watch) return report_error(watch.error());
  const auto streams = open_streams(settings);
  if (!streams) return report_error(streams.error());
  Answers answers(settings, *session);
  while (true) {
    const std::vector<std::string> names = watch->wait();
    if (names.empty()) return ended(*watch, settings, *session, answers);
    for (const std::string& name : names) {
      if (hook::is_told_to_stop()) return ended(*watch, settings, *session, answers);
      const auto path = watch->find(name);
      if (!path) {
        complain(path.error().what);
        continue;
      }
      if (path->empty()) {
        note(std::string(folder).append("/new/").append(name) + ": gone before it could be read");
        continue;
      }
      if (auto done = watch_one(*path, settings, *session, answers, *streams); !done) return report_error(done.error());
    }
    keep(answers, false);
  }
}

}  // namespace alignmail::cli
