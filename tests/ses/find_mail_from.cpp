// SPDX-License-Identifier: Apache-2.0
// The name that is proposed for a MAIL FROM.
#include "rows.hpp"
#include "support/catch.hpp"

using namespace ses_test;

namespace {

struct SuggestionCase {
  std::string_view zone;
  std::string_view name;
  bool checked_free;
};

struct Sender {
  Setup setup;
  Recognition recognition;
};

Sender with_default_mail_from() {
  Sender sender{.setup = easy_setup(), .recognition = {}};
  sender.setup.mail_from = {};
  sender.recognition.detected = Detected::Yes;
  sender.recognition.mail_from = MailFrom::Default;
  return sender;
}

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
  const auto [setup, recognition] = with_default_mail_from();
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
  const auto [setup, recognition] = with_default_mail_from();
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

TEST_CASE("a MAIL FROM that was begun is mended where its MX is a slip, and named where it may serve others", "[ses]") {
  struct Case {
    std::string_view mx;  // of mail.example.com, whose SPF record is for SES
    std::string_view name;
    bool is_slip;
    std::string_view half_made;  // "several" or the region; empty: no other name was begun
  };
  const auto c = GENERATE(values<Case>({
      {"mail.example.com. MX 10 feedback-smtp.us-east-1.amazonses.com.example.com.", "mail.example.com", true, ""},
      {"mail.example.com. MX 10 feedback-smtp.us-east1.amazonses.com.", "mail.example.com", true, ""},
      {"mail.example.com. MX 20 feedback-smtp.us-east-1.amazonses.com.", "mail.example.com", true, ""},
      {"mail.example.com. MX 10 feedback-smtp.us-east-1.amazonses.com.\nmail.example.com. MX 20 mx.example.com.",
       "bounce.example.com", false, "several"},
      {"mail.example.com. MX 10 feedback-smtp.eu-west-1.amazonses.com.", "bounce.example.com", false, "eu-west-1"},
      // A mail server of one's own that sends through SES too.
      {"mail.example.com. MX 10 mx.example.com.", "bounce.example.com", false, ""},
  }));
  INFO(c.mx);
  const auto [setup, recognition] = with_default_mail_from();
  support::Zone zone(std::string(c.mx) + "\nmail.example.com. TXT \"v=spf1 include:amazonses.com ~all\"");
  const auto rows = audited(zone, setup, recognition);
  const auto& suggestion = find_row(rows, "mail_from_mx")->suggestion;
  REQUIRE(suggestion);
  CHECK(suggestion->name.text() == c.name);
  CHECK(suggestion->faulty_mx.empty() != c.is_slip);
  REQUIRE(suggestion->half_made.has_value() == !c.half_made.empty());
  if (!suggestion->half_made) return;
  CHECK(suggestion->half_made->name.text() == "mail.example.com");
  CHECK(suggestion->half_made->region == (c.half_made == "several" ? "" : c.half_made));
}
