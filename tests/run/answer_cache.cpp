// SPDX-License-Identifier: Apache-2.0
// The answers that messages share.
#include "run/answer_cache.hpp"

#include "support/catch.hpp"

using namespace alignmail;
using namespace std::chrono_literals;
using dns::Question;
using dns::Type;

namespace {

dns::Domain name(const std::string& text) { return *dns::Domain::parse(text); }

const run::AnswerCache::Time start{std::chrono::sys_days(std::chrono::year(2026) / 11 / 21)};

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
