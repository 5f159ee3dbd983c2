// SPDX-License-Identifier: Apache-2.0
#include "rows.hpp"
#include "support/catch.hpp"

using namespace ses_test;

namespace {

struct Case {
  std::string_view zone;  // # stands for the token
  RowStatus status;
  std::vector<Problem> problems;
};

std::string with_token(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '#') {
      out += std::string(32, 't');
    } else {
      out += c;
    }
  }
  return out;
}

ChecklistRow token_row(std::string_view zone, const Setup& setup = easy_setup()) {
  return row_of(with_token(zone), setup, "dkim1");
}

}  // namespace

TEST_CASE("the CNAME of a token is judged by what stands at its name and behind it", "[ses]") {
  const auto c = GENERATE(values<Case>({
      // As it should be.
      {"#._domainkey.example.com. cname #.dkim.amazonses.com.\n"
       "#.dkim.amazonses.com. txt \"v=DKIM1; p=AAAA\"\n",
       RowStatus::Ok,
       {}},
      // By way of a name of one's own: SES finds its key all the same.
      {"#._domainkey.example.com. cname keys.example.net.\n"
       "keys.example.net. cname #.dkim.amazonses.com.\n"
       "#.dkim.amazonses.com. txt \"p=AAAA\"\n",
       RowStatus::Ok,
       {}},
      // SES fills an unused token only when it is its turn.
      {"#._domainkey.example.com. cname #.dkim.amazonses.com.\n", RowStatus::Ok, {Problem::KeyMissing}},
      {"#.dkim.amazonses.com. txt \"p=AAAA\"\n", RowStatus::Missing, {Problem::Missing}},
      {";! #.dkim.amazonses.com. txt TIMEOUT\nexample.com. txt \"other\"\n", RowStatus::Missing, {Problem::Missing}},
      // A CNAME would lead to no key either.
      {"example.com. txt \"other\"\n", RowStatus::Missing, {Problem::Missing, Problem::KeyMissing}},
      // Something below the name makes it exist without records.
      {"x.#._domainkey.example.com. a 192.0.2.1\n", RowStatus::Missing, {Problem::Missing, Problem::KeyMissing}},
      {"#._domainkey.example.com.example.com. cname #.dkim.amazonses.com.\n",
       RowStatus::Misplaced,
       {Problem::DoubledName}},
      // A wildcard answers for every name; only the right target is the record that went astray.
      {"*.com.example.com. cname www.example.com.\n", RowStatus::Missing, {Problem::Missing, Problem::KeyMissing}},
      {"#._domainkey.example.com. cname uuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuu.dkim.amazonses.com.\n",
       RowStatus::Different,
       {Problem::WrongTarget}},
      {"#._domainkey.example.com. cname www.example.net.\n", RowStatus::Different, {Problem::WrongTarget}},
      // A target without its final dot, completed by the provider.
      {"#._domainkey.example.com. cname #.dkim.amazonses.com.example.com.\n",
       RowStatus::Different,
       {Problem::TargetDoubled}},
      // Recipes that circulate: a zone of the region that does not exist, a name under _domainkey.
      {"#._domainkey.example.com. cname #.dkim.us-east-1.amazonses.com.\n", RowStatus::Different, {Problem::WrongZone}},
      {"#._domainkey.example.com. cname #._domainkey.amazonses.com.\n", RowStatus::Different, {Problem::WrongZone}},
      {"#._domainkey.example.com. cname #.dkim.example.net.\n", RowStatus::Different, {Problem::WrongZone}},
      // The same zone of the region, when there is a key in it.
      {"#._domainkey.example.com. cname #.dkim.us-east-1.amazonses.com.\n"
       "#.dkim.us-east-1.amazonses.com. txt \"p=AAAA\"\n",
       RowStatus::Ok,
       {Problem::OtherZone}},
      // A cell of the region, with a key or before it has one; a cell of another region without one.
      {"#._domainkey.example.com. cname #.a31d.dkim.us-east-1.amazonses.com.\n"
       "#.a31d.dkim.us-east-1.amazonses.com. txt \"p=AAAA\"\n",
       RowStatus::Ok,
       {Problem::OtherZone}},
      {"#._domainkey.example.com. cname #.a31d.dkim.us-east-1.amazonses.com.\n", RowStatus::Ok, {Problem::OtherZone}},
      {"#._domainkey.example.com. cname #.a31d.dkim.us-west-2.amazonses.com.\n",
       RowStatus::Different,
       {Problem::WrongZone}},
      // A TXT with the target in it, with and without the final dot.
      {"#._domainkey.example.com. txt \"#.dkim.amazonses.com\"\n", RowStatus::Different, {Problem::TxtInsteadOfCname}},
      {"#._domainkey.example.com. txt \" #.dkim.amazonses.com. \"\n",
       RowStatus::Different,
       {Problem::TxtInsteadOfCname}},
      // Flattened to the right key, to another one, and to one that nothing can confirm.
      {"#._domainkey.example.com. txt \"p=AA AA\"\n"
       "#.dkim.amazonses.com. txt \"v=DKIM1; k=rsa; p=AAAA\"\n",
       RowStatus::Ok,
       {Problem::Flattened}},
      {"#._domainkey.example.com. txt \"p=BBBB\"\n"
       "#.dkim.amazonses.com. txt \"p=AAAA\"\n",
       RowStatus::Different,
       {Problem::WrongKey}},
      {"#._domainkey.example.com. txt \"p=BBBB\"\n", RowStatus::Different, {Problem::WrongKey}},
      // Another record type takes the name.
      {"#._domainkey.example.com. txt \"google-site-verification=x\"\n",
       RowStatus::Different,
       {Problem::OtherRecordType}},
      {"#._domainkey.example.com. a 192.0.2.1\n", RowStatus::Different, {Problem::OtherRecordType}},
      {"#._domainkey.example.com. mx 10 mx.example.com.\n", RowStatus::Different, {Problem::OtherRecordType}},
      // Trouble is never a missing record.
      {";! #._domainkey.example.com. txt TIMEOUT\n;! #._domainkey.example.com. cname TIMEOUT\n",
       RowStatus::NotChecked,
       {}},
      {";! #._domainkey.example.com. txt SERVFAIL\n;! #._domainkey.example.com. cname SERVFAIL\n",
       RowStatus::NotChecked,
       {}},
      // The CNAME is told where the key behind it cannot be reached.
      {"#._domainkey.example.com. cname #.dkim.amazonses.com.\n"
       ";! #.dkim.amazonses.com. txt TIMEOUT\n",
       RowStatus::Ok,
       {}},
      // The flattened key cannot be compared for now.
      {"#._domainkey.example.com. txt \"p=BBBB\"\n"
       ";! #.dkim.amazonses.com. txt TIMEOUT\n",
       RowStatus::NotChecked,
       {}},
  }));
  INFO(c.zone);
  const ChecklistRow row = token_row(c.zone);
  CHECK(to_string(row.status) == to_string(c.status));
  CHECK(row.problems == c.problems);
  CHECK(row.type == "CNAME");
  CHECK(row.name == with_token("#._domainkey.example.com"));
  CHECK(row.expected == with_token("#.dkim.amazonses.com."));
  CHECK(row.check == with_token("dig +short CNAME #._domainkey.example.com"));
}

TEST_CASE("a row shows what was found and where", "[ses]") {
  const ChecklistRow row = token_row("#._domainkey.example.com.example.com. cname #.dkim.amazonses.com.\n");
  REQUIRE(row.found_at);
  CHECK(row.found_at->text() == with_token("#._domainkey.example.com.example.com"));
  CHECK(row.found == std::vector{with_token("#.dkim.amazonses.com.")});
  CHECK_THAT(row.note, Catch::Matchers::Contains("example.com.example.com"));
}

TEST_CASE("below a subdomain the zone above may have been appended as well", "[ses]") {
  const ChecklistRow row = token_row("#._domainkey.shop.example.com.example.com. cname #.dkim.amazonses.com.\n",
                                     easy_setup("shop.example.com"));
  CHECK(row.status == RowStatus::Misplaced);
  REQUIRE(row.found_at);
  CHECK(row.found_at->text() == with_token("#._domainkey.shop.example.com.example.com"));
}

namespace {

struct ZoneCase {
  std::string_view region;
  std::string_view parent;
  std::string_view given_zone;
  std::string_view expected;
};

}  // namespace

TEST_CASE("the expected zone is the given one, else the parent's, else the region's", "[ses]") {
  const auto c = GENERATE(values<ZoneCase>({
      {"us-east-1", "", "", "dkim.amazonses.com"},
      {"eu-south-1", "", "", "dkim.eu-south-1.amazonses.com"},
      {"eu-south-1", "us-east-1", "", "dkim.amazonses.com"},  // a replica has its parent's keys
      {"us-west-2", "", "a31d.dkim.us-west-2.amazonses.com", "a31d.dkim.us-west-2.amazonses.com"},
      {"", "", "", "dkim.amazonses.com"},                // nothing tells the region: most regions' zone
      {"eusc-de-east-1", "", "", "dkim.amazonses.com"},  // no source tells its zone
  }));
  Setup setup = easy_setup();
  setup.region = {std::string(c.region), c.region.empty() ? Origin::Absent : Origin::Given};
  setup.parent_region = c.parent;
  if (!c.given_zone.empty()) setup.hosted_zone = {std::string(c.given_zone), Origin::Given};
  INFO(c.region << " " << c.given_zone);
  CHECK(token_row("example.com. a 192.0.2.1\n", setup).expected == with_token("#.") + std::string(c.expected) + ".");
}

TEST_CASE("a region's own zone is not the common one", "[ses]") {
  Setup setup = easy_setup();
  setup.region.value = "eu-south-1";
  const ChecklistRow row = token_row("#._domainkey.example.com. cname #.dkim.amazonses.com.\n", setup);
  CHECK(row.status == RowStatus::Different);
  CHECK(row.problems == std::vector{Problem::WrongZone});
}

TEST_CASE("all tokens are answered in one wave", "[ses]") {
  Setup setup = easy_setup();
  setup.tokens.value = {std::string(32, 't'), std::string(32, 'u'), std::string(32, 'v')};
  support::Zone zone(
      with_token("#._domainkey.example.com. cname #.dkim.amazonses.com.\n"
                 "#.dkim.amazonses.com. txt \"p=AAAA\"\n"
                 "send.example.com. mx 10 feedback-smtp.us-east-1.amazonses.com.\n"
                 "send.example.com. txt \"v=spf1 include:amazonses.com ~all\"\n"));
  const auto rows = audited(zone, setup);
  CHECK(zone.rounds() == 2);  // the second one for what is missing: whether an underscore led it astray
  CHECK(find_row(rows, "dkim1")->status == RowStatus::Ok);
  CHECK(find_row(rows, "dkim2")->status == RowStatus::Missing);
  CHECK(find_row(rows, "mail_from_mx")->status == RowStatus::Ok);
  CHECK(find_row(rows, "mail_from_spf")->status == RowStatus::Ok);
}

TEST_CASE("a token that was typed with an underscore is found and named", "[ses]") {
  const ChecklistRow row = token_row("_#._domainkey.example.com. cname #.dkim.amazonses.com.\n");
  CHECK(row.status == RowStatus::Missing);
  CHECK(row.note.starts_with("One stands at _tttt"));
  // Something else stands there.
  CHECK(token_row("_#._domainkey.example.com. cname www.example.net.\n").note.empty());
}

TEST_CASE("before DNS has answered no row is called missing", "[ses]") {
  const dns::Facts facts;
  dns::Inquiry inquiry(facts);
  for (const ChecklistRow& row : audit(easy_setup(), {}, nullptr, inquiry)) {
    INFO(row.id);
    CHECK((row.status == RowStatus::NotChecked || row.status == RowStatus::NotNeeded));
  }
}

TEST_CASE("where SES names the zone itself, another one of SES is the wrong one, though a key is there", "[ses]") {
  struct Zone {
    std::string_view given;
    std::string_view parent;
    RowStatus status;
    std::vector<Problem> problems;
  };
  const auto c = GENERATE(values<Zone>({
      {"a31d.dkim.us-east-1.amazonses.com",
       "",
       RowStatus::Different,
       {Problem::OtherZone, Problem::KeyMissing, Problem::WrongZone}},
      // A replica takes its keys from its parent's zone.
      {"a31d.dkim.us-east-1.amazonses.com", "us-west-2", RowStatus::Ok, {Problem::OtherZone}},
      {"dkim.amazonses.com", "", RowStatus::Ok, {}},
  }));
  CAPTURE(c.given, c.parent);
  Setup setup = easy_setup();
  setup.hosted_zone = {std::string(c.given), Origin::Given};
  setup.parent_region = c.parent;
  const ChecklistRow row =
      token_row("#._domainkey.example.com. cname #.dkim.amazonses.com.\n#.dkim.amazonses.com. txt \"p=AAAA\"\n", setup);
  CHECK(to_string(row.status) == to_string(c.status));
  CHECK(row.problems == c.problems);
}
