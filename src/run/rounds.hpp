// SPDX-License-Identifier: Apache-2.0
// Rounds: ask everything that is wanted at once, look again, until nothing is needed.
//
// A round is one look at the facts. It notes in the inquiry what it still wants; one wave of
// questions answers all of it, and the next round sees the answers. So the waiting time is
// the depth of the dependencies, not the number of questions.
//
// What is only speculative travels with a wave that is under way, but never causes one, save for a message whose
// needs a cache answered.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "alignmail/dns_source.hpp"
#include "base/limits.hpp"

namespace alignmail::run {

struct Budget {
  std::chrono::milliseconds deadline{30'000};  // of all waves together, by the monotonic clock
  std::size_t questions = limits::questions;
  std::size_t rounds = limits::rounds;
};

// One wave of questions and what it took.
struct Wave {
  std::size_t needed = 0;
  std::size_t speculative = 0;
  std::chrono::microseconds time{};
};

struct Course {
  int rounds = 0;  // looks at the facts, the last one included
  std::vector<Wave> waves{};
  std::vector<std::string> reached{};  // the ceilings that were reached so far, in words
};

// The rounds of one message. The source, the facts and the layers must outlive them.
class Rounds {
 public:
  Rounds(dns::Source& source, dns::Facts& facts, std::vector<const dns::Layer*> layers, const Budget& budget);
  // Begins a look at the facts.
  dns::Inquiry& begin_look();
  // Ends it, and asks for what it wants. True when it was the last one: every answer that it needs is a fact or will
  // never be one, for at the deadline or a ceiling what is unanswered becomes NotAsked.
  bool end_look();
  const Course& course() const { return course_; }

 private:
  bool is_whole() const;
  bool ask();
  void give_up(const dns::Question& question);
  bool stop(std::string ceiling);
  std::string deadline() const;
  std::vector<dns::Question> to_be_asked(std::vector<dns::Question> questions);
  std::vector<dns::Question> needed() const;
  void add_speculative(std::vector<dns::Question>& questions);

  dns::Source& source_;
  dns::Facts& facts_;
  std::vector<const dns::Layer*> layers_;
  Budget budget_;
  std::chrono::steady_clock::time_point end_;
  Course course_{};
  std::optional<dns::Inquiry> inquiry_{};  // of the look that was begun last
  std::size_t known_before_ = 0;           // facts when it was
  bool is_open_ = true;                    // for questions
  std::size_t closing_ = 0;                // looks since it is not
  std::size_t asked_ = 0;
  std::size_t speculative_ = 0;
};

// One look at the facts. `reached` names the ceilings that were reached so far, in words.
using Look = std::function<void(dns::Inquiry& inquiry, const std::vector<std::string>& reached)>;

// Calls `look` until it was the last one, at least once.
Course settle(const Look& look, dns::Source& source, dns::Facts& facts, const std::vector<const dns::Layer*>& layers,
              const Budget& budget = {});

}  // namespace alignmail::run
