// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/ascii.hpp"
#include "report/html_parts.hpp"
#include "report/record_value.hpp"
#include "report/step.hpp"
#include "report/worth.hpp"

namespace alignmail::report::html {
namespace {

using findings::Operation;
using findings::RecordChange;

void add_cell(Markup& page, Literal name, std::string_view outside, Literal aside = "") {
  page.put("<div><dt>").put(name).put("</dt><dd><span class=\"pick\">").text(outside).put("</span>").put(aside);
  page.put("</dd></div>");
}

// What goes and what comes, line by line.
void add_difference(Markup& page, const RecordChange& change) {
  if (change.was.empty() || change.operation == Operation::Rename) return;
  page.put("<ul class=\"difference\">");
  for (const std::string& gone : change.was) {
    page.put("<li class=\"gone\"><span class=\"aside\">remove </span><del>").text(gone).put("</del></li>");
  }
  if (change.operation != Operation::Delete) {
    page.put("<li class=\"new\"><span class=\"aside\">publish </span><ins>").text(plain_value(change.data));
    page.put("</ins></li>");
  }
  page.put("</ul>\n");
}

// As the web page of a DNS service asks for it, box by box.
void add_record(Markup& page, const RecordChange& change, const dns::SuffixList& suffixes) {
  add_difference(page, change);
  if (change.operation == Operation::Delete) return;
  page.put("<dl class=\"record\">");
  page.put("<div><dt>Name</dt><dd><span class=\"pick\">").text(relative_name(change.name, suffixes));
  page.put("</span><span class=\"dim\">, in full: <span class=\"pick\">").text(change.name.text());
  page.put("</span></span></dd></div>");
  add_cell(page, "Type", dns::to_string(change.type));
  if (const auto* mx = std::get_if<dns::Mx>(&change.data)) add_cell(page, "Priority", std::to_string(mx->preference));
  add_cell(page, "Value", plain_value(change.data));
  add_cell(page, "TTL", std::to_string(change.ttl));
  page.put("</dl>\n");
}

void add_lines(Markup& page, std::string_view lines) {
  while (lines.ends_with('\n')) lines.remove_suffix(1);
  if (lines.empty()) return;
  page.put("<pre class=\"copy\">");
  bool first = true;
  for (const std::string_view line : ascii::split(lines, '\n')) {
    if (!first) page.put("\n");
    page.text(line);
    first = false;
  }
  page.put("</pre>\n");
}

void add_step(Markup& page, const findings::FixStep& step, const Subject& subject, const Style& style) {
  page.put("<li>");
  paragraph(page, text_of(step, style));
  for (const RecordChange& change : step.records) add_record(page, change, subject.options.suffixes);
  if (shows_own_lines(step, style)) {
    add_lines(page, ascii::join(step.lines, "\n"));
  } else if (!step.records.empty()) {
    page.put("<p class=\"dim\">The same for a zone file or a tool:</p>\n");
    add_lines(page, render_records(step.records, style.records));
  }
  add_lines(page, ascii::join(step.commands, "\n"));
  page.put("</li>\n");
}

// Green where the mail then passes; a change for the worse is no praise.
void add_worth(Markup& page, const Worth& worth) {
  const bool is_good = worth.changes && worth.outcome == dmarc::Outcome::Pass;
  page.put(is_good ? Literal("<p class=\"proof good\">") : Literal("<p class=\"proof\">"));
  page.put(svg::icon(worth.changes ? state_of(worth.outcome) : svg::State::Skipped)).put("<span><strong>");
  page.text(worth.label).put(":</strong> ").text(worth.text).put("</span></p>\n");
}

void add_fix(Markup& page, const findings::Fix& fix, const Subject& subject, const Style& style) {
  if (!fix.steps.empty()) {
    page.put("<ol class=\"steps\">\n");
    for (const findings::FixStep& step : fix.steps) add_step(page, step, subject, style);
    page.put("</ol>\n");
  }
  const std::string_view judged = subject.analysis.message ? "this message" : "the set-up";
  if (const auto worth = worth_of(fix, judged, subject.analysis.dmarc)) add_worth(page, *worth);
  paragraph(page, fix.note);
}

void add_exhibit(Markup& page, const std::vector<std::string>& lines) {
  if (lines.empty()) return;
  page.put("<pre class=\"exhibit\">");
  for (const std::string& line : lines) page.text(line).put("\n");
  page.put("</pre>\n");
}

bool is_in_plan(const findings::Findings& found, const findings::Finding& finding) {
  if (!has_plan_to_show(found)) return false;
  const auto& ids = found.plan->ids;
  return std::find(ids.begin(), ids.end(), finding.rule->id) != ids.end();
}

// A finding that is not the next thing to do, folded up unless the plan needs it: paper unfolds nothing.
void add_finding(Markup& page, const findings::Finding& finding, const Subject& subject, const Style& style) {
  page.put(is_in_plan(subject.findings, finding) ? Literal("<details open>") : Literal("<details>"));
  page.put("<summary>").put(svg::icon(state_of(finding.severity))).put("<span><strong>");
  page.text(finding.rule->id).put("</strong> ").text(finding.title).put(" <span class=\"dim\">");
  page.text(to_string(finding.severity));
  if (!finding.caused_by.empty()) page.put(", follows from ").text(finding.caused_by);
  page.put("</span></span></summary>\n<div class=\"folded\">");
  paragraph(page, finding.why);
  add_exhibit(page, finding.evidence.exhibit);
  if (!finding.fix.summary.empty()) {
    page.put("<p><strong>What to do:</strong> ").text(finding.fix.summary).put(".</p>\n");
    add_fix(page, finding.fix, subject, style);
  }
  page.put("</div></details>\n");
}

}  // namespace

void add_next_action(Markup& page, const Subject& subject, const Style& style) {
  const findings::Finding* next = subject.findings.next_action();
  if (next == nullptr) return;
  page.put("<section class=\"next\">\n<h2><span class=\"aside\">Do this next </span>").text(next->fix.summary);
  page.put("</h2>\n<p class=\"why\">").text(next->why).put("</p>\n");
  add_exhibit(page, next->evidence.exhibit);
  add_fix(page, next->fix, subject, style);
  page.put("<p class=\"dim\">").text(next->rule->id).put(" ").text(to_string(next->severity));
  page.put(". Longer story: <code>alignmail explain ").text(next->rule->id).put("</code></p>\n");
  close_section(page);
}

void add_plan(Markup& page, const Subject& subject) {
  const findings::Findings& found = subject.findings;
  if (!has_plan_to_show(found)) return;
  open_section(page, "All of it");
  paragraph(page, "After these changes, none of which can be left out, DMARC passes on both legs. In this order:");
  page.put("<ol class=\"steps\">\n");
  for (const std::string& id : found.plan->ids) {
    const findings::Finding* finding = found.find(id);
    if (finding == nullptr) continue;
    page.put("<li>").text(finding->fix.summary).put(" <span class=\"dim\">").text(id);
    page.put(finding == found.next_action() ? Literal(", as above") : Literal(", as below")).put("</span></li>\n");
  }
  page.put("</ol>\n");
  add_worth(page, {.label = "Proof", .text = worth_of(*found.plan), .outcome = found.plan->proof.outcome});
  close_section(page);
}

void add_others(Markup& page, const Subject& subject, const Style& style) {
  const findings::Finding* next = subject.findings.next_action();
  const std::size_t count = subject.findings.all.size() - (next == nullptr ? 0 : 1);
  if (count == 0) return;
  open_section(page, next == nullptr ? "Worth knowing" : "Also found");
  for (const findings::Finding& finding : subject.findings.all) {
    if (&finding != next) add_finding(page, finding, subject, style);
  }
  close_section(page);
}

}  // namespace alignmail::report::html
