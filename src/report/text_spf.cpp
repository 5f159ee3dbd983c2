// SPDX-License-Identifier: Apache-2.0
// The SPF evaluation as a tree with a running count of look-ups.
#include "report/text.hpp"

namespace alignmail::report {
namespace {

constexpr std::size_t outcome_column = 46;
constexpr std::size_t count_column = 66;
constexpr std::size_t deepest = 20;

// A modifier matches nothing: a redirect is followed, the others only say something.
std::string outcome_of(const spf::Term& term) {
  if (term.kind == spf::Kind::Exp || term.kind == spf::Kind::UnknownModifier) return "(modifier)";
  if (term.kind == spf::Kind::Redirect && term.match == spf::Match::Matched) return "FOLLOWED";
  switch (term.match) {
    case spf::Match::Matched: return "MATCH";
    case spf::Match::NotMatched: return "no match";
    case spf::Match::Error: return "ERROR";
    case spf::Match::NotReached: return "(not reached)";
    case spf::Match::Pending: return "(not known)";
  }
  return "";
}

Paint paint_of(spf::Match match) {
  switch (match) {
    case spf::Match::Matched: return Paint::Good;
    case spf::Match::Error: return Paint::Bad;
    case spf::Match::NotReached: return Paint::Dim;
    case spf::Match::NotMatched:
    case spf::Match::Pending: return Paint::Plain;
  }
  return Paint::Plain;
}

// In columns; a term that is too long for its own, or a page too narrow for them, breaks the row.
void print_outcome(Page& page, const spf::Term& term, std::size_t indent) {
  const bool counted = term.match != spf::Match::NotReached;
  const std::string count = std::to_string(term.lookups_so_far);
  if (page.is_narrow()) {
    if (page.position() + 2 + outcome_of(term).size() + 4 > page.width()) page.end_line().column(indent);
    page.put("  ").put(outcome_of(term), paint_of(term.match)).put(counted ? " " + count : "").end_line();
    return;
  }
  if (page.position() >= outcome_column) page.end_line();
  page.column(outcome_column).put(outcome_of(term), paint_of(term.match));
  if (counted) page.column(count_column).put(count);
  page.end_line();
}

void print_record(Page& page, const spf::Evaluated& record, const std::string& indent, std::size_t depth) {
  for (const spf::Term& term : record.terms) {
    page.put(indent + "+- " + term.text);
    print_outcome(page, term, indent.size() + 3);
    if (!term.note.empty()) page.put(indent + "|    ").prose(term.note, indent.size() + 5);
    for (const dns::Domain& alias : term.chain)
      page.put(indent + "|    ").prose("alias of " + alias.text(), indent.size() + 7);
    if (term.inner && depth < deepest) {
      const std::string text = term.inner->record.empty() ? "(no SPF record)" : term.inner->record;
      page.put(indent + "|    ").prose(term.inner->domain.text() + "  " + text, indent.size() + 5);
      if (!term.inner->record.empty()) print_record(page, *term.inner, indent + "|  ", depth + 1);
    }
  }
  for (const spf::SyntaxError& error : record.errors) {
    page.put(indent + "!  ", Paint::Bad);
    page.prose("octet " + std::to_string(error.offset + 1) + ", \"" + error.term + "\": expected " + error.expected,
               indent.size() + 3);
  }
}

}  // namespace

void print_spf_tree(Page& page, const spf::Verdict& verdict) {
  const bool unknown = verdict.reason == spf::Reason::NotAnswered || verdict.reason == spf::Reason::Pending;
  print_spf_tree(page, verdict, unknown ? "unknown" : to_string(verdict.status));
}

void print_spf_tree(Page& page, const spf::Verdict& verdict, std::string_view word) {
  page.put("SPF", Paint::Bold).column(7);
  std::string line =
      std::string(to_string(verdict.identity)) + " " + (verdict.domain ? verdict.domain->text() : "(no domain)");
  line += " from " + (verdict.ip ? verdict.ip->to_string() : "an unknown address") + ": " + std::string(word);
  page.prose(verdict.detail.empty() ? line : line + ", " + verdict.detail, 7);
  if (!verdict.tree) return;
  for (const std::string& rival : verdict.tree->rivals) page.column(7).prose("rival  " + rival, 14);
  if (!verdict.tree->record.empty()) {
    page.column(2).put(verdict.tree->domain.text() + "  ").prose(verdict.tree->record, 5);
    if (!page.is_narrow()) {
      page.column(outcome_column).put("outcome", Paint::Dim);
      page.column(count_column).put("look-ups", Paint::Dim).end_line();
    }
  }
  print_record(page, *verdict.tree, "  ", 0);
  page.column(page.is_narrow() ? 2 : outcome_column - 4);
  page.put("used " + std::to_string(verdict.lookups) + ", worst case " + std::to_string(verdict.worst_case_lookups) +
           " of " + std::to_string(spf::Limits::lookups));
  page.end_line();
}

}  // namespace alignmail::report
