// SPDX-License-Identifier: Apache-2.0
// Where reports go and whether that place agreed; records where nobody looks.
#include "dmarc/support.hpp"
#include "support/catch.hpp"
#include "support/zone.hpp"

using namespace alignmail;
using namespace alignmail::dmarc;

namespace {

const std::string agreed = R"(example.com._report._dmarc.reports.test. TXT "v=DMARC1;")";

std::string with_record(std::string_view tags) {
  return "_dmarc.example.com. TXT \"v=DMARC1; p=none; " + std::string(tags) + "\"\n";
}

std::string listed(const std::vector<ReportDestination>& destinations) {
  std::string text;
  for (const ReportDestination& each : destinations) {
    if (!text.empty()) text += ", ";
    text += each.tag + " " + each.host.text() + " " + std::string(to_string(each.consent));
  }
  return text;
}

std::string destinations_of(support::Zone& zone, std::string_view author = "example.com",
                            Standard standard = Standard::Rfc9989) {
  return listed(zone.settle([&](dns::Inquiry& inquiry) {
    return report_destinations(discover(name(author), standard, suffixes(), inquiry), suffixes(), inquiry);
  }));
}

std::string misplaced_below(support::Zone& zone, std::string_view author) {
  const auto steps = zone.settle([&](dns::Inquiry& inquiry) {
    return misplaced_records(discover(name(author), Standard::Rfc9989, suffixes(), inquiry), inquiry);
  });
  std::string text;
  for (const Step& step : steps) text += (text.empty() ? "" : ", ") + step.name.text();
  return text;
}

}  // namespace

TEST_CASE("reports to another organization need its consent", "[dmarc]") {
  struct Case {
    std::string_view why;
    std::string zone;
    std::string_view expected;
  };
  const auto c = GENERATE(values<Case>({
      {"the domain's own mailbox", with_record("rua=mailto:d@example.com"), "rua example.com not_needed"},
      {"a name below it is the same organization", with_record("rua=mailto:d@mail.example.com"),
       "rua mail.example.com not_needed"},
      {"nobody agreed", with_record("rua=mailto:d@reports.test") + "reports.test. A 192.0.2.1",
       "rua reports.test missing"},
      {"agreed", with_record("rua=mailto:d@reports.test") + agreed, "rua reports.test given"},
      {"agreed for all, by a wildcard",
       with_record("rua=mailto:d@reports.test") + R"(*._report._dmarc.reports.test. TXT "v=DMARC1")",
       "rua reports.test given"},
      {"agreed, with an address of its own",
       with_record("ruf=mailto:d@reports.test") +
           R"(example.com._report._dmarc.reports.test. TXT "v=DMARC1; ruf=mailto:x@reports.test")",
       "ruf reports.test given"},
      {"another text is no consent",
       with_record("rua=mailto:d@reports.test") + R"(example.com._report._dmarc.reports.test. TXT "yes")",
       "rua reports.test missing"},
      {"consent for another domain",
       with_record("rua=mailto:d@reports.test") + R"(example.net._report._dmarc.reports.test. TXT "v=DMARC1")",
       "rua reports.test missing"},
      {"several, of both kinds",
       with_record("rua=mailto:a@example.com,mailto:b@reports.test; ruf=mailto:c@other.test") + agreed,
       "rua example.com not_needed, rua reports.test given, ruf other.test missing"},
      {"the obsolete size is not part of the name", with_record("rua=mailto:d@reports.test!10m") + agreed,
       "rua reports.test given"},
      {"a server that does not answer",
       with_record("rua=mailto:d@reports.test") + ";! example.com._report._dmarc.reports.test. TXT TIMEOUT",
       "rua reports.test unknown"},
      {"no mailbox", with_record("rua=https://reports.test/x"), ""},
      {"a name of one label", with_record("rua=mailto:d@localhost"), ""},
      {"no record, nothing to send", "example.com. A 192.0.2.1", ""},
  }));
  CAPTURE(c.why);
  support::Zone zone(c.zone);
  CHECK(destinations_of(zone) == c.expected);
}

TEST_CASE("consent is asked for the domain under which the record stands", "[dmarc]") {
  support::Zone zone(with_record("rua=mailto:d@reports.test") + agreed + "\nshop.example.com. A 192.0.2.1");
  CHECK(destinations_of(zone, "shop.example.com") == "rua reports.test given");
}

TEST_CASE("under RFC 7489 the suffix list says whose mailbox it is", "[dmarc]") {
  // The walk sees two organizations, for each has a record; the list sees one.
  support::Zone zone(with_record("rua=mailto:d@mail.example.com") +
                     "_dmarc.mail.example.com. TXT \"v=DMARC1; p=none; psd=n\"");
  CHECK(destinations_of(zone, "example.com", Standard::Rfc7489) == "rua mail.example.com not_needed");
  CHECK(destinations_of(zone) == "rua mail.example.com missing");
}

TEST_CASE("consent takes one wave after the record", "[dmarc]") {
  support::Zone zone(with_record("rua=mailto:a@reports.test,mailto:b@other.test"));
  CHECK(destinations_of(zone) == "rua reports.test missing, rua other.test missing");
  CHECK(zone.rounds() == 2);
}

TEST_CASE("ten destinations are looked at, no more", "[dmarc]") {
  std::string uris;
  for (int i = 0; i < 30; ++i) uris += (i == 0 ? "" : ",") + ("mailto:a@n" + std::to_string(i) + ".test");
  std::string record = "v=DMARC1; p=none; rua=" + uris;
  std::string strings;
  for (std::size_t at = 0; at < record.size(); at += 200) strings += " \"" + record.substr(at, 200) + "\"";
  support::Zone zone("_dmarc.example.com. TXT" + strings);
  const std::string found = destinations_of(zone);
  CHECK(std::count(found.begin(), found.end(), ',') == 9);
}

TEST_CASE("a record where nobody looks is found when none applies", "[dmarc]") {
  struct Case {
    std::string_view why;
    std::string_view author;
    std::string_view zone;
    std::string_view expected;
  };
  const auto c = GENERATE(values<Case>({
      {"at the domain itself", "example.com", R"(example.com. TXT "v=DMARC1; p=none")", "example.com"},
      {"a doubled name", "example.com", R"(_dmarc.example.com.example.com. TXT "v=DMARC1; p=none")",
       "_dmarc.example.com.example.com"},
      {"beside an SPF record", "example.com", R"(example.com. TXT "v=spf1 -all"
                                                 example.com. TXT "v=DMARC1; p=none")",
       "example.com"},
      {"nothing anywhere", "example.com", R"(example.com. TXT "v=spf1 -all")", ""},
      {"a record applies: the other one does no harm", "example.com", R"(example.com. TXT "v=DMARC1; p=none"
                                                                        _dmarc.example.com. TXT "v=DMARC1; p=none")",
       ""},
      {"DNS did not tell whether one applies", "example.com", R"(example.com. TXT "v=DMARC1; p=none"
                                                                ;! _dmarc.example.com. TXT TIMEOUT)",
       ""},
  }));
  CAPTURE(c.why);
  support::Zone zone(c.zone);
  CHECK(misplaced_below(zone, c.author) == c.expected);
}
