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

}  // namespace

Rounds::Rounds(dns::Source& source, dns::Facts& facts, std::vector<const dns::Layer*> layers, const Budget& budget)
    : source_(source),
      facts_(facts),
      layers_(std::move(layers)),
      budget_(budget),
      end_(Clock::now() + budget.deadline) {
  facts_.set_known(source_.known());
}

dns::Inquiry& Rounds::begin_look() {
  known_before_ = facts_.order().size();
  ++course_.rounds;
  return inquiry_.emplace(facts_, layers_);
}

bool Rounds::end_look() {
  // Where a cache spared a message all waves, what would have travelled with them is asked all the same: what other
  // messages had asked before must not decide what is found.
  const bool is_spared =
      is_open_ && course_.waves.empty() && !inquiry_->has_pending_need() && !inquiry_->wanted().empty();
  if (is_spared) {
    is_open_ = ask();
    return false;
  }
  // Once closed nothing is fetched, but a NotAsked may lead an evaluator to another question:
  // as many looks again as there may be waves.
  if (!inquiry_->has_pending_need() && !is_whole() && ++closing_ <= budget_.rounds) return false;
  if (!inquiry_->has_pending_need() || closing_ > budget_.rounds) {
    facts_.set_known({});
    return true;
  }
  is_open_ = is_open_ && ask();
  if (is_open_) return false;
  ++closing_;
  for (const dns::Wanted& want : inquiry_->wanted()) give_up(want.question);
  return false;
}

// A look begins with the troubles among the facts. What it pinned itself came too late for that.
bool Rounds::is_whole() const {
  return facts_.order().size() == known_before_ ||
         (judge::find_trouble(facts_).empty() && judge::find_oversized(facts_).empty());
}

// Asks what is wanted, needed first; false when nothing more may be asked.
bool Rounds::ask() {
  if (course_.waves.size() >= budget_.rounds) return stop(std::to_string(budget_.rounds) + " waves of DNS questions");
  if (Clock::now() >= end_) return stop(deadline());
  Wave wave;
  std::vector<Question> questions = needed();
  const auto& wanted = inquiry_->wanted();
  const bool needs_some = std::any_of(wanted.begin(), wanted.end(), is_needed);
  if (questions.empty() && needs_some) return stop(std::to_string(budget_.questions) + " DNS questions");
  wave.needed = questions.size();
  add_speculative(questions);
  if (questions.empty()) return false;
  wave.speculative = questions.size() - wave.needed;
  asked_ += questions.size();
  const auto begin = Clock::now();
  source_.fetch(to_be_asked(questions), end_, facts_);
  wave.time = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - begin);
  course_.waves.push_back(wave);
  // A source that left a question open would have it asked for ever.
  for (const Question& question : questions) give_up(question);
  const auto was_not_asked = [this](const Question& question) {
    return facts_.find(question)->status == dns::Status::NotAsked;
  };
  const bool is_late = Clock::now() >= end_ && std::any_of(questions.begin(), questions.end(), was_not_asked);
  return !is_late || stop(deadline());
}

void Rounds::give_up(const Question& question) { facts_.put(question, {.status = dns::Status::NotAsked}); }

bool Rounds::stop(std::string ceiling) {
  course_.reached.push_back(std::move(ceiling));
  return false;
}

std::string Rounds::deadline() const {
  return "the time for DNS questions (" + std::to_string(budget_.deadline.count()) + " ms)";
}

// Of a name that cannot exist nobody is asked (RFC 6761 section 6.4): it may stand for a real one.
std::vector<Question> Rounds::to_be_asked(std::vector<Question> questions) {
  std::erase_if(questions, [this](const Question& question) {
    const bool is_for_nobody = message::is_placeholder(question.name.text());
    if (is_for_nobody) facts_.put(question, {.status = dns::Status::NxDomain});
    return is_for_nobody;
  });
  return questions;
}

std::vector<Question> Rounds::needed() const {
  std::vector<Question> questions;
  for (const dns::Wanted& want : inquiry_->wanted()) {
    if (asked_ + questions.size() == budget_.questions) break;
    if (want.need == Need::Needed) questions.push_back(want.question);
  }
  return questions;
}

void Rounds::add_speculative(std::vector<Question>& questions) {
  for (const dns::Wanted& want : inquiry_->wanted()) {
    const bool room =
        asked_ + questions.size() < budget_.questions && speculative_ < budget_.questions / speculative_share;
    if (!room) return;
    if (want.need != Need::Speculative) continue;
    questions.push_back(want.question);
    ++speculative_;
  }
}

Course settle(const Look& look, dns::Source& source, dns::Facts& facts, const std::vector<const dns::Layer*>& layers,
              const Budget& budget) {
  Rounds rounds(source, facts, layers, budget);
  do {
    look(rounds.begin_look(), rounds.course().reached);
  } while (!rounds.end_look());
  return rounds.course();
}

}  // namespace alignmail::run
