// SPDX-License-Identifier: Apache-2.0
// The driver: one message from its octets' meaning to its findings.
//
// Judging, findings, fixes and proofs run together in every round, since the proof of a fix
// may want answers that the message alone did not.
#pragma once

#include "alignmail/analysis.hpp"
#include "alignmail/dns_source.hpp"
#include "alignmail/domain_audit.hpp"
#include "alignmail/findings.hpp"
#include "run/rounds.hpp"

namespace alignmail::run {

struct Outcome {
  Analysis analysis{};
  findings::Findings findings{};
  int rounds = 0;
  std::vector<Wave> waves{};
};

// One message on its way to its findings, in steps: when many messages take each step together, its code and tables are
// in the processor's nearest caches (with all answers known 21 % of a message of 4 KB). The judge, the source, the
// facts and the layers must outlive it.
class Examination {
 public:
  // `reached`: ceilings that were reached before judging, such as --max-size; in words.
  Examination(Judge& judge, dns::Source& source, dns::Facts& facts, std::vector<const dns::Layer*> layers,
              const Budget& budget = {}, std::vector<std::string> reached = {});
  // The first look at the facts,
  void judge();
  void explain();
  // and those that follow, until every answer is there.
  void settle();
  // Once settled.
  Outcome& outcome() { return outcome_; }

 private:
  Judge& judge_;
  std::vector<std::string> reached_;
  Rounds rounds_;
  dns::Inquiry* look_ = nullptr;
  Outcome outcome_{};
};

// All steps of one message.
Outcome examine(Judge& judge, dns::Source& source, dns::Facts& facts, const std::vector<const dns::Layer*>& layers,
                const Budget& budget = {}, const std::vector<std::string>& reached = {});

// The same of a domain without a message.
Outcome examine_domain(const dns::Domain& domain, const Options& options, dns::Source& source, dns::Facts& facts,
                       const std::vector<const dns::Layer*>& layers, const Budget& budget = {});

}  // namespace alignmail::run
