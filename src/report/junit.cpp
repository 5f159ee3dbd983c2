// SPDX-License-Identifier: Apache-2.0
// JUnit XML for continuous integration: a suite for each message, with a case for the verdict
// and one for each finding. Errors fail, consequences of others are skipped, the rest passes.
#include <string>

#include "base/time.hpp"
#include "report/document.hpp"
#include "report/formats.hpp"
#include "report/headline.hpp"
#include "report/markup.hpp"
#include "report/summary.hpp"

namespace alignmail::report {
namespace {

struct Counts {
  std::int64_t tests = 0;
  std::int64_t failures = 0;
  std::int64_t errors = 0;
  std::int64_t skipped = 0;
};

void open_case(Markup& xml, std::string_view class_name, std::string_view name) {
  xml.put("    <testcase").attribute("classname", class_name).attribute("name", name).attribute("time", "0").put(">");
}

void add_verdict(Markup& xml, const Subject& subject, Counts& counts) {
  const dmarc::Outcome outcome = subject.analysis.dmarc.outcome;
  open_case(xml, "alignmail.verdict", "DMARC");
  const std::string word(to_string(outcome));
  const std::string title = headline(subject);
  switch (outcome) {
    case dmarc::Outcome::Pass: break;
    case dmarc::Outcome::Fail:
    case dmarc::Outcome::PermError:
      ++counts.failures;
      xml.put("<failure").attribute("type", word).attribute("message", title).put(">");
      xml.text(subject.analysis.dmarc.reason).put("</failure>");
      break;
    case dmarc::Outcome::TempError:
    case dmarc::Outcome::Unknown:
      ++counts.errors;
      xml.put("<error").attribute("type", word).attribute("message", title).put(">");
      xml.text(subject.analysis.dmarc.reason).put("</error>");
      break;
    case dmarc::Outcome::None:
      ++counts.skipped;
      xml.put("<skipped").attribute("message", title).put("/>");
      break;
  }
  ++counts.tests;
  xml.put("</testcase>\n");
}

void add_finding(Markup& xml, const findings::Finding& finding, Counts& counts) {
  const std::string id(finding.rule->id);
  open_case(xml, "alignmail.findings", id + " " + finding.title);
  if (!finding.caused_by.empty()) {
    ++counts.skipped;
    xml.put("<skipped").attribute("message", "follows from " + finding.caused_by).put("/>");
  } else if (finding.severity == findings::Severity::Error) {
    ++counts.failures;
    xml.put("<failure").attribute("type", id).attribute("message", finding.title).put(">");
    xml.text(story(finding)).put("</failure>");
  } else {
    xml.put("<system-out>").text(to_string(finding.severity)).put(": ").text(story(finding)).put("</system-out>");
  }
  ++counts.tests;
  xml.put("</testcase>\n");
}

}  // namespace

std::string render_junit(const Subject& subject, const Style& /*style*/) {
  Counts counts;
  Markup cases;
  add_verdict(cases, subject, counts);
  for (const findings::Finding& finding : subject.findings.all) add_finding(cases, finding, counts);
  std::string time = to_rfc3339(subject.generated_at);
  if (time.ends_with('Z')) time.pop_back();  // the usual schema knows no zone
  Markup suite;
  suite.put("  <testsuite").attribute("name", source_name(subject.input)).attribute("timestamp", time);
  suite.attribute("tests", counts.tests).attribute("failures", counts.failures);
  suite.attribute("errors", counts.errors).attribute("skipped", counts.skipped).attribute("time", "0").put(">\n");
  if (!subject.input.overlay.empty()) {
    suite.put("    <properties><property").attribute("name", "dns_overlay").attribute("value", subject.input.overlay);
    suite.put("/></properties>\n");
    cases.put("    <system-out>").text(overlay_sentence(subject.input)).put("</system-out>\n");
  }
  suite.put(cases).put("  </testsuite>\n");
  return suite.take();
}

std::unique_ptr<Document> open_junit(const Style& /*style*/) {
  return std::make_unique<Framed>("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"alignmail\">\n", "",
                                  "</testsuites>\n");
}

}  // namespace alignmail::report
