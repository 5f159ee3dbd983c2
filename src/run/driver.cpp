// SPDX-License-Identifier: Apache-2.0
#include "run/driver.hpp"

namespace alignmail::run {

Outcome examine(Judge& judge, dns::Source& source, dns::Facts& facts, const std::vector<const dns::Layer*>& layers,
                const Budget& budget, const std::vector<std::string>& reached) {
  Outcome outcome;
  const Look look = [&](dns::Inquiry& inquiry, const std::vector<std::string>& by_now) {
    outcome.analysis = judge.judge(inquiry);
    for (const auto* ceilings : {&reached, &by_now}) {
      outcome.analysis.limits.insert(outcome.analysis.limits.end(), ceilings->begin(), ceilings->end());
    }
    outcome.findings = findings::explain(judge, outcome.analysis, inquiry);
  };
  Course course = settle(look, source, facts, layers, budget);
  outcome.rounds = course.rounds;
  outcome.waves = std::move(course.waves);
  return outcome;
}

}  // namespace alignmail::run
