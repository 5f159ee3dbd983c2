// SPDX-License-Identifier: Apache-2.0
// Many messages at once, and the answers they share.
#include "run/bulk.hpp"

#include <algorithm>
#include <atomic>
#include <set>

#include "run/driver.hpp"
#include "support/catch.hpp"

using namespace alignmail;
using namespace std::chrono_literals;
using dns::Question;
using dns::Type;

namespace {

dns::Domain name(const std::string& text) { return *dns::Domain::parse(text); }

const run::AnswerCache::Time start{std::chrono::sys_days(std::chrono::year(2026) / 11 / 21)};

// Answers everything with one text, and counts.
struct Counter : dns::Source {
  std::atomic<std::size_t>& asked;
  std::chrono::milliseconds delay;
  explicit Counter(std::atomic<std::size_t>& count, std::chrono::milliseconds wait = 0ms) : asked(count), delay(wait) {}
  void fetch(std::span<const Question> wanted, std::chrono::steady_clock::time_point, dns::Facts& facts) override {
    std::this_thread::sleep_for(delay);
    for (const Question& question : wanted) {
      ++asked;
      facts.put(question, {.status = dns::Status::Found, .records = {dns::Txt{{"x"}}}, .ttl = 300});
    }
  }
};

// Numbers as messages.
struct Numbers : run::Feed {
  std::size_t most;
  std::size_t at = 0;
  explicit Numbers(std::size_t count) : most(count) {}
  std::optional<run::Item> next() override {
    if (at == most) return std::nullopt;
    return run::Item{{.index = at++}, {}};
  }
};

std::vector<std::unique_ptr<dns::Source>> sources(std::atomic<std::size_t>& asked, std::size_t count,
                                                  std::chrono::milliseconds delay = 0ms) {
  std::vector<std::unique_ptr<dns::Source>> result;
  for (std::size_t i = 0; i < count; ++i) result.push_back(std::make_unique<Counter>(asked, delay));
  return result;
}

}  // namespace

TEST_CASE("an answer is kept for its TTL, a failure for a while, a refusal of ours not at all", "[run]") {
  struct Case {
    dns::Fact fact;
    std::chrono::seconds kept;
  };
  const auto c = GENERATE(values<Case>({
      {{.status = dns::Status::Found, .ttl = 300}, 300s},
      {{.status = dns::Status::NxDomain, .ttl = 60}, 60s},  // the negative TTL
      {{.status = dns::Status::NoData, .ttl = 0}, 0s},
      {{.status = dns::Status::Found, .ttl = 4'000'000'000}, 86'400s},
      {{.status = dns::Status::Timeout}, 30s},
      {{.status = dns::Status::NotAsked}, 0s},
      {{.status = dns::Status::NotRecorded}, 0s},
  }));
  const Question question{name("example.com"), Type::TXT};
  run::AnswerCache cache;
  cache.put(question, c.fact, start);
  dns::Facts last;
  if (c.kept > 0s) CHECK(cache.find(question, start + c.kept - 1s, last));
  dns::Facts none;
  CHECK_FALSE(cache.find(question, start + c.kept, none));
  CHECK(none.order().empty());
}

TEST_CASE("a chain of aliases is known when all of it is, with what is left of its TTLs", "[run]") {
  const Question alias{name("a.example"), Type::TXT};
  const Question target{name("b.example"), Type::TXT};
  run::AnswerCache cache;
  cache.put(alias, {.status = dns::Status::Found, .alias = target.name, .ttl = 300}, start);
  dns::Facts facts;
  CHECK_FALSE(cache.find(alias, start, facts));
  cache.put(target, {.status = dns::Status::Found, .records = {dns::Txt{{"x"}}}, .ttl = 100}, start);
  dns::Facts both;
  CHECK(cache.find(alias, start + 40s, both));
  REQUIRE(both.find(target));
  CHECK(both.find(target)->ttl == 60);
  CHECK(both.find(alias)->ttl == 260);
}

TEST_CASE("the cache holds no more than it may", "[run]") {
  run::AnswerCache cache(50);
  for (int i = 0; i < 500; ++i) {
    cache.put({name("n" + std::to_string(i) + ".example"), Type::A}, {.status = dns::Status::Found, .ttl = 300}, start);
  }
  int kept = 0;
  for (int i = 0; i < 500; ++i) {
    dns::Facts facts;
    if (cache.find({name("n" + std::to_string(i) + ".example"), Type::A}, start, facts)) ++kept;
  }
  CHECK(kept > 0);
  CHECK(kept <= 50);
}

TEST_CASE("the file of the cache keeps answers for the rest of their TTL, and refuses what it is not", "[run]") {
  const Question question{name("example.com"), Type::TXT};
  run::AnswerCache before;
  before.put(question, {.status = dns::Status::Found, .records = {dns::Txt{{"v=spf1 -all"}}}, .ttl = 300}, start);
  before.put({name("gone.example"), Type::TXT}, {.status = dns::Status::Timeout}, start);
  const std::string text = before.write(start + 100s);
  run::AnswerCache after;
  REQUIRE(after.read(text, "file", start + 150s));
  dns::Facts facts;
  REQUIRE(after.find(question, start + 150s, facts));
  CHECK(facts.find(question)->ttl == 150);
  dns::Facts old;
  CHECK_FALSE(after.find(question, start + 300s, old));
  CHECK_FALSE(after.find({name("gone.example"), Type::TXT}, start + 150s, old));  // a failure is not passed on
  for (const std::string& broken :
       {std::string(), std::string("x"), text.substr(0, text.size() / 2), std::string("alignmail-dns-cache 1 x\n{}")}) {
    run::AnswerCache cache;
    CHECK_FALSE(cache.read(broken, "file", start));
  }
}

TEST_CASE("reports come in the order of the input, whoever is ready first", "[run]") {
  std::atomic<std::size_t> asked = 0;
  run::AnswerCache cache;
  run::SharedSource source(sources(asked, 1), cache);
  Numbers feed(2'000);
  std::vector<std::size_t> order;
  const run::Work work = [&](run::Item item, dns::Source&) -> run::Turn {
    const std::size_t number = item.input.index;
    if (number % 7 == 0) std::this_thread::yield();
    return [&order, number] {
      order.push_back(number);
      return true;
    };
  };
  run::run_bulk(feed, source, work, {.jobs = 4, .most_parked = 8, .window = 16});
  CHECK(order.size() == 2'000);
  CHECK(std::is_sorted(order.begin(), order.end()));
}

TEST_CASE("a question is asked once for all messages, and those that wait let others compute", "[run]") {
  std::atomic<std::size_t> asked = 0;
  run::AnswerCache cache;
  run::SharedSource source(sources(asked, 4, 2ms), cache);
  Numbers feed(400);
  std::size_t given = 0;
  std::atomic<int> computing = 0;
  std::atomic<int> most_computing = 0;
  const run::Work work = [&](run::Item item, dns::Source& answers) -> run::Turn {
    const int now_computing = ++computing;
    int seen = most_computing;
    while (now_computing > seen && !most_computing.compare_exchange_weak(seen, now_computing)) {
    }
    --computing;
    dns::Facts facts;
    const std::vector<Question> wanted = {{name("shared.example"), Type::TXT},
                                          {name("n" + std::to_string(item.input.index % 50) + ".example"), Type::TXT}};
    answers.fetch(wanted, std::chrono::steady_clock::now() + 20s, facts);
    const bool answered =
        facts.find(wanted[0])->status == dns::Status::Found && facts.find(wanted[1])->status == dns::Status::Found;
    return [&given, answered] {
      if (answered) ++given;
      return true;
    };
  };
  run::run_bulk(feed, source, work, {.jobs = 2, .most_parked = 64, .window = 128});
  CHECK(given == 400);
  CHECK(asked == 51);
  CHECK(most_computing <= 2);
}

TEST_CASE("an answer that nobody keeps still reaches everyone who waits for it", "[run]") {
  struct Refusing : dns::Source {
    void fetch(std::span<const Question> wanted, std::chrono::steady_clock::time_point, dns::Facts& facts) override {
      std::this_thread::sleep_for(1ms);
      for (const Question& question : wanted) facts.put(question, {.status = dns::Status::NotRecorded});
    }
  };
  run::AnswerCache cache;
  std::vector<std::unique_ptr<dns::Source>> refusing;
  refusing.push_back(std::make_unique<Refusing>());
  run::SharedSource source(std::move(refusing), cache);
  Numbers feed(100);
  std::size_t told = 0;
  const run::Work work = [&](run::Item, dns::Source& answers) -> run::Turn {
    dns::Facts facts;
    const std::vector<Question> wanted = {{name("a.example"), Type::TXT}};
    answers.fetch(wanted, std::chrono::steady_clock::now() + 20s, facts);
    const bool is_told = facts.find(wanted[0])->status == dns::Status::NotRecorded;
    return [&told, is_told] {
      if (is_told) ++told;
      return true;
    };
  };
  run::run_bulk(feed, source, work, {.jobs = 2});
  CHECK(told == 100);
}

TEST_CASE("a message whose time is over goes on without the answer", "[run]") {
  std::atomic<std::size_t> asked = 0;
  run::AnswerCache cache;
  run::SharedSource source(sources(asked, 1, 200ms), cache);
  dns::Facts facts;
  const std::vector<Question> wanted = {{name("a.example"), Type::TXT}};
  source.fetch(wanted, std::chrono::steady_clock::now() + 1ms, facts);
  CHECK(facts.find(wanted[0])->status == dns::Status::NotAsked);
}

TEST_CASE("a closed output ends the run, and what a message throws reaches the caller", "[run]") {
  std::atomic<std::size_t> asked = 0;
  run::AnswerCache cache;
  run::SharedSource source(sources(asked, 1), cache);
  Numbers feed(100'000);
  std::size_t given = 0;
  const run::Work closes = [&](run::Item, dns::Source&) -> run::Turn { return [&given] { return ++given < 10; }; };
  run::run_bulk(feed, source, closes, {.jobs = 3, .window = 50});
  CHECK(given == 10);
  CHECK(feed.at < 1'000);
  const run::Work throws = [](run::Item item, dns::Source&) -> run::Turn {
    if (item.input.index == 500) throw std::runtime_error("ours");
    return [] { return true; };
  };
  Numbers more(1'000);
  CHECK_THROWS_AS(run::run_bulk(more, source, throws, {.jobs = 3}), std::runtime_error);
}

TEST_CASE("a message whose answers are all known is looked at once, and comes to the same", "[run]") {
  const std::string sample =
      GENERATE(values<std::string>({"ses-perfect", "dns-servfail", "dns-alias-loop", "spf-loop"}));
  CAPTURE(sample);
  const std::string folder = std::string(ALIGNMAIL_SOURCE_DIR) + "/samples/" + sample;
  const auto octets = run::read_octets(folder + "/message.eml", 1'000'000);
  REQUIRE(octets);
  const auto message = std::make_shared<const message::Message>(*run::parse_octets(*octets, message::Reading::Message));
  std::vector<std::unique_ptr<dns::Source>> zone;
  zone.push_back(*dns::make_source("zone:" + folder + "/zone.txt", {}));
  run::AnswerCache cache;
  run::SharedSource source(std::move(zone), cache);
  std::vector<run::Outcome> outcomes;
  std::vector<std::size_t> known;
  for (int turn = 0; turn < 2; ++turn) {
    Judge judge(message, Options{});
    dns::Facts facts;
    outcomes.push_back(run::examine(judge, source, facts, {}));
    known.push_back(facts.order().size());
  }
  const run::Outcome& cold = outcomes[0];
  const run::Outcome& warm = outcomes[1];
  CHECK(warm.waves.empty());
  CHECK(warm.rounds <= (sample == "ses-perfect" ? 1 : 2));  // once more where there is trouble to report
  CHECK(warm.analysis.dmarc.outcome == cold.analysis.dmarc.outcome);
  CHECK(warm.analysis.dns_trouble.size() == cold.analysis.dns_trouble.size());
  REQUIRE(warm.findings.all.size() == cold.findings.all.size());
  for (std::size_t i = 0; i < cold.findings.all.size(); ++i) {
    CHECK(warm.findings.all[i].fingerprint == cold.findings.all[i].fingerprint);
  }
}

TEST_CASE("threads that were started for messages that waited rest when none waits any more", "[run]") {
  constexpr std::size_t waiting = 10;
  std::atomic<std::size_t> asked = 0;
  run::AnswerCache cache;
  run::SharedSource source(sources(asked, 1, 5ms), cache);
  Numbers numbers(2000);
  std::atomic<std::size_t> answered = 0;
  std::mutex mutex;
  std::set<std::thread::id> at_first;
  std::set<std::thread::id> at_last;
  const run::Work work = [&](const run::Item& item, dns::Source& answers) -> run::Turn {
    const std::size_t index = item.input.index;
    if (index < waiting) {
      dns::Facts facts;
      const std::vector<Question> wanted{{name(std::to_string(index) + ".example.com"), Type::TXT}};
      answers.fetch(wanted, std::chrono::steady_clock::now() + 10s, facts);
      ++answered;
    }
    // One of two rights waits here until all of them have theirs.
    while (index == 1000 && answered < waiting) std::this_thread::sleep_for(1ms);
    const std::lock_guard lock(mutex);
    if (index < waiting) at_first.insert(std::this_thread::get_id());
    if (index > 1100) at_last.insert(std::this_thread::get_id());
    return [] { return true; };
  };
  run::run_bulk(numbers, source, work, {.jobs = 2});
  CHECK(at_first.size() > 3);
  // One more than may compute: the last that waited may only just have come back.
  CHECK(at_last.size() <= 3);
}
