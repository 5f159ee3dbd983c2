// SPDX-License-Identifier: Apache-2.0
// An author at a public mailbox provider: no record and no command of the sender's can help.
#include <algorithm>

#include "alignmail/findings.hpp"
#include "ses/mailbox_provider.hpp"
#include "support/catch.hpp"
#include "support/dkim.hpp"

using namespace alignmail;

namespace {

std::string letter_from(const std::string& author, const std::string& return_path) {
  return "Return-Path: <" + return_path + ">\r\n" +
         "Received: from a8-30.smtp-out.amazonses.com (a8-30.smtp-out.amazonses.com [54.240.8.30]) by mx.example.org "
         "with "
         "ESMTPS id 1; Thu, 1 Jan 2026 01:00:00 +0000\r\n"
         "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/simple; s=224i4yxa5dv7c2xz3womw6peuasteono; d=amazonses.com; "
         "h=From:To:Subject; bh=AAAA; b=AAAA\r\n"
         "From: " +
         author +
         "\r\nTo: you@example.org\r\nSubject: s\r\n"
         "Message-ID: <0100018a1b2c3d4e-12345678-1234-1234-1234-123456789abc-000000@email.amazonses.com>\r\n\r\nx\r\n";
}

std::vector<findings::Evidence> found(std::string_view id, const std::string& letter) {
  auto message = std::make_shared<const message::Message>(support::parsed(letter));
  Judge judge(message, Options{.at = support::now, .now = support::now});
  support::Zone zone("amazonses.com. TXT \"v=spf1 ip4:54.240.0.0/18 -all\"\n");
  return findings::find_rule(id)->find(zone.settle([&](dns::Inquiry& inquiry) { return judge.judge(inquiry); }));
}

bool proposes_something(const std::vector<findings::Evidence>& evidence) {
  return std::any_of(evidence.begin(), evidence.end(), [](const findings::Evidence& e) {
    return e.fix && std::any_of(e.fix->steps.begin(), e.fix->steps.end(), [](const findings::FixStep& step) {
             return !step.records.empty() || !step.commands.empty() || !step.lines.empty();
           });
  });
}

}  // namespace

TEST_CASE("domains of public mailbox providers are known, and nobody else's", "[findings]") {
  for (const char* name : {"gmail.com", "126.com", "ymail.com", "web.de"})
    CHECK(ses::is_mailbox_provider(*dns::Domain::parse(name)));
  for (const char* name : {"example.com", "mail.gmail.com", "com"})
    CHECK_FALSE(ses::is_mailbox_provider(*dns::Domain::parse(name)));
}

TEST_CASE("nothing is to be published at a mailbox provider", "[findings]") {
  const std::string bounce = "0100018a1b2c3d4e-12345678-1234-1234-1234-123456789abc-000000@amazonses.com";
  for (const std::string_view id : {"SES012", "SES001"}) {
    CAPTURE(id);
    const auto at_provider = found(id, letter_from("ann@gmail.com", bounce));
    REQUIRE(at_provider.size() == 1);
    REQUIRE(at_provider.front().fix);
    CHECK(at_provider.front().fix->summary == "Send from a domain of your own");
    CHECK_FALSE(proposes_something(at_provider));
    CHECK(proposes_something(found(id, letter_from("ann@example.com", bounce))));
  }
}

TEST_CASE("a bounce address that a mailing list put in is not said to be that of SES", "[findings]") {
  const std::string passed_on =
      "Return-Path: <users-bounces@lists.example.net>\r\n"
      "Received: from lists.example.net (lists.example.net [192.0.2.9]) by mx.example.org with ESMTPS id 2; "
      "Thu, 1 Jan 2026 01:00:00 +0000\r\n"
      "Authentication-Results: lists.example.net; spf=pass smtp.mailfrom=amazonses.com\r\n";
  const std::string letter = support::replaced(letter_from("ann@example.com", "x"), "Return-Path: <x>\r\n", "");
  const auto by_list = found("SES001", passed_on + support::replaced(letter, "mx.example.org", "lists.example.net"));
  REQUIRE(by_list.size() == 1);
  CHECK(by_list.front().why.find("lists.example.net, which passed the mail on, put its own there") !=
        std::string::npos);
}
