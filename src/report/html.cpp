// SPDX-License-Identifier: Apache-2.0
// The HTML report: one file that loads nothing and runs nothing, to be forwarded to whoever owns
// DNS. The verdict first, the one thing to do next, then what it rests on.
#include "base/time.hpp"
#include "report/document.hpp"
#include "report/formats.hpp"
#include "report/headline.hpp"
#include "report/html_parts.hpp"
#include "report/summary.hpp"

namespace alignmail::report {
namespace {

void add_colophon(Markup& page, const Subject& subject) {
  const Analysis& analysis = subject.analysis;
  page.put("<p class=\"colophon\">Judged as of ").text(judged_as_of(analysis));
  page.put(" under ").text(dmarc::to_string(analysis.dmarc.standard));
  page.put(", written ").text(to_rfc3339(subject.generated_at)).put(" by alignmail ").text(version());
  if (!subject.options.suffixes.date().empty()) {
    page.put(", public suffix list of ").text(subject.options.suffixes.date());
  }
  page.put(".</p>\n");
}

}  // namespace

std::string render_html(const Subject& subject, const Style& style) {
  Markup page;
  page.put("<article").attribute("aria-label", "Report on " + source_name(subject.input)).put(">\n");
  html::add_verdict(page, subject);
  html::add_next_action(page, subject, style);
  html::add_plan(page, subject);
  html::add_alignment(page, subject);
  html::add_others(page, subject, style);
  html::add_checklist(page, subject);
  html::add_spf(page, subject);
  html::add_dkim(page, subject);
  html::add_dmarc(page, subject);
  html::add_timeline(page, subject);
  html::add_reported(page, subject);
  html::add_dns(page, subject);
  add_colophon(page, subject);
  page.put("</article>\n");
  return page.take();
}

std::unique_ptr<Document> open_html(const Style& /*style*/) {
  Markup before;
  before.put("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
  before.put(
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
      "img-src 'none'; base-uri 'none'; form-action 'none'\">\n");
  before.put("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
  before.put("<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"color-scheme\" content=\"light dark\">\n");
  before.put("<title>alignmail: what aligns, what does not, and why</title>\n<style>\n").put(html::style());
  before.put("</style>\n</head>\n<body>\n<main>\n");
  return std::make_unique<Framed>(before.take(), "", "</main>\n</body>\n</html>\n");
}

}  // namespace alignmail::report
