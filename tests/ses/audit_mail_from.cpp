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
      {"send.example.com. TXT \"v=spf1 include:eu-west-1.amazonses.com -all\"\n"
       "eu-west-1.amazonses.com. TXT \"v=spf1 include:amazonses.com -all\"",
       RowStatus::Ok,
       {}},
      // What the record of a region says is Amazon's; whether there is one, only DNS tells.
      {"send.example.com. TXT \"v=spf1 redirect=eu-west-1.amazonses.com\"\n"
       "eu-west-1.amazonses.com. TXT \"v=spf1 ip4:192.0.2.0/24 -all\"",
       RowStatus::Ok,
       {}},
      {"send.example.com. TXT \"v=spf1 include:us-east-1.amazonses.com ~all\"",
       RowStatus::Different,
       {Problem::LacksSes}},
      {"send.example.com. TXT \"v=spf1 include:eu-west-1.amazonses.com -all\"\n;! eu-west-1.amazonses.com. TXT TIMEOUT",
       RowStatus::NotChecked,
       {}},
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

TEST_CASE("a MAIL FROM that nothing shows is not checked", "[ses]") {
  Setup setup = easy_setup();
  setup.mail_from = {};
  const ChecklistRow row = row_of("", setup, "mail_from_spf");
  CHECK(row.status == RowStatus::NotChecked);
  CHECK_FALSE(row.suggestion);
  CHECK(row.name.empty());
}
