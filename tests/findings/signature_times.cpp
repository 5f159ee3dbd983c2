// SPDX-License-Identifier: Apache-2.0
// Signatures from the future, and editions of DMARC that differ: what hides what, and how much each weighs.
#include "alignmail/findings.hpp"
#include "support/catch.hpp"
#include "support/dkim.hpp"

using namespace alignmail;

namespace {

const std::string hop =
    "Received: from a1.sender.test (a1.sender.test [192.0.2.1]) by mx.example.org (Postfix) with ESMTPS id 1; "
    "Thu, 1 Jan 2026 01:00:00 +0000\r\n";
const std::string seen_passing = "Authentication-Results: mx.example.org; dkim=pass header.d=example.com\r\n";
const std::string later = "t=1893456000;";

Analysis judged(const std::string& letter, const std::string& zone_text) {
  auto message = std::make_shared<const message::Message>(support::parsed(letter));
  Options options{.at = support::now, .now = support::now};
  options.given.mail_from = "bounce@example.net";
  Judge judge(message, options);
  support::Zone zone(zone_text);
  return zone.settle([&](dns::Inquiry& inquiry) { return judge.judge(inquiry); });
}

std::size_t count(std::string_view id, const Analysis& analysis) {
  return findings::find_rule(id)->find(analysis).size();
}

}  // namespace

TEST_CASE("a signature from the future does not hide that its key is missing", "[findings]") {
  struct Case {
    std::string_view why;
    std::string above;
    std::string more;  // tags of the signature
    bool has_key;
    std::size_t missing;  // DKIM002
    std::size_t rotated;  // DKIM021
    std::size_t future;   // DKIM011
  };
  const auto c = GENERATE_COPY(values<Case>({
      {"from the future, without a key", hop, later, false, 1, 0, 1},
      // Its key cannot have been there and gone: it signed nothing yet.
      {"the same, and a receiver says it passed", seen_passing + hop, later, false, 1, 0, 1},
      {"a receiver saw the key, which is gone since", seen_passing + hop, "", false, 1, 1, 0},
      {"from the future, with its key", hop, later, true, 0, 0, 1},
      {"without a key", hop, "", false, 1, 0, 0},
  }));
  CAPTURE(c.why);
  const std::string letter = support::sign(support::letter(), {.more = c.more});
  const std::string zone = "example.com. A 192.0.2.1\n" + (c.has_key ? support::key_at(support::TestKey::Rsa2048) : "");
  const Analysis analysis = judged(c.above + letter, zone);
  CHECK(count("DKIM002", analysis) == c.missing);
  CHECK(count("DKIM021", analysis) == c.rotated);
  CHECK(count("DKIM011", analysis) == c.future);
}

TEST_CASE("editions of DMARC that differ only for mail that fails are a note on mail that passes", "[findings]") {
  struct Case {
    std::string_view why;
    bool is_signed;
    std::string policy;
    std::size_t found;
    std::optional<findings::Severity> severity;  // instead of the rule's
  };
  // RFC 7489 does not know t=y: what fails is quarantined under one and rejected under the other.
  const auto c = GENERATE(values<Case>({
      {"it passes under both", true, "v=DMARC1; p=reject; t=y", 1, findings::Severity::Info},
      {"it fails under both", false, "v=DMARC1; p=reject; t=y", 1, std::nullopt},
      {"both ask for the same", true, "v=DMARC1; p=reject", 0, std::nullopt},
  }));
  CAPTURE(c.why);
  const std::string letter = c.is_signed ? support::sign(support::letter()) : support::letter();
  const Analysis analysis =
      judged(hop + letter, support::key_at(support::TestKey::Rsa2048) + "\n_dmarc.example.com. TXT \"" + c.policy +
                               "\"\nexample.com. A 192.0.2.1\n");
  REQUIRE(analysis.dmarc.outcome == (c.is_signed ? dmarc::Outcome::Pass : dmarc::Outcome::Fail));
  const auto found = findings::find_rule("ALIGN004")->find(analysis);
  REQUIRE(found.size() == c.found);
  if (found.empty()) return;
  CHECK(found.front().severity == c.severity);
  CHECK((found.front().why.find("passes under both editions") != std::string::npos) == c.severity.has_value());
}
