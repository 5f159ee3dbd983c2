// SPDX-License-Identifier: Apache-2.0
#include "rows.hpp"
#include "support/catch.hpp"

using namespace ses_test;

namespace {

Setup own_key() {
  Setup setup = easy_setup();
  setup.dkim_kind.value = "byodkim";
  setup.tokens.value = {"resend"};
  return setup;
}

struct Case {
  std::string_view zone;
  RowStatus status;
  std::vector<Problem> problems;
};

}  // namespace

TEST_CASE("a key of one's own is one TXT record with p=", "[ses]") {
  const auto c = GENERATE(values<Case>({
      {"resend._domainkey.example.com. TXT \"p=AAAA\"", RowStatus::Ok, {}},  // v= may be left out
      {"resend._domainkey.example.com. CNAME k.example.net.\nk.example.net. TXT \"v=DKIM1; p=AAAA\"",
       RowStatus::Ok,
       {}},
      {"resend._domainkey.example.com. TXT \"v=DKIM1; p=\"", RowStatus::Different, {Problem::KeyRevoked}},
      {"resend._domainkey.example.com. TXT \"p=AAAA\"\nresend._domainkey.example.com. TXT \"p=BBBB\"",
       RowStatus::Duplicate,
       {Problem::SeveralRecords}},
      {"resend._domainkey.example.com. TXT \"hello\"", RowStatus::Different, {Problem::Unreadable}},
      {"resend._domainkey.example.com.example.com. TXT \"p=AAAA\"", RowStatus::Misplaced, {Problem::DoubledName}},
      {"example.com. A 192.0.2.1", RowStatus::Missing, {Problem::Missing}},
      {";! resend._domainkey.example.com. TXT REFUSED", RowStatus::NotChecked, {}},
  }));
  INFO(c.zone);
  const ChecklistRow row = row_of(c.zone, own_key(), "dkim1");
  CHECK(to_string(row.status) == to_string(c.status));
  CHECK(row.problems == c.problems);
  CHECK(row.name == "resend._domainkey.example.com");
  CHECK(row.type == "TXT");
}

TEST_CASE("a key of one's own leaves the other two rows unneeded", "[ses]") {
  CHECK(row_of("", own_key(), "dkim2").status == RowStatus::NotNeeded);
  CHECK(row_of("", own_key(), "dkim3").status == RowStatus::NotNeeded);
}

TEST_CASE("tokens that nobody gave are not checked, and the row says why", "[ses]") {
  const ChecklistRow row = row_of("", easy_setup(), "dkim2");
  CHECK(row.status == RowStatus::NotChecked);
  CHECK(row.name == "<token>._domainkey.example.com");
  CHECK_FALSE(row.owner);
  CHECK(row.check.empty());
  CHECK_THAT(row.note, Catch::Matchers::Contains("one token at a time"));

  Setup unsigned_setup = easy_setup();
  unsigned_setup.tokens = {};
  unsigned_setup.dkim_kind = {};
  CHECK(row_of("", unsigned_setup, "dkim1").status == RowStatus::NotChecked);
}

TEST_CASE("where no DKIM is expected no row is needed", "[ses]") {
  Setup setup = easy_setup();
  setup.dkim_kind.value = "none";
  setup.tokens = {};
  CHECK(row_of("", setup, "dkim1").status == RowStatus::NotNeeded);
}

TEST_CASE("a token that makes the name too long is not asked for", "[ses]") {
  const std::string label(63, 'a');
  Setup setup = easy_setup(label + "." + label + "." + label + ".very-long.example.com");
  CHECK(row_of("", setup, "dkim1").status == RowStatus::NotChecked);
}
