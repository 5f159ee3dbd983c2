// SPDX-License-Identifier: Apache-2.0
#include "findings/causes.hpp"

#include "support/catch.hpp"

using namespace alignmail::findings;

namespace {

std::vector<Finding> findings_of(const std::vector<std::string_view>& ids) {
  std::vector<Finding> findings;
  for (const std::string_view id : ids) {
    const Rule* rule = find_rule(id);
    REQUIRE(rule != nullptr);
    findings.push_back({.rule = rule, .severity = rule->severity});
  }
  link_causes(findings);
  return findings;
}

}  // namespace

TEST_CASE("a consequence names its cause when the cause is there", "[findings]") {
  struct Case {
    std::vector<std::string_view> ids;  // the first one is looked at
    std::string cause;
  };
  const auto c = GENERATE(values<Case>({
      {{"ALIGN002", "SES001"}, "SES001"},
      {{"ALIGN002"}, ""},
      {{"DKIM002", "SES009"}, "SES009"},
      {{"ALIGN001", "DKIM008"}, "DKIM008"},
      {{"ALIGN001", "DKIM002", "SES009"}, "SES009"},  // the cause behind the cause comes first
      {{"SES001", "ALIGN002"}, ""},                   // a cause is no consequence of its effect
      {{"SES001", "SES014", "SES003"}, "SES014"},
      {{"DMARC011", "DNS001"}, "DNS001"},
      {{"DMARC011", "DNS003"}, "DNS003"},
      {{"SPF010", "DNS003"}, "DNS003"},
      {{"ALIGN002", "DKIM024"}, "DKIM024"},
      {{"TRUST005", "DKIM024"}, ""},  // unless the receiver saw it fit
  }));
  CAPTURE(c.ids);
  CHECK(findings_of(c.ids).front().caused_by == c.cause);
}

TEST_CASE("a consequence weighs no more than its cause, save that DMARC fails", "[findings]") {
  struct Case {
    std::vector<std::string_view> ids;
    std::vector<Severity> severities;
  };
  const auto c = GENERATE(values<Case>({
      {{"DKIM002", "SES009"}, {Severity::Error, Severity::Error}},
      {{"DKIM007", "SES023"}, {Severity::Warning, Severity::Warning}},
      {{"ALIGN002", "DKIM008"}, {Severity::Warning, Severity::Error}},  // never more than its own
      {{"ALIGN001", "FROM007"}, {Severity::Error, Severity::Warning}},
      {{"DMARC001", "FROM007"}, {Severity::Error, Severity::Warning}},  // which rests on what anybody writes
      {{"DKIM006", "FROM007"}, {Severity::Warning, Severity::Warning}},
  }));
  CAPTURE(c.ids);
  const std::vector<Finding> findings = findings_of(c.ids);
  for (std::size_t i = 0; i < findings.size(); ++i) CHECK(findings[i].severity == c.severities[i]);
}

TEST_CASE("a finding follows from what its rule names, where that was found too", "[findings]") {
  for (const bool is_found : {true, false}) {
    Finding remark{.rule = find_rule("ALIGN003"), .evidence = {.cause = "SES025"}};
    std::vector<Finding> findings = {{.rule = find_rule("ALIGN003")}, remark};
    if (is_found) findings.push_back({.rule = find_rule("SES025")});
    link_causes(findings);
    CHECK(findings[0].caused_by.empty());  // the other leg's
    CHECK(findings[1].caused_by == (is_found ? "SES025" : ""));
  }
}

TEST_CASE("an inherited signature is a cause only where strict DKIM makes it lose its leg", "[findings]") {
  for (const Severity severity : {Severity::Info, Severity::Warning}) {
    std::vector<Finding> findings = {{.rule = find_rule("ALIGN002"), .severity = Severity::Warning},
                                     {.rule = find_rule("SES025"), .severity = severity}};
    link_causes(findings);
    CHECK(findings.front().caused_by == (severity == Severity::Info ? "" : "SES025"));
  }
}

TEST_CASE("causes never lead in a circle", "[findings]") {
  std::vector<std::string_view> all;
  for (const Rule* rule : catalogue()) all.push_back(rule->id);
  const std::vector<Finding> findings = findings_of(all);
  for (const Finding& start : findings) {
    std::string current(start.rule->id);
    std::size_t steps = 0;
    while (!current.empty() && steps <= findings.size()) {
      const auto next =
          std::find_if(findings.begin(), findings.end(), [&](const Finding& f) { return f.rule->id == current; });
      REQUIRE(next != findings.end());
      current = next->caused_by;
      ++steps;
    }
    CAPTURE(start.rule->id);
    CHECK(steps <= findings.size());
  }
}

TEST_CASE("where the domain does not exist, what would have to stand below it is a consequence", "[findings]") {
  for (const Severity severity : {Severity::Error, Severity::Warning}) {
    std::vector<Finding> findings;
    for (const std::string_view id : {"DMARC001", "SES001", "SES012", "SES017", "DMARC012"}) {
      findings.push_back({.rule = find_rule(id), .severity = find_rule(id)->severity});
    }
    findings.back().severity = severity;
    link_causes(findings);
    // As a warning it is carried by a parent that exists.
    const std::string cause = severity == Severity::Error ? "DMARC012" : "";
    CHECK(findings[0].caused_by == cause);
    CHECK(findings[1].caused_by == cause);
    CHECK(findings[2].caused_by == cause);
    CHECK(findings[3].caused_by.empty());  // forged traces are forged all the same
    CHECK(findings[4].caused_by.empty());
  }
}
