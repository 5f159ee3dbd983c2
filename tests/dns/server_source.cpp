// SPDX-License-Identifier: Apache-2.0
// Real packets between us and a server that misbehaves. No timing is asserted: where an answer
// is expected there is ample time, where none comes the time is short.
#include "dns/server_source.hpp"

#include "dns/cares_source.hpp"
#include "support/catch.hpp"
#include "support/fault_server.hpp"
#include "support/packet.hpp"

using namespace std::chrono_literals;
using namespace alignmail;
using namespace alignmail::dns;
using std::chrono::milliseconds;
using support::FaultServer;

namespace {

constexpr auto no_deadline = std::chrono::steady_clock::time_point::max();
const ServerOptions patient{.timeout = 10s, .tries = 2};
const ServerOptions brief{.timeout = 60ms, .tries = 2};

Question ask(const std::string& label, Type type = Type::TXT) { return {*Domain::parse(label + ".example"), type}; }

std::unique_ptr<Source> source(const std::string& spec, const ServerOptions& options) {
  auto made = make_source(spec, options);
  REQUIRE(made);
  return std::move(*made);
}

Facts fetched(const std::string& spec, const ServerOptions& options, const std::vector<Question>& wanted) {
  Facts facts;
  source(spec, options)->fetch(wanted, no_deadline, facts);
  return facts;
}

Status status_of(const std::string& spec, const ServerOptions& options, const std::string& label) {
  const Facts facts = fetched(spec, options, {ask(label)});
  REQUIRE(facts.find(ask(label)) != nullptr);
  return facts.find(ask(label))->status;
}

std::string unused_port() { return "127.0.0.1:" + std::to_string(support::free_port().port); }

// The server counts on its own thread.
bool comes_to(const FaultServer& server, const std::string& label, int count) {
  const auto end = std::chrono::steady_clock::now() + 10s;
  while (server.asked(label) < count && std::chrono::steady_clock::now() < end) std::this_thread::sleep_for(1ms);
  return server.asked(label) == count;
}

struct Case {
  std::string label;
  Status expected;
};

}  // namespace

TEST_CASE("an answer is a fact with its server and the time it took", "[dns]") {
  const FaultServer server;
  const Facts facts = fetched(server.spec(), patient, {ask("ok"), ask("ok", Type::A), ask("ad")});
  const Fact* fact = facts.find(ask("ok"));
  REQUIRE(fact != nullptr);
  CHECK(fact->records == std::vector<RecordData>{Txt{{"ok"}}});
  CHECK(fact->ttl == 60);
  CHECK(fact->server == server.spec());
  CHECK(fact->milliseconds.has_value());
  CHECK_FALSE(fact->authentic);
  CHECK(facts.find(ask("ok", Type::A))->records == std::vector<RecordData>{*IpAddress::parse("192.0.2.1")});
  CHECK(facts.find(ask("ad"))->authentic);  // the query said that we understand the bit
}

TEST_CASE("what a server says at once is told apart", "[dns]") {
  const auto c = GENERATE(values<Case>({
      {"nxdomain", Status::NxDomain},
      {"nodata", Status::NoData},
      {"servfail", Status::ServFail},
      {"notimp", Status::ServFail},
      {"formerr", Status::ServFail},
      {"refused", Status::Refused},
      {"malformed", Status::Malformed},
      {"noedns", Status::Found},  // asked again as servers from before EDNS0 want it
      {"tc", Status::Found},
      {"uncut", Status::Found},  // cut by the receiver, whole over TCP
      {"tctc", Status::Malformed},
      {"tcclose", Status::Timeout},  // the half answer is not used
      {"wrongid", Status::Found},    // what does not fit is ignored, and the answer awaited
      {"otherquestion", Status::Found},
      {"query", Status::Found},
      {"empty", Status::Found},
      {"short", Status::Found},
      {"second", Status::Found},
      {"flood", Status::Malformed},
  }));
  CAPTURE(c.label);
  const FaultServer server;
  // Only the one that loses its first query waits for the second try.
  const ServerOptions options{.timeout = c.label == "second" ? milliseconds(200) : milliseconds(10s), .tries = 20};
  CHECK(status_of(server.spec(), options, c.label) == c.expected);
}

TEST_CASE("without an answer in time there is none", "[dns]") {
  const auto label = GENERATE(values<std::string>({"drop", "badid", "garbage", "tcstall", "tchuge"}));
  CAPTURE(label);
  const FaultServer server;
  CHECK(status_of(server.spec(), brief, label) == Status::Timeout);
}

TEST_CASE("each server is tried as often as asked for", "[dns]") {
  const FaultServer server;
  CHECK(status_of(server.spec(), {.timeout = 30ms, .tries = 3}, "drop") == Status::Timeout);
  CHECK(comes_to(server, "drop", 3));
  CHECK(status_of(server.spec(), {.timeout = 10s, .tries = 3}, "servfail") == Status::ServFail);
  CHECK(server.asked("servfail") == 1);  // it would say the same again
}

TEST_CASE("a late answer to an earlier try is an answer", "[dns]") {
  const FaultServer server(FaultServer::Tcp::Listens, 150ms);
  CHECK(status_of(server.spec(), {.timeout = 50ms, .tries = 100}, "slow") == Status::Found);
}

TEST_CASE("a truncated answer without TCP behind it is no answer", "[dns]") {
  const FaultServer server(FaultServer::Tcp::Closed);
  const Facts facts = fetched(server.spec(), patient, {ask("tc"), ask("ok")});
  CHECK(facts.find(ask("tc"))->status == Status::Timeout);
  CHECK(facts.find(ask("tc"))->records.empty());
  CHECK(facts.find(ask("ok"))->status == Status::Found);  // no other question suffers
}

TEST_CASE("a TCP connection that breaks takes only its own questions with it", "[dns]") {
  const FaultServer server;
  std::vector<Question> wanted = {ask("tcclose")};
  for (int i = 0; i < 20; ++i) wanted.push_back({*Domain::parse("ok.n" + std::to_string(i) + ".example"), Type::TXT});
  const Facts facts = fetched(server.spec(), patient, wanted);
  CHECK(facts.find(wanted.front())->status == Status::Timeout);
  for (std::size_t i = 1; i < wanted.size(); ++i) CHECK(facts.find(wanted[i])->status == Status::Found);
}

TEST_CASE("the next server is asked when one is of no use", "[dns]") {
  FaultServer good;
  const std::vector<std::string> labels = {"servfail", "refused", "malformed", "tcclose", "flood", "formerr"};
  for (const std::string& label : labels) good.treat(label, "ok");
  SECTION("because it fails") {
    const FaultServer bad;
    for (const std::string& label : labels) {
      CAPTURE(label);
      const Facts facts = fetched(bad.spec() + "," + good.spec(), patient, {ask(label)});
      CHECK(facts.find(ask(label))->status == Status::Found);
      CHECK(facts.find(ask(label))->server == good.spec());
    }
  }
  SECTION("because nobody listens") {
    CHECK(status_of(unused_port() + "," + good.spec(), patient, "ok") == Status::Found);
  }
  SECTION("because it stays silent") {
    const FaultServer silent;
    good.treat("drop", "ok");
    CHECK(status_of(silent.spec() + "," + good.spec(), {.timeout = 100ms, .tries = 50}, "drop") == Status::Found);
    CHECK(silent.asked("drop") >= 1);
  }
}

TEST_CASE("when all servers fail, the failure that was said outlives silence", "[dns]") {
  const FaultServer one;
  FaultServer two;
  two.treat("servfail", "drop");
  const Facts facts = fetched(one.spec() + "," + two.spec(), brief, {ask("servfail")});
  CHECK(facts.find(ask("servfail"))->status == Status::ServFail);
  CHECK(facts.find(ask("servfail"))->server == one.spec());
}

TEST_CASE("nobody listening anywhere is a temporary failure, at once", "[dns]") {
  CHECK(status_of(unused_port() + "," + unused_port(), patient, "ok") == Status::Timeout);
}

TEST_CASE("at the deadline what was asked timed out, and the rest was not asked", "[dns]") {
  const FaultServer server;
  std::vector<Question> wanted;
  for (int i = 0; i < 300; ++i)
    wanted.push_back({*Domain::parse("drop.n" + std::to_string(i) + ".example"), Type::TXT});
  const auto asking = source(server.spec(), patient);
  Facts facts;
  SECTION("that comes soon") {
    asking->fetch(wanted, std::chrono::steady_clock::now() + 500ms, facts);
    CHECK(facts.find(wanted[0])->status == Status::Timeout);
    CHECK(facts.find(wanted[199])->status == Status::Timeout);
    CHECK(facts.find(wanted[200])->status == Status::NotAsked);  // no more than 200 are in flight
    CHECK(facts.find(wanted[299])->status == Status::NotAsked);
    // What was left behind disturbs nobody.
    asking->fetch(std::vector<Question>{ask("ok")}, no_deadline, facts);
    CHECK(facts.find(ask("ok"))->status == Status::Found);
  }
  SECTION("that is over") {
    asking->fetch(wanted, std::chrono::steady_clock::now() - 1s, facts);
    CHECK(facts.find(wanted[0])->status == Status::NotAsked);
    CHECK(server.asked("drop") == 0);
  }
}

TEST_CASE("many questions at once are all answered", "[dns]") {
  const FaultServer server;
  std::vector<Question> wanted;
  for (int i = 0; i < 1000; ++i) {
    wanted.push_back({*Domain::parse("ok.n" + std::to_string(i) + ".example"), Type::TXT});
    wanted.push_back(wanted.back());  // twice in a round is once
  }
  const Facts facts = fetched(server.spec(), {.timeout = 1s, .tries = 20}, wanted);
  CHECK(facts.order().size() == 1000);
  for (const SharedFact& pinned : facts.order()) CHECK(pinned->fact.status == Status::Found);
  CHECK(server.asked("ok") >= 1000);
}

TEST_CASE("what is a fact already is not asked again", "[dns]") {
  const FaultServer server;
  Facts facts;
  facts.put(ask("ok"), {.status = Status::NxDomain});
  source(server.spec(), patient)->fetch(std::vector<Question>{ask("ok")}, no_deadline, facts);
  CHECK(facts.find(ask("ok"))->status == Status::NxDomain);
  CHECK(server.asked("ok") == 0);
}

TEST_CASE("names with octets of any kind go over the wire unchanged", "[dns]") {
  const FaultServer server;
  const Question odd{*Domain::parse_escaped("ok.a\\.b\\000\\255.example"), Type::TXT};
  const Status expected = Channel::carries_any_name() ? Status::Found : Status::Timeout;
  CHECK(fetched(server.spec(), patient, {odd}).find(odd)->status == expected);
}

TEST_CASE("a source that is given up in the middle leaves nothing behind", "[dns]") {
  const FaultServer server;
  Facts facts;
  for (int i = 0; i < 3; ++i) {
    const auto asking = source(server.spec(), patient);
    asking->fetch(std::vector<Question>{ask("drop"), ask("tcstall"), ask("slow")},
                  std::chrono::steady_clock::now() + 30ms, facts);
  }
  CHECK(facts.find(ask("tcstall"))->status == Status::Timeout);
}

TEST_CASE("a server chases no alias: the target is another round's question", "[dns]") {
  FaultServer server;
  server.raw("raw", support::Packet(0)
                        .question("raw.example")
                        .answer("raw.example", Type::CNAME, 60, support::Packet::wire_name("ok.example"))
                        .str());
  const auto asking = source(server.spec(), patient);
  Facts facts;
  asking->fetch(std::vector<Question>{ask("raw")}, no_deadline, facts);
  Inquiry first(facts);
  CHECK(first.ask(ask("raw").name, Type::TXT).status == Status::Pending);
  REQUIRE(first.wanted().size() == 1);
  CHECK(first.wanted().front().question == ask("ok"));
  asking->fetch(std::vector<Question>{ask("ok")}, no_deadline, facts);
  Inquiry second(facts);
  CHECK(second.ask(ask("raw").name, Type::TXT).texts() == std::vector<std::string>{"ok"});
}
