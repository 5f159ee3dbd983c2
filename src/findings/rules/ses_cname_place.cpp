// SPDX-License-Identifier: Apache-2.0
// The CNAME records of Easy DKIM: that they stand, and under the right name.
#include <algorithm>

#include "findings/evidence.hpp"
#include "findings/rules.hpp"
#include "findings/rules/ses_cnames.hpp"
#include "findings/rules/ses_common.hpp"
#include "findings/rules/ses_fixes.hpp"
#include "findings/rules/ses_lost_key.hpp"

namespace alignmail::findings {
namespace {

using ses::ChecklistRow;
using ses::Problem;

std::string without_final_dot(std::string name) {
  if (name.ends_with('.')) name.pop_back();
  return name;
}

// A record for a token without a key would lead nowhere. Of a token that is not in use yet SES may still make one.
void tell_of_lost_key(const Analysis& analysis, const std::vector<const ChecklistRow*>& rows, Evidence& evidence) {
  for (const ChecklistRow* row : rows) {
    if (!row->has(Problem::KeyMissing) || !has_signed(analysis, *row)) continue;
    evidence.why = "SES signed with a key that should be behind " + row->name +
                   ". There is no CNAME at that name, and one would not help by itself: " + why_no_key(*row);
    evidence.fix = ask_for_tokens(analysis, *row);
    return;
  }
}

std::vector<Evidence> cname_missing(const Analysis& analysis) {
  if (auto evidence = own_key_missing(analysis)) return {*std::move(evidence)};
  const auto rows = cname_rows(analysis, {Problem::Missing});
  std::vector<Evidence> found = evidence_of_cnames(analysis, rows);
  for (Evidence& evidence : found) {
    // The fix lists them; such long names would fill the page twice.
    evidence.values["missing"] = rows.size() == 1   ? "There is no record at " + rows.front()->name
                                 : rows.size() == 2 ? "Two of the three DKIM records do not exist"
                                                    : "None of the three DKIM records exists";
    // SES signs for the domain nevertheless: whose these three are is the question, and SES027 asks it.
    if (const auto* other = signed_by_other_token(analysis); other != nullptr && rows.size() == 3) {
      evidence.severity = Severity::Warning;
      evidence.values["missing"] += ", and SES signed this message with another token (" +
                                    other->signature->selector_text + "), so they may be another identity's";
    }
    const auto noted = std::find_if(rows.begin(), rows.end(), [](const auto* row) { return !row->note.empty(); });
    if (noted != rows.end()) evidence.values["missing"] += ". " + without_final_dot((*noted)->note);
    evidence.fix = publish_cnames(analysis, rows,
                                  "Publish the " + (rows.size() == 1 ? "" : std::to_string(rows.size()) + " ") +
                                      "missing DKIM record" + (rows.size() == 1 ? "" : "s"),
                                  "CNAME records, exactly as here:", Operation::Add);
    tell_of_lost_key(analysis, rows, evidence);
  }
  return found;
}

// The name as the web form of a DNS provider wants it: without what the provider put behind it.
std::string relative_name(const ChecklistRow& row) {
  const std::string& name = row.owner->text();
  if (!row.found_at || !row.found_at->text().starts_with(name + ".")) return name;
  const std::string appended = row.found_at->text().substr(name.size());  // ".example.com"
  return name.ends_with(appended) ? name.substr(0, name.size() - appended.size()) : name;
}

std::vector<Evidence> cname_doubled(const Analysis& analysis) {
  const auto rows = cname_rows(analysis, {Problem::DoubledName});
  std::vector<Evidence> found = evidence_of_cnames(analysis, rows);
  for (Evidence& evidence : found) {
    const ChecklistRow& first = *rows.front();
    if (first.found_at) {
      evidence.exhibit = {"missing  " + first.name, "found    " + first.found_at->text(),
                          "         -> " + first.expected};
    }
    Fix fix = publish_cnames(analysis, rows, "Rename the " + dkim_records(rows.size()),
                             "In the \"Name\" box type only the part before your domain:", Operation::Rename);
    for (const ChecklistRow* row : rows) {
      if (!row->owner) continue;
      fix.steps.front().lines.push_back(relative_name(*row) + "  CNAME  " + without_final_dot(row->expected));
    }
    evidence.fix = std::move(fix);
  }
  return found;
}

constexpr Rule rules[] = {
    {.id = "SES008",
     .slug = "dkim-cname-missing",
     .severity = Severity::Error,
     .title = "DKIM records that SES asks for are missing",
     .why = "{missing}. SES verifies an identity only when all three exist, and signs with each of them in turn.",
     .explanation =
         "Easy DKIM needs three CNAME records. A missing one keeps the identity from being verified, or lets mail go "
         "out with a key nobody can find when SES changes over to it.",
     .fix = "Publish the missing CNAME records",
     .references = {"https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dkim-easy.html"},
     .find = cname_missing},
    {.id = "SES009",
     .slug = "dkim-cname-doubled",
     .severity = Severity::Error,
     .title = "The DKIM records stand at a doubled name",
     .why = "The DKIM key is not where receivers look. Your DNS provider added the domain a second time when the "
            "record was saved:",
     .explanation =
         "Many DNS providers append the domain to what is typed into the Name box. Typed with the domain, the record "
         "ends up at NAME.DOMAIN.DOMAIN, where nobody looks. It is the most frequent slip with Easy DKIM.",
     .fix = "Rename the records so that the domain stands in them once",
     .references = {"https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dkim-easy.html",
                    "RFC 6376 section 3.6.2.1"},
     .find = cname_doubled},
};

}  // namespace

std::span<const Rule> ses_cname_place_rules() { return rules; }

}  // namespace alignmail::findings
