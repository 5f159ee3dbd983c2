// SPDX-License-Identifier: Apache-2.0
#include "base/ascii.hpp"
#include "base/time.hpp"
#include "report/answers.hpp"
#include "report/expected.hpp"
#include "report/html_parts.hpp"
#include "report/pictures.hpp"

namespace alignmail::report::html {
namespace {

using svg::State;

State state_of(const ses::ChecklistRow& row) {
  if (row.has(ses::Problem::Unused) || row.has(ses::Problem::WeakerPolicy)) return State::Risk;  // nothing is broken
  switch (row.status) {
    case ses::RowStatus::Ok: return State::Good;
    case ses::RowStatus::Missing:
    case ses::RowStatus::Different:
    case ses::RowStatus::Duplicate:
    case ses::RowStatus::Misplaced: return State::Bad;
    case ses::RowStatus::NotNeeded: return State::Skipped;
    case ses::RowStatus::NotChecked: return State::Unknown;
  }
  return State::Unknown;
}

std::string words(std::string_view word) {
  std::string text(word);
  for (char& c : text) {
    if (c == '_') c = ' ';
  }
  return text;
}

void add_row(Markup& page, const ses::ChecklistRow& row) {
  page.put("<li>").put(svg::icon(state_of(row))).put("<div><p><strong>").text(words(to_string(row.status)));
  page.put("</strong> <span class=\"name\">").text(row.name).put("</span> ").text(row.type).put("</p>\n<dl>");
  const bool fits = row.status == ses::RowStatus::Ok;
  if (!row.expected.empty()) {
    page.put("<div><dt>expected</dt><dd class=\"pick\">").text(expected_of(row)).put("</dd></div>");
  }
  for (const std::string& found : row.found) {
    if (fits && found == row.expected) continue;  // once is enough
    page.put("<div><dt>found</dt><dd>").text(found).put("</dd></div>");
  }
  page.put("</dl>\n");
  paragraph(page, row.note);
  if (!row.check.empty())
    page.put("<p class=\"dim\">Check: <code class=\"pick\">").text(row.check).put("</code></p>\n");
  page.put("</div></li>\n");
}

void add_reported_field(Markup& page, const trust::Reported& reported) {
  page.put("<li><p><strong>").text(words(to_string(reported.trust))).put("</strong> ").text(to_string(reported.kind));
  page.put(", line ").number(reported.line);
  if (reported.authserv_id) page.put(", <span class=\"name\">").text(*reported.authserv_id).put("</span>");
  page.put("</p>\n");
  paragraph(page, reported.why);
  if (!reported.results.empty()) page.put("<p class=\"name\">");
  for (const message::MethodResult& result : reported.results) page.text(result.method + "=" + result.result).put(" ");
  if (!reported.results.empty()) page.put("</p>");
  page.put("</li>\n");
}

std::string answers_of(const dns::Fact& fact) {
  std::vector<std::string> answers;
  if (fact.alias) answers.push_back("CNAME " + fact.alias->text());
  for (const dns::RecordData& record : fact.records) answers.push_back(dns::to_string(record));
  return ascii::join(answers, " | ");
}

std::string sentence_of(const spf::Verdict& spf) {
  std::string text = spf.domain ? spf.domain->text() : "no domain";
  text += " from " + (spf.ip ? spf.ip->to_string() : "an unknown address") + ": " + std::string(to_string(spf.status));
  return spf.detail.empty() ? text + "." : text + ", " + spf.detail + ".";
}

}  // namespace

void add_checklist(Markup& page, const Subject& subject) {
  if (subject.analysis.checklist.empty()) return;
  open_section(page, "Records that Amazon SES expects");
  const auto expected = expected_items(subject.analysis.setup);
  if (!expected.empty()) paragraph(page, "Taken for expected: " + ascii::join(expected, ", ") + ".");
  page.put("<ul class=\"rows\">\n");
  for (const ses::ChecklistRow& row : subject.analysis.checklist) add_row(page, row);
  page.put("</ul>\n");
  close_section(page);
}

void add_spf(Markup& page, const Subject& subject) {
  const spf::Verdict& spf = subject.analysis.spf;
  open_section(page, "SPF: may this server send?");
  paragraph(page, sentence_of(spf));
  if (spf.record) copy_line(page, *spf.record);
  if (spf.tree) {
    for (const std::string& rival : spf.tree->rivals) copy_line(page, rival);
  }
  add_picture(page, [&](int width) { return svg::spf_picture(spf, width); });
  close_section(page);
}

void add_dkim(Markup& page, const Subject& subject) {
  const Analysis& analysis = subject.analysis;
  open_section(page, "DKIM: does the signature still fit?");
  if (analysis.dkim.empty()) paragraph(page, "The message is not signed.");
  std::size_t not_evaluated = 0;
  for (std::size_t i = 0; i < analysis.dkim.size(); ++i) {
    if (!analysis.dkim[i].evaluated) {
      ++not_evaluated;
      continue;
    }
    page.put("<h3 class=\"name\">").text(analysis.dkim[i].signature->domain_text).put("</h3>\n");
    add_picture(page, [&](int width) { return svg::dkim_picture(analysis, i, width); });
    if (analysis.dkim[i].diagnosis) paragraph(page, analysis.dkim[i].diagnosis->description);
  }
  if (not_evaluated > 0) paragraph(page, std::to_string(not_evaluated) + " more signatures were not evaluated.");
  close_section(page);
}

void add_dmarc(Markup& page, const Subject& subject) {
  const Analysis& analysis = subject.analysis;
  open_section(page, "DMARC: what does the owner ask for?");
  if (!analysis.dmarc.reason.empty()) {
    page.put("<p><strong>")
        .text(to_string(analysis.dmarc.outcome))
        .put("</strong>: ")
        .text(dmarc::explained(analysis.dmarc));
    page.put(".</p>\n");
  }
  add_picture(page, [&](int width) { return svg::walk_picture(analysis.dmarc, width); });
  if (analysis.other_standard.outcome != analysis.dmarc.outcome) {
    page.put("<p>Under ").text(to_string(analysis.other_standard.standard)).put(" it would be <strong>");
    page.text(to_string(analysis.other_standard.outcome)).put("</strong>: ").text(analysis.other_standard.reason);
    page.put(".</p>\n");
  }
  if (!analysis.what_if.empty()) {
    page.put(
        "<h3>What if</h3>\n<p class=\"legend\">DMARC for this mail under other modes, and when it had taken another "
        "way. The outlined square is how it is.</p>\n");
    add_picture(page, [&](int width) { return svg::what_if_picture(analysis, width); });
  }
  close_section(page);
}

void add_timeline(Markup& page, const Subject& subject) {
  const trust::Assessment& trust = subject.analysis.trust;
  if (trust.hops.empty()) return;
  open_section(page, "The way of the message");
  page.put(
      "<p class=\"legend\">Each bar is the time a hop took, by the clocks of the servers. Hatched: the clocks differ. "
      "What stands before the hop at which the receiver takes the message anyone may have written.</p>\n");
  add_picture(page, [&](int width) { return svg::timeline_picture(subject.analysis, width); });
  close_section(page);
}

void add_reported(Markup& page, const Subject& subject) {
  const auto& reported = subject.analysis.trust.reported;
  if (reported.empty()) return;
  open_section(page, "What the header reports");
  page.put("<ul class=\"plain\">\n");
  for (const trust::Reported& field : reported) add_reported_field(page, field);
  page.put("</ul>\n");
  close_section(page);
}

void add_dns(Markup& page, const Subject& subject) {
  const std::vector<dns::SharedFact> order = answers_by_name(subject.facts);
  if (order.empty()) return;
  open_section(page, "DNS, every answer");
  page.put("<details><summary><span>").number(static_cast<std::int64_t>(order.size()));
  page.put(order.size() == 1 ? Literal(" answer") : Literal(" answers"))
      .put("</span></summary>\n<ul class=\"plain dns\">\n");
  for (const dns::SharedFact& pinned : order) {
    const dns::Question& question = pinned->question;
    const dns::Fact& fact = pinned->fact;
    page.put("<li><span class=\"name\">").text(question.name.text()).put("</span> ").text(to_string(question.type));
    page.put(" <strong>").text(to_string(fact.status)).put("</strong> <span class=\"name\">").text(answers_of(fact));
    page.put("</span></li>\n");
  }
  page.put("</ul></details>\n");
  close_section(page);
}

}  // namespace alignmail::report::html
