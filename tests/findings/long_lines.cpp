// SPDX-License-Identifier: Apache-2.0
// Lines over 998 octets: those that went over a wire are a warning, whoever wrote them.
#include "alignmail/findings.hpp"
#include "support/catch.hpp"
#include "support/dkim.hpp"

using namespace alignmail;

namespace {

const std::string hop =
    "Received: from a1.sender.test (a1.sender.test [192.0.2.1]) by mx.example.org (Postfix) with ESMTPS id 1; "
    "Thu, 1 Jan 2026 01:00:00 +0000\r\n";

std::string field(std::size_t octets) { return "X-Long: " + std::string(octets - 8, 'a') + "\r\n"; }
std::string line(std::size_t octets) { return std::string(octets, 'b') + "\r\n"; }

// What the finding lists; empty when there is none.
std::string said_of(const std::string& text, message::Reading reading = message::Reading::Message) {
  auto message = std::make_shared<const message::Message>(support::parsed(text, reading));
  Options options{.at = support::now, .now = support::now};
  options.given.authserv_ids = {"mx.example.org"};
  Judge judge(message, options);
  support::Zone zone("");
  const Analysis analysis = zone.settle([&](dns::Inquiry& inquiry) { return judge.judge(inquiry); });
  const auto found = findings::find_rule("INPUT010")->find(analysis);
  return found.empty() ? "" : found.front().values.at("lines");
}

}  // namespace

TEST_CASE("a line that is longer than mail may carry is a warning with its place", "[findings]") {
  struct Case {
    std::string_view why;
    std::string text;
    std::string words;
  };
  const auto c = GENERATE(values<Case>({
      {"at the limit, in the header", field(998) + support::letter(), ""},
      {"over it", field(999) + support::letter(), "X-Long (line 1)"},
      {"a long field of short lines",
       "X-Long: a\r\n " + std::string(900, 'a') + "\r\n " + std::string(900, 'a') + "\r\n" + support::letter(), ""},
      {"at the limit, in the body", support::letter() + line(998), ""},
      {"over it, in the body", support::letter() + line(999), "1 line of the body (line 12)"},
      {"several", support::letter() + line(999) + "c\r\n" + line(2000), "2 lines of the body (line 12)"},
      {"in both", field(999) + support::letter() + line(999), "X-Long (line 1) and 1 line of the body (line 13)"},
      {"what the receiver put on top went over no wire", field(999) + hop + support::letter(), ""},
      {"what was there before it did", hop + field(999) + support::letter(), "X-Long (line 2)"},
      {"the Received that the receiver wrote",
       hop.substr(0, 10) + "(" + std::string(1000, 'c') + ") " + hop.substr(10) + support::letter(), ""},
      {"its results below its Received",
       "Return-Path: <a@sender.test>\r\nDelivered-To: b@example.org\r\n" + hop +
           "Authentication-Results: mx.example.org; spf=pass (" + std::string(1000, 'c') + ")\r\n" + support::letter(),
       ""},
      {"a long name", hop + std::string(1000, 'n') + ": x\r\n" + support::letter(),
       std::string(40, 'n') + "... (line 2)"},
      {"line ends of a saved file", support::with_lf(field(999) + support::letter() + line(999)),
       "X-Long (line 1) and 1 line of the body (line 13)"},
  }));
  CAPTURE(c.why);
  CHECK(said_of(c.text) == c.words);
}

TEST_CASE("of a header alone nobody knows how long its lines were, for copying joins some", "[findings]") {
  CHECK(said_of(hop + "From: a@b.example\r\n" + field(999), message::Reading::Headers) == "");
}

TEST_CASE("how long a line of repaired text was nobody knows", "[findings]") {
  CHECK(said_of("> From: ann@example.com\n> To: b@example.com\n> " + support::with_lf(field(999)),
                message::Reading::Headers) == "");
}
