// SPDX-License-Identifier: Apache-2.0
// Words below a pasted header: what is said when they are not the body that was signed.
#include "alignmail/findings.hpp"
#include "support/catch.hpp"
#include "support/dkim.hpp"

using namespace alignmail;

namespace {

constexpr const char* not_the_body = "is not the body of this message";
constexpr const char* most_likely = "most likely no part of the mail";
constexpr const char* perhaps = "It is short: if it is not part of the mail";
constexpr const char* changed = "";  // the words of the rule

const std::string hop =
    "Received: from a1.sender.test (a1.sender.test [192.0.2.1]) by mx.example.org (Postfix) with ESMTPS id 1; "
    "Thu, 1 Jan 2026 01:00:00 +0000\r\n";
const std::string seen_passing = "Authentication-Results: mx.example.org; dkim=pass header.d=example.com\r\n";

// A letter signed with `fields`, delivered under `above`, with `words` where its body was.
std::vector<findings::Evidence> found_in(const std::string& above, const std::string& fields,
                                         const std::string& words) {
  const std::string letter = support::sign(support::replaced(support::letter(), "Subject:", fields + "Subject:"));
  const std::string header = letter.substr(0, letter.find("\r\n\r\n") + 4);
  auto message = std::make_shared<const message::Message>(support::parsed(above + header + words));
  Judge judge(message, Options{.at = support::now, .now = support::now});
  support::Zone zone(support::key_at(support::TestKey::Rsa2048));
  return findings::find_rule("DKIM006")->find(zone.settle([&](dns::Inquiry& inquiry) { return judge.judge(inquiry); }));
}

}  // namespace

TEST_CASE("what cannot be the body of the message is not called a changed body", "[findings]") {
  struct Case {
    std::string above;
    std::string fields;
    std::string words;
    std::string says;
    bool blames_copy;
  };
  const std::string help = "Hope that helps!\r\nAnn\r\n";
  const std::string parts = "Content-Type: multipart/alternative; boundary=\"b1\"\r\n";
  const auto c = GENERATE_COPY(values<Case>({
      {hop, parts, help, not_the_body, true},
      {hop, "Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n", help, not_the_body, true},
      {"Content-Length: 5000\r\n" + hop, "", help, not_the_body, true},
      // Whoever checked had another body.
      {seen_passing + hop, "", help, most_likely, true},
      {seen_passing + hop, parts, help, not_the_body, true},
      // Nothing speaks for either.
      {hop, "", help, perhaps, false},
      {"Content-Length: 24\r\n" + hop, "", help, perhaps, false},
      {hop, "Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n", "SG9wZSB0aGF0IGhlbHBzIQ==\r\n",
       perhaps, false},
      {hop, parts, "--b1\r\nContent-Type: text/plain\r\n\r\nHope that helps!\r\n--b1--\r\n", perhaps, false},
      // Nobody types that much below a header.
      {hop, parts, std::string(20, 'x') + "\r\n" + std::string(600, 'y') + "\r\n", changed, false},
  }));
  CAPTURE(c.above, c.fields, c.words);
  const auto found = found_in(c.above, c.fields, c.words);
  REQUIRE(found.size() == 1);
  CHECK(found.front().why.find(c.says) != std::string::npos);
  CHECK(found.front().why.empty() == c.says.empty());
  CHECK(found.front().fix.has_value() == c.blames_copy);
}

TEST_CASE("words that are not the body make no signature pass, and none fail that was pasted", "[findings]") {
  struct Case {
    message::Reading reading;
    std::string words;
    dkim::Status status;
    dmarc::Outcome outcome;
    std::string finding;
  };
  const auto c = GENERATE(values<Case>({
      {message::Reading::Detect, "Ann\r\n", dkim::Status::Fail, dmarc::Outcome::Fail, "DKIM006"},
      {message::Reading::Pasted, "Ann\r\n", dkim::Status::NotChecked, dmarc::Outcome::Unknown, "DKIM020"},
      // A body that was changed, and says so by its parts.
      {message::Reading::Pasted, "--b1\r\n\r\nAnn\r\n--b1--\r\n", dkim::Status::Fail, dmarc::Outcome::Fail, "DKIM006"},
      // What was signed is the body, whatever it looks like.
      {message::Reading::Pasted, support::body(), dkim::Status::Pass, dmarc::Outcome::Pass, ""},
  }));
  CAPTURE(static_cast<int>(c.reading), c.words);
  const std::string letter = support::sign(
      support::replaced(support::letter(), "Subject:", "Content-Type: multipart/mixed; boundary=b1\r\nSubject:"));
  const std::string header = letter.substr(0, letter.find("\r\n\r\n") + 4);
  auto parsed = message::parse(hop + header + c.words, c.reading);
  REQUIRE(parsed);
  Judge judge(std::make_shared<const message::Message>(*std::move(parsed)),
              Options{.at = support::now, .now = support::now});
  support::Zone zone(support::key_at(support::TestKey::Rsa2048) + "_dmarc.example.com. TXT \"v=DMARC1; p=reject\"\n");
  const Analysis analysis = zone.settle([&](dns::Inquiry& inquiry) { return judge.judge(inquiry); });
  REQUIRE(analysis.dkim.size() == 1);
  CHECK(analysis.dkim.front().status == c.status);
  CHECK(analysis.dmarc.outcome == c.outcome);
  for (const std::string id : {"DKIM006", "DKIM020"}) {
    CHECK(findings::find_rule(id)->find(analysis).empty() == (id != c.finding));
  }
}
