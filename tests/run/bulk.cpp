// SPDX-License-Identifier: Apache-2.0
// Many messages at once.
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
  bool are_at_hand;
  std::size_t at = 0;
  explicit Numbers(std::size_t count, bool at_hand = true) : most(count), are_at_hand(at_hand) {}
  std::optional<run::Item> next() override {
    if (at == most) return std::nullopt;
    return run::Item{{.index = at++}, {}};
  }
  bool is_at_hand() const override { return are_at_hand; }
};

// Work on several messages is work on each of them.
run::Work each(const std::function<run::Turn(const run::Item&, dns::Source&)>& work) {
  return [work](std::span<const run::Item> items, dns::Source& answers) {
    std::vector<run::Turn> turns;
    for (const run::Item& item : items) turns.push_back(work(item, answers));
    return turns;
  };
}

std::vector<std::unique_ptr<dns::Source>> sources(std::atomic<std::size_t>& asked, std::size_t count,
                                                  std::chrono::milliseconds delay = 0ms) {
  std::vector<std::unique_ptr<dns::Source>> result;
  for (std::size_t i = 0; i < count; ++i) result.push_back(std::make_unique<Counter>(asked, delay));
  return result;
}

}  // namespace

TEST_CASE("reports come in the order of the input, whoever is ready first", "[run]") {
  std::atomic<std::size_t> asked = 0;
  run::AnswerCache cache;
  run::SharedSource source(sources(asked, 1), cache);
  Numbers feed(2'000);
  std::vector<std::size_t> order;
  const run::Work work = each([&](const run::Item& item, dns::Source&) -> run::Turn {
    const std::size_t number = item.input.index;
    if (number % 7 == 0) std::this_thread::yield();
    return [&order, number] {
      order.push_back(number);
      return true;
    };
  });
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
  const run::Work work = each([&](const run::Item& item, dns::Source& answers) -> run::Turn {
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
  });
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
  const run::Work work = each([&](const run::Item&, dns::Source& answers) -> run::Turn {
    dns::Facts facts;
    const std::vector<Question> wanted = {{name("a.example"), Type::TXT}};
    answers.fetch(wanted, std::chrono::steady_clock::now() + 20s, facts);
    const bool is_told = facts.find(wanted[0])->status == dns::Status::NotRecorded;
    return [&told, is_told] {
      if (is_told) ++told;
      return true;
    };
  });
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
  const run::Work closes = each([&](const run::Item&, dns::Source&) { return [&given] { return ++given < 10; }; });
  run::run_bulk(feed, source, closes, {.jobs = 3, .window = 50});
  CHECK(given == 10);
  CHECK(feed.at < 1'000);
  const run::Work throws = each([](const run::Item& item, dns::Source&) {
    if (item.input.index == 500) throw std::runtime_error("ours");
    return [] { return true; };
  });
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
  const run::Work work = each([&](const run::Item& item, dns::Source& answers) -> run::Turn {
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
  });
  run::run_bulk(numbers, source, work, {.jobs = 2});
  CHECK(at_first.size() > 3);
  // One more than may compute: the last that waited may only just have come back.
  CHECK(at_last.size() <= 3);
}

TEST_CASE("a thread takes several messages at a time where they are at hand, and one again when it had to wait",
          "[run]") {
  struct Case {
    bool are_at_hand;
    std::size_t slow;  // the message that takes long
    std::size_t most;
    std::size_t behind_slow;  // messages that are taken next
  };
  const auto c = GENERATE(values<Case>({
      {true, 1'000, 8, 0},
      {false, 1'000, 1, 0},
      {true, 20, 8, 1},
  }));
  std::atomic<std::size_t> asked = 0;
  run::AnswerCache cache;
  run::SharedSource source(sources(asked, 1), cache);
  Numbers feed(88, c.are_at_hand);
  std::set<std::size_t> sizes;
  std::size_t behind_slow = 0;
  bool was_slow = false;
  const run::Work work = [&](std::span<const run::Item> items, dns::Source&) {
    sizes.insert(items.size());
    if (std::exchange(was_slow, false)) behind_slow = items.size();
    std::vector<run::Turn> turns;
    for (const run::Item& item : items) {
      if (item.input.index == c.slow) {
        std::this_thread::sleep_for(50ms);
        was_slow = true;
      }
      turns.emplace_back([] { return true; });
    }
    return turns;
  };
  run::run_bulk(feed, source, work, {.jobs = 1});
  CHECK(behind_slow == c.behind_slow);
  CHECK(*sizes.rbegin() <= c.most);
  CHECK((sizes.size() > 1) == c.are_at_hand);
}
