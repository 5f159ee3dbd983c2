// SPDX-License-Identifier: Apache-2.0
// A DKIM key of one's own (BYODKIM): one TXT record, whose value only the owner of the key has.
#include "findings/evidence.hpp"
#include "findings/rules/ses_cnames.hpp"
#include "findings/rules/ses_common.hpp"
#include "findings/rules/ses_fixes.hpp"

namespace alignmail::findings {
namespace {

using ses::Problem;

std::string what_is_wrong(const ses::ChecklistRow& row) {
  if (row.found_at) return "The key stands at " + row.found_at->text() + ", a doubled name, and not at " + row.name;
  if (row.has(Problem::KeyRevoked)) return "The key at " + row.name + " is revoked: its p= is empty";
  if (row.has(Problem::Unreadable)) return "What stands at " + row.name + " is no DKIM key";
  return "There is no key at " + row.name;
}

Fix publish_key(const Analysis& analysis, const ses::ChecklistRow& row) {
  const auto keys_found = row.found_at && row.owner && row.found.size() == 1;
  if (keys_found) {
    RecordChange change = txt_change(Operation::Rename, *row.owner, row.found.front(), {row.found_at->text()});
    Fix fix = one_step_fix("Move the key to its name",
                           "The same value, at the name where receivers look:", {std::move(change)});
    fix.gain = future_mail_loses_dkim;
    if (analysis.message && analysis.ses.own_signatures.empty()) fix.unprovable = "a new signature needs a new mail";
    return fix;
  }
  Fix fix{.summary = "Publish the public key that belongs to the private one given to SES"};
  fix.steps.push_back({.text = "One TXT record; its value is the public key in base64, without line breaks:",
                       .lines = {row.name + ". 300 IN TXT \"v=DKIM1; k=rsa; p=PUBLICKEY\""}});
  if (!row.check.empty()) fix.steps.push_back({.text = "Check before you send:", .commands = {row.check}});
  fix.applicability = Applicability::HasPlaceholders;
  return fix;
}

}  // namespace

std::optional<Evidence> own_key_missing(const Analysis& analysis) {
  const ses::ChecklistRow* row = ses::find_row(analysis.checklist, "dkim1");
  if (!tells_of_ses(analysis) || row == nullptr || row->type != "TXT") return std::nullopt;
  const bool is_wrong = row->has(Problem::Missing) || row->has(Problem::DoubledName) || row->has(Problem::KeyRevoked) ||
                        row->has(Problem::Unreadable);
  if (!is_wrong) return std::nullopt;
  Evidence evidence{.items = row_items(*row), .values = ses_values(analysis)};
  evidence.why = what_is_wrong(*row) + ". SES signs with the private key that it was given, and receivers look there.";
  evidence.fix = publish_key(analysis, *row);
  return evidence;
}

}  // namespace alignmail::findings
