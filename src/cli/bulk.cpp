// SPDX-License-Identifier: Apache-2.0
#include "cli/bulk.hpp"

#include <unistd.h>

#include <cstdio>

#include "base/escape.hpp"
#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/summary.hpp"
#include "report/summary.hpp"
#include "run/bulk.hpp"

namespace alignmail::cli {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t askers = 4;  // threads that ask; see run/shared_source.hpp
constexpr std::chrono::milliseconds until_progress{2'000};
constexpr std::chrono::milliseconds between_progress{500};

// What was taken from the feed before goes first.
class Resumed : public run::Feed {
 public:
  Resumed(std::array<std::optional<run::Item>, 2> begun, run::Feed& rest) : begun_(std::move(begun)), rest_(rest) {}
  std::optional<run::Item> next() override {
    for (auto& item : begun_) {
      if (item) return std::exchange(item, std::nullopt);
    }
    return rest_.next();
  }
  bool is_at_hand() const override { return begun_[1] || rest_.is_at_hand(); }

 private:
  std::array<std::optional<run::Item>, 2> begun_;
  run::Feed& rest_;
};

// A line on a terminal that takes its own place again and again.
class Progress {
 public:
  // Where reports appear on the same terminal they are progress enough.
  explicit Progress(bool prints) : shows_(::isatty(STDERR_FILENO) == 1 && (!prints || ::isatty(STDOUT_FILENO) == 0)) {}
  ~Progress() {
    if (shown_) std::fputs("\r\x1b[K", stderr);
  }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void count() {
    ++messages_;
    const auto now = Clock::now();
    if (!shows_ || now - begin_ < until_progress || now - last_ < between_progress) return;
    last_ = now;
    shown_ = true;
    const double seconds = std::chrono::duration<double>(now - begin_).count();
    std::fprintf(stderr, "\r\x1b[K%zu message%s, %.0f a second", messages_, messages_ == 1 ? "" : "s",
                 static_cast<double>(messages_) / seconds);
  }

 private:
  bool shows_;
  bool shown_ = false;
  std::size_t messages_ = 0;
  Clock::time_point begin_ = Clock::now();
  Clock::time_point last_ = begin_;
};

bool asks_servers(const Settings& settings) {
  return settings.dns != "none" && !settings.dns.starts_with("zone:") && !settings.dns.starts_with("replay:");
}

// Sources that ask nobody are as fast with one thread, and a zone need not be read four times.
std::vector<std::unique_ptr<dns::Source>> open_sources(const Settings& settings, Session& session) {
  std::vector<std::unique_ptr<dns::Source>> sources;
  sources.push_back(std::move(session.source));
  while (asks_servers(settings) && sources.size() < askers) {
    auto source = dns::make_source(settings.dns, settings.servers);
    if (!source) break;
    sources.push_back(*std::move(source));
  }
  return sources;
}

class Many {
 public:
  Many(const Settings& settings, Session& session, Printer& printer, bool are_several)
      : settings_(settings),
        session_(session),
        printer_(printer),
        are_several_(are_several),
        progress_(printer.has_standard_output()) {}

  std::vector<run::Turn> work(std::span<const run::Item> items, dns::Source& source) {
    std::vector<run::Turn> turns;
    auto input = items.begin();
    for (auto& examined : examine(items, settings_, session_, printer_, source)) {
      turns.push_back(turn_of(input++->input, std::move(examined)));
    }
    return turns;
  }

  ExitStatus end() {
    const bool has_summary = summary_.seen() > 1;
    if (has_summary && !printer_.is_broken())
      note_result(printer_.print_to_people(summary_.text(report::overlay_sentence(session_.seen()))));
    return status_;
  }

 private:
  // What waits for its turn: the message itself is gone by then.
  struct Done {
    report::Input input{};
    std::vector<std::string> parts{};
    Summary::Entry entry{};
    dns::Facts facts{};  // for --dns-record
    ExitStatus status = ExitStatus::Good;
    std::optional<Error> error{};
  };

  run::Turn turn_of(const report::Input& input, Result<Examined> examined) {
    auto done = std::make_shared<Done>();
    done->input = input;
    if (examined) {
      done->parts = std::move(examined->parts);
      done->entry = std::move(examined->entry);
      done->status = examined->status;
      if (!settings_.record.empty()) done->facts = std::move(examined->facts);
    } else {
      done->error = std::move(examined.error());
    }
    return [this, done] { return give(*done); };
  }

  bool give(Done& done) {
    progress_.count();
    if (done.error) {
      status_ = worse(status_, report_error(*done.error));
      summary_.add_unreadable();
      return true;
    }
    note_result(printer_.print_to_people(heading(done.input)));
    note_result(printer_.print_parts(std::move(done.parts)));
    if (!settings_.record.empty()) session_.remember(done.facts);
    summary_.add(done.entry);
    status_ = worse(status_, done.status);
    return !printer_.is_broken();
  }

  // Reports for people say whose they are.
  std::string heading(const report::Input& input) {
    if (!are_several_) return "";
    const std::string number = input.origin == "mbox" ? " message " + std::to_string(input.index + 1) : "";
    return (taken_++ == 0 ? "==> " : "\n==> ") + escape::visible(input.source) + number + " <==\n";
  }

  void note_result(const Result<void>& printed) {
    if (!printed) status_ = worse(status_, report_error(printed.error()));
  }

  const Settings& settings_;
  Session& session_;
  Printer& printer_;
  bool are_several_;
  Progress progress_;
  Summary summary_{};
  ExitStatus status_ = ExitStatus::Good;
  std::size_t taken_ = 0;
};

}  // namespace

ExitStatus check_many(std::array<std::optional<run::Item>, 2> begun, run::Feed& feed, const Settings& settings,
                      Session& session, Printer& printer) {
  run::AnswerCache cache;
  read_cache(cache, settings.bulk.dns_cache);
  ExitStatus status = ExitStatus::Good;
  {
    run::SharedSource source(open_sources(settings, session), cache);
    const bool are_several = begun[1].has_value() || settings.bulk.reads_lines;
    Resumed all(std::move(begun), feed);
    Many many(settings, session, printer, are_several);
    const run::Work work = [&](std::span<const run::Item> items, dns::Source& answers) {
      return many.work(items, answers);
    };
    const auto done =
        run::run_bulk(all, source, work, {.jobs = settings.bulk.jobs > 0 ? settings.bulk.jobs : run::usable_cores()});
    if (!done) return report_error(done.error());
    status = many.end();
  }
  const auto written = write_cache(cache, settings.bulk.dns_cache);
  return written ? status : worse(status, report_error(written.error()));
}

}  // namespace alignmail::cli
