// SPDX-License-Identifier: Apache-2.0
#include "findings/rules/ses_cnames.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "findings/evidence.hpp"
#include "findings/rules/ses_common.hpp"

namespace alignmail::findings {

std::vector<const ses::ChecklistRow*> cname_rows(const Analysis& analysis,
                                                 std::initializer_list<ses::Problem> problems) {
  std::vector<const ses::ChecklistRow*> rows;
  if (!tells_of_ses(analysis)) return rows;
  for (const ses::ChecklistRow& row : analysis.checklist) {
    if (row.problems.empty() || !row.id.starts_with("dkim") || row.type != "CNAME") continue;
    if (std::any_of(problems.begin(), problems.end(), [&](ses::Problem p) { return row.has(p); })) rows.push_back(&row);
  }
  return rows;
}

const dkim::SignatureResult* signed_by_other_token(const Analysis& analysis) {
  const ses::Setup& setup = analysis.setup;
  const auto& tokens = setup.tokens.value;
  if (!setup.tokens.given() || tokens.size() < 3 || setup.dkim_kind.value != "easy") return nullptr;
  for (const std::size_t index : analysis.ses.own_signatures) {
    const dkim::SignatureResult& result = analysis.dkim[index];
    const std::string token = ascii::to_lower(result.signature->selector_text);
    if (!ses::is_easy_dkim_token(token) || result.signature->domain != setup.domain.value) continue;
    if (std::find(tokens.begin(), tokens.end(), token) == tokens.end()) return &result;
  }
  return nullptr;
}

std::string dkim_records(std::size_t count) {
  return count == 1 ? "DKIM record" : std::to_string(count) + " DKIM records";
}

std::string check_of(const std::vector<const ses::ChecklistRow*>& rows) {
  if (rows.size() == 1) return rows.front()->check;
  std::string check = "dig +short";
  for (const ses::ChecklistRow* row : rows) {
    if (row->check.empty()) return "";
    check += " " + row->name + " CNAME";
  }
  return check;
}

std::vector<Evidence> evidence_of_cnames(const Analysis& analysis, const std::vector<const ses::ChecklistRow*>& rows) {
  if (rows.empty()) return {};
  Evidence evidence{.values = ses_values(analysis)};
  std::vector<std::string> names;
  for (const ses::ChecklistRow* row : rows) {
    names.push_back(row->name);
    for (EvidenceItem& item : row_items(*row)) evidence.items.push_back(std::move(item));
  }
  evidence.values["names"] = listed(names);
  // One is told for all: each has a target of its own.
  evidence.values["one"] = rows.front()->name;
  if (rows.size() > 1) evidence.values["one"] += " (and " + std::to_string(rows.size() - 1) + " more like it)";
  std::string& found = evidence.values["found"] = rows.front()->found.empty() ? "nothing" : listed(rows.front()->found);
  if (found.ends_with('.')) found.pop_back();
  std::string& expected = evidence.values["expected"] = rows.front()->expected;
  if (expected.ends_with('.')) expected.pop_back();  // the sentence brings its own
  return {evidence};
}

}  // namespace alignmail::findings
