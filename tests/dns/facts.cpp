// SPDX-License-Identifier: Apache-2.0
#include "alignmail/dns.hpp"
#include "base/limits.hpp"
#include "support/catch.hpp"

using namespace alignmail;
using namespace alignmail::dns;

namespace {

Domain name(std::string_view text) { return *Domain::parse(text); }
RecordData txt(std::string text) { return Txt{{std::move(text)}}; }

Fact found(std::vector<RecordData> records, std::uint32_t ttl = 300) {
  return {.status = Status::Found, .records = std::move(records), .ttl = ttl, .authentic = true};
}
Fact alias_to(std::string_view target) { return {.status = Status::Found, .alias = name(target), .ttl = 60}; }

}  // namespace

TEST_CASE("an answer that is no fact yet is wanted, once, and needed beats speculative", "[dns]") {
  const Facts facts;
  Inquiry inquiry(facts);
  inquiry.foresee(name("a.example"), Type::TXT);
  CHECK_FALSE(inquiry.has_pending_need());
  CHECK(inquiry.ask(name("a.example"), Type::TXT).status == Status::Pending);
  REQUIRE(inquiry.wanted().size() == 1);
  CHECK(inquiry.wanted().front().need == Need::Needed);
  CHECK(inquiry.has_pending_need());
}

TEST_CASE("aliases are followed hop by hop, the smallest TTL counts", "[dns]") {
  Facts facts;
  facts.put({name("a.example"), Type::TXT}, alias_to("b.example"));
  Inquiry first(facts);
  CHECK(first.ask(name("a.example"), Type::TXT).status == Status::Pending);
  CHECK(first.wanted().front().question.name == name("b.example"));

  facts.put({name("b.example"), Type::TXT}, found({txt("x")}));
  Inquiry second(facts);
  const Answer answer = second.ask(name("a.example"), Type::TXT);
  CHECK(answer.texts() == std::vector<std::string>{"x"});
  CHECK(answer.chain == std::vector<Domain>{name("b.example")});
  CHECK(answer.ttl == 60);
  CHECK_FALSE(answer.authentic);  // one hop was not
}

TEST_CASE("an alias chain that loops ends as malformed and says so", "[dns]") {
  Facts facts;
  facts.put({name("a.example"), Type::TXT}, alias_to("b.example"));
  facts.put({name("b.example"), Type::TXT}, alias_to("a.example"));
  Inquiry inquiry(facts);
  const Answer answer = inquiry.ask(name("a.example"), Type::TXT);
  CHECK(answer.status == Status::Malformed);
  CHECK(answer.chain_loops);
}

TEST_CASE("ten aliases are followed, an eleventh is not", "[dns]") {
  const int aliases = GENERATE(10, 11);
  Facts facts;
  for (int i = 0; i < aliases; ++i) {
    facts.put({name("n" + std::to_string(i)), Type::A}, alias_to("n" + std::to_string(i + 1)));
  }
  facts.put({name("n" + std::to_string(aliases)), Type::A}, found({*IpAddress::parse("192.0.2.1")}));
  Inquiry inquiry(facts);
  CHECK(inquiry.ask(name("n0"), Type::A).found() == (aliases == 10));
}

TEST_CASE("a fact is pinned: the first one stays", "[dns]") {
  Facts facts;
  facts.put({name("a.example"), Type::TXT}, found({txt("first")}));
  facts.put({name("a.example"), Type::TXT}, found({txt("second")}));
  Inquiry inquiry(facts);
  CHECK(inquiry.ask(name("a.example"), Type::TXT).texts() == std::vector<std::string>{"first"});
}

TEST_CASE("of more text records than are read those that say what they are stay, wherever they stand", "[dns]") {
  const std::size_t place = GENERATE(std::size_t{0}, limits::txt_records, limits::txt_records + 1, std::size_t{500});
  Fact fact{.status = Status::Found};
  for (std::size_t i = 0; i < 600; ++i) {
    fact.records.emplace_back(Txt{{i == place ? "V=spf1 -all"
                                   : i == 550 ? "v=spf1 +all"
                                              : "token-" + std::to_string(i)}});
  }
  Facts facts;
  facts.put({name("example.com"), Type::TXT}, std::move(fact));
  const auto& kept = facts.find({name("example.com"), Type::TXT})->records;
  REQUIRE(kept.size() == limits::txt_records + 1);
  CHECK(to_string(kept[0]) == "\"V=spf1 -all\"");
  CHECK(to_string(kept[1]) == "\"v=spf1 +all\"");
}

TEST_CASE("a layer replaces a type, an alias the whole name, a tombstone takes away", "[dns]") {
  Facts facts;
  facts.put({name("a.example"), Type::TXT}, found({txt("published")}));
  facts.put({name("a.example"), Type::MX}, found({Mx{10, name("mx.example")}}));
  facts.put({name("gone.example"), Type::TXT}, {.status = Status::NxDomain});
  Layer layer;
  SECTION("a type") {
    layer.set(name("a.example"), Type::TXT, {txt("proposed")});
    Inquiry inquiry(facts, {&layer});
    CHECK(inquiry.ask(name("a.example"), Type::TXT).texts() == std::vector<std::string>{"proposed"});
    CHECK(inquiry.ask(name("a.example"), Type::MX).found());
  }
  SECTION("an alias, into the facts below") {
    layer.set(name("b.example"), Type::CNAME, {name("a.example")});
    Inquiry inquiry(facts, {&layer});
    CHECK(inquiry.ask(name("b.example"), Type::TXT).texts() == std::vector<std::string>{"published"});
    CHECK(inquiry.ask(name("b.example"), Type::CNAME).names() == std::vector<Domain>{name("a.example")});
  }
  SECTION("a tombstone") {
    layer.set(name("a.example"), Type::TXT, {});
    Inquiry inquiry(facts, {&layer});
    CHECK(inquiry.ask(name("a.example"), Type::TXT).status == Status::NoData);
  }
  SECTION("a name that gets a record is no longer NXDOMAIN for the other types") {
    layer.set(name("gone.example"), Type::A, {*IpAddress::parse("192.0.2.1")});
    Inquiry inquiry(facts, {&layer});
    CHECK(inquiry.ask(name("gone.example"), Type::TXT).status == Status::NoData);
  }
}

TEST_CASE("records read as a master file writes them, escaped", "[dns]") {
  CHECK(to_string(RecordData(Txt{{"v=spf1 -all", "a\"b\\c\n"}})) == R"("v=spf1 -all" "a\"b\\c\010")");
  CHECK(to_string(RecordData(Mx{10, name("mx.example")})) == "10 mx.example.");
  CHECK(to_string(RecordData(Mx{0, std::nullopt})) == "0 .");
  CHECK(to_string(RecordData(name("target.example"))) == "target.example.");
}
