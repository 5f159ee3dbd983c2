// SPDX-License-Identifier: Apache-2.0
#include "dns/zone_source.hpp"

#include "support/catch.hpp"
#include "support/zone.hpp"

using namespace alignmail;
using namespace alignmail::dns;

namespace {

Domain name(std::string_view text) { return *Domain::parse_escaped(text); }

// "noerror 192.0.2.1" or "noerror -> target" or only the status.
std::string told(const Fact& fact) {
  std::string out(to_string(fact.status));
  if (fact.alias) out += " -> " + fact.alias->text();
  for (const RecordData& record : fact.records) out += " " + to_string(record);
  return out;
}

std::unique_ptr<ZoneSource> zone(std::string_view text) {
  auto source = ZoneSource::from_text(text, "zone");
  REQUIRE(source);
  return std::move(*source);
}

struct Case {
  std::string_view name;
  Type type;
  std::string_view expected;
};

}  // namespace

TEST_CASE("the zone file is all of DNS", "[dns]") {
  const auto source = zone(
      "example.com. TXT \"v=spf1 -all\"\n"
      "example.com. TXT \"other\"\n"
      "example.com. TXT \"other\"\n"
      "a.b.example.com. A 192.0.2.1\n"
      "alias.example.com. CNAME example.com.\n"
      "far.example.com. CNAME elsewhere.test.\n"
      "caa.example.com. CAA 0 issue \"ca.test\"\n");
  const auto c = GENERATE(values<Case>({
      {"example.com", Type::TXT, "noerror \"v=spf1 -all\" \"other\""},  // a record twice is one record
      {"example.com", Type::MX, "nodata"},
      {"b.example.com", Type::A, "nodata"},  // something stands below it
      {"com", Type::A, "nodata"},
      {"c.example.com", Type::A, "nxdomain"},
      {"x.a.b.example.com", Type::A, "nxdomain"},
      {"test", Type::A, "nxdomain"},
      {"alias.example.com", Type::TXT, "noerror -> example.com"},
      {"alias.example.com", Type::MX, "noerror -> example.com"},  // whatever the target holds
      {"alias.example.com", Type::CNAME, "noerror example.com."},
      {"far.example.com", Type::A, "noerror -> elsewhere.test"},
      {"example.com", Type::CNAME, "nodata"},
      {"caa.example.com", Type::TXT, "nodata"},  // exists through a type nobody asks for
  }));
  CHECK(told(source->answer({name(c.name), c.type})) == c.expected);
}

// The zone of RFC 4592 section 2.2.1 and the answers that it derives, with types that we ask for.
TEST_CASE("wildcards answer as RFC 4592 derives it", "[dns]") {
  const auto source = zone(
      "$ORIGIN example.\n"
      "@                3600 NS ns.example.com.\n"
      "*                3600 TXT \"this is a wildcard\"\n"
      "*                3600 MX 10 host1.example.\n"
      "sub.*            3600 TXT \"this is not a wildcard\"\n"
      "host1            3600 A 192.0.2.1\n"
      "_ssh._tcp.host1  3600 SRV 0 0 22 host1\n"
      "_ssh._tcp.host2  3600 SRV 0 0 22 host2\n"
      "*.alias          3600 CNAME host1\n"
      "*.below.alias    3600 A 192.0.2.9\n");
  const auto c = GENERATE(values<Case>({
      {"host3.example", Type::MX, "noerror 10 host1.example."},
      {"host3.example", Type::A, "nodata"},  // the wildcard exists, the type does not
      {"foo.bar.example", Type::TXT, "noerror \"this is a wildcard\""},
      {"host1.example", Type::MX, "nodata"},                // the name exists
      {"sub.*.example", Type::MX, "nodata"},                // the same
      {"_telnet._tcp.host1.example", Type::A, "nxdomain"},  // closest encloser has no wildcard
      {"host.subdel.example", Type::TXT, "noerror \"this is a wildcard\""},
      {"ghost.*.example", Type::MX, "nxdomain"},  // the closest encloser is the wildcard itself
      {"*.example", Type::TXT, "noerror \"this is a wildcard\""},
      {"_tcp.host2.example", Type::TXT, "nodata"},  // an empty non-terminal is no match
      {"x.alias.example", Type::TXT, "noerror -> host1.example"},
      {"x.y.alias.example", Type::TXT, "noerror -> host1.example"},
      {"below.alias.example", Type::A, "nodata"},      // empty non-terminal, so not of *.alias
      {"x.below.alias.example", Type::TXT, "nodata"},  // the nearer wildcard alone counts
      {"other.test", Type::A, "nxdomain"},
  }));
  CHECK(told(source->answer({name(c.name), c.type})) == c.expected);
}

TEST_CASE("a wildcard at the root answers for every name that does not exist", "[dns]") {
  const auto source = zone("* A 192.0.2.1\nexample. A 192.0.2.2\n");
  CHECK(told(source->answer({name("x.test"), Type::A})) == "noerror 192.0.2.1");
  CHECK(told(source->answer({name("test"), Type::A})) == "noerror 192.0.2.1");
  CHECK(told(source->answer({name("x.example"), Type::A})) == "nxdomain");
}

TEST_CASE("faults play at their questions: the name, then records, then names above, then wildcards", "[dns]") {
  const auto source = zone(
      "a.example. TXT \"a\"\n"
      "*.w.example. TXT \"w\"\n"
      "b.f.example. TXT \"b\"\n"
      "c.example. CNAME a.example.\n"
      ";! a.example. MX TIMEOUT\n"
      ";! every.example. * SERVFAIL\n"
      ";! *.w.example. MX REFUSED\n"
      ";! *.f.example. * TIMEOUT\n"
      ";! *.x.f.example. * REFUSED\n"
      ";! c.example. MX MALFORMED\n"
      ";! * PTR SERVFAIL\n");
  const auto c = GENERATE(values<Case>({
      {"a.example", Type::TXT, "noerror \"a\""},
      {"a.example", Type::MX, "timeout"},
      {"every.example", Type::TXT, "servfail"},
      {"every.example", Type::A, "servfail"},
      {"x.w.example", Type::TXT, "noerror \"w\""},
      {"x.w.example", Type::MX, "refused"},
      {"b.f.example", Type::TXT, "noerror \"b\""},  // records of its own
      {"z.f.example", Type::TXT, "timeout"},
      {"f.example", Type::TXT, "nodata"},       // not below itself
      {"y.x.f.example", Type::TXT, "refused"},  // the nearest
      {"c.example", Type::MX, "malformed"},     // before the alias
      {"c.example", Type::TXT, "noerror -> a.example"},
      {"anything.test", Type::PTR, "servfail"},
      {"anything.test", Type::A, "nxdomain"},
  }));
  CHECK(told(source->answer({name(c.name), c.type})) == c.expected);
}

TEST_CASE("a CNAME beside another record is refused, in either order", "[dns]") {
  const auto text = GENERATE(values<std::string_view>({
      "a. A 192.0.2.1\na. CNAME b.\n",
      "a. CNAME b.\na. A 192.0.2.1\n",
      "a. CNAME b.\na. CNAME c.\n",
  }));
  const auto source = ZoneSource::from_text(text, "zone.txt");
  REQUIRE_FALSE(source);
  CHECK(source.error().what == "zone.txt, line 2: a has a CNAME and another record; a CNAME stands alone");
}

TEST_CASE("one question brings the whole chain of aliases, and a loop ends", "[dns]") {
  const auto source = zone("a. CNAME b.\nb. CNAME c.\nc. TXT \"x\"\nl. CNAME m.\nm. CNAME l.\n");
  Facts facts;
  const std::vector<Question> wanted = {{name("a"), Type::TXT}, {name("l"), Type::TXT}};
  source->fetch(wanted, std::chrono::steady_clock::time_point::max(), facts);
  Inquiry inquiry(facts);
  const Answer answer = inquiry.ask(name("a"), Type::TXT);
  CHECK(answer.texts() == std::vector<std::string>{"x"});
  CHECK(answer.chain == std::vector<Domain>{name("b"), name("c")});
  CHECK(inquiry.ask(name("l"), Type::TXT).chain_loops);
  CHECK(inquiry.wanted().empty());
}

TEST_CASE("the test zone settles an evaluation in rounds", "[dns]") {
  support::Zone dns(R"(
    a.example. TXT "b.example"
    b.example. TXT "c.example"
  )");
  const auto walk = [](Inquiry& inquiry) {
    std::string at = "a.example";
    while (true) {
      const Answer answer = inquiry.ask(name(at), Type::TXT);
      if (!answer.found()) return at + " " + std::string(to_string(answer.status));
      at = answer.texts().front();
    }
  };
  CHECK(dns.settle(walk) == "c.example nxdomain");
  CHECK(dns.rounds() == 3);
  CHECK(dns.questions().size() == 3);
  Layer layer;
  layer.set(name("a.example"), Type::TXT, {});
  CHECK(dns.settle(walk, {&layer}) == "a.example nodata");
  CHECK(dns.rounds() == 0);
}
