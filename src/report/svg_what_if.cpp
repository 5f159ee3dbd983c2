// SPDX-License-Identifier: Apache-2.0
// What DMARC would come to: a square of four modes for each way that the message could go.
#include <algorithm>
#include <array>

#include "report/pictures.hpp"

namespace alignmail::report::svg {
namespace {

constexpr int cell_height = 46;
constexpr int label = 62;  // of a row

std::string_view title_of(Path path) {
  switch (path) {
    case Path::Direct: return "Sent directly";
    case Path::Forwarded: return "Forwarded";
    case Path::MailingList: return "Through a list";
  }
  return "";
}

std::string legs_of(const WhatIf& row) {
  if (row.spf && row.dkim) return "SPF, DKIM";
  return row.spf ? "SPF" : row.dkim ? "DKIM" : "no leg";
}

void draw_cell(Drawing& drawing, const WhatIf& row, int x, int y, int width) {
  const State state = state_of(row.outcome);
  drawing.box(x, y, width - 4, cell_height - 4,
              state == State::Good  ? Literal("cell good")
              : state == State::Bad ? Literal("cell bad")
                                    : Literal("cell"));
  if (row.in_force) drawing.box(x - 1, y - 1, width - 2, cell_height - 2, "now");
  drawing.text(x + 8, y + 18, "t", std::string(to_string(row.outcome)));
  drawing.text(x + 8, y + 34, "c", legs_of(row));
}

void draw_square(Drawing& drawing, const std::vector<const WhatIf*>& rows, int x, int y, int width) {
  const int cell = (width - label) / 2;
  drawing.text(x, y + 14, "t", title_of(rows.front()->path));
  drawing.text(x + label, y + 34, "c", "aspf=r");
  drawing.text(x + label + cell, y + 34, "c", "aspf=s");
  drawing.text(x, y + 64, "c", "adkim=r");
  drawing.text(x, y + 64 + cell_height, "c", "adkim=s");
  for (const WhatIf* row : rows) {
    const int column = row->spf_mode == dmarc::Mode::Strict ? 1 : 0;
    const int line = row->dkim_mode == dmarc::Mode::Strict ? 1 : 0;
    draw_cell(drawing, *row, x + label + column * cell, y + 42 + line * cell_height, cell);
  }
}

}  // namespace

Markup what_if_picture(const Analysis& analysis, int width) {
  Drawing drawing(width);
  std::string description = "DMARC under other modes and on other ways.";
  const int square = drawing.is_narrow() ? width : (width - 40) / 3;
  const int height = 42 + 2 * cell_height;
  int x = 0;
  int y = 0;
  int bottom = 0;
  for (const Path path : {Path::Direct, Path::Forwarded, Path::MailingList}) {
    std::vector<const WhatIf*> rows;
    for (const WhatIf& row : analysis.what_if) {
      if (row.path == path && row.standard == analysis.dmarc.standard) rows.push_back(&row);
    }
    if (rows.empty()) continue;
    draw_square(drawing, rows, x, y, square);
    for (const WhatIf* row : rows) {
      description += std::string(" ") + std::string(title_of(path)) + ", aspf=" + dmarc::tag_letter(row->spf_mode) +
                     " adkim=" + dmarc::tag_letter(row->dkim_mode) + ": " + std::string(to_string(row->outcome)) +
                     (row->in_force ? " (now)." : ".");
    }
    bottom = y + height;
    if (drawing.is_narrow()) {
      y += height + 18;
    } else {
      x += square + 20;
    }
  }
  return bottom == 0 ? Markup() : drawing.finish(bottom, description);
}

}  // namespace alignmail::report::svg
