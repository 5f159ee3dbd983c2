// SPDX-License-Identifier: Apache-2.0
// What is proposed for mail of SES with a custom MAIL FROM, for set-ups that no sample has.
#include <algorithm>

#include "alignmail/findings.hpp"
#include "support/catch.hpp"
#include "support/dkim.hpp"

using namespace alignmail;

namespace {

std::string letter(const std::string& mail_from) {
  return "Return-Path: <0100018a1b2c3d4e-12345678-1234-1234-1234-123456789abc-000000@" + mail_from +
         ">\r\n"
         "Received: from a8-30.smtp-out.amazonses.com (a8-30.smtp-out.amazonses.com [54.240.8.30]) by mx.example.org "
         "with ESMTPS id 1; Thu, 1 Jan 2026 01:00:00 +0000\r\n"
         "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/simple; s=224i4yxa5dv7c2xz3womw6peuasteono; d=amazonses.com; "
         "h=From:To:Subject; bh=AAAA; b=AAAA\r\n"
         "From: ann@example.com\r\nTo: you@example.org\r\nSubject: s\r\n"
         "Message-ID: <0100018a1b2c3d4e-12345678-1234-1234-1234-123456789abc-000000@email.amazonses.com>\r\n\r\nx\r\n";
}

std::vector<findings::Evidence> found(std::string_view id, const std::string& mail_from, const std::string& records) {
  auto message = std::make_shared<const message::Message>(support::parsed(letter(mail_from)));
  Judge judge(message, Options{.at = support::now, .now = support::now});
  support::Zone zone("amazonses.com. TXT \"v=spf1 ip4:54.240.0.0/18 -all\"\nexample.com. A 192.0.2.1\n" + records);
  return findings::find_rule(id)->find(zone.settle([&](dns::Inquiry& inquiry) { return judge.judge(inquiry); }));
}

// "mail.example.com TXT v=spf1 ..." for each record to publish.
std::vector<std::string> published(const std::vector<findings::Evidence>& evidence) {
  std::vector<std::string> lines;
  for (const findings::Evidence& one : evidence) {
    if (!one.fix) continue;
    for (const findings::FixStep& step : one.fix->steps) {
      for (const findings::RecordChange& change : step.records) {
        const auto* txt = std::get_if<dns::Txt>(&change.data);
        lines.push_back(change.name.text() + " " + (txt != nullptr ? txt->joined() : dns::to_string(change.data)));
      }
    }
  }
  return lines;
}

std::string txt(const std::string& name, const std::string& text) { return name + " TXT \"" + text + "\"\n"; }

constexpr const char* ses_mx = "mail.example.com. MX 10 feedback-smtp.us-east-1.amazonses.com.\n";

}  // namespace

TEST_CASE("what leads nowhere in the record of a MAIL FROM gives way to the include of SES", "[findings]") {
  struct Case {
    std::string record;
    std::string mended;
  };
  const auto c = GENERATE(values<Case>({
      {"v=spf1 include:us-east-1.amazonses.com ~all", "v=spf1 include:amazonses.com ~all"},
      {"v=spf1 include:amazonsess.com -all", "v=spf1 include:amazonses.com -all"},
      {"v=spf1 redirect=us-east-1.amazonses.com", "v=spf1 include:amazonses.com ~all"},
      // SES is named besides: what leads nowhere only has to go.
      {"v=spf1 include:gone.test include:amazonses.com ~all", "v=spf1 include:amazonses.com ~all"},
  }));
  CAPTURE(c.record);
  const auto evidence = found("SPF013", "mail.example.com", ses_mx + txt("mail.example.com.", c.record));
  CHECK(published(evidence) == std::vector<std::string>{"mail.example.com " + c.mended});
}

TEST_CASE("where mail for the MAIL FROM goes to somebody else too, another name is proposed", "[findings]") {
  struct Case {
    std::string second;
    std::string name;  // of the first record to publish
  };
  const auto c = GENERATE(values<Case>({
      {"mail.example.com. MX 5 mx.example.com.\n", "bounce.example.com"},
      {"mail.example.com. MX 10 mx.example.com.\n", "bounce.example.com"},  // each gets a part of it
      // SES is preferred and gets all of it today.
      {"mail.example.com. MX 20 mx.example.com.\n", "mail.example.com"},
      // Both are of SES: nobody's mail is lost.
      {"mail.example.com. MX 10 feedback-smtp.eu-west-1.amazonses.com.\n", "mail.example.com"},
  }));
  CAPTURE(c.second);
  const auto evidence = found("SES005", "mail.example.com", ses_mx + c.second);
  const auto lines = published(evidence);
  REQUIRE_FALSE(lines.empty());
  CHECK(evidence.front().values.at("elsewhere").empty() == (c.name == "mail.example.com"));
  CHECK_FALSE(evidence.front().fix->steps.front().records.empty());  // each step is something to do
  CHECK(lines.front() == c.name + " 10 feedback-smtp.us-east-1.amazonses.com.");
}

TEST_CASE("a proposed MAIL FROM name says how far it was looked at", "[findings]") {
  struct Case {
    std::string zone;
    std::string words;
  };
  const auto c = GENERATE(values<Case>({
      {"", "(mail.example.com is unused today: checked)"},
      {"*.example.com. A 192.0.2.1\n", "(only the wildcard *.example.com answers for ses-bounce.example.com today"},
      {";! mail.example.com. A TIMEOUT\n", "(not checked whether mail.example.com is unused today"},
      {txt("mail.example.com.", "v=spf1 include:amazonses.com -all"), "The SPF record of mail.example.com is right"},
      // Everything is taken, and by no wildcard.
      {"mail.example.com. A 192.0.2.1\nbounce.example.com. A 192.0.2.1\nsend.example.com. A 192.0.2.1\n"
       "mailfrom.example.com. A 192.0.2.1\nses-bounce.example.com. A 192.0.2.1\nses-mailfrom.example.com. A "
       "192.0.2.1\n",
       "The usual names below example.com are in use."},
  }));
  CAPTURE(c.zone);
  const auto evidence = found("SES001", "amazonses.com", c.zone);
  REQUIRE(evidence.size() == 1);
  REQUIRE(evidence.front().fix);
  CHECK(evidence.front().fix->steps.front().text.find(c.words) != std::string::npos);
}

TEST_CASE("a MAIL FROM that was begun is named as the likely reason why SES uses its own", "[findings]") {
  struct Case {
    std::string mx;
    std::string why;
    std::string note;
    std::string first;  // record to publish
  };
  const std::string ours = " 10 feedback-smtp.us-east-1.amazonses.com.";
  const auto c = GENERATE_COPY(values<Case>({
      {"mail.example.com. MX 10 feedback-smtp.us-east-1.amazonses.com.example.com.\n", "which SES does not accept", "",
       "mail.example.com" + ours},
      {std::string(ses_mx) + "mail.example.com. MX 20 mx.example.com.\n", "SES accepts exactly one",
       "when nobody receives mail at mail.example.com", "bounce.example.com" + ours},
      {"mail.example.com. MX 10 feedback-smtp.eu-west-1.amazonses.com.\n", "is set up for eu-west-1 only",
       "when nothing is sent from eu-west-1", "bounce.example.com" + ours},
  }));
  CAPTURE(c.mx);
  const auto evidence =
      found("SES001", "amazonses.com", c.mx + txt("mail.example.com.", "v=spf1 include:amazonses.com -all"));
  REQUIRE(evidence.size() == 1);
  REQUIRE(evidence.front().fix);
  CHECK(evidence.front().why.find(c.why) != std::string::npos);
  CHECK(evidence.front().fix->note.find(c.note) != std::string::npos);
  REQUIRE_FALSE(published(evidence).empty());
  CHECK(published(evidence).front() == c.first);
}

TEST_CASE("two SPF records at the identity are a warning for what others send", "[findings]") {
  const std::string two = txt("example.com.", "v=spf1 mx -all") + txt("example.com.", "v=spf1 a ~all");
  const auto evidence = found("SPF003", "mail.example.com", ses_mx + two);
  REQUIRE(evidence.size() == 1);
  CHECK(evidence.front().severity == findings::Severity::Warning);
  CHECK(published(evidence) == std::vector<std::string>{"example.com v=spf1 mx a ~all"});
  // Where SPF itself looks there, it is told once, and as what it is.
  const auto looked_at = found("SPF003", "example.com", two);
  REQUIRE(looked_at.size() == 1);
  CHECK_FALSE(looked_at.front().severity);
  CHECK(found("SPF003", "mail.example.com", ses_mx + txt("example.com.", "v=spf1 mx -all")).empty());
}

TEST_CASE("a text at _dmarc that begins wrongly is mended where it stands, and no second record put beside it",
          "[findings]") {
  struct Case {
    std::string zone;
    std::vector<std::string> published;
  };
  const std::string broken = txt("_dmarc.example.com.", "v=DMARC1 p=reject");
  const auto c = GENERATE_COPY(values<Case>({
      {broken, {"_dmarc.example.com v=DMARC1; p=reject"}},
      {txt("_dmarc.example.com.", "v=DMARC1; p=rejct"), {"_dmarc.example.com v=DMARC1; p=reject"}},
      {txt("_dmarc.example.com.", "v=DMARC1; p=none; rua=a@example.com"),
       {"_dmarc.example.com v=DMARC1; p=none; rua=mailto:a@example.com"}},
      {txt("_dmarc.example.com.", "v=DMARC1; p=monitor"), {}},
      {txt("_dmarc.example.com.", "v=DMARC1; p=none"), {}},
  }));
  CAPTURE(c.zone);
  CHECK(published(found("DMARC003", "mail.example.com", c.zone)) == c.published);
  CHECK(published(found("DMARC001", "mail.example.com", c.zone)).empty());
  CHECK(found("DMARC009", "mail.example.com", c.zone).empty());
}

TEST_CASE("without a DMARC record it is said what aligns once there is one", "[findings]") {
  const auto evidence =
      found("DMARC001", "mail.example.com", txt("mail.example.com.", "v=spf1 include:amazonses.com -all"));
  REQUIRE(evidence.size() == 1);
  CHECK(evidence.front().why.find("mail.example.com and example.com align only once there is one") !=
        std::string::npos);
}

TEST_CASE("a DMARC record that was handed to a name without one is missing for that reason", "[findings]") {
  struct Case {
    std::string zone;
    std::string words;
  };
  const std::string alias = "_dmarc.example.com. CNAME example.com.reports.test.\n";
  const auto c = GENERATE_COPY(values<Case>({
      {alias, "_dmarc.example.com is a CNAME, and the name it leads to does not exist"},
      {alias + "example.com.reports.test. A 192.0.2.1\n", "no DMARC record stands where it leads"},
      {"_dmarc.example.com. A 192.0.2.1\n", ""},
  }));
  CAPTURE(c.zone);
  const auto evidence = found("DMARC001", "mail.example.com", c.zone);
  REQUIRE(evidence.size() == 1);
  CHECK(evidence.front().why.find(c.words) != std::string::npos);
  CHECK((evidence.front().why.find("CNAME") == std::string::npos) == c.words.empty());
}

TEST_CASE("which sender to drop is the user's choice, and a MAIL FROM needs SES alone", "[findings]") {
  std::string record = "v=spf1";
  std::string zone = ses_mx;
  for (int i = 0; i < 10; ++i) {
    const std::string name = "s" + std::to_string(i) + ".test";
    record += " include:" + name;
    zone += txt(name + ".", "v=spf1 ip4:192.0.2.1 -all");
  }
  const auto evidence =
      found("SPF004", "mail.example.com", zone + txt("mail.example.com.", record + " include:amazonses.com ~all"));
  REQUIRE(evidence.size() == 1);
  REQUIRE(evidence.front().fix);
  CHECK(evidence.front().fix->note.find("only you can tell") != std::string::npos);
  CHECK(evidence.front().fix->note.find("\"v=spf1 include:amazonses.com ~all\"") != std::string::npos);
}

TEST_CASE("an identity that only waits is told from one where SES has to be told again", "[findings]") {
  struct Case {
    std::string status;
    std::string mx;
    bool commands_it;  // to look at the MAIL FROM again
  };
  const auto c = GENERATE(values<Case>({
      {"FAILED", ses_mx, true},
      {"FAILED", "", false},  // the MX comes first
      {"PENDING", ses_mx, false},
  }));
  CAPTURE(c.status, c.mx);
  auto message = std::make_shared<const message::Message>(support::parsed(letter("mail.example.com")));
  Options options{.at = support::now, .now = support::now};
  options.setup = *ses::parse_setup(
      R"({"MailFromAttributes": {"MailFromDomain": "mail.example.com", "MailFromDomainStatus": ")" + c.status +
          R"(", "BehaviorOnMxFailure": "USE_DEFAULT_VALUE"}, "DkimAttributes": {"SigningEnabled": true,)"
          R"( "Status": "SUCCESS"}, "VerifiedForSendingStatus": true})",
      "identity.json");
  Judge judge(message, options);
  support::Zone zone("example.com. A 192.0.2.1\n" + c.mx);
  const auto evidence =
      findings::find_rule("SES024")->find(zone.settle([&](dns::Inquiry& inquiry) { return judge.judge(inquiry); }));
  REQUIRE(evidence.size() == 1);
  REQUIRE(evidence.front().fix);
  const auto& steps = evidence.front().fix->steps;
  CHECK(std::any_of(steps.begin(), steps.end(), [](const findings::FixStep& step) {
          return !step.commands.empty() &&
                 step.commands.front().find("put-email-identity-mail-from") != std::string::npos;
        }) == c.commands_it);
}

TEST_CASE("where DNS is right and SES has yet to look, waiting is all there is to do, and it is said once",
          "[findings]") {
  struct Case {
    std::string status;
    std::string mx;
    std::string summary;
    bool waits_for_dkim;
    bool is_told_apart;  // by SES024 too
  };
  const auto c = GENERATE(values<Case>({
      {"PENDING", ses_mx, "Wait until SES has looked: DNS is right", false, false},
      {"TEMPORARY_FAILURE", ses_mx, "Wait until SES has looked: DNS is right", false, false},
      {"PENDING", ses_mx, "Wait until SES has looked: DNS is right", true, true},
      // It looks again only when told.
      {"FAILED", ses_mx, "Make SES use mail.example.com again", false, false},
      {"PENDING", "", "Make SES use mail.example.com again", false, true},
  }));
  CAPTURE(c.status, c.mx);
  Options options{.at = support::now, .now = support::now};
  options.setup =
      *ses::parse_setup(R"({"MailFromAttributes": {"MailFromDomain": "mail.example.com", "MailFromDomainStatus": ")" +
                            c.status + R"("}, "DkimAttributes": {"SigningEnabled": true, "Status": ")" +
                            (c.waits_for_dkim ? "PENDING" : "SUCCESS") + R"("}, "VerifiedForSendingStatus": true})",
                        "identity.json");
  Judge judge(std::make_shared<const message::Message>(support::parsed(letter("amazonses.com"))), options);
  support::Zone zone("example.com. A 192.0.2.1\n" + c.mx);
  const Analysis analysis = zone.settle([&](dns::Inquiry& inquiry) { return judge.judge(inquiry); });
  const auto evidence = findings::find_rule("SES014")->find(analysis);
  REQUIRE(evidence.size() == 1);
  REQUIRE(evidence.front().fix);
  CHECK(evidence.front().fix->summary == c.summary);
  CHECK(findings::find_rule("SES024")->find(analysis).empty() != c.is_told_apart);
}

TEST_CASE("where both records of a MAIL FROM are missing, both are proposed at once", "[findings]") {
  struct Case {
    std::string records;
    std::vector<std::string> expected;
  };
  const auto c = GENERATE(values<Case>({
      {"send.example.com. A 192.0.2.1\n",
       {"send.example.com 10 feedback-smtp.us-east-1.amazonses.com.",
        "send.example.com v=spf1 include:amazonses.com ~all"}},
      {"send.example.com. TXT \"v=spf1 include:amazonses.com ~all\"\n",
       {"send.example.com 10 feedback-smtp.us-east-1.amazonses.com."}},
      // One that lacks SES is mended where it stands, by SES007.
      {"send.example.com. TXT \"v=spf1 -all\"\n", {"send.example.com 10 feedback-smtp.us-east-1.amazonses.com."}},
  }));
  CHECK(published(found("SES002", "send.example.com", c.records)) == c.expected);
}
