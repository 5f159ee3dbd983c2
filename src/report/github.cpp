// SPDX-License-Identifier: Apache-2.0
// Workflow commands of GitHub Actions: each finding becomes an annotation of the header line
// that it is about. A command is one line; the runner takes %, CR and LF escaped, and in
// properties : and , too.
#include "base/ascii.hpp"
#include "base/escape.hpp"
#include "report/formats.hpp"
#include "report/headline.hpp"
#include "report/summary.hpp"

namespace alignmail::report {
namespace {

std::string escaped(std::string_view outside, std::string_view specials) {
  std::string text;
  for (const char c : escape::visible(outside)) {
    if (specials.find(c) == std::string_view::npos) {
      text.push_back(c);
    } else {
      text += c == '%' ? "%25" : c == ':' ? "%3A" : c == ',' ? "%2C" : "%0A";
    }
  }
  return text;
}

std::string data_text(std::string_view text) { return escaped(text, "%"); }
std::string property_text(std::string_view text) { return escaped(text, "%:,"); }

std::string_view command_of(findings::Severity severity) {
  switch (severity) {
    case findings::Severity::Error: return "error";
    case findings::Severity::Warning: return "warning";
    case findings::Severity::Info: return "notice";
  }
  return "";
}

std::string command(std::string_view word, const Input& input, std::size_t line, std::string_view title,
                    const std::string& escaped_message) {
  std::string text = "::" + std::string(word) + " file=" + property_text(source_name(input));
  if (line > 0) text += ",line=" + std::to_string(line);
  return text += ",title=" + property_text(title) + "::" + escaped_message + "\n";
}

// Lines of the message: each is escaped alone and %0A put between.
std::string message_of(const findings::Finding& finding, const Input& input) {
  std::string text = data_text(finding.why);
  if (!finding.fix.summary.empty()) text += "%0AWhat to do: " + data_text(finding.fix.summary);
  for (const findings::FixStep& step : finding.fix.steps) {
    if (step.records.empty() || !step.lines.empty()) continue;
    text += "%0A";
    const std::string records = render_records(step.records, RecordForm::Bind);
    for (const std::string_view line : ascii::split(records, '\n')) text += data_text(line) + "%0A";
  }
  while (text.ends_with("%0A")) text.resize(text.size() - 3);
  if (!input.overlay.empty()) text += "%0A" + data_text(overlay_sentence(input));
  return text;
}

}  // namespace

std::string render_github(const Subject& subject, const Style& /*style*/) {
  const dmarc::Outcome outcome = subject.analysis.dmarc.outcome;
  std::string verdict = data_text(headline(subject) + ": " + tally(subject.findings));
  if (!subject.input.overlay.empty()) verdict += "%0A" + data_text(overlay_sentence(subject.input));
  std::string text = command("notice", subject.input, 0, "DMARC " + std::string(to_string(outcome)), verdict);
  for (const findings::Finding& finding : subject.findings.all) {
    if (!finding.caused_by.empty()) continue;  // it goes when its cause goes
    text += command(command_of(finding.severity), subject.input, line_of(finding, subject),
                    std::string(finding.rule->id) + " " + finding.title, message_of(finding, subject.input));
  }
  return text;
}

}  // namespace alignmail::report
