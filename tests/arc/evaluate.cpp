// SPDX-License-Identifier: Apache-2.0
#include "alignmail/arc.hpp"
#include "arc/sealer.hpp"
#include "base/limits.hpp"
#include "support/catch.hpp"

using namespace alignmail;
using arc::Status;
using support::letter;
using support::replaced;
using support::seal;
using support::sealed;
using support::sealer_zone;

namespace {

arc::Verdict evaluate(const std::string& text, support::Zone& zone,
                      message::Reading reading = message::Reading::Message) {
  const message::Message message = support::parsed(text, reading);
  dkim::Verifier verifier(message);
  return zone.settle([&](dns::Inquiry& inquiry) { return arc::evaluate(message, verifier, inquiry, support::now); });
}

arc::Verdict evaluate(const std::string& text, const std::string& zone_text = sealer_zone()) {
  support::Zone zone(zone_text);
  return evaluate(text, zone);
}

// The set's fields, cut out of a sealed message.
std::string without(const std::string& text, const std::string& name) {
  const std::size_t begin = text.find(name + ":");
  std::size_t end = text.find("\r\n", begin) + 2;
  while (text[end] == ' ') end = text.find("\r\n", end) + 2;
  return text.substr(0, begin) + text.substr(end);
}

// Each set by a sealer and a signer of its own.
std::string with_two_keys_a_set(std::uint32_t count) {
  std::string text = letter();
  for (std::uint32_t i = 1; i <= count; ++i) {
    const std::string number = std::to_string(i);
    text = seal(text, {.instance = i,
                       .cv = i == 1 ? "none" : "pass",
                       .domain = "hop" + number + ".test",
                       .signer = "mx" + number + ".test"});
  }
  return text;
}

}  // namespace

TEST_CASE("a message without ARC fields has no chain", "[arc]") {
  const arc::Verdict verdict = evaluate(letter());
  CHECK(verdict.status == Status::None);
  CHECK(verdict.instances == 0);
  CHECK(verdict.reason.empty());
}

TEST_CASE("a whole chain passes, asks every key in one round and shows its sets", "[arc]") {
  const std::uint32_t count = GENERATE(1, 2, 5);
  support::Zone zone(sealer_zone(count));
  const arc::Verdict verdict = evaluate(sealed(letter(), count, true), zone);
  CHECK(verdict.status == Status::Pass);
  CHECK(verdict.reason.empty());
  CHECK(verdict.instances == count);
  CHECK(verdict.oldest_pass == 0);  // section 5.2, step 5: all of them
  CHECK(zone.rounds() == 1);
  CHECK(zone.questions().size() == count);
  REQUIRE(verdict.sets.size() == count);
  for (std::uint32_t i = 0; i < count; ++i) {
    CHECK(verdict.sets[i].instance == i + 1);
    CHECK(verdict.sets[i].sealer == "hop" + std::to_string(i + 1) + ".test");
    CHECK(verdict.sets[i].cv == (i == 0 ? "none" : "pass"));
    CHECK(verdict.sets[i].seal == dkim::Status::Pass);
    CHECK(verdict.sets[i].signature == dkim::Status::Pass);
    CHECK(verdict.sets[i].results_field);
  }
}

TEST_CASE("a chain verifies in a saved file with lone LF too", "[arc]") {
  CHECK(evaluate(support::with_lf(sealed(letter(), 2))).status == Status::Pass);
}

TEST_CASE("a broken structure fails and says where", "[arc]") {
  struct Case {
    std::string text;
    std::optional<std::uint32_t> failed;
    std::string reason;
  };
  const std::string one = sealed(letter(), 1);
  const std::string two = sealed(letter(), 2);
  const auto c = GENERATE_COPY(values<Case>({
      {without(one, "ARC-Seal"), 1, "i=1 has no ARC-Seal"},
      {without(one, "ARC-Message-Signature"), 1, "i=1 has no ARC-Message-Signature"},
      {without(one, "ARC-Authentication-Results"), 1, "i=1 has no ARC-Authentication-Results"},
      {without(two, "ARC-Seal"), 2, "i=2 has no ARC-Seal"},
      {"ARC-Seal: i=1; cv=none\r\n" + one, 1, "i=1 has 2 fields ARC-Seal"},
      {"ARC-Authentication-Results: i=3; x; spf=pass\r\n" + one, 2, "i=2 is missing"},
      {"ARC-Authentication-Results: i=0; x; spf=pass\r\n" + one, 1, "an ARC field has i=0"},
      {"ARC-Authentication-Results: example.org; spf=pass\r\n" + one, std::nullopt, "an ARC field has no instance"},
      {seal(letter(), {.cv = "pass"}), 1, "i=1 says cv=pass and must say cv=none"},
      {seal(one, {.instance = 2, .cv = "none"}), 2, "i=2 says cv=none and must say cv=pass"},
      {seal(seal(one, {.instance = 2, .cv = "fail"}), {.instance = 3, .cv = "pass"}), 2,
       "i=2 says cv=fail and must say cv=pass"},
      {seal(letter(), {.cv = "perhaps"}), 1, "i=1 says cv=perhaps and must say cv=none"},
  }));
  const arc::Verdict verdict = evaluate(c.text);
  CHECK(verdict.status == Status::Fail);
  CHECK(verdict.structure_broken);
  CHECK(verdict.failed_instance == c.failed);
  CHECK(verdict.reason == c.reason);
}

TEST_CASE("a chain that was marked as failed stays failed", "[arc]") {
  const arc::Verdict verdict = evaluate(seal(sealed(letter(), 1), {.instance = 2, .cv = "fail"}));
  CHECK(verdict.status == Status::Fail);
  CHECK_FALSE(verdict.structure_broken);
  CHECK(verdict.failed_instance == 2);
}

TEST_CASE("the newest message signature and every seal decide", "[arc]") {
  struct Case {
    std::string from;
    std::string to;
    std::uint32_t failed;
    std::string what;
  };
  const std::string text = sealed(letter(), 3, true);
  const auto c = GENERATE(values<Case>({
      {"Hello", "Hullo", 3, "message signature of i=3"},
      {"Order", "order", 3, "message signature of i=3"},
      {"i=1; hop1.test; spf=pass", "i=1; hop1.test; spf=fail", 1, "seal of i=1"},  // all later seals cover it too
      {"i=2; hop2.test; spf=pass", "i=2; hop2.test; spf=fail", 2, "seal of i=2"},
      {"i=3; hop3.test; spf=pass", "i=3; hop3.test; spf=fail", 3, "seal of i=3"},
  }));
  const arc::Verdict verdict = evaluate(replaced(text, c.from, c.to), sealer_zone(3));
  CHECK(verdict.status == Status::Fail);
  CHECK(verdict.failed_instance == c.failed);
  CHECK(verdict.reason.starts_with(c.what));
  CHECK_FALSE(verdict.structure_broken);
  CHECK_FALSE(verdict.sets.back().detail.empty());
}

TEST_CASE("a change before the newest seal breaks only older message signatures and is dated", "[arc]") {
  const std::string changed = replaced(sealed(letter(), 2), "Ann\r\n", "Ann\r\n--\r\nA list\r\n");
  const arc::Verdict verdict = evaluate(seal(changed, {.instance = 3, .cv = "pass"}));
  CHECK(verdict.status == Status::Pass);
  CHECK(verdict.oldest_pass == 3);
  CHECK(verdict.sets[1].signature == dkim::Status::Fail);
  CHECK(verdict.sets[1].detail.starts_with("message signature: "));
}

TEST_CASE("a seal with h= fails, as section 4.1.3 asks", "[arc]") {
  const arc::Verdict verdict = evaluate(seal(letter(), {.more = " h=from;"}));
  CHECK(verdict.status == Status::Fail);
  CHECK(verdict.failed_instance == 1);
}

TEST_CASE("what DNS says of the keys decides the rest", "[arc]") {
  const auto [zone, status] = GENERATE(table<std::string, Status>({
      {"example.com. TXT x", Status::Fail},  // no key
      {";! s1._domainkey.forwarder.test. TXT TIMEOUT", Status::TempError},
      {support::key_at(support::TestKey::Rsa512, "s1._domainkey.forwarder.test"), Status::Fail},
  }));
  CHECK(evaluate(sealed(letter(), 2), zone).status == status);
}

TEST_CASE("before its keys are facts the chain is pending", "[arc]") {
  const message::Message message = support::parsed(sealed(letter(), 2));
  dkim::Verifier verifier(message);
  const dns::Facts facts;
  dns::Inquiry inquiry(facts);
  const arc::Verdict verdict = arc::evaluate(message, verifier, inquiry, support::now);
  CHECK(verdict.status == Status::NotChecked);
  CHECK(verdict.pending);
}

TEST_CASE("of headers alone no chain is said to pass or fail", "[arc]") {
  const std::string text = sealed(letter(), 2);
  support::Zone zone(sealer_zone());
  const arc::Verdict verdict = evaluate(text.substr(0, text.find("\r\n\r\n") + 2), zone, message::Reading::Headers);
  CHECK(verdict.status == Status::NotChecked);
  CHECK_FALSE(verdict.pending);
  CHECK(verdict.sets.front().seal == dkim::Status::Pass);
}

TEST_CASE("more than fifty sets fail without a question", "[arc]") {
  const auto last = GENERATE(values<std::string>({"51", "4294967297", "99999999999999999999"}));
  std::string text = letter();
  for (int i = 1; i <= 50; ++i) text.insert(0, "ARC-Seal: i=" + std::to_string(i) + "; cv=none; d=x.test; s=s1\r\n");
  text = "ARC-Seal: i=" + last + "; cv=none; d=x.test; s=s1\r\n" + text;
  support::Zone zone(sealer_zone());
  const arc::Verdict verdict = evaluate(text, zone);
  CHECK(verdict.status == Status::Fail);
  CHECK(verdict.limit_reached);
  CHECK(verdict.instances == 51);
  CHECK(verdict.sets.size() == 50);
  CHECK(zone.questions().empty());
}

TEST_CASE("as many keys are asked for as fifty sets need, and what else older signatures need decides nothing",
          "[arc]") {
  const auto [count, questions, limit_reached] = GENERATE(table<std::uint32_t, std::size_t, bool>({
      {21, 42, false},  // deciding signatures of more than twenty sealers
      {26, limits::arc_key_lookups, true},
      {50, limits::arc_key_lookups, true},
  }));
  support::Zone zone(sealer_zone(count) + replaced(sealer_zone(count), "hop", "mx"));
  const arc::Verdict verdict = evaluate(with_two_keys_a_set(count), zone);
  CHECK(zone.questions().size() == questions);
  CHECK(verdict.status == Status::Pass);
  CHECK(verdict.reason.empty());
  CHECK(verdict.limit_reached == limit_reached);
  CHECK_FALSE(verdict.pending);
  CHECK(verdict.oldest_pass.has_value());
  const std::string detail = "the chain names more keys than are asked for (only 51 keys are asked for)";
  CHECK(verdict.sets.front().detail == (limit_reached ? "message signature: " + detail : ""));
}
