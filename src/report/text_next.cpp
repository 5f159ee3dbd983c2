// SPDX-License-Identifier: Apache-2.0
// Why it is so, and the one thing to do next.
#include "base/ascii.hpp"
#include "report/step.hpp"
#include "report/text.hpp"
#include "report/worth.hpp"

namespace alignmail::report {
namespace {

constexpr std::size_t why_column = 6;

Paint paint_of(findings::Severity severity) {
  switch (severity) {
    case findings::Severity::Error: return Paint::Bad;
    case findings::Severity::Warning: return Paint::Risk;
    case findings::Severity::Info: return Paint::Plain;
  }
  return Paint::Plain;
}

void print_exhibit(Page& page, const std::vector<std::string>& lines) {
  if (lines.empty()) return;
  page.blank();
  for (const std::string& line : lines) {
    const Paint paint = line.starts_with("- ") ? Paint::Bad : line.starts_with("+ ") ? Paint::Good : Paint::Plain;
    page.shown_as_is(paint == Paint::Plain ? "  " + line : line, paint);
  }
}

// What goes and what comes, before the line to copy.
void print_difference(Page& page, const findings::RecordChange& change) {
  page.column(2).flow(change.name.text() + ". " + std::string(dns::to_string(change.type)), 2).end_line();
  for (const std::string& gone : change.was) {
    page.shown_as_is("- " + (change.type == dns::Type::TXT ? "\"" + gone + "\"" : gone), Paint::Bad);
  }
  if (change.operation != findings::Operation::Delete) {
    page.shown_as_is("+ " + dns::to_string(change.data), Paint::Good);
  }
}

void print_records(Page& page, const findings::FixStep& step, RecordForm form) {
  std::vector<findings::RecordChange> to_publish;
  bool differs = false;
  for (const findings::RecordChange& change : step.records) {
    if (change.operation != findings::Operation::Delete) to_publish.push_back(change);
    if (change.was.empty() || change.operation == findings::Operation::Rename) continue;
    page.blank();
    print_difference(page, change);
    differs = true;
  }
  if (to_publish.empty()) return;
  page.blank();
  if (differs) page.put("  Copy and paste:").end_line().blank();
  const std::string text = render_records(to_publish, form);
  for (const std::string_view line : ascii::split(text, '\n')) {
    if (!line.empty()) page.copy(line);
  }
  page.blank();
}

void print_lines(Page& page, const std::vector<std::string>& lines) {
  if (lines.empty()) return;
  page.blank();
  for (const std::string& line : lines) page.copy(line);
  page.blank();
}

void print_steps(Page& page, const findings::Fix& fix, const Style& style) {
  std::size_t number = 0;
  for (const findings::FixStep& step : fix.steps) {
    ++number;
    const bool numbered = fix.steps.size() > 1;
    if (numbered) page.put("  " + std::to_string(number) + ".");
    const bool has_own_lines = shows_own_lines(step, style);
    page.prose(text_of(step, style), numbered ? 5 : 2);
    if (!has_own_lines) print_records(page, step, style.records);
    print_lines(page, step.commands);
    if (has_own_lines) print_lines(page, step.lines);
  }
}

void print_note(Page& page, const findings::Fix& fix) {
  if (fix.note.empty()) return;
  page.blank();
  page.prose(fix.note, 0);
}

// "Do this next   Publish a DMARC record      DMARC001 error"
void print_task(Page& page, std::string_view label, const findings::Finding& finding) {
  const std::size_t column = label.size() + 3;
  page.blank();
  page.put(label, Paint::Bold).put("   ").flow(finding.fix.summary, page.is_narrow() ? 2 : column, Paint::Bold);
  page.right(std::string(finding.rule->id) + " " + std::string(to_string(finding.severity)),
             paint_of(finding.severity));
  page.end_line();
  if (!finding.fix.steps.empty() || !finding.fix.note.empty()) page.blank();
}

}  // namespace

void print_fix(Page& page, const findings::Fix& fix, const Style& style, const Judged& judged) {
  print_steps(page, fix, style);
  if (const auto worth = worth_of(fix, judged.what, judged.before)) {
    page.blank();
    page.put(worth->label, Paint::Dim).prose(worth->text, 7);
  }
  print_note(page, fix);
}

void print_next_action(Page& page, const findings::Findings& found, const Style& style, const Judged& judged) {
  const findings::Finding* next = found.next_action();
  if (next == nullptr) return;
  page.blank();
  page.put("Why", Paint::Dim).prose(next->why, why_column);
  print_exhibit(page, next->evidence.exhibit);
  print_task(page, "Do this next", *next);
  print_fix(page, next->fix, style, judged);
}

void print_rest_of_plan(Page& page, const findings::Findings& found, const Style& style, RestOfPlan which) {
  if (!has_plan_to_show(found)) return;
  for (const std::string& id : found.plan->ids) {
    const findings::Finding* finding = found.find(id);
    if (finding == nullptr || finding == found.next_action()) continue;
    if (which == RestOfPlan::Remarks && finding->severity != findings::Severity::Info) continue;
    print_task(page, "Then", *finding);
    print_steps(page, finding->fix, style);
    print_note(page, finding->fix);
  }
}

}  // namespace alignmail::report
