// SPDX-License-Identifier: Apache-2.0
#include "dns/recording.hpp"

#include <unistd.h>

#include <cstdio>
#include <fstream>

#include "support/catch.hpp"

using namespace alignmail;
using namespace alignmail::dns;

namespace {

Domain name(std::string_view text) { return *Domain::parse_escaped(text); }

bool same(const Fact& a, const Fact& b) {
  return a.status == b.status && a.records == b.records && a.alias == b.alias && a.ttl == b.ttl &&
         a.authentic == b.authentic && a.milliseconds == b.milliseconds && a.server == b.server;
}

Facts every_kind() {
  Facts facts;
  const std::string wild = "a\"b\\c\n\x01\x7F\xFF\xC3; (";
  facts.put({name("a.example"), Type::TXT}, {.status = Status::Found,
                                             .records = {Txt{{wild, ""}}, Txt{{std::string(255, 'x')}}},
                                             .ttl = 300,
                                             .authentic = true,
                                             .milliseconds = 12.5,
                                             .server = "192.0.2.53:53"});
  facts.put({name("a.example"), Type::A}, {.status = Status::Found, .records = {*IpAddress::parse("192.0.2.1")}});
  facts.put(
      {name("a.example"), Type::AAAA},
      {.status = Status::Found, .records = {*IpAddress::parse("2001:db8::1"), *IpAddress::parse("::ffff:192.0.2.7")}});
  facts.put({name("a.example"), Type::MX},
            {.status = Status::Found, .records = {Mx{10, name("mx.example")}, Mx{0, std::nullopt}}});
  facts.put({name("a.example"), Type::NS}, {.status = Status::Found, .records = {name("ns\\.1.example")}});
  facts.put({name("example"), Type::SOA},
            {.status = Status::Found, .records = {Soa{"ns. . 4294967295 1 2 3 4294967295", 4294967295}}});
  facts.put({name("b.example"), Type::TXT}, {.status = Status::Found, .alias = name("a.example"), .ttl = 60});
  facts.put({name("\\000.example"), Type::PTR}, {.status = Status::NxDomain, .ttl = 4294967295});
  for (const Status status : {Status::NoData, Status::ServFail, Status::Refused, Status::Timeout, Status::Malformed,
                              Status::NotRecorded, Status::NotAsked, Status::Offline}) {
    facts.put({name(std::string(to_string(status)) + ".example"), Type::TXT}, {.status = status});
  }
  return facts;
}

}  // namespace

TEST_CASE("what was recorded is read back the same", "[dns]") {
  const Facts facts = every_kind();
  const std::string text = render_recording(facts, std::chrono::sys_seconds(std::chrono::seconds(1793613600)));
  CHECK(std::all_of(text.begin(), text.end(), [](char c) { return c == '\n' || (c >= ' ' && c <= '~'); }));
  CHECK_THAT(text, Catch::Matchers::Contains("\"time\": \"2026-11-02T10:00:00Z\""));
  const auto read = parse_recording(text, "dns.json");
  REQUIRE(read);
  REQUIRE(read->order().size() == facts.order().size());
  for (std::size_t i = 0; i < facts.order().size(); ++i) {
    CAPTURE(facts.order()[i]->question.name.text());
    CHECK(read->order()[i]->question == facts.order()[i]->question);
    CHECK(same(read->order()[i]->fact, facts.order()[i]->fact));
  }
}

TEST_CASE("a replay follows aliases, and what it lacks is not recorded", "[dns]") {
  const std::string path = "recording." + std::to_string(getpid()) + ".json";
  std::ofstream(path) << render_recording(every_kind());
  const auto source = make_source("replay:" + path, {});
  std::remove(path.c_str());
  REQUIRE(source);
  Facts facts;
  const std::vector<Question> wanted = {{name("b.example"), Type::TXT}, {name("b.example"), Type::MX}};
  (*source)->fetch(wanted, std::chrono::steady_clock::time_point::max(), facts);
  Inquiry inquiry(facts);
  CHECK(inquiry.ask(name("b.example"), Type::TXT).found());
  CHECK(inquiry.ask(name("b.example"), Type::MX).status == Status::NotRecorded);
  CHECK(inquiry.wanted().empty());
}

TEST_CASE("what is no recording is refused with file and reason", "[dns]") {
  struct Case {
    std::string text;
    std::string expected;
  };
  const auto fact = [](const std::string& members) {
    return R"({"alignmail_dns_recording": 1, "facts": [{)" + members + "}]}";
  };
  const std::string sound = R"("name": "a.example", "type": "A", "status": "noerror", "records": ["192.0.2.1"])";
  CHECK(parse_recording(fact(sound), "dns.json"));  // the frame of the rows is sound
  const std::vector<Case> rows = {
      {"", "this is not JSON"},
      {"{", "this is not JSON"},
      {"\"\xFF\"", "this is not JSON"},
      {std::string(100'000, '['), "this is not JSON"},
      {"[]", "this is not a recording of DNS answers"},
      {"{}", "this is not a recording of DNS answers"},
      {R"({"alignmail_dns_recording": 2, "facts": []})", "the recording is of a version that is not understood"},
      {R"({"alignmail_dns_recording": "1", "facts": []})", "the recording is of a version that is not understood"},
      {R"({"alignmail_dns_recording": 1})", "the list \"facts\" is missing"},
      {R"({"alignmail_dns_recording": 1, "facts": {}})", "the list \"facts\" is missing"},
      {R"({"alignmail_dns_recording": 1, "facts": [1]})", "fact 1: it must be an object"},
      {fact(""), "fact 1: name must be a text"},
      {fact(R"("name": 1)"), "fact 1: name must be a text"},
      {fact(R"("name": "a..b")"), "fact 1: name: \"a..b\" has an empty label"},
      {fact(R"("name": "a")"), "fact 1: type must be a text"},
      {fact(R"("name": "a", "type": "X")"), "fact 1: type is not a record type"},
      {fact(R"("name": "a", "type": "A", "status": "pending")"), "fact 1: status is not a word"},
      {fact(R"("name": "a", "type": "A", "status": "noerror")"), "fact 1: records must be a list"},
      {fact(R"("name": "a", "type": "A", "status": "noerror", "records": [1])"), "fact 1: records must hold texts"},
      {fact(R"("name": "a", "type": "A", "status": "noerror", "records": [])"), "fact 1: noerror needs either"},
      {fact(R"("name": "a", "type": "A", "status": "nodata", "records": ["192.0.2.1"])"), "fact 1: noerror needs"},
      {fact(sound + R"(, "alias": "b")"), "fact 1: noerror needs either"},
      {fact(sound + R"(, "alias": "b..c")"), "fact 1: alias: "},
      {fact(sound + R"(, "alias": 1)"), "fact 1: alias must be a text"},
      {fact(sound + R"(, "ttl": -1)"), "fact 1: ttl must be a number"},
      {fact(sound + R"(, "ttl": 4294967296)"), "fact 1: ttl must be a number"},
      {fact(sound + R"(, "ad": 1)"), "fact 1: ad must be true or false"},
      {fact(sound + R"(, "ms": "1")"), "fact 1: ms must be a number"},
      {fact(R"("name": "a", "type": "A", "status": "noerror", "records": ["x"])"), "fact 1: records: \"x\" is no IPv4"},
      {fact(R"("name": "a", "type": "A", "status": "noerror", "records": [""])"), "is not the data of a record"},
      {fact(R"("name": "a", "type": "A", "status": "noerror", "records": ["192.0.2.1\n192.0.2.2"])"),
       "more than one line"},
      {fact(R"("name": "a", "type": "TXT", "status": "noerror", "records": ["\"x"])"), "fact 1: records: "},
  };
  for (const Case& row : rows) {
    CAPTURE(row.text.substr(0, 200));
    const auto read = parse_recording(row.text, "dns.json");
    REQUIRE_FALSE(read);
    CHECK(read.error().kind == Error::Kind::Malformed);
    CHECK_THAT(read.error().what, Catch::Matchers::StartsWith("dns.json: ") && Catch::Matchers::Contains(row.expected));
  }
}
