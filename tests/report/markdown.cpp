// SPDX-License-Identifier: Apache-2.0
// Markdown: what a ticket says of records that come and go, and of the policy.
#include "report/fixture.hpp"
#include "report/matrix_rows.hpp"
#include "support/catch.hpp"

using namespace alignmail;

namespace {

using findings::Operation;

findings::RecordChange change(Operation operation, std::string_view owner, const std::string& text,
                              std::vector<std::string> was) {
  return {.operation = operation,
          .name = fixture::name(owner),
          .type = dns::Type::TXT,
          .data = dns::Txt{{text}},
          .was = std::move(was)};
}

// The page of a message whose fix is this one step.
std::string page_with(std::vector<findings::RecordChange> records, report::RecordForm form) {
  fixture::Fixture made;
  findings::Finding finding;
  finding.rule = findings::find_rule("SPF003");
  finding.severity = findings::Severity::Error;
  finding.title = std::string(finding.rule->title);
  finding.fix.summary = "Do it";
  finding.fix.steps = {{.text = "This:", .records = std::move(records)}};
  made.findings.all = {finding};
  made.findings.next = 0;
  return made.render("markdown", {.records = form});
}

bool holds(const std::string& page, std::string_view part) { return page.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("a ticket names what to delete and what to publish, each once", "[report]") {
  struct Case {
    std::string_view why;
    std::vector<findings::RecordChange> records;
    bool deletes;
    bool publishes;
  };
  const auto c = GENERATE(values<Case>({
      {"one record gives way to another",
       {change(Operation::Replace, "example.com", "v=spf1 -all", {"v=spf1 mx", "v=spf1 a"})},
       true,
       true},
      {"one only goes", {change(Operation::Delete, "example.com", "", {"v=spf1 mx"})}, true, false},
      {"one goes and one comes",
       {change(Operation::Delete, "old.example.com", "", {"v=spf1 mx"}),
        change(Operation::Add, "example.com", "v=spf1 -all", {})},
       true,
       true},
      {"one only comes", {change(Operation::Add, "example.com", "v=spf1 -all", {})}, false, true},
  }));
  CAPTURE(c.why);
  const std::string page = page_with(c.records, report::RecordForm::Bind);
  CAPTURE(page);
  CHECK(holds(page, "Delete:\n") == c.deletes);
  // Where nothing comes nothing is to be published; where nothing goes it need not be said.
  CHECK(holds(page, "Publish:\n") == (c.deletes && c.publishes));
  CHECK(holds(page, "300 IN TXT \"v=spf1 -all\"") == c.publishes);
  CHECK(holds(page, "TXT \"v=spf1 mx\"") == c.deletes);
  CHECK_FALSE(holds(page, "; delete"));
}

TEST_CASE("a form that deletes by itself stays whole in a ticket", "[report]") {
  const std::string page =
      page_with({change(Operation::Delete, "example.com", "", {"v=spf1 mx"})}, report::RecordForm::Route53);
  CHECK(holds(page, "\"Action\": \"DELETE\""));
}

TEST_CASE("the cell of the policy says what is published, or why there is nothing", "[report]") {
  struct Case {
    std::string_view why;
    dmarc::Outcome outcome;
    bool has_record;
    std::string tag;
    dmarc::Policy stated;
    bool is_test;
    std::string cell;
  };
  using dmarc::Outcome;
  using dmarc::Policy;
  const auto c = GENERATE(values<Case>({
      {"the tag of the domain itself", Outcome::Pass, true, "p", Policy::Reject, false, "p=reject"},
      {"of a subdomain", Outcome::Fail, true, "sp", Policy::None, false, "sp=none"},
      {"of a name that does not exist", Outcome::Fail, true, "np", Policy::Quarantine, false, "np=quarantine"},
      {"in test mode it is said as published", Outcome::Fail, true, "p", Policy::Reject, true, "p=reject, t=y"},
      {"there is none", Outcome::None, false, "", Policy::None, false, "(no record)"},
      {"nobody could look", Outcome::Unknown, false, "", Policy::None, false, "(not known)"},
      {"DNS gave no answer", Outcome::TempError, false, "", Policy::None, false, "(not known)"},
      {"whose it would be is not clear", Outcome::PermError, true, "p", Policy::Reject, false, "(no author domain)"},
  }));
  CAPTURE(c.why);
  dmarc::Discovery discovery{.author = fixture::name("example.com")};
  if (c.has_record) {
    discovery.record = dmarc::Record{.policy = c.stated};
    if (c.is_test) discovery.weakened_by = "t=y";
    // What t=y makes of it is a level less.
    discovery.policy = c.is_test ? Policy::Quarantine : c.stated;
    discovery.stated_policy = c.stated;
    discovery.policy_tag = c.tag;
  }
  const dmarc::Verdict verdict{.outcome = c.outcome, .discovery = std::make_shared<const dmarc::Discovery>(discovery)};
  CHECK(report::policy_text(verdict) == c.cell);
}
