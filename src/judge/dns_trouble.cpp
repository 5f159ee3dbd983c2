// SPDX-License-Identifier: Apache-2.0
#include "judge/dns_trouble.hpp"

namespace alignmail::judge {

std::vector<DnsTrouble> find_trouble(const dns::Facts& facts) {
  std::vector<DnsTrouble> found;
  for (const dns::Question& question : facts.order()) {
    const dns::Fact& fact = *facts.find(question);
    if (fact.alias) {
      dns::Inquiry inquiry(facts);
      if (inquiry.ask(question.name, question.type).chain_loops) {
        found.push_back({.question = question, .status = dns::Status::Malformed, .loops = true});
      }
    } else if (dns::is_temporary(fact.status) || fact.status == dns::Status::NotRecorded) {
      found.push_back({.question = question, .status = fact.status});
    }
  }
  return found;
}

}  // namespace alignmail::judge
