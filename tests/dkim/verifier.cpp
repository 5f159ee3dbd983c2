// SPDX-License-Identifier: Apache-2.0
#include "base/limits.hpp"
#include "dkim/memo.hpp"
#include "support/catch.hpp"
#include "support/dkim.hpp"

using namespace alignmail;
using namespace alignmail::dkim;
using support::letter;
using support::Signing;
using support::TestKey;

namespace {

std::string key_of(const std::string& domain) { return support::key_at(TestKey::Rsa1024, "s1._domainkey." + domain); }
Signing signing_of(const std::string& domain) { return {.key = TestKey::Rsa1024, .domain = domain}; }

}  // namespace

TEST_CASE("all keys are asked for in the first round", "[dkim]") {
  const std::string text = support::sign(support::sign(letter(), signing_of("example.org")), signing_of("example.net"));
  support::Zone zone(key_of("example.org") + key_of("example.net"));
  const auto results = support::verify(text, zone);
  CHECK(zone.rounds() == 1);
  CHECK(zone.questions().size() == 2);
  REQUIRE(results.size() == 2);
  CHECK(results[0].signature->domain->text() == "example.net");  // in the order of the header
  CHECK(results[1].signature->domain->text() == "example.org");
  CHECK(results[0].status == Status::Pass);
  CHECK(results[1].status == Status::Pass);
}

TEST_CASE("before its key is a fact, a signature is pending and its body judged", "[dkim]") {
  const auto message = message::parse(support::sign(letter()), message::Reading::Message);
  Verifier verifier(*message);
  const dns::Facts facts;
  dns::Inquiry inquiry(facts);
  const auto results = verifier.verify(inquiry, support::now, {});
  REQUIRE(results.size() == 1);
  CHECK(results[0].status == Status::NotChecked);
  CHECK(results[0].reason == Reason::Pending);
  CHECK(results[0].body_hash == Check::Match);
  CHECK(inquiry.has_pending_need());
}

TEST_CASE("ten signatures are evaluated, those of preferred domains first, then top down", "[dkim]") {
  std::string text = letter();
  std::string records;
  for (int i = 11; i >= 0; --i) {
    const std::string domain = "d" + std::to_string(i) + (i == 11 ? ".mail.example.com" : ".test");
    text = support::sign(text, signing_of(domain));
    records += key_of(domain);
  }
  support::Zone zone(records);
  const dns::Domain preferred = *dns::Domain::parse("example.com");
  const auto results = support::verify(text, zone, {{preferred}});
  REQUIRE(results.size() == 12);
  CHECK(zone.questions().size() == limits::signatures_verified);
  for (std::size_t i = 0; i < results.size(); ++i) {
    const bool evaluated = i < 9 || i == 11;
    CHECK(results[i].evaluated == evaluated);
    CHECK(results[i].status == (evaluated ? Status::Pass : Status::NotChecked));
    if (!evaluated) CHECK(results[i].reason == Reason::LimitReached);
  }
}

TEST_CASE("fields that can never verify take no place under the ceiling", "[dkim]") {
  std::string text = support::sign(letter());
  for (int i = 0; i < 50; ++i) text.insert(0, "DKIM-Signature: v=1; d=..; b=x\r\n");
  support::Zone zone(support::key_at(TestKey::Rsa2048));
  const auto results = support::verify(text, zone);
  REQUIRE(results.size() == 51);
  CHECK(zone.questions().size() == 1);
  CHECK(results.back().status == Status::Pass);
  CHECK(results.front().status == Status::PermError);
}

TEST_CASE("beyond a hundred fields none is parsed, but all are listed", "[dkim]") {
  std::string text = letter();
  for (int i = 0; i < 300; ++i) text.insert(0, support::signature_field(letter(), signing_of("d.test")));
  support::Zone zone(key_of("d.test"));
  const auto results = support::verify(text, zone);
  REQUIRE(results.size() == 300);
  CHECK(results[99].signature->domain);
  CHECK_FALSE(results[100].signature->domain);
  CHECK(results[299].signature->field == 299);
  CHECK_FALSE(results[299].evaluated);
}

TEST_CASE("another key text is verified anew, the same one is not", "[dkim]") {
  const auto message = message::parse(support::sign(letter()), message::Reading::Message);
  Verifier verifier(*message);
  support::Zone zone(support::key_at(TestKey::Rsa2048));
  const auto judge = [&](dns::Inquiry& inquiry) { return verifier.verify(inquiry, support::now, {}); };
  CHECK(zone.settle(judge).front().status == Status::Pass);
  dns::Layer other;
  other.set(*dns::Domain::parse("s1._domainkey.example.com"), dns::Type::TXT,
            {dns::Txt{{support::key_record(TestKey::OtherRsa2048)}}});
  CHECK(zone.settle(judge, {&other}).front().reason == Reason::SignatureMismatch);
  dns::Layer gone;
  gone.set(*dns::Domain::parse("s1._domainkey.example.com"), dns::Type::TXT, {});
  CHECK(zone.settle(judge, {&gone}).front().reason == Reason::KeyMissing);
  CHECK(zone.settle(judge).front().status == Status::Pass);
}

TEST_CASE("one pass gives the hashes of all lengths", "[dkim]") {
  const std::string body = "one\r\ntwo\r\nthree\r\n";
  BodyHashes together(body, message::LineEnding::Crlf);
  for (const std::uint64_t length : {0U, 3U, 5U, 17U, 18U}) together.expect(Canonicalization::Relaxed, length);
  together.expect(Canonicalization::Relaxed, std::nullopt);
  const auto length = GENERATE(values<std::optional<std::uint64_t>>({0, 3, 5, 17, 18, std::nullopt}));
  BodyHashes alone(body, message::LineEnding::Crlf);
  const BodyHash& hash = together.find(Canonicalization::Relaxed, length);
  CHECK(hash.digest == alone.find(Canonicalization::Relaxed, length).digest);
  CHECK(hash.total == 17);
  CHECK(hash.length_is_too_long == (length == 18));
}
