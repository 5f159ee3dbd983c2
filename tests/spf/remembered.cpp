// SPDX-License-Identifier: Apache-2.0
// A verdict may be told from memory only where it would come out the same.
#include "alignmail/spf.hpp"
#include "support/catch.hpp"
#include "support/zone.hpp"

using namespace alignmail;
using spf::Status;

namespace {

dns::Domain name(std::string_view text) { return *dns::Domain::parse(text); }

// Facts that several messages share, as those of a mailbox do.
dns::Facts facts_of(std::string_view text) {
  support::Zone zone(text);
  dns::Facts facts;
  facts.set_known([&](const dns::Question& question, dns::Facts& into) {
    const std::vector<dns::Question> one{question};
    zone.source().fetch(one, std::chrono::steady_clock::time_point::max(), into);
  });
  for (const char* owner : {"example.com", "amy.users.example.com", "bob.users.example.com", "why.example.com"}) {
    for (const dns::Type type : {dns::Type::TXT, dns::Type::A}) (void)facts.find({name(owner), type});
  }
  facts.set_known({});
  return facts;
}

spf::Verdict check(const dns::Facts& facts, const std::string& sender, const std::string& ip = "192.0.2.1",
                   spf::Identity identity = spf::Identity::MailFrom) {
  dns::Inquiry inquiry(facts);
  return spf::check_host({.ip = IpAddress::parse(ip),
                          .domain = name("example.com"),
                          .sender = sender,
                          .helo = "client.example.net",
                          .identity = identity},
                         inquiry);
}

}  // namespace

TEST_CASE("a macro for the sender is read anew for each sender", "[spf]") {
  const dns::Facts facts = facts_of(R"(
    example.com. TXT "v=spf1 exists:%{l}.users.example.com -all"
    amy.users.example.com. A 127.0.0.2
  )");
  for (int round = 0; round < 2; ++round) {
    CHECK(check(facts, "amy@example.com").status == Status::Pass);
    CHECK(check(facts, "bob@example.com").status == Status::Fail);
  }
}

TEST_CASE("an explanation names the sender at hand", "[spf]") {
  const dns::Facts facts = facts_of(R"(
    example.com. TXT "v=spf1 -all exp=why.example.com"
    why.example.com. TXT "%{s} may not"
  )");
  CHECK(check(facts, "amy@example.com").explanation == "amy@example.com may not");
  CHECK(check(facts, "bob@example.com").explanation == "bob@example.com may not");
}

TEST_CASE("client, identity and facts tell verdicts apart", "[spf]") {
  const dns::Facts facts = facts_of("example.com. TXT \"v=spf1 ip4:192.0.2.1 -all\"");
  const dns::Facts others = facts_of("example.com. TXT \"v=spf1 ip4:192.0.2.2 -all\"");
  for (int round = 0; round < 2; ++round) {
    CHECK(check(facts, "amy@example.com").status == Status::Pass);
    CHECK(check(facts, "amy@example.com", "192.0.2.2").status == Status::Fail);
    CHECK(check(others, "amy@example.com").status == Status::Fail);
    CHECK(check(others, "amy@example.com", "192.0.2.2").status == Status::Pass);
    CHECK(check(facts, "amy@example.com", "192.0.2.1", spf::Identity::Helo).identity == spf::Identity::Helo);
    CHECK(check(facts, "bob@example.com").detail == check(facts, "amy@example.com").detail);
  }
}
