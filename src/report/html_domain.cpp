// SPDX-License-Identifier: Apache-2.0
// The set-up of a domain as a page for whoever owns DNS: the same parts as the report on a message,
// without what only a message has.
#include "base/time.hpp"
#include "report/domain.hpp"
#include "report/headline.hpp"
#include "report/html_parts.hpp"
#include "report/summary.hpp"

namespace alignmail::report {
namespace {

using svg::State;

State state_of(Standing standing) {
  switch (standing) {
    case Standing::Ready: return State::Good;
    case Standing::Incomplete:
    case Standing::Broken: return State::Bad;
    case Standing::Unknown: return State::Unknown;
  }
  return State::Unknown;
}

void add_setup(Markup& page, const DomainSubject& subject) {
  const ses::Setup& setup = subject.audit.setup;
  const auto named = [](const std::optional<dns::Domain>& name) { return name ? name->text() : std::string(); };
  page.put("<dl class=\"who\">");
  html::add_term(page, "Domain", subject.domain.text());
  if (setup.domain.value != subject.domain) html::add_term(page, "Identity", named(setup.domain.value));
  html::add_term(page, "Region", with_origin(setup.region.value, setup.region.origin));
  html::add_term(page, "MAIL FROM", with_origin(named(setup.mail_from.value), setup.mail_from.origin));
  html::add_term(page, "DKIM", with_origin(dkim_text(setup), setup.dkim_kind.origin));
  html::add_term(page, "Note", overlay_sentence(subject.seen));
  page.put("</dl>\n");
}

void add_standing(Markup& page, const DomainSubject& subject) {
  const State state = state_of(subject.readiness.standing);
  html::open_verdict(page, state, headline(subject.readiness.standing),
                     tally(subject.findings, subject.readiness.standing != Standing::Unknown));
  add_setup(page, subject);
  page.put("<p class=\"who\">").text(subject.readiness.sentence).put("</p>\n</header>\n");
}

void add_naming(Markup& page, const DomainSubject& subject) {
  const std::vector<std::string> commands = how_to_name(subject);
  if (commands.empty()) return;
  page.put("<section class=\"next\">\n<h2><span class=\"aside\">Do this next </span>");
  page.put("Let SES name what to look for</h2>\n");
  for (const std::string& command : commands) html::copy_line(page, command);
  html::close_section(page);
}

void add_colophon(Markup& page, const DomainSubject& subject) {
  page.put("<p class=\"colophon\">The set-up of a domain in DNS, without a message, as of ");
  page.text(to_rfc3339(subject.options.now)).put(", by alignmail ").text(version()).put(".</p>\n");
}

}  // namespace

std::string domain_html(const DomainSubject& subject, const Style& style) {
  const Input input;
  const Subject whole{.input = input,
                      .analysis = subject.audit,
                      .findings = subject.findings,
                      .facts = subject.facts,
                      .options = subject.options,
                      .waves = subject.waves};
  Markup page;
  page.put("<article").attribute("aria-label", "Report on " + subject.domain.text()).put(">\n");
  add_standing(page, subject);
  html::add_next_action(page, whole, style);
  add_naming(page, subject);
  html::add_plan(page, whole);
  html::add_checklist(page, whole);
  html::add_others(page, whole, style);
  if (subject.audit.spf.domain) html::add_spf(page, whole);
  html::add_dmarc(page, whole);
  html::add_dns(page, whole);
  add_colophon(page, subject);
  page.put("</article>\n");
  return page.take();
}

}  // namespace alignmail::report
