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

// One look at the facts. `reached` names the ceilings that were reached so far, in words.
using Look = std::function<void(dns::Inquiry& inquiry, const std::vector<std::string>& reached)>;

struct Course {
  int rounds = 0;  // looks at the facts, the last one included
  std::vector<Wave> waves{};
  std::vector<std::string> reached{};
};

// Calls `look` at least once, and for the last time when every answer it needs is a fact or
// will never be one: at the deadline or a ceiling what is unanswered becomes NotAsked.
Course settle(const Look& look, dns::Source& source, dns::Facts& facts, const std::vector<const dns::Layer*>& layers,
              const Budget& budget = {});

}  // namespace alignmail::run
