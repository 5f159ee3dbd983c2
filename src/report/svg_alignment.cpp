// SPDX-License-Identifier: Apache-2.0
// The one picture that teaches DMARC: what people see beside what was authenticated, with the
// part of each name that says whose it is.
#include <algorithm>

#include "report/headline.hpp"
#include "report/pictures.hpp"

namespace alignmail::report::svg {
namespace {

constexpr std::size_t most = 6;  // identifiers drawn
constexpr int padding = 12;

struct Identifier {
  std::string title;     // "SPF: Return-Path"
  std::string result{};  // "pass"
  std::string domain;
  std::string organization;  // the end of `domain` that is the organization; may be empty
  std::string relation;      // in words
  State state = State::Unknown;
  dmarc::Relation joined = dmarc::Relation::Unknown;
};

std::string relation_words(const dmarc::Alignment& row) {
  switch (row.relation) {
    case dmarc::Relation::Exact: return "the same name";
    case dmarc::Relation::SameOrganization:
      return row.in_force == dmarc::Mode::Strict ? "same organization, but strict asks for the same name"
                                                 : "the same organization";
    case dmarc::Relation::None: return "another organization";
    case dmarc::Relation::Unknown: return "not known whose it is";
  }
  return "";
}

std::string words(const dmarc::Alignment& row) {
  using dmarc::Authenticated;
  const bool aligned = row.in_force == dmarc::Mode::Strict ? row.aligned_strict : row.aligned_relaxed;
  const std::string relation = relation_words(row);
  if (row.counts) return relation + ": counts";
  if (!aligned) return relation + ": does not count";
  return relation + (row.identifier.authenticated == Authenticated::No ? ", but not proved" : ", but not checked");
}

State state_of(const dmarc::Alignment& row) {
  if (row.counts) return State::Good;
  const bool open =
      row.relation == dmarc::Relation::Unknown || row.identifier.authenticated == dmarc::Authenticated::Unknown;
  return open ? State::Unknown : State::Bad;
}

Identifier identifier_of(const Analysis& analysis, const dmarc::Alignment& row) {
  const bool is_spf = row.identifier.method == dmarc::Method::Spf;
  Identifier shown{.title = is_spf ? "SPF: Return-Path" : "DKIM: d=",
                   .domain = row.identifier.domain.text(),
                   .organization = row.organizational_domain ? row.organizational_domain->text() : "",
                   .relation = words(row),
                   .state = state_of(row),
                   .joined = row.relation};
  if (is_spf) {
    shown.result = observed_spf(analysis);
  } else if (row.identifier.signature < analysis.dkim.size()) {
    shown.result = observed_dkim(analysis.dkim[row.identifier.signature]);
  }
  if (!shown.domain.ends_with(shown.organization)) shown.organization.clear();
  return shown;
}

// A domain with its organization on a tint; over several lines when it is long. Returns the
// baseline behind it.
int draw_domain(Drawing& drawing, int x, int baseline, std::size_t columns, const std::string& domain,
                const std::string& organization, Literal tint) {
  const std::string front = domain.substr(0, domain.size() - organization.size());
  int at = x;
  int y = baseline;
  const auto fronts = wrapped(front, columns);
  for (const Visible& each : fronts) {
    if (front.empty()) break;
    drawing.text(x, y, "m", each);
    at = x + pixels_of(each.columns());
    if (&each != &fronts.back()) y += line_height;
  }
  const Visible last(organization);
  if (at > x && pixels_of(last.columns()) > x + pixels_of(columns) - at) {
    y += line_height;
    at = x;
  }
  for (const Visible& each : wrapped(last, columns)) {
    if (organization.empty()) break;
    drawing.box(at - 3, y - 13, pixels_of(each.columns()) + 6, line_height, tint);
    drawing.text(at, y, "m o", each);
    y += line_height;
    at = x;
  }
  return organization.empty() ? y + line_height : y;
}

Literal line_class(const Identifier& shown) {
  if (shown.joined == dmarc::Relation::SameOrganization) {
    return shown.state == State::Good ? Literal("l dash good") : Literal("l dash");
  }
  return shown.state == State::Good ? Literal("l good") : Literal("l");
}

// The box of one identifier; returns its lower edge.
int draw_identifier(Drawing& drawing, const Identifier& shown, int x, int y, int width) {
  Drawing inside(drawing.width());
  const std::size_t columns = columns_in(width - 2 * padding);
  inside.text(x + padding, y + 22, "t", shown.title);
  inside.text(x + width - padding, y + 22, shown.result == "pass" ? Literal("r end good") : Literal("r end"),
              shown.result);
  int next = draw_domain(inside, x + padding, y + 42, columns, shown.domain, shown.organization,
                         shown.joined == dmarc::Relation::None ? Literal("org other") : Literal("org"));
  next = inside.lines(x + padding, next + 2, shown.state == State::Good ? Literal("c good") : Literal("c"),
                      shown.relation, columns + 2);
  drawing.box(x, y, width, next - line_height + 10 - y, shown.state == State::Good ? Literal("b good") : Literal("b"));
  drawing.add(inside);
  return next - line_height + 10;
}

int draw_author(Drawing& drawing, const Analysis& analysis, int y, int width) {
  Drawing inside(drawing.width());
  const std::size_t columns = columns_in(width - 2 * padding);
  inside.text(padding, y + 22, "t", "From: what people see");
  const auto& discovery = analysis.dmarc.discovery;
  std::string organization;
  if (discovery && discovery->organizational_domain) organization = discovery->organizational_domain->text();
  const std::string author = analysis.author->text();
  if (!author.ends_with(organization)) organization.clear();
  int next = y + 42;
  if (analysis.authors.size() == 1) {
    next = inside.lines(padding, next, "m dim", analysis.authors.front().mailbox.local_part + "@", columns);
  }
  next = draw_domain(inside, padding, next, columns, author, organization, "org");
  drawing.box(0, y, width, next - line_height + 10 - y, "b from");
  drawing.add(inside);
  return next - line_height + 10;
}

std::string description(const std::string& author, const std::vector<Identifier>& identifiers) {
  std::string text = "Identifier alignment with " + author + " in From.";
  for (const Identifier& shown : identifiers) {
    text += " " + shown.title + " " + shown.domain + ", " + shown.result + ", " + shown.relation + ".";
  }
  return text;
}

struct Branches {
  int first = 0;  // middles of the first and the last box
  int last = 0;
  int bottom = 0;  // lower edge of all
};

// The identifiers below each other from `y` on, each with its line to a trunk.
Branches draw_branches(Drawing& drawing, const std::vector<Identifier>& identifiers, int trunk, int x, int y) {
  Branches drawn;
  Drawing boxes(drawing.width());
  for (const Identifier& shown : identifiers) {
    const int end = draw_identifier(boxes, shown, x, y, drawing.width() - x - 1);
    const int middle = (y + end) / 2;
    drawing.line(trunk, middle, x, middle, line_class(shown));
    boxes.sign(shown.state, (trunk + x) / 2, middle);
    if (drawn.first == 0) drawn.first = middle;
    drawn.last = middle;
    drawn.bottom = end;
    y = end + 14;
  }
  drawing.add(boxes);
  return drawn;
}

// From above the identifiers.
int draw_below(Drawing& drawing, const Analysis& analysis, const std::vector<Identifier>& identifiers) {
  constexpr int trunk = 14;
  Drawing branches(drawing.width());
  const int edge = draw_author(drawing, analysis, 1, drawing.width() - 2);
  const Branches drawn = draw_branches(branches, identifiers, trunk, 46, edge + 18);
  drawing.line(trunk, edge, trunk, drawn.last, "l");
  drawing.add(branches);
  return drawn.bottom;
}

// From beside them, at the middle of their trunk.
int draw_beside(Drawing& drawing, const Analysis& analysis, const std::vector<Identifier>& identifiers) {
  constexpr int author_width = 260;
  constexpr int trunk = 310;
  Drawing branches(drawing.width());
  const Branches drawn = draw_branches(branches, identifiers, trunk, 374, 1);
  Drawing unseen(drawing.width());
  const int height = draw_author(unseen, analysis, 0, author_width);
  const int top = std::max(1, (drawn.first + drawn.last - height) / 2);
  const int middle = identifiers.size() == 1 ? drawn.first : (drawn.first + drawn.last) / 2;
  drawing.line(trunk, std::min(drawn.first, middle), trunk, drawn.last, "l");
  drawing.line(author_width, middle, trunk, middle, "l");
  drawing.add(branches);
  return std::max(drawn.bottom, draw_author(drawing, analysis, top, author_width));
}

}  // namespace

Markup alignment_picture(const Analysis& analysis, int width) {
  if (!analysis.author || analysis.dmarc.alignments.empty()) return {};
  std::vector<Identifier> identifiers;
  for (const dmarc::Alignment& row : analysis.dmarc.alignments) {
    if (identifiers.size() < most) identifiers.push_back(identifier_of(analysis, row));
  }
  Drawing drawing(width);
  const int bottom =
      drawing.is_narrow() ? draw_below(drawing, analysis, identifiers) : draw_beside(drawing, analysis, identifiers);
  return drawing.finish(bottom + 2, description(analysis.author->text(), identifiers));
}

}  // namespace alignmail::report::svg
