// SPDX-License-Identifier: Apache-2.0
#include "findings/rules/ses_common.hpp"

#include <algorithm>

#include "findings/evidence.hpp"

namespace alignmail::findings {

std::optional<dns::Domain> ses_identity(const Analysis& analysis) {
  if (analysis.setup.domain.known() && analysis.setup.domain.value) return analysis.setup.domain.value;
  return analysis.author;
}

std::string ses_region(const Analysis& analysis) {
  if (analysis.setup.region.known()) return analysis.setup.region.value;
  return analysis.ses.region.empty() ? "REGION" : analysis.ses.region;
}

std::optional<dns::Domain> custom_mail_from(const Analysis& analysis) {
  if (analysis.setup.mail_from.known() && analysis.setup.mail_from.value) return analysis.setup.mail_from.value;
  if (analysis.ses.mail_from == ses::MailFrom::Custom) return analysis.spf.domain;
  return std::nullopt;
}

bool tells_of_ses(const Analysis& analysis) { return !analysis.message || analysis.ses.detected != ses::Detected::No; }

std::optional<ses::Suggestion> suggestion_of(const Analysis& analysis) {
  for (const ses::ChecklistRow& row : analysis.checklist) {
    if (row.suggestion) return row.suggestion;
  }
  return std::nullopt;
}

bool belongs_to_others(const Analysis& analysis) {
  const ses::ChecklistRow* row = ses::find_row(analysis.checklist, "mail_from_mx");
  if (row == nullptr) return false;
  const auto is_others = [](const std::string& use) { return use.starts_with("CNAME ") || use.starts_with("MX "); };
  return row->has(ses::Problem::NotSes) || std::any_of(row->other_use.begin(), row->other_use.end(), is_others);
}

bool is_for_ses(const Analysis& analysis) {
  const ses::ChecklistRow* row = ses::find_row(analysis.checklist, "mail_from_mx");
  return row != nullptr && !row->has(ses::Problem::OutsideIdentity);
}

std::string doubt_of_host(const std::string& region) {
  const ses::Region* known = ses::find_region(region);
  if (region == "REGION" || (known != nullptr && !known->dkim_zone.empty())) return "";
  return ses::feedback_host(region) + " follows the other regions; no published source names it, so compare it with " +
         "what SES shows for the identity.";
}

std::map<std::string, std::string> ses_values(const Analysis& analysis) {
  const auto identity = ses_identity(analysis);
  const auto mail_from = custom_mail_from(analysis);
  const std::string region = ses_region(analysis);
  return {{"identity", identity ? identity->text() : "the identity"},
          {"domain", identity ? identity->text() : ""},
          {"region", region},
          {"mail_from", mail_from ? mail_from->text() : "the MAIL FROM domain"},
          {"feedback", ses::feedback_host(region)}};
}

std::vector<EvidenceItem> row_items(const ses::ChecklistRow& row) {
  std::vector<EvidenceItem> items;
  const std::string name = row.type + " " + row.name;
  for (const std::string& value : row.found) items.push_back({.kind = EvidenceKind::Dns, .name = name, .value = value});
  if (items.empty()) {
    items.push_back({.kind = EvidenceKind::Dns, .name = name, .value = std::string(dns::to_string(row.answer))});
  }
  if (!row.expected.empty()) items.push_back(computed_item("expected", row.expected));
  return items;
}

std::vector<Evidence> evidence_of_row(const Analysis& analysis, std::string_view id,
                                      std::initializer_list<ses::Problem> problems) {
  if (!tells_of_ses(analysis)) return {};
  // Most rows have no problem, and need not be told apart by their names.
  const auto fits = [&](const ses::ChecklistRow& row) { return !row.problems.empty() && row.id == id; };
  const auto* const row = std::find_if(analysis.checklist.begin(), analysis.checklist.end(), fits);
  const auto is_present = [&](ses::Problem problem) { return row->has(problem); };
  if (row == analysis.checklist.end() || std::none_of(problems.begin(), problems.end(), is_present)) return {};
  auto values = ses_values(analysis);
  values["name"] = row->name;
  std::vector<std::string> values_found = row->found;
  for (std::string& value : values_found) {
    if (row->type != "TXT" && value.ends_with('.')) value.pop_back();  // a sentence has a dot of its own
  }
  values["found"] = values_found.empty() ? "nothing" : listed(values_found);
  values["expected"] = row->expected;
  return {{.items = row_items(*row), .values = std::move(values)}};
}

}  // namespace alignmail::findings
