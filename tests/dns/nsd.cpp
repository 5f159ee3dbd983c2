// SPDX-License-Identifier: Apache-2.0
// The same zone through our reading of it and through nsd: whatever a question, the facts agree.
#include "support/nsd.hpp"

#include <algorithm>

#include "support/catch.hpp"
#include "support/zone.hpp"

using namespace std::chrono_literals;
using namespace alignmail;
using namespace alignmail::dns;

namespace {

constexpr std::string_view zone_text = R"(
$ORIGIN example.com.
@ 300 IN TXT "v=spf1 include:amazonses.com ~all"
@ 300 IN TXT "two " "strings" "" " and \"quotes\" \\ \007\255"
@ 300 IN MX 10 feedback-smtp.us-east-1.amazonses.com.
@ 300 IN A 192.0.2.1
@ 300 IN AAAA 2001:db8::1
_dmarc 300 IN TXT ( "v=DMARC1; p=none;" ; a comment
  " rua=mailto:dmarc@example.com" )
s1._domainkey 300 IN CNAME s1.dkim.amazonses.com.
s2._domainkey 300 IN CNAME s2.dkim.amazonses.com.
s3._domainkey 300 IN CNAME nowhere.example.net.
loop1 300 IN CNAME loop2
loop2 300 IN CNAME loop1
c1 300 IN CNAME c2
c2 300 IN CNAME c3
c3 300 IN CNAME example.com.
a.b.c 300 IN A 192.0.2.2
null 300 IN MX 0 .
srv 300 IN CAA 0 issue "ca.example.net"
dot\.ted 300 IN A 192.0.2.3
CaSe 300 IN TXT "case"
*.wild 300 IN TXT "wild"
*.wild 300 IN MX 10 mx
sub.*.wild 300 IN TXT "below the wildcard"
x.y.wild 300 IN A 192.0.2.4
*.walias 300 IN CNAME example.com.
*.far 300 IN CNAME x.wild
$ORIGIN amazonses.com.
@ 300 IN TXT "v=spf1 ip4:199.255.192.0/22 -all"
s1.dkim 300 IN TXT "p=key"
feedback-smtp.us-east-1 300 IN A 192.0.2.25
33.8.240.54.in-addr.arpa. 300 IN PTR a8-33.smtp-out.amazonses.com.
)";

// Alike for both, but for who says it, how fast, and for how long a negative answer holds.
std::string told(const Fact* fact) {
  if (fact == nullptr) return "no fact";
  std::string out(to_string(fact->status));
  if (fact->alias) out += " -> " + fact->alias->text();
  std::vector<std::string> records;
  for (const RecordData& record : fact->records) records.push_back(to_string(record));
  std::sort(records.begin(), records.end());  // a set has no order
  for (const std::string& record : records) out += " [" + record + "]";
  if (fact->status == Status::Found) out += " " + std::to_string(fact->ttl);
  return out;
}

Facts settled(Source& source, const std::vector<Question>& questions) {
  Facts facts;
  for (int round = 0; round < 20; ++round) {
    Inquiry inquiry(facts);
    for (const Question& question : questions) inquiry.ask(question.name, question.type);
    std::vector<Question> wanted;
    for (const Wanted& want : inquiry.wanted()) wanted.push_back(want.question);
    if (wanted.empty()) break;
    source.fetch(wanted, std::chrono::steady_clock::time_point::max(), facts);
  }
  return facts;
}

}  // namespace

TEST_CASE("a zone file means the same to us and to nsd", "[dns][nsd]") {
  std::vector<Question> questions;
  for (const std::string_view name : {"example.com",
                                      "com",
                                      "_dmarc.example.com",
                                      "s1._domainkey.example.com",
                                      "s2._domainkey.example.com",
                                      "s3._domainkey.example.com",
                                      "loop1.example.com",
                                      "c1.example.com",
                                      "b.c.example.com",
                                      "a.b.c.example.com",
                                      "x.a.b.c.example.com",
                                      "null.example.com",
                                      "srv.example.com",
                                      "dot\\.ted.example.com",
                                      "dot.ted.example.com",
                                      "case.example.com",
                                      "nothing.example.com",
                                      "a.wild.example.com",
                                      "a.b.wild.example.com",
                                      "wild.example.com",
                                      "*.wild.example.com",
                                      "sub.*.wild.example.com",
                                      "z.*.wild.example.com",
                                      "y.wild.example.com",
                                      "z.y.wild.example.com",
                                      "x.y.wild.example.com",
                                      "a.walias.example.com",
                                      "a.far.example.com",
                                      "amazonses.com",
                                      "us-east-1.amazonses.com",
                                      "33.8.240.54.in-addr.arpa",
                                      "8.240.54.in-addr.arpa",
                                      "test"}) {
    for (const Type type : {Type::A, Type::AAAA, Type::TXT, Type::MX, Type::PTR, Type::CNAME}) {
      questions.push_back({*Domain::parse_escaped(name), type});
    }
  }
  support::Zone zone(zone_text);
  const support::Nsd nsd(zone_text);
  const auto network = make_source(nsd.spec(), {.timeout = 10s, .tries = 2});
  REQUIRE(network);
  const Facts ours = settled(zone.source(), questions);
  const Facts theirs = settled(**network, questions);
  for (const Question& question : questions) {
    CAPTURE(question.name.text(), to_string(question.type));
    CHECK(told(ours.find(question)) == told(theirs.find(question)));
  }
  // What chains led to agrees too.
  Inquiry one(ours);
  Inquiry two(theirs);
  for (const Question& question : questions) {
    CAPTURE(question.name.text(), to_string(question.type));
    CHECK(one.ask(question.name, question.type).status == two.ask(question.name, question.type).status);
    CHECK(one.ask(question.name, question.type).chain == two.ask(question.name, question.type).chain);
  }
}

TEST_CASE("an answer beyond what UDP carries comes whole from nsd", "[dns][nsd]") {
  std::string text = "big.example. 300 IN TXT";
  for (int i = 0; i < 40; ++i) text += " \"" + std::string(250, 'x') + "\"";
  const support::Nsd nsd(text);
  const auto source = make_source(nsd.spec(), {.timeout = 10s, .tries = 2});
  REQUIRE(source);
  const Question big{*Domain::parse("big.example"), Type::TXT};
  Facts facts;
  (*source)->fetch(std::vector<Question>{big}, std::chrono::steady_clock::time_point::max(), facts);
  REQUIRE(facts.find(big)->status == Status::Found);
  CHECK(std::get<Txt>(facts.find(big)->records.front()).joined().size() == 10'000);
}

TEST_CASE("a text that is no zone is refused with the words of nsd", "[dns][nsd]") {
  CHECK_THROWS_WITH(support::Nsd("a.example. 300 IN A not-an-address"),
                    Catch::Matchers::Contains("nsd refuses the zone"));
}
