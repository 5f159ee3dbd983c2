// SPDX-License-Identifier: Apache-2.0
// Random records: never a crash, always bounded, and what parses means the same in its normal form.
#include <random>

#include "alignmail/spf.hpp"
#include "spf/edit.hpp"
#include "spf/record.hpp"
#include "support/catch.hpp"

using namespace alignmail;
using namespace alignmail::spf;

namespace {

const std::vector<std::string> pieces = {"a",
                                         "mx",
                                         "ptr",
                                         "ip4:",
                                         "ip6:",
                                         "include:",
                                         "exists:",
                                         "all",
                                         "redirect=",
                                         "exp=",
                                         "+",
                                         "-",
                                         "~",
                                         "?",
                                         ":",
                                         "/",
                                         "//",
                                         "24",
                                         "0",
                                         "129",
                                         "%{",
                                         "}",
                                         "%{d}",
                                         "%{ir}",
                                         "%{p}",
                                         "%{l1r-}",
                                         "%%",
                                         "%",
                                         "%{S}",
                                         ".",
                                         "r0.test",
                                         "r1.test",
                                         "r2.test",
                                         "r3.com",
                                         ".test",
                                         "..",
                                         "192.0.2.1",
                                         "2001:db8::1",
                                         " ",
                                         " ",
                                         " ",
                                         "  ",
                                         "\t",
                                         "\xFF",
                                         "x=",
                                         "=",
                                         "192.0.2.0/24",
                                         std::string(1, '\0'),
                                         "a:r1.test",
                                         "-all"};

class Random {
 public:
  explicit Random(unsigned seed) : engine_(seed) {}
  std::size_t below(std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(engine_); }

  std::string record() {
    std::string text = "v=spf1 ";
    for (std::size_t i = below(25); i > 0; --i) text += pieces[below(pieces.size())];
    return text;
  }
  // Well-formed more often than not, so that evaluation is reached.
  std::string plausible_record() {
    static const std::vector<std::string> terms = {"a",
                                                   "mx:r1.test",
                                                   "ptr",
                                                   "ip4:192.0.2.0/30",
                                                   "include:r1.test",
                                                   "include:r2.test",
                                                   "~include:r3.test",
                                                   "exists:%{ir}.r1.test",
                                                   "a:r2.test//64",
                                                   "exists:%{p}.r2.test",
                                                   "-all",
                                                   "?all",
                                                   "redirect=r3.test",
                                                   "exp=r2.test",
                                                   "include:%{d2}.r1.test",
                                                   "mx/24",
                                                   "-a:r3.test",
                                                   "ip6:2001:db8::/32"};
    std::string text = "v=spf1";
    for (std::size_t i = below(8); i > 0; --i) text += " " + terms[below(terms.size())];
    return text;
  }

  dns::Fact fact(const dns::Question& question) {
    static const std::vector<dns::Status> trouble = {dns::Status::NoData,      dns::Status::NxDomain,
                                                     dns::Status::ServFail,    dns::Status::Timeout,
                                                     dns::Status::NotRecorded, dns::Status::Offline};
    if (below(5) == 0) return {.status = trouble[below(trouble.size())]};
    dns::Fact fact{.status = dns::Status::Found};
    const std::string name = "r" + std::to_string(below(4)) + ".test";
    switch (question.type) {
      case dns::Type::A:
        fact.records.emplace_back(*IpAddress::parse(below(3) == 0 ? "192.0.2.1" : "203.0.113.1"));
        break;
      case dns::Type::AAAA: fact.records.emplace_back(*IpAddress::parse("2001:db8::1")); break;
      case dns::Type::MX: fact.records.emplace_back(dns::Mx{10, *dns::Domain::parse(name)}); break;
      case dns::Type::PTR: fact.records.emplace_back(*dns::Domain::parse(name)); break;
      default: fact.records.emplace_back(dns::Txt{{below(4) == 0 ? record() : plausible_record()}});
    }
    return fact;
  }

 private:
  std::mt19937 engine_;
};

std::string summary(const Verdict& verdict) {
  return std::string(to_string(verdict.status)) + " " + std::string(to_string(verdict.reason)) + " " + verdict.detail +
         " " + std::to_string(verdict.lookups) + " " + std::to_string(verdict.void_lookups) + " " +
         verdict.explanation.value_or("-");
}

}  // namespace

TEST_CASE("random records parse or have faults, and the normal form of what parses is stable", "[spf]") {
  Random random(GENERATE(1U, 2U, 3U));
  for (int i = 0; i < 3'000; ++i) {
    const std::string text = random.record();
    const Parsed parsed = parse_record(text);
    for (const SyntaxError& error : parsed.errors) {
      CHECK(error.offset <= text.size());
      CHECK_FALSE(error.expected.empty());
    }
    const std::string normal = to_text(parsed.record);
    const Parsed again = parse_record(normal);
    INFO(text);
    CHECK(again.errors.empty());
    CHECK(to_text(again.record) == normal);
    const std::vector<std::string> both = {text, normal};
    CHECK(parse_record(merge_records(both)).errors.empty());
  }
}

TEST_CASE("random worlds come to one verdict, whatever the order of answers", "[spf]") {
  Random random(GENERATE(4U, 5U, 6U));
  for (int i = 0; i < 300; ++i) {
    const Request request{.ip = IpAddress::parse(random.below(2) == 0 ? "192.0.2.1" : "2001:db8::1"),
                          .domain = *dns::Domain::parse("r0.test"),
                          .sender = "some.body@r0.test",
                          .helo = "r1.test"};
    // The world is made up as it is asked for; the second pass finds the same facts.
    dns::Facts world;
    const auto answer = [&](const dns::Question& question) {
      if (world.find(question) == nullptr) world.put(question, random.fact(question));
      return *world.find(question);
    };
    const auto judge = [&](auto take) {
      dns::Facts facts;
      for (int round = 0; round < 500; ++round) {
        dns::Inquiry inquiry(facts);
        const Verdict verdict = check_host(request, inquiry);
        if (inquiry.wanted().empty()) return summary(verdict);
        CHECK((verdict.reason != Reason::Pending || inquiry.has_pending_need()));
        take(inquiry.wanted(), facts);
      }
      return std::string("no end");
    };
    const auto all = [&](const std::vector<dns::Wanted>& wanted, dns::Facts& facts) {
      for (const auto& w : wanted) facts.put(w.question, answer(w.question));
    };
    const auto one = [&](const std::vector<dns::Wanted>& wanted, dns::Facts& facts) {
      const dns::Question& question = wanted[random.below(wanted.size())].question;
      facts.put(question, answer(question));
    };
    const std::string at_once = judge(all);
    CHECK(at_once != "no end");
    CHECK(judge(one) == at_once);
  }
}

TEST_CASE("a record of 64 KiB is read in one go", "[spf]") {
  const std::string filler = GENERATE(as<std::string>(), "a ", "- ", "%{d}", "redirect=a.b ", "a:a.b/1 ", "////", "x ");
  std::string record = "v=spf1 ";
  while (record.size() < 65'000) record += filler;
  dns::Facts facts;
  const dns::Domain domain = *dns::Domain::parse("example.com");
  facts.put({domain, dns::Type::TXT}, {.status = dns::Status::Found, .records = {dns::Txt{{record}}}});
  dns::Inquiry inquiry(facts);
  const Request request{.ip = IpAddress::parse("192.0.2.1"), .domain = domain, .sender = "a@example.com"};
  const Verdict verdict = check_host(request, inquiry);
  CHECK(inquiry.wanted().size() < 40);
  CHECK(verdict.status != Status::Pass);
}
