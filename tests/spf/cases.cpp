// SPDX-License-Identifier: Apache-2.0
// The tables in tests/spf/data, judged with all of DNS at hand, and with answers that come in
// one by one in a changing order.
#include "case_file.hpp"
#include "support/catch.hpp"
#include "support/zone.hpp"

#include <map>
#include <random>

using namespace alignmail;
using spf_tests::Case;

namespace {

std::string word_of(const spf::Verdict& verdict) {
  if (verdict.reason == spf::Reason::NotAnswered) return "unknown";
  return std::string(to_string(verdict.status));
}

void check_case(const Case& c, const spf::Verdict& verdict) {
  INFO(c.file << ":" << c.line << ": " << c.name << "\n" << verdict.detail);
  CHECK(word_of(verdict) == c.result);
  CHECK(verdict.explanation.value_or("(none)") == c.explanation.value_or("(none)"));
  if (c.lookups) CHECK(verdict.lookups == *c.lookups);
  if (c.voids) CHECK(verdict.void_lookups == *c.voids);
  if (c.worst) CHECK(verdict.worst_case_lookups == *c.worst);
  if (c.by) CHECK((verdict.matched ? verdict.matched->mechanism : "nothing matched") == *c.by);
  if (c.why) CHECK_THAT(verdict.detail, Catch::Matchers::Contains(*c.why));
  CHECK_FALSE(verdict.detail.empty());
}

// Everything a verdict says, as text.
std::string render(const spf::Evaluated& evaluated) {
  std::string out = evaluated.domain.text() + " " + std::string(to_string(evaluated.status)) + "\n";
  for (const spf::Term& term : evaluated.terms) {
    out += term.text + " " + std::string(to_string(term.match)) + " " + std::to_string(term.lookups_so_far) + " " +
           term.target + " " + ascii::join(term.compared, ",") + " " + term.note + "\n";
    if (term.inner) out += render(*term.inner);
  }
  return out;
}
std::string render(const spf::Verdict& verdict) {
  return word_of(verdict) + " " + verdict.detail + " " + std::to_string(verdict.lookups) + " " +
         std::to_string(verdict.void_lookups) + " " + std::to_string(verdict.worst_case_lookups) + " " +
         verdict.explanation.value_or("-") + "\n" + (verdict.tree ? render(*verdict.tree) : "");
}

// One question at a time, a random one of those that are wanted.
spf::Verdict judge_slowly(const Case& c, dns::Source& source, std::mt19937& random) {
  dns::Facts facts;
  while (true) {
    dns::Inquiry inquiry(facts);
    spf::Verdict verdict = spf::check_host(c.request, inquiry);
    const auto& wanted = inquiry.wanted();
    if (wanted.empty()) return verdict;
    const auto pick = std::uniform_int_distribution<std::size_t>(0, wanted.size() - 1)(random);
    const dns::Question question = wanted[pick].question;
    source.fetch({&question, 1}, std::chrono::steady_clock::time_point::max(), facts);
  }
}

}  // namespace

TEST_CASE("check_host comes to the result that the tables say", "[spf]") {
  for (const Case& c : spf_tests::all_cases()) {
    support::Zone zone(*c.zone);
    check_case(c, zone.settle([&](dns::Inquiry& inquiry) { return spf::check_host(c.request, inquiry); }));
  }
}

TEST_CASE("the order in which answers arrive changes nothing", "[spf]") {
  std::mt19937 random(7208);
  for (const Case& c : spf_tests::all_cases()) {
    INFO(c.file << ":" << c.line << ": " << c.name);
    support::Zone zone(*c.zone);
    const auto at_once = zone.settle([&](dns::Inquiry& inquiry) { return spf::check_host(c.request, inquiry); });
    for (int i = 0; i < 3; ++i) CHECK(render(judge_slowly(c, zone.source(), random)) == render(at_once));
  }
}

TEST_CASE("only what the evaluation needs is asked before the verdict is reached", "[spf]") {
  // A verdict that is reached must not leave a needed question behind, except for the explanation.
  for (const Case& c : spf_tests::all_cases()) {
    INFO(c.file << ":" << c.line << ": " << c.name);
    support::Zone zone(*c.zone);
    zone.settle([&](dns::Inquiry& inquiry) {
      spf::Verdict verdict = spf::check_host(c.request, inquiry);
      if (verdict.reason == spf::Reason::Pending) CHECK(inquiry.has_pending_need());
      return verdict;
    });
  }
}
