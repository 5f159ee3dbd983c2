// SPDX-License-Identifier: Apache-2.0
#include "run/driver.hpp"

namespace alignmail::run {
namespace {

Outcome examine_by(const findings::JudgeAgain& judge, dns::Source& source, dns::Facts& facts,
                   const std::vector<const dns::Layer*>& layers, const Budget& budget,
                   const std::vector<std::string>& reached) {
  Outcome outcome;
  const Look look = [&](dns::Inquiry& inquiry, const std::vector<std::string>& by_now) {
    outcome.analysis = judge(inquiry, {});
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

}  // namespace

Outcome examine(Judge& judge, dns::Source& source, dns::Facts& facts, const std::vector<const dns::Layer*>& layers,
                const Budget& budget, const std::vector<std::string>& reached) {
  const auto again = [&judge](dns::Inquiry& inquiry, const Assumption& assumption) {
    return judge.judge(inquiry, assumption);
  };
  return examine_by(again, source, facts, layers, budget, reached);
}

Outcome examine_domain(const dns::Domain& domain, const Options& options, dns::Source& source, dns::Facts& facts,
                       const std::vector<const dns::Layer*>& layers, const Budget& budget) {
  const auto again = [&](dns::Inquiry& inquiry, const Assumption& assumption) {
    return audit_domain(domain, options, inquiry, assumption);
  };
  return examine_by(again, source, facts, layers, budget, {});
}

}  // namespace alignmail::run
