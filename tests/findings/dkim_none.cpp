// SPDX-License-Identifier: Apache-2.0
// A message without a signature: never signed, or signed and robbed of it.
#include "alignmail/findings.hpp"
#include "support/catch.hpp"
#include "support/dkim.hpp"

using namespace alignmail;

namespace {

const std::string hop =
    "Received: from a1.sender.test (a1.sender.test [192.0.2.1]) by mx.example.org (Postfix) with ESMTPS id 1; "
    "Thu, 1 Jan 2026 01:00:00 +0000\r\n";

std::vector<findings::Evidence> found_in(const std::string& letter) {
  auto message = std::make_shared<const message::Message>(support::parsed(letter));
  Judge judge(message, Options{.at = support::now, .now = support::now});
  support::Zone zone("");
  return findings::find_rule("DKIM001")->find(zone.settle([&](dns::Inquiry& inquiry) { return judge.judge(inquiry); }));
}

}  // namespace

TEST_CASE("what the check said of a signature that is gone is told, in its words", "[findings]") {
  const std::string results =
      "Authentication-Results: mx.example.org; dkim=fail (body hash did not verify) header.d=example.com; dkim=pass "
      "header.d=example.net; dkim=neutral reason=\"no key\" header.i=@example.org\r\n";
  const std::string why = found_in(results + hop + support::letter()).front().why;
  CHECK(why.find("fail for example.com (body hash did not verify) and neutral for example.org (no key).") !=
        std::string::npos);
  CHECK(why.find("pass") == std::string::npos);
}

TEST_CASE("a message that was signed when it was checked is not told to sign", "[findings]") {
  struct Case {
    std::string_view why;
    std::string above;  // the letter
    bool was_signed;
  };
  const std::string passed = "Authentication-Results: mx.example.org; dkim=pass header.d=example.com\r\n";
  const auto c = GENERATE_COPY(values<Case>({
      {"the receiver saw a good signature", passed + hop, true},
      {"named by its identity", "Authentication-Results: mx.example.org; dkim=pass header.i=@example.com\r\n" + hop,
       true},
      {"nobody is known to have written the result", passed, true},
      {"it did not pass", "Authentication-Results: mx.example.org; dkim=fail header.d=example.com\r\n" + hop, true},
      {"it names no signer", "Authentication-Results: mx.example.org; dkim=fail\r\n" + hop, false},
      {"there was none", "Authentication-Results: mx.example.org; dkim=none\r\n" + hop, false},
      {"the sender wrote the result", hop + passed, false},
      {"nothing is reported", hop, false},
  }));
  CAPTURE(c.why);
  const std::vector<findings::Evidence> found = found_in(c.above + support::letter());
  REQUIRE(found.size() == 1);
  CHECK(found.front().why.empty() != c.was_signed);
}

TEST_CASE("a result that the sender may have written excuses no missing signature", "[findings]") {
  const std::string passed = "Authentication-Results: mx.example.org; dkim=pass header.d=example.com\r\n";
  const std::string delivered = "Return-Path: <ann@example.com>\r\n";
  CHECK(found_in(delivered + passed + hop + support::letter()).front().severity == findings::Severity::Warning);
  const findings::Evidence below = found_in(delivered + hop + passed + support::letter()).front();
  CHECK_FALSE(below.severity);
  CHECK(below.why.find("where the sender may have written them") != std::string::npos);
}

TEST_CASE("a message that nobody delivered is not told to sign, for servers sign what they send", "[findings]") {
  struct Case {
    std::string above;  // the letter
    bool is_undelivered;
  };
  const auto c = GENERATE_COPY(values<Case>({
      {"", true},  // out of a Sent folder
      {"X-Unsent: 1\r\n", true},
      {hop, false},
      {"Return-Path: <bounce@example.com>\r\n", false},
      {"Delivered-To: ann@example.org\r\n", false},
      {"Authentication-Results: mx.example.org; dkim=none\r\n", false},
  }));
  CAPTURE(c.above);
  const std::vector<findings::Evidence> found = found_in(c.above + support::letter());
  REQUIRE(found.size() == 1);
  CHECK((found.front().why.find("no Received field") != std::string::npos) == c.is_undelivered);
  CHECK(found.front().fix.has_value() == c.is_undelivered);
  CHECK_FALSE(found.front().severity);  // it fails DMARC as it is
}

TEST_CASE("a message that SES sent is not told to sign, for SES signs whatever it sends", "[findings]") {
  const std::string ses =
      "Received: from a7-30.smtp-out.eu-west-1.amazonses.com (a7-30.smtp-out.eu-west-1.amazonses.com [54.240.7.30]) by "
      "mx.example.org (Postfix) with ESMTPS id 1; Thu, 1 Jan 2026 01:00:00 +0000\r\n";
  const std::vector<findings::Evidence> found = found_in(ses + support::letter());
  REQUIRE(found.size() == 1);
  CHECK(found.front().why.find("SES signs whatever it sends") == 0);
  REQUIRE(found.front().fix);
  CHECK(found.front().fix->summary == "Test with the message as the receiver saved it");
}

TEST_CASE("a header from which lines were left out is not told to sign", "[findings]") {
  struct Case {
    std::string text;
    std::string says;  // of the reason; empty for the rule's own words
  };
  const std::string from = "From: Ann <ann@example.com>\r\nTo: bob@example.net\r\n";
  const auto c = GENERATE_COPY(values<Case>({
      {hop + "[...]\r\n" + from, "Lines were left out of the header"},
      {from, "Only a part of the header was given"},
      {hop + from, ""},  // nothing shows that more was there
  }));
  CAPTURE(c.text);
  auto parsed = message::parse(c.text, message::Reading::Headers);
  REQUIRE(parsed);
  Judge judge(std::make_shared<const message::Message>(*std::move(parsed)),
              Options{.at = support::now, .now = support::now});
  support::Zone zone("");
  const Analysis analysis = zone.settle([&](dns::Inquiry& inquiry) { return judge.judge(inquiry); });
  const auto found = findings::find_rule("DKIM001")->find(analysis);
  REQUIRE(found.size() == 1);
  CHECK(found.front().why.find(c.says) != std::string::npos);
  CHECK(found.front().why.empty() == c.says.empty());
  CHECK((found.front().severity == findings::Severity::Warning) == !c.says.empty());
}
