// SPDX-License-Identifier: Apache-2.0
#include "report/text.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "report/headline.hpp"
#include "report/summary.hpp"
#include "report/worth.hpp"

namespace alignmail::report {
namespace {

using findings::Finding;
using findings::Severity;

Paint paint_of(dmarc::Outcome outcome) {
  switch (outcome) {
    case dmarc::Outcome::Pass: return Paint::Good;
    case dmarc::Outcome::Fail:
    case dmarc::Outcome::PermError: return Paint::Bad;
    case dmarc::Outcome::None:
    case dmarc::Outcome::TempError:
    case dmarc::Outcome::Unknown: return Paint::Risk;
  }
  return Paint::Plain;
}

// One word, and each message another: those of a mailbox have numbers.
std::string quiet_name(const report::Input& input) {
  if (input.origin == "mbox") return input.source + "#" + std::to_string(input.index + 1);
  if (input.id.empty()) return input.source;
  std::string name = input.source + "#" + input.id;
  std::replace(name.begin() + static_cast<std::ptrdiff_t>(input.source.size()), name.end(), ' ', '_');
  return name;
}

std::string quiet_line(const Subject& subject) {
  const findings::Findings& found = subject.findings;
  const Finding* next = found.next_action();
  std::string word = "ok";
  if (next != nullptr) word = next->severity == Severity::Error ? "error" : "warn";
  std::string legs;
  if (subject.analysis.dmarc.counts(dmarc::Method::Spf)) legs = "spf";
  if (subject.analysis.dmarc.counts(dmarc::Method::Dkim)) legs += legs.empty() ? "dkim" : ",dkim";
  return word + " " + (next == nullptr ? "-" : std::string(next->rule->id)) + " " + quiet_name(subject.input) +
         " dmarc=" + std::string(to_string(subject.analysis.dmarc.outcome)) +
         " legs=" + (legs.empty() ? "none" : legs) + std::string(overlay_mark(subject.input));
}

void print_one_line(Page& page, const Finding& finding) {
  page.put("  " + std::string(finding.rule->id) + " " + std::string(to_string(finding.severity))).column(19);
  page.prose(finding.title + ".", 19);
}

// A set-up with nothing to mend gets its remarks instead of an action.
void print_notes(Page& page, const Subject& subject) {
  print_remarks(page, subject.findings);
  std::size_t answered = 0;
  for (const dns::SharedFact& pinned : subject.facts.order()) {
    if (dns::is_answer(pinned->fact.status)) ++answered;
  }
  const auto& comparisons = subject.analysis.comparisons;
  const bool is_at_odds = std::any_of(comparisons.begin(), comparisons.end(),
                                      [](const Comparison& c) { return c.agreement == Agreement::No; });
  page.blank();
  page.prose(std::to_string(answered) + " of " + std::to_string(subject.facts.order().size()) +
                 " DNS questions were answered" + (is_at_odds ? "" : ", and nothing is at odds with the header") +
                 " (-v lists them).",
             0);
}

}  // namespace

void print_others(Page& page, const findings::Findings& found) {
  const Finding* next = found.next_action();
  bool first = true;
  for (const Finding& finding : found.all) {
    if (&finding == next || finding.severity == Severity::Info || !found.counts(finding)) continue;
    if (first) page.blank().put("Also open", Paint::Bold);
    if (first && next != nullptr) page.put(" (fix " + std::string(next->rule->id) + " first)");
    if (first) page.end_line();
    first = false;
    print_one_line(page, finding);
  }
}

// Where the next action is not enough: what is.
void print_plan(Page& page, const findings::Findings& found) {
  if (!has_plan_to_show(found)) return;
  page.blank().put("All of it", Paint::Bold).prose(" " + worth_of(*found.plan), 0);
}

void print_remarks(Page& page, const findings::Findings& found) {
  for (const Finding& finding : found.all) {
    if (finding.severity != Severity::Info || !finding.caused_by.empty()) continue;
    if (finding.rule->id == "TRUST006") continue;  // the receiver's own matter, read all the same: -v tells
    page.blank();
    page.put("Note", Paint::Dim).prose(finding.why, 6);
  }
}

// How the input was read, and what could not be: whoever acts on the report must know that. Why SPF does not pass
// belongs there too, where it is no fault.
void print_reading(Page& page, const findings::Findings& found) {
  for (const std::string_view id : {"INPUT001", "DKIM020", "SPF007"}) {
    const Finding* finding = found.find(id);
    if (finding == nullptr || finding == found.next_action()) continue;
    // Only where something else than the record is why; said once.
    const bool is_remark =
        finding->severity == Severity::Info && finding->caused_by.empty() && !finding->evidence.why.empty();
    const std::string first_sentence = finding->why.substr(0, finding->why.find(". "));
    const bool is_told = found.next_action()->why.find(first_sentence) != std::string::npos;
    if (id == "SPF007" && (!is_remark || is_told)) continue;
    page.blank();
    page.put("Note", Paint::Dim).prose(finding->why, 6);
  }
}

// First of all notes: the verdict is not about DNS as others see it.
void print_overlay(Page& page, const Input& input) {
  const std::string sentence = overlay_sentence(input);
  if (sentence.empty()) return;
  page.blank();
  page.put("Note", Paint::Dim).prose(sentence, 6);
}

void print_pointers(Page& page, const findings::Findings& found) {
  const Finding* next = found.next_action();
  if (next == nullptr) return;
  page.blank();
  const std::string story = "Longer story: alignmail explain " + std::string(next->rule->id);
  for (const std::string& pointer : {story, std::string("Evidence: -v"), std::string("Machine: -f json")}) {
    if (page.position() > 0 && page.is_narrow()) page.end_line();
    if (page.position() > 0) page.put("     ");
    page.put(pointer, Paint::Dim);
  }
  page.end_line();
}

std::string render_text(const Subject& subject, const Style& style) {
  Page page(style);
  if (style.verbosity < 0) return page.put(quiet_line(subject)).take();
  page.flow(ascii::to_upper(headline(subject)), 0, paint_of(subject.analysis.dmarc.outcome));
  page.right(tally(subject.findings));
  page.end_line();
  if (const std::string what = consequence(subject.analysis); !what.empty()) page.prose(what, 0);
  page.blank();
  print_matrix(page, subject);
  print_next_action(page, subject.findings, style, {"this message", subject.analysis.dmarc});
  print_others(page, subject.findings);
  print_plan(page, subject.findings);
  print_rest_of_plan(page, subject.findings, style, RestOfPlan::Remarks);
  print_overlay(page, subject.input);
  if (subject.findings.next_action() == nullptr) {
    print_notes(page, subject);
  } else {
    print_reading(page, subject.findings);
  }
  if (style.verbosity > 0) print_evidence(page, subject, style);
  print_pointers(page, subject.findings);
  return page.take();
}

}  // namespace alignmail::report
