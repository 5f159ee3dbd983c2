// SPDX-License-Identifier: Apache-2.0
// The verdict in words: what the headline says of no record, of mail that fails, and of a row of the checklist.
#include "report/headline.hpp"

#include "base/ascii.hpp"
#include "report/domain.hpp"
#include "report/expected.hpp"
#include "report/fixture.hpp"
#include "support/catch.hpp"

using namespace alignmail;
using fixture::Fixture;

TEST_CASE("a record that receivers ignore is not called none", "[report]") {
  struct Case {
    std::string id;
    std::string headline;
  };
  const auto c = GENERATE(values<Case>({
      {"DMARC001", "No DMARC record: nothing is enforced"},
      {"DMARC002", "Several DMARC records: all are ignored"},
      {"DMARC003", "DMARC record with a fault: it is ignored"},
      {"DMARC009", "DMARC record at the wrong name: nothing is enforced"},
      {"SES028", "A notice from SES, not your mail"},
  }));
  CAPTURE(c.id);
  Fixture made;
  made.analysis.dmarc.outcome = dmarc::Outcome::None;
  made.findings.all = {{.rule = findings::find_rule(c.id), .severity = findings::Severity::Error}};
  made.findings.next = 0;
  CHECK(made.render("text").starts_with(ascii::to_upper(c.headline)));
}

TEST_CASE("an error that counts is listed, though it follows from what is less", "[report]") {
  using findings::Severity;
  for (const Severity severity : {Severity::Info, Severity::Warning, Severity::Error}) {
    Fixture made;
    made.findings.all = {
        {.rule = findings::find_rule("DKIM006"), .severity = severity},
        {.rule = findings::find_rule("ALIGN001"), .severity = Severity::Error, .title = "DMARC fails"}};
    made.findings.all[1].caused_by = "DKIM006";
    if (severity != Severity::Info) made.findings.next = 0;
    const bool is_listed = severity != Severity::Error;
    CHECK(made.findings.counts(made.findings.all[1]) == is_listed);
    CHECK((made.render("text").find("ALIGN001 error   DMARC fails.") != std::string::npos) == is_listed);
    CHECK((made.render("markdown").find("**ALIGN001** (error)") != std::string::npos) == is_listed);
  }
}

TEST_CASE("of mail that fails it is said what becomes of it, and of no other", "[report]") {
  struct Case {
    dmarc::Outcome outcome;
    dmarc::Policy policy;
    std::string end;
  };
  using dmarc::Outcome;
  using dmarc::Policy;
  const auto c = GENERATE(values<Case>({
      {Outcome::Fail, Policy::None, "such mail is delivered all the same."},
      {Outcome::Fail, Policy::Quarantine, "asked to quarantine such mail (the spam folder)."},
      {Outcome::Fail, Policy::Reject, "asked to reject such mail."},
      {Outcome::Pass, Policy::Reject, ""},
      {Outcome::TempError, Policy::Reject, ""},
  }));
  CAPTURE(c.end);
  Fixture made;
  dmarc::Discovery discovery = *made.analysis.dmarc.discovery;
  discovery.policy = c.policy;
  made.analysis.dmarc.discovery = std::make_shared<const dmarc::Discovery>(discovery);
  made.analysis.dmarc.outcome = c.outcome;
  const std::string said = report::consequence(made.analysis);
  CHECK(said.ends_with(c.end));
  CHECK(said.empty() == c.end.empty());
  for (const std::string_view format : {"html", "markdown"}) {
    CHECK((made.render(format).find("DMARC stands on two legs") != std::string::npos) == !c.end.empty());
  }
}

TEST_CASE("a leg that could not be checked is no missing leg", "[report]") {
  for (const bool is_open : {true, false}) {
    Fixture made;
    made.spf_row().aligned_relaxed = is_open;
    made.spf_row().identifier.authenticated = dmarc::Authenticated::Unknown;
    made.spf_row().relation = is_open ? dmarc::Relation::SameOrganization : dmarc::Relation::None;
    CHECK(made.render("text").starts_with(is_open ? "DMARC PASSES BY DKIM; SPF COULD NOT BE CHECKED "
                                                  : "DMARC PASSES, ON ONE LEG ONLY "));
  }
}

TEST_CASE("a row of the checklist is called what it is for the reader", "[report]") {
  using ses::Problem;
  using ses::RowStatus;
  ses::ChecklistRow row{.id = "dmarc", .expected = "v=DMARC1; p=none", .status = RowStatus::Ok};
  row.found = {"v=DMARC1; p=none; rua=mailto:a@example.com"};
  CHECK(report::expected_of(row) == row.expected);
  row.found = {"v=DMARC1; p=reject"};
  CHECK(report::expected_of(row) == "v=DMARC1; p=none or stricter");
  row.status = RowStatus::Different;
  CHECK(report::expected_of(row) == row.expected);
  row.problems = {Problem::WeakerPolicy};
  CHECK(report::status_of(row) == "weaker");

  ses::ChecklistRow apex{.id = "apex_spf", .status = RowStatus::NotNeeded, .note = "It ends in permerror."};
  CHECK(report::status_of(apex) == "not for SES");
  CHECK(report::remark_of(apex).empty());
  apex.problems = {Problem::Unreadable};
  CHECK(report::status_of(apex) == "BROKEN");
  CHECK(report::remark_of(apex) == "It ends in permerror. SES does not use it.");
}
