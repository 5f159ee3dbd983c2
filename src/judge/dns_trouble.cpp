// SPDX-License-Identifier: Apache-2.0
#include "judge/dns_trouble.hpp"

#include <algorithm>

#include "base/limits.hpp"

namespace alignmail::judge {
namespace {

// Whether the aliases from here lead in a circle: a chain that reaches the ceiling never ends, as Inquiry::ask() has
// it.
bool loops(const dns::Facts& facts, const dns::Question& question) {
  dns::Asked asked(question);
  for (std::size_t hops = 0; hops <= limits::alias_chain; ++hops) {
    const dns::Fact* fact = facts.find(asked);
    if (fact == nullptr || !fact->alias) return false;
    asked = dns::Asked(*fact->alias, question.type);
  }
  return true;
}

}  // namespace

std::vector<DnsTrouble> find_trouble(const dns::Facts& facts) {
  std::vector<DnsTrouble> found;
  // By index: following an alias may pin more facts.
  for (std::size_t i = 0; i < facts.order().size(); ++i) {
    const dns::Pinned& pinned = *facts.order()[i];
    const dns::Question& question = pinned.question;
    const dns::Fact& fact = pinned.fact;
    if (fact.alias) {
      if (loops(facts, question)) {
        found.push_back({.question = question, .status = dns::Status::Malformed, .loops = true});
      }
    } else if (dns::is_temporary(fact.status) || fact.status == dns::Status::NotRecorded) {
      found.push_back({.question = question, .status = fact.status});
    }
  }
  // In what order facts came depends on what a cache knew.
  std::sort(found.begin(), found.end(),
            [](const DnsTrouble& a, const DnsTrouble& b) { return a.question < b.question; });
  return found;
}

std::vector<std::string> find_oversized(const dns::Facts& facts) {
  std::vector<std::string> found;
  for (const dns::SharedFact& pinned : facts.order()) {
    const dns::Question& question = pinned->question;
    const dns::Fact& fact = pinned->fact;
    if (question.type != dns::Type::TXT || fact.records.size() <= limits::txt_records) continue;
    found.push_back("more than " + std::to_string(limits::txt_records) + " TXT records at " + question.name.text());
  }
  return found;
}

}  // namespace alignmail::judge
