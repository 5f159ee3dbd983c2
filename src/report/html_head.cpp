// SPDX-License-Identifier: Apache-2.0
#include "message/encoded_word.hpp"
#include "report/headline.hpp"
#include "report/html_parts.hpp"
#include "report/matrix_rows.hpp"
#include "report/pictures.hpp"
#include "report/summary.hpp"

namespace alignmail::report::html {
namespace {

using svg::State;

Literal class_of(State state) {
  switch (state) {
    case State::Good: return "good";
    case State::Risk: return "risk";
    case State::Bad: return "bad";
    case State::Unknown:
    case State::Skipped: return "unk";
  }
  return "unk";
}

void add_who(Markup& page, const Subject& subject) {
  const Analysis& analysis = subject.analysis;
  const auto decoded = [&](std::string_view name) { return message::decode_encoded_words(field_text(analysis, name)); };
  page.put("<dl class=\"who\">");
  add_term(page, "From", decoded("From"));
  add_term(page, "To", decoded("To"));
  add_term(page, "Subject", decoded("Subject"));
  add_term(page, "Date", field_text(analysis, "Date"));
  add_term(page, "Via the list", mailing_list(analysis));
  add_term(page, "Checked by", analysis.trust.receiver);
  add_term(page, "Message", source_name(subject.input) == "stdin" ? std::string() : subject.input.source);
  add_term(page, "Note", overlay_sentence(subject.input));
  page.put("</dl>\n");
}

// The answer under a mode; the one in force stands out, and says so to those who cannot see it.
void add_answer(Markup& page, const MatrixRow& row, dmarc::Mode mode) {
  const std::string_view word = answer(row, mode);
  const bool in_force = is_in_force(row, mode);
  const Literal state = word == "yes" ? Literal("good") : word == "no" ? Literal("bad") : Literal("unk");
  page.put("<td>");
  if (in_force) page.put("<strong class=\"").put(state).put("\">");
  page.text(word == "?" ? "not known" : word);
  if (in_force) page.put("<span class=\"aside\"> (in force)</span></strong>");
  page.put("</td>");
}

void add_matrix(Markup& page, const Analysis& analysis) {
  page.put(
      "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"What was checked\"><table>"
      "<thead><tr><th scope=\"col\">Method</th><th scope=\"col\">Receiver said</th>"
      "<th scope=\"col\">Checked now</th><th scope=\"col\" class=\"wide\">This proves</th>"
      "<th scope=\"col\">Aligned, relaxed</th><th scope=\"col\">Aligned, strict</th></tr></thead><tbody>\n");
  for (const MatrixRow& row : matrix_rows(analysis)) {
    // Narrow screens have no room for the column of names: they stand under the method there.
    page.put("<tr><th scope=\"row\">").text(row.method).put("<span class=\"under name\">").text(row.domain);
    page.put("</span></th><td>").text(row.said).put("</td><td>").text(row.now);
    page.put("</td><td class=\"wide name\">").text(row.domain).put("</td>");
    add_answer(page, row, dmarc::Mode::Relaxed);
    add_answer(page, row, dmarc::Mode::Strict);
    page.put("</tr>\n");
  }
  page.put("<tr><th scope=\"row\">DMARC<span class=\"under name\">").text(policy_text(analysis.dmarc));
  page.put("</span></th><td>").text(claimed_dmarc(analysis)).put("</td><td>");
  page.text(outcome_word(analysis.dmarc.outcome)).put("</td><td class=\"wide name\">");
  page.text(policy_text(analysis.dmarc)).put("</td><td></td><td></td></tr>\n</tbody></table></div>\n");
}

}  // namespace

State state_of(findings::Severity severity) {
  switch (severity) {
    case findings::Severity::Error: return State::Bad;
    case findings::Severity::Warning: return State::Risk;
    case findings::Severity::Info: return State::Unknown;
  }
  return State::Unknown;
}

void open_section(Markup& page, std::string_view title) { page.put("<section>\n<h2>").text(title).put("</h2>\n"); }

void close_section(Markup& page) { page.put("</section>\n"); }

void paragraph(Markup& page, std::string_view outside) {
  if (!outside.empty()) page.put("<p>").text(outside).put("</p>\n");
}

void copy_line(Markup& page, std::string_view outside) {
  page.put("<pre class=\"copy\">").text(outside).put("</pre>\n");
}

void open_verdict(Markup& page, State state, std::string_view words, std::string_view tally) {
  page.put("<header class=\"verdict ").put(class_of(state)).put("\">").put(svg::icon(state));
  page.put("<h1>").text(words).put("</h1><p class=\"tally\">").text(tally).put("</p>\n");
}

void add_term(Markup& page, Literal name, std::string_view outside) {
  if (outside.empty()) return;
  page.put("<div><dt>").put(name).put("</dt><dd>").text(outside).put("</dd></div>");
}

void add_verdict(Markup& page, const Subject& subject) {
  const State state = state_of(subject.analysis.dmarc.outcome);
  // A pass on one leg is a pass, and at risk.
  const bool at_risk = state == State::Good && subject.findings.next_action() != nullptr;
  const State shown = at_risk ? State::Risk : state;
  open_verdict(page, shown, headline(subject), tally(subject.findings));
  paragraph(page, consequence(subject.analysis));
  add_who(page, subject);
  page.put("</header>\n");
}

void add_alignment(Markup& page, const Subject& subject) {
  const Analysis& analysis = subject.analysis;
  open_section(page, analysis.author ? "Aligned with " + analysis.author->text() + "?" : "Who is the author?");
  add_picture(page, [&](int width) { return svg::alignment_picture(analysis, width); });
  if (!analysis.dmarc.alignments.empty() && analysis.author) {
    page.put(
        "<p class=\"legend\">The tinted part of a name is the organization. A solid line: the very same name. Dashed: "
        "the same organization, which relaxed alignment accepts. A cross: it does not help DMARC.</p>\n");
  }
  add_matrix(page, analysis);
  close_section(page);
}

}  // namespace alignmail::report::html
