// SPDX-License-Identifier: Apache-2.0
#include "run/driver.hpp"

namespace alignmail::run {
namespace {

void add_limits(Analysis& analysis, const std::vector<std::string>& reached) {
  analysis.limits.insert(analysis.limits.end(), reached.begin(), reached.end());
}

}  // namespace

Examination::Examination(Judge& judge, dns::Source& source, dns::Facts& facts, std::vector<const dns::Layer*> layers,
                         const Budget& budget, std::vector<std::string> reached)
    : judge_(judge), reached_(std::move(reached)), rounds_(source, facts, std::move(layers), budget) {}

void Examination::judge() {
  look_ = &rounds_.begin_look();
  outcome_.analysis = judge_.judge(*look_);
  add_limits(outcome_.analysis, reached_);
  add_limits(outcome_.analysis, rounds_.course().reached);
}

void Examination::explain() {
  const auto again = [this](dns::Inquiry& inquiry, const Assumption& assumption) {
    return judge_.judge(inquiry, assumption);
  };
  outcome_.findings = findings::explain(again, outcome_.analysis, *look_);
}

void Examination::settle() {
  while (!rounds_.end_look()) {
    judge();
    explain();
  }
  outcome_.rounds = rounds_.course().rounds;
  outcome_.waves = rounds_.course().waves;
}

Outcome examine(Judge& judge, dns::Source& source, dns::Facts& facts, const std::vector<const dns::Layer*>& layers,
                const Budget& budget, const std::vector<std::string>& reached) {
  Examination examination(judge, source, facts, layers, budget, reached);
  examination.judge();
  examination.explain();
  examination.settle();
  return std::move(examination.outcome());
}

Outcome examine_domain(const dns::Domain& domain, const Options& options, dns::Source& source, dns::Facts& facts,
                       const std::vector<const dns::Layer*>& layers, const Budget& budget) {
  const auto audit = [&](dns::Inquiry& inquiry, const Assumption& assumption) {
    return audit_domain(domain, options, inquiry, assumption);
  };
  Outcome outcome;
  const Look look = [&](dns::Inquiry& inquiry, const std::vector<std::string>& reached) {
    outcome.analysis = audit(inquiry, {});
    add_limits(outcome.analysis, reached);
    outcome.findings = findings::explain(audit, outcome.analysis, inquiry);
  };
  Course course = settle(look, source, facts, layers, budget);
  outcome.rounds = course.rounds;
  outcome.waves = std::move(course.waves);
  return outcome;
}

}  // namespace alignmail::run
