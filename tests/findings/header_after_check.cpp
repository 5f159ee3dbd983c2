// SPDX-License-Identifier: Apache-2.0
// A header that the receiver found as it was signed, and that is another one here.
#include "alignmail/findings.hpp"
#include "support/catch.hpp"
#include "support/dkim.hpp"

using namespace alignmail;

TEST_CASE("a header that was changed behind the receiver's check is said to be, and no key is blamed", "[findings]") {
  struct Case {
    std::string_view why;
    bool is_signed_twice;
    bool was_passing;
    std::string from;  // that stands there now
    std::string_view finding;
    bool blames_copy;
  };
  const auto c = GENERATE(values<Case>({
      {"two keys do not change at once", true, true, "From: \"Boss\" <a@example.com>", "DKIM007", true},
      {"nobody saw it fit", true, false, "From: \"Boss\" <a@example.com>", "DKIM007", false},
      {"one key may have been replaced", false, true, "From: \"Boss\" <a@example.com>", "DKIM021", false},
      {"as it was signed", true, true, "", "", false},
  }));
  CAPTURE(c.why);
  std::string letter = support::letter();
  const std::string first = support::signature_field(letter);
  const std::string second = support::signature_field(letter, {.domain = "example.net", .selector = "s2"});
  const std::size_t from = letter.find("From:");
  if (!c.from.empty()) letter.replace(from, letter.find("\r\n", from) - from, c.from);
  const std::string results =
      c.was_passing ? "Authentication-Results: mx.example.org; dkim=pass header.d=example.com header.s=s1; "
                      "dkim=pass header.d=example.net header.s=s2\r\n"
                    : "";
  const std::string hop =
      "Received: from a1.sender.test (a1.sender.test [192.0.2.1]) by mx.example.org (Postfix) with ESMTPS id 1; "
      "Thu, 1 Jan 2026 01:00:00 +0000\r\n";
  auto message = std::make_shared<const message::Message>(
      support::parsed(results + hop + first + (c.is_signed_twice ? second : "") + letter));
  Judge judge(message, Options{.at = support::now, .now = support::now});
  support::Zone zone(support::key_at(support::TestKey::Rsa2048) +
                     support::key_at(support::TestKey::Rsa2048, "s2._domainkey.example.net"));
  const Analysis analysis = zone.settle([&](dns::Inquiry& inquiry) { return judge.judge(inquiry); });
  for (const std::string_view id : {"DKIM007", "DKIM021"}) {
    const auto found = findings::find_rule(id)->find(analysis);
    CHECK(found.empty() == (id != c.finding));
    if (id == c.finding && id == "DKIM007") {
      CHECK((found.front().why.find("behind that check") != std::string::npos) == c.blames_copy);
      CHECK(found.front().fix.has_value() == c.blames_copy);
    }
  }
}
