// SPDX-License-Identifier: Apache-2.0
// The library in thirty lines: explain MESSAGE-FILE DNS, where DNS is system, zone:FILE, ...
#include <alignmail/dns_source.hpp>
#include <alignmail/findings.hpp>
#include <fstream>
#include <iostream>
#include <iterator>

int main(int argc, char** argv) {
  using namespace alignmail;
  if (argc != 3) return 64;
  std::ifstream file(argv[1], std::ios::binary);
  auto message = message::parse(std::string(std::istreambuf_iterator<char>(file), {}));
  auto source = dns::make_source(argv[2], {});
  if (!message || !source) return 1;
  Judge judge(std::make_shared<const message::Message>(*std::move(message)), {});
  dns::Facts facts;
  while (true) {  // ask everything that is wanted, judge again, until nothing is
    dns::Inquiry inquiry(facts);
    const Analysis analysis = judge.judge(inquiry);
    const findings::Findings findings = findings::explain(judge, analysis, inquiry);
    if (!inquiry.has_pending_need()) {
      std::cout << "dmarc=" << dmarc::to_string(analysis.dmarc.outcome) << "\n";
      for (const auto& finding : findings.all) std::cout << finding.rule->id << " " << finding.rule->title << "\n";
      return 0;
    }
    std::vector<dns::Question> questions;
    for (const dns::Wanted& want : inquiry.wanted()) questions.push_back(want.question);
    (*source)->fetch(questions, std::chrono::steady_clock::now() + std::chrono::seconds(10), facts);
    // Whatever the source left open: the first fact for a question stays.
    for (const dns::Question& question : questions) facts.put(question, {.status = dns::Status::NotAsked});
  }
}
