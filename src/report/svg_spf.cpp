// SPDX-License-Identifier: Apache-2.0
// The SPF evaluation as a tree with the running count of look-ups, and how much of the ten is
// used. Terms that cost nothing and did not match are told together.
#include <algorithm>
#include <span>

#include "report/pictures.hpp"

namespace alignmail::report::svg {
namespace {

constexpr std::size_t most_rows = 60;
constexpr int indent = 16;
constexpr std::size_t deepest = 11;

struct Row {
  std::size_t depth = 0;
  std::string text;
  std::string outcome;
  State state = State::Skipped;
  int lookups = -1;  // so far; -1: not reached
  std::string note{};
};

// A match is as good as the qualifier of its term; below an include it only says that the
// include did not match.
State state_of_match(const spf::Term& term, std::size_t depth) {
  if (term.qualifier == spf::Qualifier::Pass) return State::Good;
  if (depth > 0) return State::Skipped;
  return term.qualifier == spf::Qualifier::Fail ? State::Bad : State::Risk;
}

State state_of(const spf::Term& term, std::size_t depth) {
  switch (term.match) {
    case spf::Match::Matched: return state_of_match(term, depth);
    case spf::Match::Error: return State::Bad;
    case spf::Match::Pending: return State::Unknown;
    case spf::Match::NotMatched:
    case spf::Match::NotReached: return State::Skipped;
  }
  return State::Unknown;
}

std::string_view outcome_of(spf::Match match) {
  switch (match) {
    case spf::Match::Matched: return "match";
    case spf::Match::Error: return "error";
    case spf::Match::Pending: return "not known";
    case spf::Match::NotMatched: return "no match";
    case spf::Match::NotReached: return "not reached";
  }
  return "";
}

// Terms that cost nothing and decided nothing: ranges that did not match, and the "all" that says
// of an include only that it did not match.
bool is_dull(const spf::Term& term, std::size_t depth) {
  const bool is_range = term.kind == spf::Kind::Ip4 || term.kind == spf::Kind::Ip6;
  if (term.match == spf::Match::NotMatched || term.match == spf::Match::NotReached) {
    return is_range || (term.kind == spf::Kind::All && depth > 0);
  }
  return depth > 0 && term.kind == spf::Kind::All && term.qualifier != spf::Qualifier::Pass;
}

// Terms of one record without effect as one row.
Row together(std::span<const spf::Term> terms, std::size_t depth) {
  constexpr std::size_t listed = 3;
  std::string text;
  for (const spf::Term& term : terms.first(std::min(terms.size(), listed)))
    text += (text.empty() ? "" : " ") + term.text;
  if (terms.size() > listed) text = std::to_string(terms.size()) + " terms that cost no look-up";
  const bool reached = terms.front().match != spf::Match::NotReached;
  return {depth, text, reached ? "no match" : "not reached"};
}

void collect(const spf::Evaluated& record, std::size_t depth, std::vector<Row>& rows);

void collect_term(const spf::Term& term, std::size_t depth, std::vector<Row>& rows) {
  const bool reached = term.match != spf::Match::NotReached;
  rows.push_back({depth, term.text, std::string(outcome_of(term.match)), state_of(term, depth),
                  reached ? term.lookups_so_far : -1, term.note});
  if (term.inner && depth < deepest) collect(*term.inner, depth + 1, rows);
}

void collect(const spf::Evaluated& record, std::size_t depth, std::vector<Row>& rows) {
  const std::span<const spf::Term> terms(record.terms);
  for (std::size_t i = 0; i < terms.size();) {
    std::size_t end = i;
    while (end < terms.size() && is_dull(terms[end], depth) &&
           (terms[end].match == spf::Match::NotReached) == (terms[i].match == spf::Match::NotReached)) {
      ++end;
    }
    if (end > i + 1) {
      rows.push_back(together(terms.subspan(i, end - i), depth));
      i = end;
    } else {
      collect_term(terms[i++], depth, rows);
    }
  }
  for (const spf::SyntaxError& error : record.errors) {
    rows.push_back({depth, error.term, "syntax error", State::Bad, -1, "expected " + error.expected});
  }
}

// Ten squares: used, what the worst case would use, and what lies beyond the limit.
int draw_budget(Drawing& drawing, const spf::Verdict& verdict, int y) {
  const int limit = spf::Limits::lookups;
  const int worst = std::max(verdict.worst_case_lookups, verdict.lookups);
  const int shown = std::clamp(worst, limit, limit + 5);
  const int size = drawing.is_narrow() ? 16 : 22;
  for (int i = 0; i < shown; ++i) {
    const bool over = i >= limit;
    drawing.box(i * (size + 4) + (over ? 6 : 0), y, size, size,
                over                  ? Literal("q over")
                : i < verdict.lookups ? Literal("q used")
                : i < worst           ? Literal("q worst")
                                      : Literal("q"));
  }
  const int next = drawing.lines(0, y + size + 18, "c",
                                 "look-ups: " + std::to_string(verdict.lookups) + " used, " + std::to_string(worst) +
                                     " in the worst case, " + std::to_string(limit) + " allowed",
                                 columns_in(drawing.width()));
  return next - line_height + 12;
}

int draw_row(Drawing& drawing, const Row& row, int y) {
  const int x = static_cast<int>(row.depth) * indent;
  const bool beside = !drawing.is_narrow();
  const int right = beside ? 520 : drawing.width();
  const std::string count = row.lookups < 0 ? "" : std::to_string(row.lookups);
  drawing.sign(row.state, x + 10, y + 10);
  const Literal name = row.state == State::Skipped ? Literal("m dim") : Literal("m");
  int next = drawing.lines(x + 26, y + 14, name, row.text, columns_in(right - x - 34));
  const Literal word = row.state == State::Good  ? Literal("r good")
                       : row.state == State::Bad ? Literal("r bad")
                                                 : Literal("r");
  if (beside) {
    drawing.text(right, y + 14, word, row.outcome);
    drawing.text(drawing.width() - 70, y + 14, "c", count);
  } else {
    drawing.text(x + 26, next, word, row.outcome + (count.empty() ? "" : ", look-ups " + count));
    next += line_height;
  }
  if (!row.note.empty()) next = drawing.lines(x + 26, next, "c", row.note, columns_in(drawing.width() - x - 30));
  return next - line_height + 14;
}

}  // namespace

Markup spf_picture(const spf::Verdict& verdict, int width) {
  if (!verdict.tree) return {};
  std::vector<Row> rows;
  collect(*verdict.tree, 0, rows);
  if (rows.empty()) return {};
  const std::size_t left_out = rows.size() > most_rows ? rows.size() - most_rows : 0;
  rows.resize(rows.size() - left_out);
  Drawing drawing(width);
  std::string description = "The SPF evaluation, " + std::to_string(verdict.lookups) + " look-ups used.";
  int y = 0;
  if (!drawing.is_narrow()) {
    drawing.text(520, 14, "c", "outcome");
    drawing.text(width - 70, 14, "c", "look-ups");
    y = 24;
  }
  for (const Row& row : rows) {
    if (row.depth > 0) {
      const int x = static_cast<int>(row.depth - 1) * indent + 10;
      drawing.line(x, y - 4, x, y + 10, "l thin");
      drawing.line(x, y + 10, x + 8, y + 10, "l thin");
    }
    y = draw_row(drawing, row, y);
    description += " " + row.text + ": " + row.outcome + ".";
  }
  if (left_out > 0) {
    drawing.text(0, y + 14, "c", "and " + std::to_string(left_out) + " terms more");
    y += 26;
  }
  return drawing.finish(draw_budget(drawing, verdict, y + 8), description);
}

}  // namespace alignmail::report::svg
