// SPDX-License-Identifier: Apache-2.0
// Markdown for tickets: the verdict, the matrix, the one thing to do, and what else is open.
#include "base/ascii.hpp"
#include "base/escape.hpp"
#include "report/formats.hpp"
#include "report/headline.hpp"
#include "report/markdown_text.hpp"
#include "report/matrix_rows.hpp"
#include "report/summary.hpp"
#include "report/worth.hpp"

namespace alignmail::report {
namespace {

using markdown::block;
using markdown::code;
using markdown::prose;

std::string who(const Subject& subject) {
  const Analysis& analysis = subject.analysis;
  std::string text = "From " + code(summarize(analysis).from);
  const std::string list = mailing_list(analysis);
  if (!list.empty()) {
    text += ", via the list " + code(list);
  } else if (const std::string to = field_text(analysis, "To"); !to.empty()) {
    text += ", to " + code(to);
  }
  if (!analysis.trust.receiver.empty()) text += ", checked by " + code(analysis.trust.receiver);
  text += ".\n\n";
  if (const std::string sentence = overlay_sentence(subject.input); !sentence.empty()) text += prose(sentence) + "\n\n";
  return text;
}

std::string marked(const MatrixRow& row, dmarc::Mode mode) {
  const std::string word(answer(row, mode));
  return row.alignment != nullptr && row.alignment->in_force == mode ? "**" + word + "**" : word;
}

std::string cell_of_domain(const std::string& domain) { return domain.starts_with('(') ? domain : code(domain, true); }

std::string table(const Analysis& analysis) {
  std::string text =
      "| | receiver said | checked now | this proves | aligned, relaxed | aligned, strict |\n"
      "|---|---|---|---|---|---|\n";
  for (const MatrixRow& row : matrix_rows(analysis)) {
    text += "| " + row.method + " | " + prose(row.said) + " | " + row.now + " | " + cell_of_domain(row.domain) + " | " +
            marked(row, dmarc::Mode::Relaxed) + " | " + marked(row, dmarc::Mode::Strict) + " |\n";
  }
  return text + "| DMARC | " + prose(claimed_dmarc(analysis)) + " | " + outcome_word(analysis.dmarc.outcome) + " | " +
         cell_of_domain(policy_text(analysis.dmarc)) + " | | |\n\nBold: the mode in force.\n\n";
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  for (const std::string_view line : ascii::split(text, '\n')) lines.emplace_back(line);
  while (!lines.empty() && lines.back().empty()) lines.pop_back();
  return lines;
}

// What has to go for the new records, as a difference.
std::string going(const findings::FixStep& step) {
  std::vector<std::string> lines;
  for (const findings::RecordChange& change : step.records) {
    if (change.operation == findings::Operation::Rename) continue;
    for (const std::string& gone : change.was) {
      const std::string value =
          change.type == dns::Type::TXT ? "\"" + escape::visible(gone) + "\"" : escape::visible(gone);
      lines.push_back("- " + change.name.text() + ". " + std::string(dns::to_string(change.type)) + " " + value);
    }
  }
  return lines.empty() ? "" : "Delete:\n\n" + block(lines, "diff") + "\nPublish:\n\n";
}

std::string steps(const findings::Fix& fix, RecordForm form) {
  std::string text;
  std::size_t number = 0;
  for (const findings::FixStep& step : fix.steps) {
    text += std::to_string(++number) + ". " + prose(step.text) + "\n\n";
    if (!step.lines.empty()) {
      text += block(step.lines, "") + "\n";
    } else if (!step.records.empty()) {
      text += going(step) + block(lines_of(render_records(step.records, form)), "") + "\n";
    }
    if (!step.commands.empty()) text += block(step.commands, "sh") + "\n";
  }
  return text;
}

std::string next_action(const Subject& subject, RecordForm form) {
  const findings::Finding* next = subject.findings.next_action();
  if (next == nullptr) return "";
  std::string text = "**Why:** " + prose(next->why) + "\n\n";
  if (!next->evidence.exhibit.empty()) text += block(next->evidence.exhibit, "") + "\n";
  text += "### Do this next: " + prose(next->fix.summary) + "\n\n" + steps(next->fix, form);
  if (const auto worth = worth_of(next->fix, "this message", subject.analysis.dmarc)) {
    text += "**" + worth->label + ":** " + prose(worth->text) + "\n\n";
  }
  if (!next->fix.note.empty()) text += prose(next->fix.note) + "\n\n";
  return text + "Longer story: `alignmail explain " + std::string(next->rule->id) + "`\n\n";
}

// What the next action leaves to be done, with its records: a ticket has nothing to unfold.
std::string plan(const findings::Findings& found, RecordForm form) {
  if (!has_plan_to_show(found)) return "";
  std::string text = "### All of it\n\n" + prose(worth_of(*found.plan)) + "\n\n";
  for (const std::string& id : found.plan->ids) {
    const findings::Finding* finding = found.find(id);
    if (finding == nullptr || finding == found.next_action()) continue;
    text += "**" + id + ": " + prose(finding->fix.summary) + "**\n\n" + steps(finding->fix, form);
  }
  return text;
}

std::string others(const findings::Findings& found) {
  std::string text;
  for (const findings::Finding& finding : found.all) {
    if (&finding == found.next_action() || !finding.caused_by.empty()) continue;
    text += "- **" + std::string(finding.rule->id) + "** (" + std::string(to_string(finding.severity)) + ") " +
            prose(finding.title) + ".\n";
  }
  return text.empty() ? text : "### Also found\n\n" + text + "\n";
}

}  // namespace

std::string render_markdown(const Subject& subject, const Style& style) {
  std::string text = "## " + headline(subject) + "\n\n" + tally(subject.findings) + ". " + who(subject) +
                     table(subject.analysis) + next_action(subject, style.records) +
                     plan(subject.findings, style.records) + others(subject.findings);
  const std::string source = source_name(subject.input);
  if (source != "stdin") text += "Message: " + code(source) + "\n";
  if (text.ends_with("\n\n")) text.pop_back();
  return text;
}

}  // namespace alignmail::report
