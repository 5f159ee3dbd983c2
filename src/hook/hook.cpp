// SPDX-License-Identifier: Apache-2.0
#include "hook/hook.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <optional>

#include "hook/apart.hpp"
#include "hook/process.hpp"
#include "hook/state_folder.hpp"

namespace alignmail::hook {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t report_octets = 32U << 20;  // ours: no report comes near it, with what is kept

// What a child hands over, in memory that both see. Written by a process that may have been
// taken over by the message, so nothing in it is believed: sizes are checked, texts are filtered.
struct Handover {
  bool is_written = false;
  std::size_t report = 0;
  std::array<std::size_t, keepsakes> kept{};  // behind the report, one after the other
  bool is_marked = false;
  std::array<char, 256> field{};
  std::array<char, 512> trouble{};
};

template <std::size_t N>
void put(std::array<char, N>& place, std::string_view text) {
  std::copy_n(text.begin(), std::min(text.size(), N - 1), place.begin());
}

template <std::size_t N>
std::string take(const std::array<char, N>& place) {
  std::string text(place.begin(), std::find(place.begin(), place.end(), '\0'));
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
  return text;
}

// Shares of the deadline. What is left behind the last one is for filing.
constexpr double for_reading = 0.6;
constexpr double for_dns = 0.7;
constexpr std::array<double, 3> for_attempt = {0.8, 0.9, 0.97};

struct Run {
  const Plan& plan;
  Clock::time_point start = Clock::now();
  Intake intake = Intake::Whole;
  Drain drain{};
  bool is_stopped = false;

  Clock::time_point at(double share) const {
    return start + std::chrono::duration_cast<Clock::duration>(plan.deadline * share);
  }
};

std::optional<Answer> read_handover(std::span<const char> memory) {
  Handover handover;
  std::memcpy(static_cast<void*>(&handover), memory.data(), sizeof handover);
  std::size_t room = memory.size() - sizeof handover;
  const char* text = memory.data() + sizeof handover;
  Answer answer{.field = take(handover.field), .trouble = take(handover.trouble), .is_marked = handover.is_marked};
  const auto take_text = [&](std::size_t size, std::string& into) {
    if (size > room) return false;
    into.assign(text, size);
    text += size;
    room -= size;
    return true;
  };
  bool is_sound = handover.is_written && take_text(handover.report, answer.report);
  for (std::size_t i = 0; is_sound && i < keepsakes; ++i) is_sound = take_text(handover.kept[i], answer.kept[i]);
  if (!is_sound) return std::nullopt;
  return answer;
}

void hand_over(const Answer& answer, std::span<char> memory) {
  Handover handover{.is_written = true, .report = answer.report.size(), .is_marked = answer.is_marked};
  std::size_t room = memory.size() - sizeof handover;
  if (answer.report.size() > room) ::_exit(1);
  char* const report = memory.data() + sizeof handover;
  char* end = report + answer.report.size();
  room -= answer.report.size();
  for (std::size_t i = 0; i < keepsakes; ++i) {
    const std::string& text = answer.kept[i];
    if (text.size() > room) continue;
    handover.kept[i] = text.size();
    end = std::copy(text.begin(), text.end(), end);
    room -= text.size();
  }
  put(handover.field, answer.field);
  put(handover.trouble, answer.trouble);
  std::copy(answer.report.begin(), answer.report.end(), report);
  std::memcpy(memory.data(), &handover, sizeof handover);
}

std::string_view words(Ending ending) {
  switch (ending) {
    case Ending::Finished: return "";
    case Ending::Crashed: return "the analysis ended with a fault";
    case Ending::Late: return "the analysis took too long";
    case Ending::NotStarted: return "no process could be started for the analysis";
    case Ending::Stopped: return "told to stop";
  }
  return "";
}

// Less each time, until one child comes back.
Answer analyse(Run& run) {
  std::string_view before;
  for (std::size_t attempt = 0; attempt < for_attempt.size(); ++attempt) {
    const SharedMemory memory(sizeof(Handover) + report_octets);
    if (memory.octets().empty()) return {.trouble = "no memory for the analysis"};
    const auto work = [&] {
      const auto dns = std::chrono::duration_cast<milliseconds>(run.at(for_dns) - Clock::now());
      hand_over(run.plan.analyse({.octets = the_spool().text(),
                                  .intake = run.intake,
                                  .depth = static_cast<Depth>(attempt),
                                  .for_dns = std::max(dns, milliseconds(0)),
                                  .before = before}),
                memory.octets());
    };
    const Ending ending = run_apart(work, run.at(for_attempt[attempt]), run.drain);
    if (ending == Ending::Finished) {
      auto answer = read_handover(memory.octets());
      if (answer) return *std::move(answer);
    }
    before = words(ending == Ending::Finished ? Ending::Crashed : ending);
    run.is_stopped = ending == Ending::Stopped;
    if (run.is_stopped || ending == Ending::NotStarted) break;
  }
  return {.trouble = std::string(before)};
}

// It is not read here: whoever uses it reads it as text of a stranger.
void keep(const Plan& plan, const Answer& answer, const StateFolder* folder) {
  for (std::size_t i = 0; i < keepsakes; ++i) {
    if (plan.kept_files[i].empty() || answer.kept[i].empty()) continue;
    if (replace_file(plan.kept_files[i], answer.kept[i])) continue;
    const std::string trouble = plan.kept_files[i] + ": cannot be written, or is not a plain file";
    if (folder != nullptr) folder->log(trouble);
    if (plan.tell) plan.tell(trouble);
  }
}

// True when nothing went wrong on our side: a report is filed, or none is due.
bool file(const Plan& plan, const Answer& answer) {
  if (answer.is_marked) {
    if (plan.tell) plan.tell("a hook has seen this message already: nothing is filed");
    return true;
  }
  const std::optional<StateFolder> folder = StateFolder::open(plan.places);
  if (plan.tell && !folder) plan.tell("there is no folder for reports: nothing is filed");
  const std::string& trouble = plan.trouble.empty() ? answer.trouble : plan.trouble;
  if (!trouble.empty()) {
    if (folder) folder->log(trouble);
    if (plan.tell) plan.tell(trouble);
  }
  keep(plan, answer, folder ? &*folder : nullptr);
  if (!folder || answer.report.empty()) return false;
  switch (folder->file(answer.report)) {
    case Filing::Filed: return true;
    case Filing::TooMany: folder->log("too many reports: nothing is filed"); return true;
    case Filing::Failed: folder->log("the report could not be written"); return false;
  }
  return false;
}

bool release(const Answer& answer, bool has_output) {
  const Spool& spool = the_spool();
  std::array<char, 512> room;  // the copy needs no heap
  return has_output && write_all(STDOUT_FILENO, front_field(answer.field, spool.beginning(), room)) &&
         spool.write_to(STDOUT_FILENO);
}

Answer analyse_safely(Run& run) {
  if (!run.plan.trouble.empty()) return {};
  try {
    return analyse(run);
  } catch (...) {
    return {};
  }
}

bool file_safely(const Plan& plan, const Answer& answer) {
  try {
    return file(plan, answer);
  } catch (...) {
    return false;
  }
}

// The rest of the input, when there may be any.
Transfer finish_input(Run& run, bool copies) {
  if (run.intake == Intake::Whole || run.intake == Intake::Broken) return Transfer::Done;
  if (!copies && run.drain.input < 0) return Transfer::Done;
  return pass_on(STDIN_FILENO, copies ? STDOUT_FILENO : -1);
}

int run_passthrough(Run& run, bool has_output) {
  Answer answer = analyse_safely(run);
  if (run.is_stopped || !release(answer, has_output)) {
    // It will be delivered again, and a report filed then.
    (void)pass_on(STDIN_FILENO, -1);
    return exit_try_again;
  }
  const bool is_filed = file_safely(run.plan, answer);
  const bool is_copied = finish_input(run, true) == Transfer::Done && run.intake != Intake::Broken;
  return is_copied && (is_filed || !run.plan.exit_status) ? exit_good : exit_try_again;
}

int run_plain(Run& run) {
  const bool more_comes = run.intake != Intake::Whole && run.intake != Intake::Broken;
  run.drain.input = more_comes ? STDIN_FILENO : -1;
  const Answer answer = analyse_safely(run);
  if (run.is_stopped) return exit_good;
  const bool is_filed = file_safely(run.plan, answer);
  (void)finish_input(run, false);
  return is_filed || !run.plan.exit_status ? exit_good : exit_try_again;
}

}  // namespace

std::string_view front_field(std::string_view field, std::string_view beginning, std::span<char> room) {
  if (beginning.starts_with("From ") || beginning.starts_with(">From ")) return "";
  const std::size_t end = beginning.find('\n');
  const bool is_crlf = end != std::string_view::npos && end > 0 && beginning[end - 1] == '\r';
  if (field.empty()) field = "not_checked";
  std::size_t size = 0;
  for (const std::string_view part :
       {std::string_view("X-Alignmail: "), field, std::string_view(is_crlf ? "\r\n" : "\n")}) {
    if (part.size() > room.size() - size) return "";
    std::copy(part.begin(), part.end(), room.begin() + static_cast<std::ptrdiff_t>(size));
    size += part.size();
  }
  return {room.data(), size};
}

int run(const Plan& plan) noexcept {
  Run run{.plan = plan};
  const bool has_output = prepare_process();
  run.intake = the_spool().fill(STDIN_FILENO, plan.most, run.at(for_reading));
  if (run.intake == Intake::Stopped) return plan.passthrough ? exit_try_again : exit_good;
  try {
    return plan.passthrough ? run_passthrough(run, has_output) : run_plain(run);
  } catch (...) {
    (void)pass_on(STDIN_FILENO, -1);
    return plan.passthrough ? exit_try_again : exit_good;
  }
}

int run_bare(bool passthrough) noexcept {
  const bool has_output = prepare_process();
  const Transfer transfer = pass_on(STDIN_FILENO, passthrough && has_output ? STDOUT_FILENO : -1);
  return passthrough && (!has_output || transfer != Transfer::Done) ? exit_try_again : exit_good;
}

}  // namespace alignmail::hook
