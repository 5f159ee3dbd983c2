// SPDX-License-Identifier: Apache-2.0
// The matrix: which answer is the one that decides.
#include "report/fixture.hpp"
#include "support/catch.hpp"

using namespace alignmail;

namespace {

// The line of the page that holds this.
std::string line_with(const std::string& page, std::string_view part) {
  const std::size_t at = page.find(part);
  if (at == std::string::npos) return "";
  const std::size_t begin = page.rfind('\n', at) + 1;
  return page.substr(begin, page.find('\n', at) - begin);
}

}  // namespace

TEST_CASE("the mode in force stands out in every row, also where nothing was compared", "[report]") {
  struct Case {
    dmarc::Mode mode;
    bool has_alignment;
    std::string text;
    std::string markdown;
    std::string html;
  };
  const std::string no = "<strong class=\"bad\">no<span class=\"aside\"> (in force)</span></strong>";
  const auto c = GENERATE_REF(values<Case>({
      {dmarc::Mode::Relaxed, true, "NO  (*)     no", "| **no** | no |", "<td>" + no + "</td><td>no</td>"},
      {dmarc::Mode::Strict, true, "no          NO  (*)", "| no | **no** |", "<td>no</td><td>" + no + "</td>"},
      {dmarc::Mode::Relaxed, false, "NO  (*)     no", "| **no** | no |", "<td>" + no + "</td><td>no</td>"},
      {dmarc::Mode::Strict, false, "no          NO  (*)", "| no | **no** |", "<td>no</td><td>" + no + "</td>"},
  }));
  CAPTURE(c.mode, c.has_alignment);
  fixture::Fixture made;
  made.analysis.dmarc.spf_mode = c.mode;
  made.spf_row().in_force = c.mode;
  if (!c.has_alignment) {
    made.analysis.spf = {};
    made.rows->erase(made.rows->begin());
  }
  CHECK(line_with(made.render("text"), " SPF   ").ends_with(c.text));
  CHECK(line_with(made.render("markdown"), "| SPF |").ends_with(c.markdown));
  CHECK(made.render("html").find(c.html) != std::string::npos);
}

TEST_CASE("why SPF does not pass is said beside another action too, once, and only where the record is not why",
          "[report]") {
  struct Case {
    std::string why_next;
    std::string why_spf;
    bool is_of_record;  // the rule's own words
    bool is_noted;
  };
  const std::string forwarded = "A server at 192.0.2.1 forwarded this mail. Your record is not why.";
  const auto c = GENERATE_COPY(values<Case>({
      {"The seals do not hold.", forwarded, false, true},
      {"A server at 192.0.2.1 forwarded this mail. The seals do not hold.", forwarded, false, false},
      {"The seals do not hold.", "192.0.2.1 sent this mail, which the record does not permit.", true, false},
  }));
  CAPTURE(c.why_next);
  fixture::Fixture made;
  findings::Finding spf{.rule = findings::find_rule("SPF007"), .why = c.why_spf};
  if (!c.is_of_record) spf.evidence.why = c.why_spf;
  made.findings.all = {
      {.rule = findings::find_rule("ARC001"), .severity = findings::Severity::Warning, .why = c.why_next}, spf};
  made.findings.next = 0;
  CHECK((made.render("text").find("Note  " + c.why_spf.substr(0, 20)) != std::string::npos) == c.is_noted);
}

TEST_CASE("a leg that only this copy lost is told apart in the headline, and so is a CNAME that leads nowhere",
          "[report]") {
  struct Case {
    dmarc::Outcome outcome;
    std::string_view next;
    bool is_of_copy;
    std::string headline;
  };
  const auto c = GENERATE(values<Case>({
      {dmarc::Outcome::Pass, "DKIM024", true, "DMARC PASSES, IN THIS COPY ON ONE LEG ONLY"},
      {dmarc::Outcome::Pass, "DKIM024", false, "DMARC PASSES, ON ONE LEG ONLY"},
      {dmarc::Outcome::Fail, "DKIM022", true, "DMARC FAILS IN THIS COPY: IT WAS ALTERED AFTER THE CHECK"},
      {dmarc::Outcome::Fail, "DKIM022", false, "DMARC FAILS: THE LINE ENDS WERE CHANGED"},
      {dmarc::Outcome::TempError, "DNS003", false, "DMARC UNDECIDED: A CNAME LEADS NOWHERE"},
      {dmarc::Outcome::TempError, "DNS001", false, "DMARC UNDECIDED: DNS DID NOT ANSWER"},
  }));
  fixture::Fixture made;
  made.analysis.dmarc.outcome = c.outcome;
  findings::Finding next{.rule = findings::find_rule(c.next), .severity = findings::Severity::Error};
  if (c.is_of_copy) next.evidence.values["arrival"] = "fine";
  made.findings.all = {next};
  made.findings.next = 0;
  CHECK(made.render("text").starts_with(c.headline));
}
