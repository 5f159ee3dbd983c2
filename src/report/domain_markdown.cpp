// SPDX-License-Identifier: Apache-2.0
// The set-up of a domain in Markdown: a ticket for whoever owns DNS.
#include "report/domain.hpp"
#include "report/expected.hpp"
#include "report/headline.hpp"
#include "report/markdown_findings.hpp"
#include "report/markdown_text.hpp"
#include "report/summary.hpp"

namespace alignmail::report {
namespace {

using markdown::code;
using markdown::prose;

std::string cell(const std::string& text) { return text.empty() ? "-" : code(text, true); }

std::string found_in(const ses::ChecklistRow& row) {
  std::string text;
  for (const std::string& found : row.found) text += (text.empty() ? "" : "<br>") + code(found, true);
  if (row.found_at) text += (text.empty() ? "at " : " at ") + code(row.found_at->text(), true);
  return text.empty() ? "-" : text;
}

std::string table(std::span<const ses::ChecklistRow> rows) {
  std::string text = "| | state | name | type | expected | found |\n|---|---|---|---|---|---|\n";
  for (const ses::ChecklistRow& row : rows) {
    text += "| " + label_of(row) + " | " + status_of(row) + " | " + cell(row.name) + " | " + row.type + " | " +
            cell(expected_of(row)) + " | " + found_in(row) + " |\n";
  }
  return text + "\n";
}

std::string note(const DomainSubject& subject) {
  const std::string sentence = overlay_sentence(subject.seen);
  return sentence.empty() ? "" : prose(sentence) + "\n\n";
}

std::string naming(const DomainSubject& subject) {
  const std::vector<std::string> commands = how_to_name(subject);
  if (commands.empty()) return "";
  return "### Do this next: let SES name what to look for\n\n" + markdown::block(commands, "sh") + "\n";
}

}  // namespace

std::string domain_markdown(const DomainSubject& subject, const Style& style) {
  const findings::Findings& found = subject.findings;
  std::string text = "## " + headline(subject.readiness.standing) + "\n\n" +
                     tally(found, subject.readiness.standing != Standing::Unknown) + ". Domain " +
                     code(subject.domain.text()) + ".\n\n" + table(subject.audit.checklist) +
                     prose(subject.readiness.sentence) + "\n\n" + note(subject) +
                     markdown::next_action(found, {"the set-up", subject.audit.dmarc}, style) + naming(subject) +
                     markdown::plan(found, style) + markdown::others(found);
  if (text.ends_with("\n\n")) text.pop_back();
  return text;
}

}  // namespace alignmail::report
