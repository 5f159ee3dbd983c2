// SPDX-License-Identifier: Apache-2.0
// The parts of the HTML report. Each appends its section, or nothing when it has nothing to say.
#pragma once

#include "alignmail/report.hpp"
#include "report/markup.hpp"
#include "report/svg.hpp"

namespace alignmail::report::html {

// html_style.cpp: everything that decides how the page looks.
Literal style();

// html_head.cpp: the verdict, who it is about, and the matrix.
void add_verdict(Markup& page, const Subject& subject);
void add_alignment(Markup& page, const Subject& subject);

// Opens the frame of the verdict; the caller closes it with </header>.
void open_verdict(Markup& page, svg::State state, std::string_view words, std::string_view tally);
// A row of a list of names and values; nothing without a value.
void add_term(Markup& page, Literal name, std::string_view outside);

// html_next.cpp: why, the one thing to do, and the records to copy.
void add_next_action(Markup& page, const Subject& subject, const Style& style);
void add_plan(Markup& page, const Subject& subject);
void add_others(Markup& page, const Subject& subject, const Style& style);

// html_evidence.cpp: what the verdict rests on.
void add_checklist(Markup& page, const Subject& subject);
void add_spf(Markup& page, const Subject& subject);
void add_dkim(Markup& page, const Subject& subject);
void add_dmarc(Markup& page, const Subject& subject);
void add_timeline(Markup& page, const Subject& subject);
void add_reported(Markup& page, const Subject& subject);
void add_dns(Markup& page, const Subject& subject);

// Small pieces.
void open_section(Markup& page, std::string_view title);
void close_section(Markup& page);
void paragraph(Markup& page, std::string_view outside);
// A line to be copied: one click selects all of it, and nothing breaks it in the clipboard.
void copy_line(Markup& page, std::string_view outside);
// Both drawings of a picture; the page shows the one that fits.
template <class Draw>
void add_picture(Markup& page, Draw draw) {
  const Markup large = draw(svg::wide);
  if (large.empty()) return;
  page.put("<div class=\"picture\">").put(large).put(draw(svg::narrow)).put("</div>\n");
}

using svg::state_of;
svg::State state_of(findings::Severity severity);

}  // namespace alignmail::report::html
