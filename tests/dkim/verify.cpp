// SPDX-License-Identifier: Apache-2.0
#include "support/catch.hpp"
#include "support/dkim.hpp"

using namespace alignmail;
using namespace alignmail::dkim;
using support::letter;
using support::Signing;
using support::TestKey;
using support::verify;
using support::verify_one;

TEST_CASE("a signed message verifies in every canonicalization, algorithm and line ending", "[dkim]") {
  const auto key = GENERATE(TestKey::Rsa2048, TestKey::Rsa1024, TestKey::Ed25519);
  const auto c = GENERATE(values<std::string>(
      {"relaxed/relaxed", "relaxed/simple", "simple/relaxed", "simple/simple", "relaxed", "simple"}));
  const auto body =
      GENERATE(values<std::string>({"Hello.\r\n", "", "\r\n\r\n", "no line end", "a \t b \r\n\r\n \r\n"}));
  const std::string text = support::sign(support::header() + "\r\n" + body, {.key = key, .canonicalization = c});
  CAPTURE(text);
  const SignatureResult result = verify_one(text, support::key_at(key));
  CHECK(result.status == Status::Pass);
  CHECK(result.reason == Reason::Verified);
  CHECK(result.header_hash == Check::Match);
  CHECK(result.body_hash == Check::Match);
  CHECK(result.computed_body_hash == result.signature->body_hash_text);
  CHECK(verify_one(support::with_lf(text), support::key_at(key)).status == Status::Pass);
}

TEST_CASE("the example of RFC 8463 appendix A verifies", "[dkim]") {
  const std::string text =
      "DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;\r\n d=football.example.com; "
      "i=@football.example.com;\r\n"
      " q=dns/txt; s=brisbane; t=1528637909; h=from : to :\r\n subject : date : message-id : from : subject : date;\r\n"
      " bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\r\n"
      " b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11BusFa3bT3FY\r\n 5OsU7ZbnKELq+eXdp1Q1Dw==\r\n"
      "From: Joe SixPack <joe@football.example.com>\r\nTo: Suzie Q <suzie@shopping.example.net>\r\n"
      "Subject: Is dinner ready?\r\nDate: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)\r\n"
      "Message-ID: <20030712040037.46341.5F8J@football.example.com>\r\n\r\n"
      "Hi.\r\n\r\nWe lost the game.  Are you hungry yet?\r\n\r\nJoe.\r\n";
  const std::string zone =
      "brisbane._domainkey.football.example.com. TXT "
      "\"v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\"";
  CHECK(verify_one(text, zone).status == Status::Pass);
}

// Folded with six spaces, as whoever signed it had it: the page of the RFC shows five, with which it does not fit.
TEST_CASE("the example of RFC 6376 appendix A verifies under the key of appendix C", "[dkim]") {
  const std::string text =
      "DKIM-Signature: v=1; a=rsa-sha256; s=brisbane; d=example.com;\r\n"
      "      c=simple/simple; q=dns/txt; i=joe@football.example.com;\r\n"
      "      h=Received : From : To : Subject : Date : Message-ID;\r\n"
      "      bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\r\n"
      "      b=AuUoFEfDxTDkHlLXSZEpZj79LICEps6eda7W3deTVFOk4yAUoqOB\r\n"
      "      4nujc7YopdG5dWLSdNg6xNAZpOPr+kHxt1IrE+NahM6L/LbvaHut\r\n"
      "      KVdkLLkpVaVVQPzeRDI009SO2Il5Lu7rDNH6mZckBdrIx0orEtZV\r\n"
      "      4bmp/YzhwvcubU4=;\r\n"
      "Received: from client1.football.example.com  [192.0.2.1]\r\n"
      "      by submitserver.example.com with SUBMISSION;\r\n"
      "      Fri, 11 Jul 2003 21:01:54 -0700 (PDT)\r\n"
      "From: Joe SixPack <joe@football.example.com>\r\nTo: Suzie Q <suzie@shopping.example.net>\r\n"
      "Subject: Is dinner ready?\r\nDate: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)\r\n"
      "Message-ID: <20030712040037.46341.5F8J@football.example.com>\r\n\r\n"
      "Hi.\r\n\r\nWe lost the game. Are you hungry yet?\r\n\r\nJoe.\r\n";
  const std::string zone =
      "brisbane._domainkey.example.com. TXT "
      "\"v=DKIM1; "
      "p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDwIRP/UC3SBsEmGqZ9ZJW3/DkMoGeLnQg1fWn7/zYtIxN2SnFCjxOCKG9v3b4j"
      "YfcTNh5ijSsq631uBItLa7od+v\" "
      "\"/RtdC2UzJ1lWT947qR+Rcac2gbto/NMqJ0fzfVjH4OuKhitdY9tf6mcwGjaNBcWToIMmPSPDdQPNUYckcQ2QIDAQAB\"";
  const SignatureResult result = verify_one(text, zone);
  CHECK(result.status == Status::Pass);
  CHECK(result.key->bits == 1024);
}

TEST_CASE("each reason comes from its cause", "[dkim]") {
  struct Case {
    Signing signing;
    std::string zone;
    Status status;
    Reason reason;
  };
  const std::string good = support::key_at(TestKey::Rsa2048);
  const auto record = [](const std::string& text) { return "s1._domainkey.example.com. TXT \"" + text + "\""; };
  const auto c = GENERATE_COPY(values<Case>({
      {{}, good, Status::Pass, Reason::Verified},
      {{}, "example.com. TXT x", Status::PermError, Reason::KeyMissing},
      {{}, "s1._domainkey.example.com. A 192.0.2.1", Status::PermError, Reason::KeyMissing},
      {{}, record("v=DKIM1; p="), Status::PermError, Reason::KeyRevoked},
      {{}, record("v=DKIM1; p=AAAA"), Status::PermError, Reason::KeySyntax},
      {{}, record("v=DKIM1; k=x; p=AAAA"), Status::PermError, Reason::KeyOfOtherType},
      {{}, support::key_at(TestKey::Ed25519), Status::PermError, Reason::KeyOfOtherType},
      {{}, support::key_at(TestKey::OtherRsa2048), Status::Fail, Reason::SignatureMismatch},
      {{}, ";! s1._domainkey.example.com. TXT TIMEOUT", Status::TempError, Reason::DnsFailure},
      {{}, ";! s1._domainkey.example.com. TXT SERVFAIL", Status::TempError, Reason::DnsFailure},
      {{.key = TestKey::Rsa512}, support::key_at(TestKey::Rsa512), Status::Policy, Reason::KeyTooShort},
      {{.key = TestKey::Rsa768}, support::key_at(TestKey::Rsa768), Status::Policy, Reason::KeyTooShort},
      {{.more = "x=1767225600;"}, good, Status::Policy, Reason::Expired},
      {{.more = "x=1767225600;"}, "example.com. TXT x", Status::Policy, Reason::Expired},  // whatever became of the key
      {{.more = "x=1767228901;"}, good, Status::Pass, Reason::Verified},  // clocks differ by up to 5 minutes
      {{.more = "x=99999999999999;"}, good, Status::Pass, Reason::Verified},
      {{.more = "i=@sub.example.com;"}, good, Status::Pass, Reason::Verified},
      {{.more = "i=@example.org;"}, good, Status::PermError, Reason::IdentityOutsideDomain},
      {{.names = "to:subject"}, good, Status::PermError, Reason::FromNotSigned},
      {{.algorithm = "rsa-sha1"}, good, Status::Policy, Reason::HistoricAlgorithm},
      {{.algorithm = "rsa-md5"}, good, Status::PermError, Reason::UnknownAlgorithm},
      {{.algorithm = "ed25519-sha256"}, good, Status::PermError, Reason::KeyOfOtherType},
      {{.canonicalization = "nofws"}, good, Status::PermError, Reason::UnknownCanonicalization},
      {{.domain = "exam ple.com"}, good, Status::PermError, Reason::SignatureSyntax},
      {{.more = "l=9999;"}, good, Status::Fail, Reason::LengthTooLong},
      {{.more = "l=" + std::string(76, '9') + ";"}, good, Status::Fail, Reason::LengthTooLong},  // more than 64 bits
      {{.more = "l=18446744073709551615;"}, good, Status::Fail, Reason::LengthTooLong},
      {{.names = "from:from:subject:subject:absent"}, good, Status::Pass, Reason::Verified},  // over-signed
  }));
  CAPTURE(c.zone, c.signing.more, c.signing.algorithm);
  const SignatureResult result = verify_one(support::sign(letter(), c.signing), c.zone);
  CHECK(result.status == c.status);
  CHECK(result.reason == c.reason);
  CHECK_FALSE(result.detail.empty());
  CHECK(result.evaluated);
}

TEST_CASE("header signature and body hash are judged apart", "[dkim]") {
  struct Case {
    std::string from;
    std::string to;  // what the way made of it
    Check header;
    Check body;
    Reason reason;
  };
  const auto c = GENERATE(values<Case>({
      {"Hello", "Hullo", Check::Match, Check::Mismatch, Reason::BodyHashDiffers},
      {"Subject: Order", "Subject: order", Check::Mismatch, Check::Match, Reason::SignatureMismatch},
      {"Order", "order", Check::Mismatch, Check::Mismatch, Reason::BodyHashDiffers},  // the RFC's order (6.1.3)
      {"bh=", "bh=A", Check::Mismatch, Check::Mismatch, Reason::SignatureSyntax},
      {"X-Unsigned: a", "X-Unsigned: b", Check::Match, Check::Match, Reason::Verified},
      {"Subject: Order", "SUBJECT:  Order", Check::Match, Check::Match, Reason::Verified},
      {"; s=s1", ";\t s=s1", Check::Match, Check::Match, Reason::Verified},
      {"From: ", "From: x@example.net\r\nFrom: ", Check::Match, Check::Match, Reason::Verified},  // the last one counts
      {"Date: ", "Date: x\r\nX-Date: ", Check::Mismatch, Check::Match, Reason::SignatureMismatch},
  }));
  CAPTURE(c.from, c.to);
  const std::string text = support::replaced(support::sign(letter()), c.from, c.to);
  const SignatureResult result = verify_one(text, support::key_at(TestKey::Rsa2048));
  CHECK(result.reason == c.reason);
  if (c.reason == Reason::SignatureSyntax) return;
  CHECK(result.header_hash == c.header);
  CHECK(result.body_hash == c.body);
}

TEST_CASE("every octet of what was signed counts", "[dkim]") {
  const std::string text = support::sign(letter(), {.canonicalization = "simple/simple"});
  const std::string zone = support::key_at(TestKey::Rsa2048);
  const std::size_t at = GENERATE(range(0, 8));
  const std::size_t place = text.find("From: ") + at * (text.size() - text.find("From: ") - 1) / 7;
  std::string other = text;
  other[place] = other[place] == 'x' ? 'y' : 'x';
  CAPTURE(place, other);
  CHECK(verify_one(other, zone).status != Status::Pass);
}

TEST_CASE("l= covers the front of the canonical body", "[dkim]") {
  const std::string zone = support::key_at(TestKey::Rsa2048);
  const std::string text = support::sign(letter(), {.canonicalization = "relaxed/simple", .length = 10});
  const SignatureResult result = verify_one(text + "And a footer.\r\n", zone);
  CHECK(result.status == Status::Pass);
  CHECK(result.unsigned_octets == support::body().size() - 10 + 15);
  CHECK(verify_one(support::sign(letter(), {.length = 0}), zone).status == Status::Pass);
  const Signing whole{.canonicalization = "relaxed/simple", .length = support::body().size()};
  CHECK(verify_one(support::sign(letter(), whole), zone).unsigned_octets == 0);
  CHECK(verify_one(support::sign(letter(), whole), zone).status == Status::Pass);
  CHECK(verify_one(support::replaced(text, "Hello", "Hullo"), zone).reason == Reason::BodyHashDiffers);
}

TEST_CASE("headers alone still prove the header, never the body", "[dkim]") {
  const std::string text = support::sign(letter());
  const std::string headers = text.substr(0, text.find("\r\n\r\n") + 2);
  const std::string zone = support::key_at(TestKey::Rsa2048);
  const SignatureResult good = verify_one(headers, zone, message::Reading::Headers);
  CHECK(good.status == Status::NotChecked);
  CHECK(good.reason == Reason::BodyNotGiven);
  CHECK(good.header_hash == Check::Match);
  CHECK(good.body_hash == Check::NotChecked);
  CHECK(good.computed_body_hash.empty());
  const SignatureResult bad = verify_one(support::replaced(headers, "Order", "order"), zone, message::Reading::Headers);
  CHECK(bad.status == Status::Fail);
  CHECK(bad.reason == Reason::SignatureMismatch);
}

TEST_CASE("the key may stand behind aliases and in several strings", "[dkim]") {
  const std::string zone =
      "s1._domainkey.example.com. CNAME s1.dkim.example.net.\n"
      "s1.dkim.example.net. CNAME k.example.org.\n" +
      support::key_at(TestKey::Rsa2048, "k.example.org");
  const SignatureResult result = verify_one(support::sign(letter()), zone);
  CHECK(result.status == Status::Pass);
  REQUIRE(result.key);
  CHECK(result.key->chain.size() == 2);
  CHECK(result.key->chain.back().text() == "k.example.org");
  CHECK(result.key->bits == 2048);
  CHECK(result.key_status == dns::Status::Found);
}

TEST_CASE("of two keys at one name the fitting one is found, whatever the order", "[dkim]") {
  const std::string mine = support::key_at(TestKey::Rsa2048);
  const std::string other = support::key_at(TestKey::OtherRsa2048);
  const auto zone = GENERATE_COPY(values<std::string>({mine + other, other + mine}));
  const SignatureResult result = verify_one(support::sign(letter()), zone);
  CHECK(result.status == Status::Pass);
  CHECK(result.key->records == 2);
  CHECK(result.key->record == support::key_record(TestKey::Rsa2048));
}

TEST_CASE("a testing key passes and says that it is one", "[dkim]") {
  const std::string zone = support::replaced(support::key_at(TestKey::Rsa2048), "k=rsa;", "k=rsa; t=y;");
  const SignatureResult result = verify_one(support::sign(letter()), zone);
  CHECK(result.status == Status::Pass);
  CHECK(result.key->testing);
}

TEST_CASE("a short key is tried all the same, to tell more", "[dkim]") {
  const std::string text = support::sign(letter(), {.key = TestKey::Rsa512});
  const std::string zone = support::key_at(TestKey::Rsa512);
  CHECK(verify_one(text, zone).header_hash == Check::Match);
  CHECK(verify_one(support::replaced(text, "Order", "order"), zone).header_hash == Check::Mismatch);
}

TEST_CASE("a signature from the future is marked, not refused", "[dkim]") {
  const auto [more, in_future] = GENERATE(table<std::string, bool>({
      {"t=1767229501;", true},  // 5 minutes and a second after the time of judgement
      {"t=1767229500;", false},
      {"t=999999999999999;", true},
      {"", false},
  }));
  const SignatureResult result = verify_one(support::sign(letter(), {.more = more}), support::key_at(TestKey::Rsa2048));
  CHECK(result.status == Status::Pass);
  CHECK(result.in_future == in_future);
}

TEST_CASE("a hash that fits proves nothing of what follows behind a cut, unless l= ends before it", "[dkim]") {
  struct Case {
    std::string more;
    Status status;
    Reason reason;
  };
  const auto c = GENERATE(values<Case>({
      {"", Status::NotChecked, Reason::BodyNotGiven},
      {"l=50;", Status::Pass, Reason::Verified},  // the whole body as it was signed
  }));
  support::Zone zone(support::key_at(TestKey::Rsa2048));
  message::Message message = support::parsed(support::sign(letter(), {.more = c.more}));
  message.mark_truncated();
  Verifier verifier(message);
  const auto results = zone.settle([&](dns::Inquiry& inquiry) { return verifier.verify(inquiry, support::now, {}); });
  REQUIRE(results.size() == 1);
  CHECK(results.front().status == c.status);
  CHECK(results.front().reason == c.reason);
}
