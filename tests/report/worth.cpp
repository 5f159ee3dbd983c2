// SPDX-License-Identifier: Apache-2.0
// What a fix is worth and what the plan comes to, in the three formats for people.
#include "report/worth.hpp"

#include "report/fixture.hpp"
#include "support/catch.hpp"

using namespace alignmail;
using fixture::Fixture;
using fixture::name;

namespace {

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

// One line, whatever the width: text is wrapped.
std::string flat(const std::string& text) {
  std::string result;
  for (const char c : text) {
    if (c != '\n' && c != ' ')
      result += c;
    else if (!result.ends_with(' '))
      result += ' ';
  }
  return result;
}

const findings::Rule& rule(std::string_view id) { return *findings::find_rule(id); }

findings::Finding finding_of(std::string_view id, std::string summary, std::string record) {
  findings::Finding finding{.rule = &rule(id), .severity = findings::Severity::Warning, .title = "t", .why = "w"};
  finding.fix.summary = std::move(summary);
  finding.fix.steps = {{.text = "Add:", .records = {{.name = name("x.example.com"), .data = dns::Txt{{record}}}}}};
  return finding;
}

// Two halves of one cure, and something else.
Fixture with_plan(std::vector<std::string> ids) {
  Fixture fixture;
  fixture.findings.all = {finding_of("SES001", "Give SES a domain", "first"),
                          finding_of("SES004", "Relax it", "second"), finding_of("SES019", "Move it", "third")};
  fixture.findings.next = 0;
  fixture.findings.plan = findings::Plan{
      .ids = std::move(ids),
      .proof = {.outcome = dmarc::Outcome::Pass, .spf = true, .dkim = true, .caveat = "as if SES had used it"}};
  return fixture;
}

}  // namespace

TEST_CASE("a fix that changes the verdict is proved, one that does not says what it is good for", "[report]") {
  const Fixture fixture;  // DMARC passes by DKIM alone
  findings::Fix fix{.summary = "x"};
  CHECK_FALSE(report::worth_of(fix, "this message", fixture.analysis.dmarc));
  fix.proof = findings::Proof{.caveat = "a new signature needs a new mail"};
  CHECK_FALSE(report::worth_of(fix, "this message", fixture.analysis.dmarc));

  fix.proof = findings::Proof{.outcome = dmarc::Outcome::Pass, .spf = true, .dkim = true, .spf_lookups = 3};
  const auto proof = report::worth_of(fix, "this message", fixture.analysis.dmarc);
  REQUIRE(proof);
  CHECK(proof->label == "Proof");
  CHECK(proof->text ==
        "this message judged again with the change: DMARC pass, SPF and DKIM both count (before: pass, DKIM counts). "
        "The SPF record then costs 3 of the 10 DNS look-ups that SPF allows.");

  fix.proof = findings::Proof{.outcome = dmarc::Outcome::Pass, .dkim = true, .changes = false};
  fix.gain = "Reports arrive.";
  const auto gain = report::worth_of(fix, "this message", fixture.analysis.dmarc);
  REQUIRE(gain);
  CHECK(gain->label == "Gain");
  CHECK(gain->text == "Reports arrive. The verdict on this message stays: DMARC pass, DKIM counts.");
  fix.gain = "";
  CHECK(report::worth_of(fix, "this message", fixture.analysis.dmarc)->label == "Proof");  // nothing is gained
}

TEST_CASE("a fix without effect on the verdict is praised in no format", "[report]") {
  Fixture fixture = with_plan({});
  fixture.findings.all[0].fix.proof = findings::Proof{.outcome = dmarc::Outcome::Pass, .dkim = true, .changes = false};
  fixture.findings.all[0].fix.gain = "Reports arrive.";
  for (const std::string_view format : {"text", "html", "markdown"}) {
    INFO(format);
    const std::string text = flat(fixture.render(format));
    CHECK(has(text, "Reports arrive. The verdict on this message stays: DMARC pass, DKIM counts."));
    CHECK_FALSE(has(text, "Proof"));
    CHECK_FALSE(has(text, "proof good"));
  }
}

namespace {

struct PlanCase {
  std::vector<std::string> ids;
  bool is_shown;
};

}  // namespace

TEST_CASE("the plan is shown where it says more than the next action", "[report]") {
  const auto c = GENERATE(values<PlanCase>({
      {{"SES001"}, false},  // that is the next action
      {{"SES004"}, true},
      {{"SES001", "SES004"}, true},
  }));
  const Fixture fixture = with_plan(c.ids);
  CHECK(report::has_plan_to_show(fixture.findings) == c.is_shown);
  for (const std::string_view format : {"text", "html", "markdown"}) {
    INFO(format);
    CHECK(has(fixture.render(format), "All of it") == c.is_shown);
  }
}

TEST_CASE("without a plan there is none to show", "[report]") {
  Fixture fixture = with_plan({"SES001", "SES004"});
  fixture.findings.plan.reset();
  CHECK_FALSE(report::has_plan_to_show(fixture.findings));
}

TEST_CASE("the plan names its fixes in order and what they come to together", "[report]") {
  const Fixture fixture = with_plan({"SES001", "SES004"});
  constexpr std::string_view sentence =
      "SES001 and SES004 fixed together: DMARC pass, SPF and DKIM both count, as if SES had used it.";
  CHECK(report::worth_of(*fixture.findings.plan) == sentence);
  for (const std::string_view format : {"text", "html", "markdown"}) {
    INFO(format);
    CHECK(has(flat(fixture.render(format)), sentence));
  }

  const std::string page = fixture.render("html");
  CHECK(page.find("Give SES a domain <span class=\"dim\">SES001, as above") <
        page.find("Relax it <span class=\"dim\">SES004, as below"));
  // What the plan needs is unfolded, for paper unfolds nothing; the rest stays folded.
  CHECK(has(page, "<details open><summary><svg"));
  CHECK(page.find("<details open>") < page.find("<details><summary>"));
  CHECK(page.find("<details open>", page.find("<details open>") + 1) == std::string::npos);

  // A ticket has nothing to unfold, so the records stand there; those of the next action once.
  const std::string ticket = fixture.render("markdown");
  CHECK(has(ticket, "**SES004: Relax it**"));
  CHECK(has(ticket, "\"second\""));
  CHECK(ticket.find("\"first\"") == ticket.rfind("\"first\""));
  CHECK_FALSE(has(ticket, "\"third\""));
}
