// SPDX-License-Identifier: Apache-2.0
// A body that the receiver found as it was signed, and that is another one in this copy.
#include "alignmail/findings.hpp"
#include "support/catch.hpp"
#include "support/dkim.hpp"

using namespace alignmail;

TEST_CASE("what was altered behind the receiver's check is the copy's fault, and the difference follows from it",
          "[findings]") {
  struct Case {
    std::string body;  // as it is saved
    std::string receiver_said;
    std::string_view id;
    bool blames_copy;
  };
  const std::string quoted = "Hello Bob,\r\n\r\n>From here it is short.\r\n";
  const std::string uneven = "Hello Bob,\r\n\nFrom here it is short.\r\n";
  const auto c = GENERATE_COPY(values<Case>({
      {quoted, "pass", "DKIM024", true},
      {quoted, "fail", "DKIM024", false},
      {uneven, "pass", "DKIM022", true},
      {uneven, "fail", "DKIM022", false},
  }));
  CAPTURE(c.id, c.receiver_said);
  const std::string letter = support::header() + "\r\nHello Bob,\r\n\r\nFrom here it is short.\r\n";
  const std::string field = support::signature_field(letter, {.canonicalization = "relaxed/simple"});
  // Of SPF the receiver said something else too, which no copy explains by itself.
  const std::string results = "Authentication-Results: mx.example.org; dkim=" + c.receiver_said +
                              " header.d=example.com; spf=pass smtp.mailfrom=example.com\r\n";
  const std::string hop =
      "Received: from a1.sender.test (a1.sender.test [192.0.2.1]) by mx.example.org (Postfix) with ESMTPS id 1; "
      "Thu, 1 Jan 2026 01:00:00 +0000\r\n";
  auto message = std::make_shared<const message::Message>(support::parsed(
      "Return-Path: <a@example.com>\r\n" + results + hop + field + support::header() + "\r\n" + c.body));
  Judge judge(message, Options{.at = support::now, .now = support::now});
  support::Zone zone(support::key_at(support::TestKey::Rsa2048) + "\nexample.com. TXT \"v=spf1 -all\"\n");
  const findings::Findings found =
      zone.settle([&](dns::Inquiry& inquiry) { return findings::explain(judge, judge.judge(inquiry), inquiry); });
  const findings::Finding* change = found.find(c.id);
  const findings::Finding* difference = found.find("TRUST005");
  REQUIRE(change != nullptr);
  REQUIRE(difference != nullptr);
  CHECK((change->why.find("your mail was fine on arrival") != std::string::npos) == c.blames_copy);
  CHECK((change->fix.summary == "Save the message again, octet for octet") == c.blames_copy);
  CHECK(difference->caused_by == (c.blames_copy ? c.id : ""));
}
