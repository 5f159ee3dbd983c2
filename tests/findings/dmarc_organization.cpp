// SPDX-License-Identifier: Apache-2.0
// Where DMARC records part names that look like one organization.
#include "alignmail/findings.hpp"
#include "support/catch.hpp"
#include "support/dkim.hpp"

using namespace alignmail;

namespace {

constexpr const char* letter =
    "Return-Path: <bounce@mail.example.com>\r\n"
    "Received: from out.example.com (out.example.com [198.51.100.7]) by mx.example.org with ESMTPS id 1; "
    "Thu, 1 Jan 2026 01:00:00 +0000\r\n"
    "From: ann@news.example.com\r\nTo: you@example.org\r\nSubject: s\r\n\r\nx\r\n";

constexpr const char* records =
    "mail.example.com. TXT \"v=spf1 ip4:198.51.100.7 -all\"\n"
    "news.example.com. A 192.0.2.1\n"
    "example.com. A 192.0.2.1\n";

// "DMARC015: _dmarc.example.com v=DMARC1; p=none | ..." for each of the two that fires.
std::string advice(const std::string& dmarc_records, dmarc::Standard standard,
                   const std::string& author = "news.example.com") {
  std::string text_of_letter = letter;
  text_of_letter.replace(text_of_letter.find("news.example.com"), 16, author);
  auto message = std::make_shared<const message::Message>(support::parsed(text_of_letter));
  Judge judge(message, Options{.standard = standard, .at = support::now, .now = support::now});
  support::Zone zone(records + dmarc_records);
  const Analysis analysis = zone.settle([&](dns::Inquiry& inquiry) { return judge.judge(inquiry); });
  std::string text;
  for (const char* id : {"DMARC013", "DMARC015"}) {
    for (const findings::Evidence& evidence : findings::find_rule(id)->find(analysis)) {
      text += std::string(id) + (evidence.severity == findings::Severity::Warning ? " warns:" : ":");
      for (const findings::FixStep& step : evidence.fix->steps) {
        for (const findings::RecordChange& change : step.records)
          text += " " + change.name.text() + " " + std::get<dns::Txt>(change.data).joined() + " |";
      }
    }
  }
  return text;
}

}  // namespace

TEST_CASE("names that part are joined by the record that is missing above, or by the psd= that is there",
          "[findings]") {
  struct Case {
    std::string records;
    std::string rfc9989;
    std::string rfc7489;
  };
  const std::string above = "_dmarc.example.com. TXT \"v=DMARC1; p=reject\"\n";
  const auto c = GENERATE_COPY(values<Case>({
      {above, "", ""},
      {above + "_dmarc.news.example.com. TXT \"v=DMARC1; p=reject\"\n", "", ""},
      {"_dmarc.news.example.com. TXT \"v=DMARC1; p=reject\"\n",
       "DMARC015: _dmarc.example.com v=DMARC1; p=none; rua=mailto:dmarc@example.com |",
       "DMARC015 warns: _dmarc.example.com v=DMARC1; p=none; rua=mailto:dmarc@example.com |"},
      {"_dmarc.news.example.com. TXT \"v=DMARC1; p=reject; aspf=s; rua=mailto:a@example.com\"\n",
       "DMARC015: _dmarc.example.com v=DMARC1; p=none; rua=mailto:a@example.com | _dmarc.news.example.com v=DMARC1; "
       "p=reject; rua=mailto:a@example.com |",
       "DMARC015 warns: _dmarc.example.com v=DMARC1; p=none; rua=mailto:a@example.com | _dmarc.news.example.com "
       "v=DMARC1; p=reject; rua=mailto:a@example.com |"},
      {above + "_dmarc.news.example.com. TXT \"v=DMARC1; p=reject; psd=n\"\n",
       "DMARC013: _dmarc.news.example.com v=DMARC1; p=reject |",
       "DMARC013 warns: _dmarc.news.example.com v=DMARC1; p=reject |"},
      // On the side of the bounce domain.
      {above + "_dmarc.mail.example.com. TXT \"v=DMARC1; p=reject; psd=n\"\n",
       "DMARC013: _dmarc.mail.example.com v=DMARC1; p=reject |",
       "DMARC013 warns: _dmarc.mail.example.com v=DMARC1; p=reject |"},
  }));
  CAPTURE(c.records);
  CHECK(advice(c.records, dmarc::Standard::Rfc9989) == c.rfc9989);
  CHECK(advice(c.records, dmarc::Standard::Rfc7489) == c.rfc7489);
}

// The record above takes the place of the one in between, so its policy is to be kept first.
TEST_CASE("a policy that came from a record in between is published at the author domain before one stands above",
          "[findings]") {
  struct Case {
    std::string record;
    std::string own;
  };
  const auto c = GENERATE(values<Case>({
      {"v=DMARC1; p=reject", "v=DMARC1; p=reject"},
      {"v=DMARC1; p=reject; sp=quarantine", "v=DMARC1; p=quarantine"},
      {"v=DMARC1; p=reject; aspf=s; adkim=s", "v=DMARC1; p=reject; adkim=s"},  // the tag that parts the names goes
  }));
  CAPTURE(c.record);
  const std::string zone = "a.news.example.com. A 192.0.2.1\n_dmarc.news.example.com. TXT \"" + c.record + "\"\n";
  CHECK(advice(zone, dmarc::Standard::Rfc9989, "a.news.example.com") ==
        "DMARC015: _dmarc.a.news.example.com " + c.own +
            " | _dmarc.example.com v=DMARC1; p=none; rua=mailto:dmarc@example.com |");
}
