// SPDX-License-Identifier: Apache-2.0
#include "run/rounds.hpp"

#include <algorithm>
#include <thread>

#include "alignmail/spf.hpp"
#include "support/catch.hpp"
#include "support/zone.hpp"

using namespace alignmail;
using namespace std::chrono_literals;
using dns::Need;
using dns::Status;

namespace {

dns::Domain name(std::string_view text) { return *dns::Domain::parse(text); }

// Answers everything with "no such name", and remembers what it was asked in each wave.
struct CountingSource : dns::Source {
  std::vector<std::vector<std::string>> waves;
  std::chrono::milliseconds delay{0};
  bool answers = true;

  void fetch(std::span<const dns::Question> wanted, std::chrono::steady_clock::time_point deadline,
             dns::Facts& facts) override {
    std::this_thread::sleep_until(std::min(deadline, std::chrono::steady_clock::now() + delay));
    const bool late = std::chrono::steady_clock::now() >= deadline;
    auto& wave = waves.emplace_back();
    for (const dns::Question& question : wanted) {
      wave.push_back(question.name.text());
      if (answers) facts.put(question, {.status = late ? Status::NotAsked : Status::NxDomain});
    }
  }
};

// Asks for the first name, then, when that is known, for the next one, and so on.
void ask_in_turn(dns::Inquiry& inquiry, const std::vector<std::string>& names) {
  for (const std::string& each : names) {
    if (inquiry.ask(name(each), dns::Type::TXT).status == Status::Pending) return;
  }
}

std::vector<std::string> numbered(std::size_t count, const std::string& suffix) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < count; ++i) names.push_back("n" + std::to_string(i) + suffix);
  return names;
}

}  // namespace

TEST_CASE("a look that wants nothing costs no wave", "[run]") {
  CountingSource source;
  dns::Facts facts;
  const auto course = run::settle([](dns::Inquiry&, const auto&) {}, source, facts, {});
  CHECK(course.rounds == 1);
  CHECK(course.waves.empty());
  CHECK(course.reached.empty());
}

TEST_CASE("everything that is wanted at once travels in one wave", "[run]") {
  CountingSource source;
  dns::Facts facts;
  const auto look = [](dns::Inquiry& inquiry, const auto&) {
    for (const std::string& each : numbered(7, ".example.com")) (void)inquiry.ask(name(each), dns::Type::A);
  };
  const auto course = run::settle(look, source, facts, {});
  CHECK(course.rounds == 2);
  REQUIRE(course.waves.size() == 1);
  CHECK(course.waves[0].needed == 7);
  CHECK(course.waves[0].speculative == 0);
}

TEST_CASE("the number of waves is the depth of the dependencies", "[run]") {
  CountingSource source;
  dns::Facts facts;
  const auto look = [](dns::Inquiry& inquiry, const auto&) {
    ask_in_turn(inquiry, {"a.example.com", "b.example.com", "c.example.com"});
    ask_in_turn(inquiry, {"d.example.com", "e.example.com"});
  };
  const auto course = run::settle(look, source, facts, {});
  CHECK(source.waves == std::vector<std::vector<std::string>>{
                            {"a.example.com", "d.example.com"}, {"b.example.com", "e.example.com"}, {"c.example.com"}});
  CHECK(course.rounds == 4);
}

TEST_CASE("what is only speculative travels along and never causes a wave", "[run]") {
  CountingSource source;
  dns::Facts facts;
  const auto look = [](dns::Inquiry& inquiry, const auto&) {
    inquiry.foresee(name("maybe.example.com"), dns::Type::TXT);
    if (inquiry.ask(name("sure.example.com"), dns::Type::TXT).status == Status::Pending) return;
    inquiry.foresee(name("later.example.com"), dns::Type::TXT);
  };
  const auto course = run::settle(look, source, facts, {});
  // Needed first, so that a ceiling cuts off guesses and nothing else.
  CHECK(source.waves == std::vector<std::vector<std::string>>{{"sure.example.com", "maybe.example.com"}});
  CHECK(course.waves[0].speculative == 1);
  CHECK(facts.find({name("later.example.com"), dns::Type::TXT}) == nullptr);
}

TEST_CASE("what would have travelled along is asked although a cache spared all waves", "[run]") {
  const dns::Question sure{name("sure.example.com"), dns::Type::TXT};
  struct Cache : CountingSource {
    dns::Question known_question{name("sure.example.com"), dns::Type::TXT};
    dns::Facts::Known known() override {
      return [this](const dns::Question& question, dns::Facts& facts) {
        if (question == known_question) facts.put(question, {.status = Status::NxDomain});
      };
    }
  };
  Cache source;
  dns::Facts facts;
  const auto look = [&](dns::Inquiry& inquiry, const auto&) {
    inquiry.foresee(name("maybe.example.com"), dns::Type::TXT);
    (void)inquiry.ask(sure.name, sure.type);
  };
  const auto course = run::settle(look, source, facts, {});
  CHECK(source.waves == std::vector<std::vector<std::string>>{{"maybe.example.com"}});
  CHECK(course.reached.empty());
  CHECK(facts.find({name("maybe.example.com"), dns::Type::TXT}) != nullptr);
}

TEST_CASE("a layer answers before anything is asked", "[run]") {
  CountingSource source;
  dns::Facts facts;
  dns::Layer overlay;
  overlay.set(name("a.example.com"), dns::Type::TXT, {dns::Txt{{"new"}}});
  Status seen{};
  const auto look = [&](dns::Inquiry& inquiry, const auto&) {
    seen = inquiry.ask(name("a.example.com"), dns::Type::TXT).status;
  };
  CHECK(run::settle(look, source, facts, {&overlay}).waves.empty());
  CHECK(seen == Status::Found);
}

TEST_CASE("the ceiling of questions closes the case and is named", "[run]") {
  CountingSource source;
  dns::Facts facts;
  Status last{};
  std::vector<std::string> told;
  const auto look = [&](dns::Inquiry& inquiry, const std::vector<std::string>& reached) {
    for (const std::string& each : numbered(25, ".example.com")) last = inquiry.ask(name(each), dns::Type::A).status;
    told = reached;
  };
  const auto course = run::settle(look, source, facts, {}, {.questions = 10});
  CHECK(source.waves.size() == 1);
  CHECK(source.waves[0].size() == 10);
  CHECK(last == Status::NotAsked);  // the last look saw it, not Pending
  CHECK(told == std::vector<std::string>{"10 DNS questions"});
  CHECK(course.reached == told);
}

TEST_CASE("guesses cannot starve what a later wave needs", "[run]") {
  CountingSource source;
  dns::Facts facts;
  Status last{};
  const auto look = [&](dns::Inquiry& inquiry, const auto&) {
    for (const std::string& each : numbered(500, ".guess.example.com")) inquiry.foresee(name(each), dns::Type::A);
    ask_in_turn(inquiry, {"a.example.com", "b.example.com", "c.example.com"});
    last = inquiry.ask(name("c.example.com"), dns::Type::TXT, Need::Speculative).status;
  };
  const auto course = run::settle(look, source, facts, {});
  CHECK(course.waves.size() == 3);
  CHECK(course.reached.empty());
  CHECK(last == Status::NxDomain);
  CHECK(facts.order().size() <= limits::questions);
}

TEST_CASE("an endless chain of questions ends at the ceiling of waves", "[run]") {
  CountingSource source;
  dns::Facts facts;
  const auto look = [](dns::Inquiry& inquiry, const auto&) { ask_in_turn(inquiry, numbered(100'000, ".test")); };
  const auto course = run::settle(look, source, facts, {}, {.questions = 1000, .rounds = 5});
  CHECK(course.waves.size() == 5);
  CHECK(course.reached == std::vector<std::string>{"5 waves of DNS questions"});
  // Closing looks again for what NotAsked leads to, but not for ever either.
  CHECK(course.rounds < 20);
}

TEST_CASE("at the deadline what is unanswered was not asked, and that is said", "[run]") {
  CountingSource source;
  source.delay = 10s;
  dns::Facts facts;
  Status last = Status::Pending;
  const auto look = [&](dns::Inquiry& inquiry, const auto&) {
    ask_in_turn(inquiry, {"a.example.com", "b.example.com"});
    last = inquiry.ask(name("b.example.com"), dns::Type::TXT).status;
  };
  const auto begin = std::chrono::steady_clock::now();
  const auto course = run::settle(look, source, facts, {}, {.deadline = 50ms});
  CHECK(std::chrono::steady_clock::now() - begin < 5s);
  CHECK(course.waves.size() == 1);
  CHECK(last == Status::NotAsked);
  CHECK(course.reached == std::vector<std::string>{"the time for DNS questions (50 ms)"});
}

TEST_CASE("a source that leaves a question open is not asked again", "[run]") {
  CountingSource source;
  source.answers = false;
  dns::Facts facts;
  Status last{};
  const auto look = [&](dns::Inquiry& inquiry, const auto&) {
    last = inquiry.ask(name("a.example.com"), dns::Type::TXT).status;
  };
  CHECK(run::settle(look, source, facts, {}).waves.size() == 1);
  CHECK(last == Status::NotAsked);
}

TEST_CASE("what a record costs in the worst case is counted behind the term that matches too", "[run]") {
  support::Zone zone(R"(
    example.com. TXT "v=spf1 ip4:192.0.2.1 include:a.example -all"
    a.example. TXT "v=spf1 include:b.example include:c.example -all"
    b.example. TXT "v=spf1 a mx -all"
    c.example. TXT "v=spf1 ip4:192.0.2.9 -all"
  )");
  const spf::Request request{
      .ip = IpAddress::parse("192.0.2.1"), .domain = name("example.com"), .sender = "user@example.com"};
  dns::Facts facts;
  spf::Verdict verdict;
  const auto look = [&](dns::Inquiry& inquiry, const auto&) { verdict = spf::check_host(request, inquiry); };
  run::settle(look, zone.source(), facts, {});
  CHECK(verdict.status == spf::Status::Pass);
  CHECK(verdict.lookups == 0);
  CHECK(verdict.worst_case_lookups == 5);
}
