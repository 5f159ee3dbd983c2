// SPDX-License-Identifier: Apache-2.0
#include "rows.hpp"
#include "support/catch.hpp"

using namespace ses_test;

namespace {

struct Case {
  std::string_view zone;
  RowStatus status;
  std::vector<Problem> problems;
};

}  // namespace

TEST_CASE("the MX of a MAIL FROM is judged by number, host, region and preference", "[ses]") {
  const auto c = GENERATE(values<Case>({
      {"send.example.com. MX 10 feedback-smtp.us-east-1.amazonses.com.", RowStatus::Ok, {}},
      {"send.example.com. MX 10 Feedback-SMTP.US-East-1.AmazonSES.com.", RowStatus::Ok, {}},
      {"send.example.com. MX 20 feedback-smtp.us-east-1.amazonses.com.",
       RowStatus::Different,
       {Problem::WrongPreference}},
      {"send.example.com. MX 10 feedback-smtp.eu-west-1.amazonses.com.", RowStatus::Different, {Problem::WrongRegion}},
      {"send.example.com. MX 10 mx.example.com.", RowStatus::Different, {Problem::NotSes}},
      // The host that receives for SES is another one.
      {"send.example.com. MX 10 inbound-smtp.us-east-1.amazonaws.com.", RowStatus::Different, {Problem::NotSes}},
      {"send.example.com. MX 0 .", RowStatus::Different, {Problem::NotSes}},  // RFC 7505
      {"send.example.com. MX 10 feedback-smtp.us-east-1.amazonses.com.\nsend.example.com. MX 20 mx.example.com.",
       RowStatus::Duplicate,
       {Problem::InUse, Problem::SeveralMx}},
      // Two regions of one sender: each wants the name for itself.
      {"send.example.com. MX 10 feedback-smtp.us-east-1.amazonses.com.\n"
       "send.example.com. MX 10 feedback-smtp.eu-west-1.amazonses.com.",
       RowStatus::Duplicate,
       {Problem::SeveralMx}},
      {"send.example.com. MX 10 feedback-smtp.eu-west-1.amazonses.com.\n"
       "send.example.com. MX 10 feedback-smtp.eu-west-2.amazonses.com.",
       RowStatus::Duplicate,
       {Problem::SeveralMx, Problem::WrongRegion}},
      {"send.example.com. MX 10 feedback-smtp.us-east-1.amazonses.com.\nsend.example.com. A 192.0.2.1",
       RowStatus::Ok,
       {Problem::InUse}},
      {"send.example.com. CNAME m.example.net.\nm.example.net. MX 10 feedback-smtp.us-east-1.amazonses.com.",
       RowStatus::Ok,
       {Problem::InUse}},
      {"send.example.com. TXT \"v=spf1 -all\"", RowStatus::Missing, {Problem::Missing}},
      {"example.com. A 192.0.2.1", RowStatus::Missing, {Problem::Missing}},
      {"send.example.com.example.com. MX 10 feedback-smtp.us-east-1.amazonses.com.",
       RowStatus::Misplaced,
       {Problem::Missing, Problem::DoubledName}},
      // A wildcard's MX is not the record that went astray.
      {"*.com.example.com. MX 10 mx.example.com.", RowStatus::Missing, {Problem::Missing}},
      {";! send.example.com. MX TIMEOUT", RowStatus::NotChecked, {}},
      {";! send.example.com. MX SERVFAIL", RowStatus::NotChecked, {}},
  }));
  INFO(c.zone);
  const ChecklistRow row = row_of(c.zone, easy_setup(), "mail_from_mx");
  CHECK(to_string(row.status) == to_string(c.status));
  CHECK(row.problems == c.problems);
  CHECK(row.name == "send.example.com");
  CHECK(row.expected == "10 feedback-smtp.us-east-1.amazonses.com.");
  CHECK(row.check == "dig +short MX send.example.com");
}

TEST_CASE("what else a MAIL FROM name is used for is listed", "[ses]") {
  const ChecklistRow row = row_of(R"(
    send.example.com. MX 10 feedback-smtp.us-east-1.amazonses.com.
    send.example.com. MX 20 mx.example.com.
    send.example.com. A 192.0.2.1
    send.example.com. AAAA 2001:db8::1)",
                                  easy_setup(), "mail_from_mx");
  CHECK(row.other_use == std::vector<std::string>{"A 192.0.2.1", "AAAA 2001:db8::1", "MX 20 mx.example.com."});
}

TEST_CASE("without a known region any feedback host of SES will do", "[ses]") {
  Setup setup = easy_setup();
  setup.region = {};
  const ChecklistRow row =
      row_of("send.example.com. MX 10 feedback-smtp.eu-west-1.amazonses.com.", setup, "mail_from_mx");
  CHECK(row.status == RowStatus::Ok);
  CHECK_FALSE(row.note.empty());
}

TEST_CASE("the SPF record of a MAIL FROM has to authorize SES", "[ses]") {
  const auto c = GENERATE(values<Case>({
      {"send.example.com. TXT \"v=spf1 include:amazonses.com ~all\"", RowStatus::Ok, {}},
      {"send.example.com. TXT \"V=SPF1 +Include:AmazonSES.com. -all\"", RowStatus::Ok, {}},
      {"send.example.com. TXT \"v=spf1 include:eu-west-1.amazonses.com -all\"", RowStatus::Ok, {}},
      {"send.example.com. TXT \"v=spf1 redirect=amazonses.com\"", RowStatus::Ok, {}},
      {"send.example.com. TXT \"v=spf1 include:_spf.example.com -all\"\n"
       "_spf.example.com. TXT \"v=spf1 include:amazonses.com -all\"",
       RowStatus::Ok,
       {}},
      // Other text records are none of its business.
      {"send.example.com. TXT \"hello\"\nsend.example.com. TXT \"v=spf1 include:amazonses.com -all\"",
       RowStatus::Ok,
       {}},
      {"send.example.com. TXT \"v=spf1 +all\"", RowStatus::Ok, {}},
      {"send.example.com. TXT \"v=spf1 -all\"", RowStatus::Different, {Problem::LacksSes}},
      {"send.example.com. TXT \"v=spf1 -all include:amazonses.com\"", RowStatus::Different, {Problem::LacksSes}},
      {"send.example.com. TXT \"v=spf1 -include:amazonses.com\"", RowStatus::Different, {Problem::LacksSes}},
      {"send.example.com. TXT \"v=spf1 include:amazonses.com.example.net -all\"",
       RowStatus::Different,
       {Problem::LacksSes}},
      {"send.example.com. TXT \"v=spf1 include:%{d}.amazonses.com -all\"", RowStatus::Different, {Problem::LacksSes}},
      // all makes redirect= void (RFC 7208 section 6.1).
      {"send.example.com. TXT \"v=spf1 redirect=amazonses.com ?all\"", RowStatus::Different, {Problem::LacksSes}},
      {"send.example.com. TXT \"v=spf1 include:send.example.com -all\"", RowStatus::Different, {Problem::LacksSes}},
      {"send.example.com. TXT \"v=spf10 include:amazonses.com\"", RowStatus::Missing, {Problem::Missing}},
      {"send.example.com. MX 10 x.example.", RowStatus::Missing, {Problem::Missing}},
      {"send.example.com.example.com. TXT \"v=spf1 include:amazonses.com ~all\"",
       RowStatus::Misplaced,
       {Problem::Missing, Problem::DoubledName}},
      {"send.example.com. TXT \"v=spf1 include:amazonses.com ~all\"\n"
       "send.example.com. TXT \"v=spf1 include:_spf.example.net -all\"",
       RowStatus::Duplicate,
       {Problem::SeveralRecords}},
      {";! send.example.com. TXT TIMEOUT", RowStatus::NotChecked, {}},
      {"send.example.com. TXT \"v=spf1 include:_spf.example.com -all\"\n;! _spf.example.com. TXT TIMEOUT",
       RowStatus::NotChecked,
       {}},
      // Another include settles it before the one that nobody answers.
      {"send.example.com. TXT \"v=spf1 include:_spf.example.com include:amazonses.com -all\"\n"
       ";! _spf.example.com. TXT TIMEOUT",
       RowStatus::Ok,
       {}},
  }));
  INFO(c.zone);
  const ChecklistRow row = row_of(c.zone, easy_setup(), "mail_from_spf");
  CHECK(to_string(row.status) == to_string(c.status));
  CHECK(row.problems == c.problems);
  CHECK(row.expected == "v=spf1 include:amazonses.com ~all");
}

TEST_CASE("a record that lists the sending address authorizes it, for now", "[ses]") {
  Recognition recognition;
  recognition.detected = Detected::Yes;
  recognition.address = IpAddress::parse("54.240.8.33");
  constexpr std::string_view zone = "send.example.com. TXT \"v=spf1 ip6:2001:db8::/32 ip4:54.240.0.0/18 -all\"";
  const ChecklistRow row = row_of(zone, easy_setup(), "mail_from_spf", recognition);
  CHECK(row.status == RowStatus::Ok);
  CHECK(row.problems == std::vector{Problem::Flattened});
  recognition.address = IpAddress::parse("69.169.224.6");
  CHECK(row_of(zone, easy_setup(), "mail_from_spf", recognition).status == RowStatus::Different);
}

TEST_CASE("includes that go round in circles or fan out end", "[ses]") {
  support::Zone zone(R"(
    send.example.com. TXT "v=spf1 include:a.example include:b.example include:c.example -all"
    a.example. TXT "v=spf1 include:b.example include:c.example include:a.example -all"
    b.example. TXT "v=spf1 include:c.example include:a.example redirect=a.example"
    c.example. TXT "v=spf1 include:a.example include:send.example.com -all")");
  const auto rows = audited(zone, easy_setup());
  CHECK(find_row(rows, "mail_from_spf")->status == RowStatus::Different);
  CHECK(zone.rounds() < 5);
}

namespace {

struct PlaceCase {
  std::string_view identity;
  Origin origin;
  std::string_view mail_from;
  bool is_outside;
};

}  // namespace

TEST_CASE("a given MAIL FROM has to be a subdomain of the identity", "[ses]") {
  const auto c = GENERATE(values<PlaceCase>({
      {"example.com", Origin::Given, "send.example.com", false},
      {"example.com", Origin::Given, "a.b.example.com", false},
      {"example.com", Origin::Given, "example.com", true},  // itself
      {"example.com", Origin::Given, "send.example.net", true},
      {"example.com", Origin::Given, "sendexample.com", true},  // letters are no labels
      {"shop.example.com", Origin::Given, "send.example.com", true},
      {"shop.example.com", Origin::Inferred, "send.example.com", false},  // the identity may be its parent
      {"shop.example.com", Origin::Inferred, "send.example.net", true},
      {"example.com", Origin::Inferred, "example.com", true},
  }));
  INFO(c.identity << " " << c.mail_from);
  Setup setup = easy_setup();
  setup.domain = {name(c.identity), c.origin};
  setup.mail_from = {name(c.mail_from), Origin::Given};
  CHECK(row_of("", setup, "mail_from_mx").has(Problem::OutsideIdentity) == c.is_outside);
  // What a message shows SES has accepted.
  setup.mail_from.origin = Origin::Inferred;
  CHECK_FALSE(row_of("", setup, "mail_from_mx").has(Problem::OutsideIdentity));
}

namespace {

struct SuggestionCase {
  std::string_view zone;
  std::string_view name;
  bool checked_free;
};

}  // namespace

TEST_CASE("a free name is proposed where SES uses its own MAIL FROM", "[ses]") {
  const auto c = GENERATE(values<SuggestionCase>({
      {"example.com. A 192.0.2.1", "mail.example.com", true},
      {"mail.example.com. A 192.0.2.1", "bounce.example.com", true},
      {"mail.example.com. MX 10 mx.example.com.\nbounce.example.com. CNAME x.example.net.", "send.example.com", true},
      {"mail.example.com. TXT \"x\"\nbounce.example.com. AAAA 2001:db8::1", "send.example.com", true},
      {"x.mail.example.com. A 192.0.2.1", "mail.example.com", true},  // only something below it
      // All the usual ones are taken: one that nobody has by accident.
      {"mail.example.com. A 192.0.2.1\nbounce.example.com. A 192.0.2.1\nsend.example.com. A 192.0.2.1\n"
       "mailfrom.example.com. A 192.0.2.1",
       "ses-bounce.example.com", true},
      // A wildcard answers for every name, whatever its type.
      {"*.example.com. A 192.0.2.1", "ses-bounce.example.com", false},
      {"*.example.com. MX 10 mx.example.com.", "ses-bounce.example.com", false},
      {"*.example.com. CNAME example.com.\nexample.com. A 192.0.2.1", "ses-bounce.example.com", false},
      {";! mail.example.com. A TIMEOUT", "mail.example.com", false},  // nobody knows
  }));
  INFO(c.zone);
  Setup setup = easy_setup();
  setup.mail_from = {};
  Recognition recognition;
  recognition.detected = Detected::Yes;
  recognition.mail_from = MailFrom::Default;
  const ChecklistRow row = row_of(c.zone, setup, "mail_from_mx", recognition);
  CHECK(row.status == RowStatus::Missing);
  CHECK(row.problems == std::vector{Problem::Unused});
  REQUIRE(row.suggestion);
  CHECK(row.suggestion->name.text() == c.name);
  CHECK(row.suggestion->checked_free == c.checked_free);
  CHECK(row.suggestion->under_wildcard == (c.zone.find("*.") == 0));
  CHECK(row.name == c.name);
  CHECK(row.expected == "10 feedback-smtp.us-east-1.amazonses.com.");
}

namespace {

struct PreparedCase {
  std::string_view zone;
  std::string_view name;  // proposed
  bool has_mx;
  bool has_spf;
};

}  // namespace

TEST_CASE("a name whose records are those of SES is proposed before one that is free", "[ses]") {
  const auto c = GENERATE(values<PreparedCase>({
      {"bounce.example.com. MX 10 feedback-smtp.us-east-1.amazonses.com.\n"
       "bounce.example.com. TXT \"v=spf1 include:amazonses.com ~all\"",
       "bounce.example.com", true, true},
      // Not one of the names that would be proposed for a new one.
      {"feedback.example.com. MX 10 feedback-smtp.us-east-1.amazonses.com.\n"
       "feedback.example.com. TXT \"x\"\nfeedback.example.com. TXT \"v=spf1 include:amazonses.com -all\"",
       "feedback.example.com", true, true},
      {"bounce.example.com. MX 10 feedback-smtp.us-east-1.amazonses.com.", "bounce.example.com", true, false},
      // One that is whole comes before one that lacks a record.
      {"bounce.example.com. MX 10 feedback-smtp.us-east-1.amazonses.com.\n"
       "send.example.com. MX 10 feedback-smtp.us-east-1.amazonses.com.\n"
       "send.example.com. TXT \"v=spf1 include:amazonses.com ~all\"",
       "send.example.com", true, true},
      // Half the work, from the other end.
      {"bounce.example.com. TXT \"v=spf1 include:amazonses.com ~all\"", "bounce.example.com", false, true},
      // A record for somebody else, or a name that is in use besides, is not half the work.
      {"bounce.example.com. TXT \"v=spf1 mx -all\"", "mail.example.com", false, false},
      {"bounce.example.com. TXT \"v=spf1 include:amazonses.com ~all\"\nbounce.example.com. A 192.0.2.1",
       "mail.example.com", false, false},
      // Of another region's set-up.
      {"bounce.example.com. MX 10 feedback-smtp.eu-west-1.amazonses.com.\n"
       "bounce.example.com. TXT \"v=spf1 include:amazonses.com ~all\"",
       "mail.example.com", false, false},
      // SES would not take it: two MX, another preference, an SPF record for somebody else, two of them.
      {"bounce.example.com. MX 10 feedback-smtp.us-east-1.amazonses.com.\nbounce.example.com. MX 20 mx.example.com.",
       "mail.example.com", false, false},
      {"bounce.example.com. MX 5 feedback-smtp.us-east-1.amazonses.com.", "mail.example.com", false, false},
      {"bounce.example.com. MX 10 feedback-smtp.us-east-1.amazonses.com.\n"
       "bounce.example.com. TXT \"v=spf1 include:_spf.example.net -all\"",
       "mail.example.com", false, false},
      {"bounce.example.com. MX 10 feedback-smtp.us-east-1.amazonses.com.\n"
       "bounce.example.com. TXT \"v=spf1 include:amazonses.com -all\"\nbounce.example.com. TXT \"v=spf1 -all\"",
       "mail.example.com", false, false},
      // Not known to be right.
      {"bounce.example.com. MX 10 feedback-smtp.us-east-1.amazonses.com.\n;! bounce.example.com. TXT TIMEOUT",
       "mail.example.com", false, false},
  }));
  INFO(c.zone);
  Setup setup = easy_setup();
  setup.mail_from = {};
  Recognition recognition;
  recognition.detected = Detected::Yes;
  recognition.mail_from = MailFrom::Default;
  support::Zone zone(c.zone);
  const auto rows = audited(zone, setup, recognition);
  const ChecklistRow& row = *find_row(rows, "mail_from_mx");
  const ChecklistRow& text = *find_row(rows, "mail_from_spf");
  REQUIRE(row.suggestion);
  CHECK(row.suggestion->name.text() == c.name);
  CHECK(row.suggestion->has_mx == c.has_mx);
  CHECK(row.suggestion->has_spf == c.has_spf);
  CHECK(row.suggestion->prepared() == (c.has_mx && c.has_spf));
  CHECK((row.status == RowStatus::Ok) == c.has_mx);
  CHECK(row.found.empty() != c.has_mx);
  CHECK((text.status == RowStatus::Ok) == c.has_spf);
  CHECK(row.has(Problem::Unused));
  CHECK(zone.rounds() <= 3);  // the names, what else stands at one of them, what its SPF record includes
}

TEST_CASE("a MAIL FROM that nothing shows is not checked", "[ses]") {
  Setup setup = easy_setup();
  setup.mail_from = {};
  const ChecklistRow row = row_of("", setup, "mail_from_spf");
  CHECK(row.status == RowStatus::NotChecked);
  CHECK_FALSE(row.suggestion);
  CHECK(row.name.empty());
}
