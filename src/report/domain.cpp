// SPDX-License-Identifier: Apache-2.0
#include "report/domain.hpp"

#include <algorithm>
#include <array>

#include "base/ascii.hpp"
#include "report/expected.hpp"
#include "report/headline.hpp"
#include "report/protocols.hpp"
#include "report/summary.hpp"
#include "report/text.hpp"

namespace alignmail::report {
namespace {

using ses::ChecklistRow;
using ses::RowStatus;

constexpr std::size_t status_column = 16;
constexpr std::size_t name_column = 30;

Paint paint_of(Standing standing) {
  switch (standing) {
    case Standing::Ready: return Paint::Good;
    case Standing::Incomplete:
    case Standing::Broken: return Paint::Bad;
    case Standing::Unknown: return Paint::Risk;
  }
  return Paint::Plain;
}

Paint paint_of(const ChecklistRow& row) {
  if (row.has(ses::Problem::WeakerPolicy)) return Paint::Risk;
  switch (row.status) {
    case RowStatus::Ok: return Paint::Good;
    case RowStatus::NotNeeded: return Paint::Plain;
    case RowStatus::NotChecked: return Paint::Risk;
    default: return Paint::Bad;
  }
}

std::string item(const std::string& value, ses::Origin origin) {
  return value.empty() ? "-" : with_origin(value, origin);
}

void print_setup(Page& page, const DomainSubject& subject) {
  const ses::Setup& setup = subject.audit.setup;
  page.put("Domain", Paint::Dim).put("  " + subject.domain.text());
  if (setup.domain.value && setup.domain.value != subject.domain) {
    page.put("   Identity", Paint::Dim).put("  " + setup.domain.value->text());
  }
  page.put("   Region", Paint::Dim).put("  " + item(setup.region.value, setup.region.origin)).end_line();
  const std::string mail_from = setup.mail_from.value ? setup.mail_from.value->text() : "";
  page.put("MAIL FROM", Paint::Dim).put("  " + item(mail_from, setup.mail_from.origin));
  page.put("   DKIM", Paint::Dim).put("  " + item(dkim_text(setup), setup.dkim_kind.origin)).end_line();
}

void print_checklist(Page& page, std::span<const ChecklistRow> rows, int verbosity) {
  for (const ChecklistRow& row : rows) {
    page.put(" " + label_of(row)).column(status_column).put(status_of(row), paint_of(row));
    page.column(name_column).put(row.name.empty() ? "-" : row.name);
    page.end_line();
    if (!remark_of(row).empty()) page.column(name_column).prose(remark_of(row), name_column);
    if (verbosity <= 0) continue;
    if (!row.expected.empty()) page.column(name_column).prose("expected " + expected_of(row), name_column + 2);
    for (const std::string& found : row.found) page.column(name_column).prose("found    " + found, name_column + 2);
    if (!row.note.empty() && remark_of(row).find(row.note) == std::string::npos)
      page.column(name_column).prose(row.note, name_column);
    if (!row.check.empty()) page.column(name_column).put(row.check, Paint::Copy).end_line();
  }
}

void print_how_to_name(Page& page, const DomainSubject& subject) {
  const std::vector<std::string> commands = how_to_name(subject);
  if (commands.empty()) return;
  page.blank().put("Do this next", Paint::Bold).put("   ").put("Let SES name what to look for", Paint::Bold).end_line();
  page.blank();
  for (const std::string& command : commands) page.copy(command);
}

std::string quiet_line(const DomainSubject& subject) {
  const findings::Finding* next = subject.findings.next_action();
  return std::string(to_string(subject.readiness.standing)) + " " +
         (next == nullptr ? "-" : std::string(next->rule->id)) + " " + subject.domain.text() +
         std::string(overlay_mark(subject.seen)) + "\n";
}

std::string domain_text(const DomainSubject& subject, const Style& style) {
  Page page(style);
  page.put(ascii::to_upper(headline(subject.readiness.standing)), paint_of(subject.readiness.standing));
  page.right(tally(subject.findings, subject.readiness.standing != Standing::Unknown)).blank();
  print_setup(page, subject);
  page.blank();
  print_checklist(page, subject.audit.checklist, style.verbosity);
  page.blank().prose(subject.readiness.sentence, 0);
  print_next_action(page, subject.findings, style, {"the set-up", subject.audit.dmarc});
  print_how_to_name(page, subject);
  print_others(page, subject.findings);
  print_plan(page, subject.findings);
  print_rest_of_plan(page, subject.findings, style, RestOfPlan::All);  // a set-up is published in one go
  print_overlay(page, subject.seen);
  if (subject.findings.next_action() == nullptr) print_remarks(page, subject.findings);
  if (style.verbosity > 0) {
    page.blank();
    if (subject.audit.spf.domain) print_spf_tree(page, subject.audit.spf);
    print_dmarc(page, subject.audit.dmarc);
    print_dmarc(page, subject.audit.other_standard);
    print_findings(page, subject.findings);
  }
  if (style.verbosity > 1) print_dns(page, subject.facts, subject.waves);
  print_pointers(page, subject.findings);
  return page.take();
}

}  // namespace

std::string headline(Standing standing) {
  switch (standing) {
    case Standing::Ready: return "The set-up is complete";
    case Standing::Incomplete: return "The set-up is incomplete";
    case Standing::Broken: return "The set-up is broken";
    case Standing::Unknown: return "The set-up is not known";
  }
  return "";
}

std::string label_of(const ChecklistRow& row) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 8> labels = {
      {{"verification", "Ownership"},
       {"dkim1", "DKIM 1"},
       {"dkim2", "DKIM 2"},
       {"dkim3", "DKIM 3"},
       {"mail_from_mx", "MAIL FROM MX"},
       {"mail_from_spf", "MAIL FROM SPF"},
       {"apex_spf", "SPF of domain"},
       {"dmarc", "DMARC"}}};
  for (const auto& [id, label] : labels) {
    if (id == row.id) return std::string(label);
  }
  return row.id;
}

std::string status_of(const ChecklistRow& row) {
  if (row.has(ses::Problem::Unused)) return row.status == RowStatus::Ok ? "NOT USED YET" : "NOT SET UP";
  if (row.has(ses::Problem::WeakerPolicy)) return "weaker";  // which is where everybody begins
  // The record may well be needed by those who send without SES.
  if (row.id == "apex_spf" && row.has(ses::Problem::Unreadable)) return "BROKEN";
  if (row.id == "apex_spf" && row.status == RowStatus::NotNeeded) return "not for SES";
  std::string word(to_string(row.status));
  std::replace(word.begin(), word.end(), '_', ' ');
  const bool is_fine =
      row.status == RowStatus::Ok || row.status == RowStatus::NotNeeded || row.status == RowStatus::NotChecked;
  return is_fine ? word : ascii::to_upper(word);
}

std::string remark_of(const ChecklistRow& row) {
  if (row.id == "dmarc" && row.status == RowStatus::Ok && !row.found.empty()) return row.found.front();
  if (row.id == "apex_spf" && row.has(ses::Problem::Unreadable)) return row.note + " SES does not use it.";
  return "";
}

std::string with_origin(const std::string& value, ses::Origin origin) {
  return value.empty() ? "" : value + " (" + std::string(to_string(origin)) + ")";
}

std::string dkim_text(const ses::Setup& setup) {
  const std::size_t tokens = setup.tokens.value.size();
  const bool is_open = setup.dkim_kind.value == "easy" && tokens < 3;
  return setup.dkim_kind.value + (is_open ? ", " + std::to_string(tokens) + " of 3 tokens" : "");
}

// Without the tokens nobody can look for the keys; SES tells them.
std::vector<std::string> how_to_name(const DomainSubject& subject) {
  const ses::Setup& setup = subject.audit.setup;
  if (subject.findings.next_action() != nullptr || subject.readiness.standing != Standing::Unknown) return {};
  if (setup.tokens.known() && setup.mail_from.known()) return {};
  const std::string identity = setup.domain.value ? setup.domain.value->text() : subject.domain.text();
  const std::string region = setup.region.known() ? " --region " + setup.region.value : "";
  return {"aws sesv2 get-email-identity" + region + " --email-identity " + identity + " > identity.json",
          "alignmail domain " + subject.domain.text() + " --expect identity.json"};
}

bool has_domain_form(std::string_view format) {
  return has_protocol_form(format) || format == "html" || format == "markdown";
}

std::string render_domain(const DomainSubject& subject, std::string_view format, const Style& style) {
  if (format == "html") return domain_html(subject, style);
  if (format == "markdown") return domain_markdown(subject, style);
  if (format != "text") return domain_json(subject, format == "json");
  return style.verbosity < 0 ? quiet_line(subject) : domain_text(subject, style);
}

}  // namespace alignmail::report
