// SPDX-License-Identifier: Apache-2.0
// Messages that somebody else made up: what they are is said before any advice about records.
#include "alignmail/findings.hpp"
#include "support/catch.hpp"
#include "support/dkim.hpp"

using namespace alignmail;

namespace {

std::string hop(const std::string& host) {
  return "Received: from " + host + " (" + host +
         " [203.0.113.66]) by mx.example.org (Postfix) with ESMTPS id 1; Thu, 1 Jan 2026 01:00:00 +0000\r\n";
}

findings::Findings found_in(const std::string& text) {
  auto message = std::make_shared<const message::Message>(support::parsed(text));
  Judge judge(message, Options{.at = support::now, .now = support::now});
  support::Zone zone(
      support::key_at(support::TestKey::Rsa2048) + "\nrelay.test. TXT \"v=spf1 ip4:203.0.113.66 -all\"\n" +
      "example.com. TXT \"v=spf1 ip4:203.0.113.66 -all\"\nmail.example.com. TXT \"v=spf1 ip4:203.0.113.66 -all\"\n"
      "_dmarc.example.com. TXT \"v=DMARC1; aspf=s; p=reject\"\n");
  return zone.settle([&](dns::Inquiry& inquiry) { return findings::explain(judge, judge.judge(inquiry), inquiry); });
}

const std::string results = "Authentication-Results: mx.example.org; ";
const std::string forged = results + "dkim=pass header.d=example.com\r\n";

}  // namespace

TEST_CASE("results that came with a message which nothing proves to be the author's are told first", "[findings]") {
  struct Case {
    std::string_view why;
    std::string bounce;
    std::string letter;
    bool is_strangers;
  };
  const auto c = GENERATE_COPY(values<Case>({
      {"nothing speaks for the author", "a@relay.test", support::letter(), true},
      {"SPF does", "a@example.com", support::letter(), false},
      {"SPF does, and only strict alignment is in the way", "a@mail.example.com", support::letter(), false},
      {"a signature does", "a@relay.test", support::sign(support::letter()), false},
      {"a broken signature may", "a@relay.test",
       support::replaced(support::sign(support::letter()), "Order  is", "order is"), false},
  }));
  CAPTURE(c.why);
  const findings::Findings found =
      found_in("Return-Path: <" + c.bounce + ">\r\n" + results + "spf=pass smtp.mailfrom=" + c.bounce + "\r\n" +
               hop("relay.test") + forged + c.letter);
  const findings::Finding* results_finding = found.find("TRUST002");
  REQUIRE(results_finding != nullptr);
  CHECK(results_finding->fix.summary.starts_with("Nothing to change") == c.is_strangers);
  CHECK(results_finding->evidence.goes_first == c.is_strangers);
  if (c.is_strangers) CHECK(found.next_action() == results_finding);
  const findings::Finding* unsigned_mail = found.find("DKIM001");
  if (unsigned_mail != nullptr) CHECK(unsigned_mail->caused_by == (c.is_strangers ? "TRUST002" : ""));
}

TEST_CASE("why SPF is not enough for an unsigned message is told as it is", "[findings]") {
  struct Case {
    std::string bounce;
    std::string says;
  };
  const auto c = GENERATE(values<Case>({
      {"a@relay.test", "SPF proves relay.test, not example.com."},
      {"a@example.com", "SPF does not survive forwarding."},
  }));
  const findings::Findings found =
      found_in("Return-Path: <" + c.bounce + ">\r\n" + hop("relay.test") + support::letter());
  REQUIRE(found.find("DKIM001") != nullptr);
  CHECK(found.find("DKIM001")->why.ends_with(c.says));
}

TEST_CASE("a host that only calls itself one of SES brings a forgery where DMARC fails", "[findings]") {
  const std::string host = "a8-30.smtp-out.amazonses.com";
  const auto summary_for = [&](const std::string& bounce) {
    const findings::Findings found = found_in("Return-Path: <" + bounce + ">\r\n" + hop(host) + support::letter());
    REQUIRE(found.find("SES017") != nullptr);
    return found.find("SES017")->fix.summary;
  };
  CHECK(summary_for("a@relay.test").starts_with("Treat it as forged"));
  CHECK(summary_for("a@example.com") == "Do not take this message for one of SES");
}

TEST_CASE("a message that hides another one is not to be trusted, whatever else is to be said of it", "[findings]") {
  struct Case {
    std::string hidden;
    std::string says;
  };
  const auto c = GENERATE(values<Case>({
      {"MAIL FROM:<service@bank.test>\r\n", "That message names service@bank.test as its sender."},
      {"mail from:<>\r\nRCPT TO:<you@example.org>\r\n", "another message."},
      {"MAIL FROM:<no end\r\n", "another message."},
      {"RCPT TO:<you@example.org>\r\n", "another message."},
  }));
  CAPTURE(c.hidden);
  const findings::Findings found = found_in("Return-Path: <a@example.com>\r\n" + hop("relay.test") +
                                            support::sign(support::letter()) + "\n.\r\n" + c.hidden);
  const findings::Finding* first = found.next_action();
  REQUIRE(first != nullptr);
  CHECK(first->rule->id == "INPUT007");
  CHECK(first->why.ends_with(c.says));
  const findings::Finding* added = found.find("DKIM008");
  REQUIRE(added != nullptr);
  CHECK(added->caused_by == "INPUT007");
}
