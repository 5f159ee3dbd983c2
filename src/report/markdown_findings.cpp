// SPDX-License-Identifier: Apache-2.0
#include "report/markdown_findings.hpp"

#include "base/ascii.hpp"
#include "base/escape.hpp"
#include "report/markdown_text.hpp"
#include "report/step.hpp"
#include "report/worth.hpp"

namespace alignmail::report::markdown {
namespace {

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
  return lines.empty() ? "" : "Delete:\n\n" + block(lines, "diff") + "\n";
}

// What has to come. Forms that say by themselves what goes are kept whole.
std::string coming(const findings::FixStep& step, const Style& style) {
  const bool tells_only_in_words = style.records == RecordForm::Bind || style.records == RecordForm::Panel;
  std::vector<findings::RecordChange> records;
  for (const findings::RecordChange& change : step.records) {
    if (!tells_only_in_words || change.operation != findings::Operation::Delete) records.push_back(change);
  }
  return records.empty() ? "" : block(lines_of(render_records(records, style.records)), "") + "\n";
}

std::string records(const findings::FixStep& step, const Style& style) {
  const std::string gone = going(step);
  const std::string come = coming(step, style);
  return gone + (gone.empty() || come.empty() ? "" : "Publish:\n\n") + come;
}

std::string steps(const findings::Fix& fix, const Style& style) {
  std::string text;
  std::size_t number = 0;
  for (const findings::FixStep& step : fix.steps) {
    text += std::to_string(++number) + ". " + prose(text_of(step, style)) + "\n\n";
    if (shows_own_lines(step, style)) {
      text += block(step.lines, "") + "\n";
    } else if (!step.records.empty()) {
      text += records(step, style);
    }
    if (!step.commands.empty()) text += block(step.commands, "sh") + "\n";
  }
  return text;
}

}  // namespace

std::string next_action(const findings::Findings& found, const Judged& judged, const Style& style) {
  const findings::Finding* next = found.next_action();
  if (next == nullptr) return "";
  std::string text = "**Why:** " + prose(next->why) + "\n\n";
  if (!next->evidence.exhibit.empty()) text += block(next->evidence.exhibit, "") + "\n";
  text += "### Do this next: " + prose(next->fix.summary) + "\n\n" + steps(next->fix, style);
  if (const auto worth = worth_of(next->fix, judged.what, judged.before)) {
    text += "**" + worth->label + ":** " + prose(worth->text) + "\n\n";
  }
  if (!next->fix.note.empty()) text += prose(next->fix.note) + "\n\n";
  return text + "Longer story: `alignmail explain " + std::string(next->rule->id) + "`\n\n";
}

// What the next action leaves to be done, with its records: a ticket has nothing to unfold.
std::string plan(const findings::Findings& found, const Style& style) {
  if (!has_plan_to_show(found)) return "";
  std::string text = "### All of it\n\n" + prose(worth_of(*found.plan)) + "\n\n";
  for (const std::string& id : found.plan->ids) {
    const findings::Finding* finding = found.find(id);
    if (finding == nullptr || finding == found.next_action()) continue;
    text += "**" + id + ": " + prose(finding->fix.summary) + "**\n\n" + steps(finding->fix, style);
  }
  return text;
}

std::string others(const findings::Findings& found) {
  std::string text;
  for (const findings::Finding& finding : found.all) {
    if (&finding == found.next_action() || !found.counts(finding)) continue;
    text += "- **" + std::string(finding.rule->id) + "** (" + std::string(to_string(finding.severity)) + ") " +
            prose(finding.title) + ".\n";
  }
  return text.empty() ? text : "### Also found\n\n" + text + "\n";
}

}  // namespace alignmail::report::markdown
