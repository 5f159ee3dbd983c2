// SPDX-License-Identifier: Apache-2.0
#include "findings/rules/ses_cnames.hpp"

#include <algorithm>

#include "findings/evidence.hpp"
#include "findings/rules/ses_common.hpp"

namespace alignmail::findings {

std::vector<const ses::ChecklistRow*> cname_rows(const Analysis& analysis,
                                                 std::initializer_list<ses::Problem> problems) {
  std::vector<const ses::ChecklistRow*> rows;
  if (!tells_of_ses(analysis)) return rows;
  for (const ses::ChecklistRow& row : analysis.checklist) {
    if (!row.id.starts_with("dkim") || row.type != "CNAME") continue;
    if (std::any_of(problems.begin(), problems.end(), [&](ses::Problem p) { return row.has(p); })) rows.push_back(&row);
  }
  return rows;
}

std::string dkim_records(std::size_t count) {
  return count == 1 ? "DKIM record" : std::to_string(count) + " DKIM records";
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
  evidence.values["found"] = rows.front()->found.empty() ? "nothing" : listed(rows.front()->found);
  evidence.values["expected"] = rows.front()->expected;
  return {evidence};
}

}  // namespace alignmail::findings
