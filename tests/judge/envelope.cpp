// SPDX-License-Identifier: Apache-2.0
// What the sender or a proxy makes of the SMTP session must not decide: neither a pass nor a failure.
#include "alignmail/findings.hpp"
#include "run/driver.hpp"
#include "support/catch.hpp"
#include "support/dkim.hpp"

using namespace alignmail;

namespace {

const std::string zone =
    "example.com. TXT \"v=spf1 ip4:192.0.2.1 -all\"\n"
    "_dmarc.example.com. TXT \"v=DMARC1; p=reject\"\n";
const std::string path = "Return-Path: <ann@example.com>\r\n";
const std::string rest = "From: ann@example.com\r\nTo: you@example.org\r\nSubject: x\r\n\r\nbody\r\n";

std::string received(std::string_view from, std::string_view more = "") {
  return "Received: from " + std::string(from) + " by mx.example.org with ESMTPS " + std::string(more) +
         "id 1; Thu, 1 Jan 2026 00:59:00 +0000\r\n";
}

const std::string stranger = "evil.test (evil.test [198.51.100.6])";
const std::string permitted = "mail.example.com (mail.example.com [192.0.2.1])";

}  // namespace

TEST_CASE("what nobody can tell of the SMTP session leaves the verdict open, and is said", "[judge]") {
  struct Case {
    std::string_view what;
    std::string header;
    std::string_view outcome;
    std::string_view spf;
    bool is_told;
  };
  const auto c = GENERATE(values<Case>({
      {"all is clear", path + received(permitted), "pass", "pass", false},
      {"a stranger", path + received(stranger), "fail", "fail", false},
      {"a proxy hides the client, and below stands a line of the sender's",
       path + received("evil.test (unknown [10.0.0.5])") + received(permitted), "unknown", "unknown", true},
      {"a proxy hides the client, and the results name it",
       path +
           "Authentication-Results: mx.example.org; spf=pass smtp.mailfrom=ann@example.com "
           "smtp.remote-ip=192.0.2.1\r\n" +
           received("evil.test (unknown [10.0.0.5])"),
       "pass", "pass", false},
      {"a Return-Path of the sender's", received(permitted) + path, "unknown", "unknown", true},
      {"a Return-Path of the sender's, and the server recorded another",
       received(stranger, "(envelope-from <x@evil.test>) ") + path, "fail", "none", false},
      {"results of the sender's, below",
       "Delivered-To: you@example.org\r\n" + received(permitted) +
           "Authentication-Results: mx.example.org; spf=pass smtp.mailfrom=ann@example.com\r\n",
       "unknown", "unknown", true},
      {"a Return-Path that was emptied", "Return-Path:\r\n" + received(permitted), "unknown", "unknown", true},
      {"no Return-Path at all", received(permitted), "fail", "none", false},
  }));
  CAPTURE(c.what);
  auto message = std::make_shared<const message::Message>(support::parsed(c.header + rest));
  Judge judge(message, Options{.at = support::now, .now = support::now});
  support::Zone answers(zone);
  dns::Facts facts;
  const run::Outcome seen = run::examine(judge, answers.source(), facts, {});
  CHECK(to_string(seen.analysis.dmarc.outcome) == c.outcome);
  const bool is_open = seen.analysis.spf.reason == spf::Reason::NotAnswered;
  CHECK((is_open ? "unknown" : to_string(seen.analysis.spf.status)) == c.spf);
  const auto& all = seen.findings.all;
  const bool is_told = std::any_of(all.begin(), all.end(), [](const auto& f) { return f.rule->id == "TRUST008"; });
  CHECK(is_told == c.is_told);
}
