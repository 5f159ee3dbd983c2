// SPDX-License-Identifier: Apache-2.0
#include "run/rounds.hpp"

#include <algorithm>

#include "judge/dns_trouble.hpp"
#include "message/redacted.hpp"

namespace alignmail::run {
namespace {

using Clock = std::chrono::steady_clock;
using dns::Need;
using dns::Question;

// Speculation may spend this share of the questions, so that a message full of names to guess
// at cannot starve what the verdict waits for in a later wave.
constexpr std::size_t speculative_share = 2;

bool is_needed(const dns::Wanted& want) { return want.need == Need::Needed; }

class Rounds {
 public:
  Rounds(dns::Source& source, dns::Facts& facts, const Budget& budget)
      : source_(source), facts_(facts), budget_(budget), end_(Clock::now() + budget.deadline) {}

  // Asks what is wanted, needed first; false when nothing more may be asked.
  bool ask(const std::vector<dns::Wanted>& wanted, Course& course) {
    if (course.waves.size() >= budget_.rounds)
      return stop(course, std::to_string(budget_.rounds) + " waves of DNS questions");
    if (Clock::now() >= end_) return stop(course, deadline());
    Wave wave;
    std::vector<Question> questions = needed(wanted);
    const bool needs_some = std::any_of(wanted.begin(), wanted.end(), is_needed);
    if (questions.empty() && needs_some) return stop(course, std::to_string(budget_.questions) + " DNS questions");
    wave.needed = questions.size();
    add_speculative(wanted, questions);
    if (questions.empty()) return false;
    wave.speculative = questions.size() - wave.needed;
    asked_ += questions.size();
    const auto begin = Clock::now();
    source_.fetch(to_be_asked(questions), end_, facts_);
    wave.time = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - begin);
    course.waves.push_back(wave);
    // A source that left a question open would have it asked for ever.
    for (const Question& question : questions) give_up(question);
    if (Clock::now() >= end_ && std::any_of(questions.begin(), questions.end(), [&](const Question& question) {
          return facts_.find(question)->status == dns::Status::NotAsked;
        })) {
      return stop(course, deadline());
    }
    return true;
  }

  void give_up(const Question& question) { facts_.put(question, {.status = dns::Status::NotAsked}); }

 private:
  static bool stop(Course& course, std::string ceiling) {
    course.reached.push_back(std::move(ceiling));
    return false;
  }

  std::string deadline() const {
    return "the time for DNS questions (" + std::to_string(budget_.deadline.count()) + " ms)";
  }

  // Of a name that cannot exist nobody is asked (RFC 6761 section 6.4): it may stand for a real one.
  std::vector<Question> to_be_asked(std::vector<Question> questions) {
    std::erase_if(questions, [this](const Question& question) {
      const bool is_for_nobody = message::is_placeholder(question.name.text());
      if (is_for_nobody) facts_.put(question, {.status = dns::Status::NxDomain});
      return is_for_nobody;
    });
    return questions;
  }

  std::vector<Question> needed(const std::vector<dns::Wanted>& wanted) const {
    std::vector<Question> questions;
    for (const dns::Wanted& want : wanted) {
      if (asked_ + questions.size() == budget_.questions) break;
      if (want.need == Need::Needed) questions.push_back(want.question);
    }
    return questions;
  }

  void add_speculative(const std::vector<dns::Wanted>& wanted, std::vector<Question>& questions) {
    for (const dns::Wanted& want : wanted) {
      const bool room =
          asked_ + questions.size() < budget_.questions && speculative_ < budget_.questions / speculative_share;
      if (!room) return;
      if (want.need != Need::Speculative) continue;
      questions.push_back(want.question);
      ++speculative_;
    }
  }

  dns::Source& source_;
  dns::Facts& facts_;
  const Budget& budget_;
  Clock::time_point end_;
  std::size_t asked_ = 0;
  std::size_t speculative_ = 0;
};

// A look begins with the troubles among the facts. What it pinned itself came too late for that.
bool is_untroubled(const dns::Facts& facts) {
  return judge::find_trouble(facts).empty() && judge::find_oversized(facts).empty();
}

}  // namespace

Course settle(const Look& look, dns::Source& source, dns::Facts& facts, const std::vector<const dns::Layer*>& layers,
              const Budget& budget) {
  Course course;
  Rounds rounds(source, facts, budget);
  facts.set_known(source.known());
  bool open = true;
  // Once closed nothing is fetched, but a NotAsked may lead an evaluator to another question:
  // as many looks again as there may be waves.
  std::size_t closing = 0;
  while (true) {
    dns::Inquiry inquiry(facts, layers);
    const std::size_t known_before = facts.order().size();
    look(inquiry, course.reached);
    ++course.rounds;
    // Where a cache spared a message all waves, what would have travelled with them is asked all the same: what other
    // messages had asked before must not decide what is found.
    const bool is_spared = open && course.waves.empty() && !inquiry.has_pending_need() && !inquiry.wanted().empty();
    if (is_spared) {
      open = rounds.ask(inquiry.wanted(), course);
      continue;
    }
    const bool is_whole = facts.order().size() == known_before || is_untroubled(facts);
    if (!inquiry.has_pending_need() && !is_whole && ++closing <= budget.rounds) continue;
    if (!inquiry.has_pending_need() || closing > budget.rounds) {
      facts.set_known({});
      return course;
    }
    open = open && rounds.ask(inquiry.wanted(), course);
    if (open) continue;
    ++closing;
    for (const dns::Wanted& want : inquiry.wanted()) rounds.give_up(want.question);
  }
}

}  // namespace alignmail::run
