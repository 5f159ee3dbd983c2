// SPDX-License-Identifier: Apache-2.0
// Round trips: what is asked in which wave, and what is never asked.
#include <algorithm>

#include "alignmail/spf.hpp"
#include "support/catch.hpp"
#include "support/zone.hpp"

using namespace alignmail;
using namespace alignmail::spf;

namespace {

constexpr std::string_view zone_text = R"(
  five.example.com. TXT "v=spf1 include:i1.example.net include:i2.example.net include:i3.example.net include:i4.example.net include:i5.example.net -all"
  i1.example.net. TXT "v=spf1 ip4:198.51.100.1 -all"
  i2.example.net. TXT "v=spf1 ip4:198.51.100.2 -all"
  i3.example.net. TXT "v=spf1 ip4:198.51.100.3 -all"
  i4.example.net. TXT "v=spf1 ip4:198.51.100.4 -all"
  i5.example.net. TXT "v=spf1 ip4:192.0.2.1 -all"
  all-kinds.example.com. TXT "v=spf1 a:i1.example.net mx:i2.example.net exists:i3.example.net include:i4.example.net redirect=i5.example.net"
  i1.example.net. A 198.51.100.9
  i2.example.net. MX 10 m2.example.net.
  early.example.com. TXT "v=spf1 a:i1.example.net ip4:192.0.2.1 a:never.example.net mx:never.example.net -all"
  behind-all.example.com. TXT "v=spf1 a:i1.example.net -all a:never.example.net redirect=never.example.net"
  chain.example.com. TXT "v=spf1 include:c1.example.net a:i1.example.net -all"
  c1.example.net. TXT "v=spf1 include:c2.example.net a:i1.example.net -all"
  c2.example.net. TXT "v=spf1 include:c3.example.net a:i1.example.net -all"
  c3.example.net. TXT "v=spf1 ip4:192.0.2.1 -all"
  explained.example.com. TXT "v=spf1 a:i1.example.net -all exp=exp.example.com"
  exp.example.com. TXT "because"
  wide.example.com. TXT "v=spf1 a:a1.example.net a:a2.example.net a:a3.example.net a:a4.example.net a:a5.example.net a:a6.example.net a:a7.example.net a:a8.example.net a:a9.example.net a:a10.example.net a:a11.example.net a:a12.example.net -all"
)";

struct Waves {
  Verdict verdict;
  int rounds;
  std::vector<std::string> asked;
};

Waves judge(std::string_view domain) {
  support::Zone zone(zone_text);
  const Request request{.ip = IpAddress::parse("192.0.2.1"),
                        .domain = *dns::Domain::parse(domain),
                        .sender = "user@" + std::string(domain)};
  Waves waves{zone.settle([&](dns::Inquiry& inquiry) { return check_host(request, inquiry); }), zone.rounds(), {}};
  for (const auto& question : zone.questions()) waves.asked.push_back(question.name.text());
  return waves;
}

bool was_asked(const Waves& waves, std::string_view name) {
  return std::find(waves.asked.begin(), waves.asked.end(), name) != waves.asked.end();
}

}  // namespace

TEST_CASE("five sibling includes cost one wave", "[spf]") {
  const Waves waves = judge("five.example.com");
  CHECK(waves.verdict.status == Status::Pass);
  CHECK(waves.verdict.lookups == 5);
  CHECK(waves.rounds == 2);  // the record, then all five
}

TEST_CASE("all targets of a record go out together", "[spf]") {
  const Waves waves = judge("all-kinds.example.com");
  CHECK(waves.verdict.status == Status::Pass);
  CHECK(waves.rounds == 3);  // the record, its targets, the addresses of the mail exchanger
}

TEST_CASE("the waves are as many as the chain of includes is deep", "[spf]") {
  const Waves waves = judge("chain.example.com");
  CHECK(waves.verdict.status == Status::Pass);
  CHECK(waves.rounds == 4);
}

TEST_CASE("nothing is fetched ahead past a term that surely matches", "[spf]") {
  const auto domain = GENERATE(values<std::string>({"early.example.com", "behind-all.example.com"}));
  INFO(domain);
  CHECK_FALSE(was_asked(judge(domain), "never.example.net"));
}

TEST_CASE("an include that surely passes ends what is fetched ahead, one that may fail does not", "[spf]") {
  const auto c = GENERATE(values<std::pair<std::string, bool>>({
      {"v=spf1 a:x.example.net ip4:192.0.2.0/24 -all", false},
      {"v=spf1 -a:x.example.net ip4:192.0.2.0/24 -all", true},
      {"v=spf1 a:x.example.net -all", true},
      {"v=spf1 a:x.example.net nonsense", false},  // permerror, whatever x is
  }));
  const auto record = [](std::string text) {
    return dns::Fact{.status = dns::Status::Found, .records = {dns::Txt{{std::move(text)}}}};
  };
  const dns::Domain domain = *dns::Domain::parse("example.com");
  dns::Facts facts;
  facts.put({domain, dns::Type::TXT}, record("v=spf1 include:inc.example.net a:later.example.net -all"));
  facts.put({*dns::Domain::parse("inc.example.net"), dns::Type::TXT}, record(c.first));
  dns::Inquiry inquiry(facts);
  const Request request{.ip = IpAddress::parse("192.0.2.1"), .domain = domain, .sender = "user@example.com"};
  CHECK(check_host(request, inquiry).reason == (c.first.ends_with("nonsense") ? Reason::Syntax : Reason::Pending));
  const bool asked = std::any_of(inquiry.wanted().begin(), inquiry.wanted().end(),
                                 [](const dns::Wanted& w) { return w.question.name.text() == "later.example.net"; });
  CHECK(asked == c.second);
}

TEST_CASE("nothing is fetched ahead beyond the limit of look-ups", "[spf]") {
  const Waves waves = judge("wide.example.com");
  CHECK(was_asked(waves, "a10.example.net"));
  CHECK_FALSE(was_asked(waves, "a11.example.net"));
}

TEST_CASE("the explanation comes along with what may lead to the failure", "[spf]") {
  const Waves waves = judge("explained.example.com");
  CHECK(waves.verdict.explanation == "because");
  CHECK(waves.rounds == 2);
}

TEST_CASE("a verdict that waits says so, and what it waits for is needed", "[spf]") {
  const dns::Facts facts;
  dns::Inquiry inquiry(facts);
  const Request request{.ip = IpAddress::parse("192.0.2.1"), .domain = *dns::Domain::parse("example.com")};
  const Verdict verdict = check_host(request, inquiry);
  CHECK(verdict.status == Status::None);
  CHECK(verdict.reason == Reason::Pending);
  REQUIRE(inquiry.wanted().size() == 1);
  CHECK(inquiry.wanted().front().need == dns::Need::Needed);
}
