// SPDX-License-Identifier: Apache-2.0
// Discovery where something is in the way: records that are none, questions without an answer, or without time.
#include "dmarc/discovery.hpp"
#include "support/catch.hpp"

using namespace alignmail;
using namespace alignmail::dmarc;

namespace {

constexpr auto rfc9989 = Standard::Rfc9989;
constexpr auto rfc7489 = Standard::Rfc7489;

}  // namespace

TEST_CASE("what stands in the way of a record is told", "[dmarc]") {
  SECTION("several records") {
    support::Zone zone(R"(_dmarc.example.com. TXT "v=DMARC1; p=none"
                          _dmarc.example.com. TXT "v=DMARC1; p=reject")");
    const Standard standard = GENERATE(rfc9989, rfc7489);
    const Discovery discovery = discovered(zone, "example.com", standard);
    CHECK(discovery.several_records);
    CHECK_FALSE(discovery.record);
    CHECK(discovery.walk.front().records.size() == 2);
  }
  SECTION("a record that cannot be applied ends the search") {
    support::Zone zone(R"(_dmarc.a.example.com. TXT "v=DMARC1; p=x"
                          _dmarc.example.com. TXT "v=DMARC1; p=reject")");
    const Standard standard = GENERATE(rfc9989, rfc7489);
    const Discovery discovery = discovered(zone, "a.example.com", standard);
    CHECK(discovery.broken_record == "v=DMARC1; p=x");
    CHECK(text(discovery.policy_domain) == "a.example.com");
    CHECK_FALSE(discovery.record);
    CHECK_FALSE(discovery.policy);
  }
  SECTION("an alias") {
    support::Zone zone(R"(_dmarc.example.com. CNAME policy.example.net.
                          policy.example.net. TXT "v=DMARC1; p=reject")");
    const Discovery discovery = discovered(zone, "example.com");
    CHECK(discovery.walk.front().by_alias);
    CHECK(discovery.walk.front().records == std::vector<std::string>{"v=DMARC1; p=reject"});
    CHECK(discovery.walk.front().name.text() == "_dmarc.example.com");
  }
  SECTION("a From domain that does not exist") {
    support::Zone zone("example.net. A 192.0.2.1");
    CHECK(discovered(zone, "example.com").author_exists == dns::Status::NxDomain);
    CHECK(discovered(zone, "example.net").author_exists == dns::Status::NoData);
  }
}

TEST_CASE("a failed question stops discovery only where its answer could change it", "[dmarc]") {
  struct Fault {
    std::string_view why;
    Standard standard;
    std::string_view zone;  // author a.example.com
    std::string_view in_force;
    std::string_view organization;
    dns::Status failure;
  };
  using dns::Status;
  const auto c = GENERATE(values<Fault>({
      {"at the author domain", rfc9989, R"(_dmarc.example.com. TXT "v=DMARC1; p=reject"
                                           ;! _dmarc.a.example.com. TXT TIMEOUT)",
       "", "", Status::Timeout},
      {"at the organization", rfc9989, ";! _dmarc.example.com. TXT SERVFAIL", "", "", Status::ServFail},
      {"at the top: who the organization is stays open", rfc9989,
       R"(_dmarc.a.example.com. TXT "v=DMARC1; p=reject"
          ;! _dmarc.com. TXT REFUSED)",
       "a.example.com p reject", "", Status::Refused},
      {"above a record that ends the walk", rfc9989, R"(_dmarc.a.example.com. TXT "v=DMARC1; p=reject; psd=n"
                                                        ;! _dmarc.example.com. TXT TIMEOUT)",
       "a.example.com p reject", "a.example.com", Status::Found},
      {"everything", rfc9989, ";! * TXT TIMEOUT", "", "", Status::Timeout},
      {"everything above a record", rfc9989, R"(_dmarc.a.example.com. TXT "v=DMARC1; p=reject"
                                                ;! _dmarc.example.com. TXT TIMEOUT
                                                ;! _dmarc.com. TXT TIMEOUT)",
       "a.example.com p reject", "", Status::Timeout},
      {"an alias that loops", rfc9989, "_dmarc.a.example.com. CNAME _dmarc.a.example.com.", "", "a.example.com",
       Status::Malformed},
      {"at the author domain", rfc7489, R"(_dmarc.example.com. TXT "v=DMARC1; p=reject"
                                           ;! _dmarc.a.example.com. TXT TIMEOUT)",
       "", "example.com", Status::Timeout},
      {"at the organization", rfc7489, ";! _dmarc.example.com. TXT TIMEOUT", "", "example.com", Status::Timeout},
      {"at the organization, not needed", rfc7489, R"(_dmarc.a.example.com. TXT "v=DMARC1; p=reject"
                                                      ;! _dmarc.example.com. TXT TIMEOUT)",
       "a.example.com p reject", "example.com", Status::Found},
      {"at the top, which nobody asks", rfc7489, R"(_dmarc.example.com. TXT "v=DMARC1; p=reject"
                                                    ;! _dmarc.com. TXT TIMEOUT)",
       "example.com p reject", "example.com", Status::Found},
  }));
  CAPTURE(c.why, to_string(c.standard));
  support::Zone zone(c.zone);
  const Discovery discovery = discovered(zone, "a.example.com", c.standard);
  CHECK(in_force(discovery) == c.in_force);
  CHECK(text(discovery.organizational_domain) == c.organization);
  CHECK(discovery.failure == c.failure);
}

TEST_CASE("whether the author domain exists matters only between two different policies", "[dmarc]") {
  struct Existence {
    std::string_view record;
    std::string_view policy;
  };
  const auto c = GENERATE(values<Existence>({
      {"v=DMARC1; p=none; sp=quarantine; np=reject", ""},
      {"v=DMARC1; p=none; sp=reject; np=reject", "reject"},
      {"v=DMARC1; p=reject", "reject"},
  }));
  CAPTURE(c.record);
  support::Zone zone("_dmarc.example.com. TXT \"" + std::string(c.record) + "\"\n;! a.example.com. TXT TIMEOUT");
  const Discovery discovery = discovered(zone, "a.example.com");
  REQUIRE(discovery.record);
  CHECK(text(discovery.policy) == c.policy);
  CHECK(discovery.author_exists == dns::Status::Timeout);
}

TEST_CASE("discovery takes one round, and says that it waits until then", "[dmarc]") {
  support::Zone zone("_dmarc.example.com. TXT \"v=DMARC1; p=none; np=reject\"");
  const Standard standard = GENERATE(rfc9989, rfc7489);
  CHECK(discovered(zone, "ghost.a.example.com", standard).policy.has_value());
  CHECK(zone.rounds() == 1);
  const dns::Facts nothing;
  dns::Inquiry inquiry(nothing);
  const Discovery first = discover(name("ghost.a.example.com"), standard, suffixes(), inquiry);
  CHECK(first.pending);
  CHECK_FALSE(first.record);
  CHECK(inquiry.has_pending_need());
}

TEST_CASE("nothing asked, nothing known: the status says so", "[dmarc]") {
  using dns::Status;
  const auto status = GENERATE(Status::Offline, Status::NotRecorded, Status::NotAsked);
  dns::Facts facts;
  for (const char* asked : {"_dmarc.a.test", "_dmarc.test", "a.test"}) {
    facts.put({name(asked), dns::Type::TXT}, {.status = status});
  }
  dns::Inquiry inquiry(facts);
  const Discovery discovery = discover(name("a.test"), rfc9989, suffixes(), inquiry);
  CHECK(discovery.failure == status);
  CHECK_FALSE(discovery.pending);
  CHECK(inquiry.wanted().empty());
}
