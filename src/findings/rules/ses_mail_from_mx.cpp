// SPDX-License-Identifier: Apache-2.0
// The MX record of a custom MAIL FROM, without which SES does not use the name.
#include <algorithm>

#include "base/ascii.hpp"
#include "findings/evidence.hpp"
#include "findings/rules.hpp"
#include "findings/rules/ses_common.hpp"
#include "findings/rules/ses_fixes.hpp"

namespace alignmail::findings {
namespace {

using ses::Problem;

// SES asks for two records at the name. Where both are missing, both are to be published at once.
void add_missing_spf(const Analysis& analysis, Fix& fix) {
  const ses::ChecklistRow* spf = ses::find_row(analysis.checklist, "mail_from_spf");
  const auto mail_from = custom_mail_from(analysis);
  FixStep& step = fix.steps.front();
  if (spf == nullptr || !spf->has(Problem::Missing) || !mail_from || step.records.empty()) return;
  step.text = "These two records; the MX is that of the region that sends, and no other one may stand there:";
  step.records.push_back(mail_from_spf(*mail_from));
  fix.summary = "Publish the two records of the MAIL FROM domain";
}

std::vector<Evidence> mx_missing(const Analysis& analysis) {
  if (!is_for_ses(analysis)) return {};
  std::vector<Evidence> found = evidence_of_row(analysis, "mail_from_mx", {Problem::Missing});
  for (Evidence& evidence : found) {
    evidence.fix = publish_mx(analysis, "Publish the MX record of the MAIL FROM domain", true);
    if (evidence.fix) add_missing_spf(analysis, *evidence.fix);
  }
  return found;
}

// Nothing where the value is no MX record.
std::optional<std::uint64_t> preference_of(const std::string& mx) {
  return ascii::parse_number(std::string_view(mx).substr(0, mx.find(' ')));
}

// The host of SES stands there and is preferred over whatever stands beside it, so that it gets the mail today.
bool has_mail_already(const ses::ChecklistRow& row) {
  if (std::find(row.found.begin(), row.found.end(), row.expected) == row.found.end()) return false;
  const auto own = preference_of(row.expected);
  return own && std::all_of(row.found.begin(), row.found.end(), [&](const std::string& value) {
           const auto preference = preference_of(value);
           return value == row.expected || (preference && *preference > *own);
         });
}

// What could be done instead of taking another name.
std::string without_own_mail(const Analysis& analysis) {
  const ses::ChecklistRow* row = ses::find_row(analysis.checklist, "mail_from_mx");
  const bool stands =
      row != nullptr && std::find(row->found.begin(), row->found.end(), row->expected) != row->found.end();
  if (!stands) return "replace its MX with the one that SES asks for.";
  std::vector<std::string> others;
  for (const std::string& value : row->found) {
    if (value != row->expected) others.push_back(value);
  }
  return "delete its MX " + listed(others) + " instead; the one of SES stands there already.";
}

Fix another_name(const Analysis& analysis) {
  const auto mail_from = custom_mail_from(analysis);
  const auto identity = ses_identity(analysis);
  const auto suggestion = suggestion_of(analysis);
  const std::string name = mail_from ? mail_from->text() : "that name";
  Fix fix;
  if (identity && suggestion) fix = custom_mail_from_fix(analysis, *identity, *suggestion);
  fix.summary = "Choose a MAIL FROM domain that nothing else uses";
  if (!suggestion) {
    const std::string where = identity ? identity->text() : "the identity";
    fix.steps = {{.text = "Take a name below " + where + " that has no records yet."}};
  }
  if (fix.gain.empty()) {
    fix.gain = "Future mail: what SES finds wrong it does not use, and sends unaligned or not at all.";
  }
  fix.note = "When " + name + " needs no mail of its own, " + without_own_mail(analysis);
  return fix;
}

// Why another name is better, behind what is wrong with this one.
std::string why_another(const Analysis& analysis) {
  const auto mail_from = custom_mail_from(analysis);
  return " Mail for " + (mail_from ? mail_from->text() : "that name") +
         " goes elsewhere today, and an MX of SES alone would take it away.";
}

// The message came from the region of that MX, under that very name: what is wrong is the region that is expected, and
// another MX would break what works.
bool serves_sending_region(const Analysis& analysis) {
  const ses::ChecklistRow* row = ses::find_row(analysis.checklist, "mail_from_mx");
  if (row == nullptr || row->found.size() != 1 || analysis.ses.region.empty()) return false;
  const bool is_in_use =
      sent_by_ses(analysis) && analysis.spf.domain && analysis.spf.domain == custom_mail_from(analysis);
  return is_in_use &&
         ascii::to_lower(row->found.front()).find(ses::feedback_host(analysis.ses.region)) != std::string::npos;
}

std::vector<Evidence> mx_wrong_region(const Analysis& analysis) {
  if (serves_sending_region(analysis)) return {};
  std::vector<Evidence> found = evidence_of_row(analysis, "mail_from_mx", {Problem::WrongRegion, Problem::NotSes});
  const ses::ChecklistRow* row = ses::find_row(analysis.checklist, "mail_from_mx");
  if (!is_for_ses(analysis) || row->has(Problem::SeveralMx)) return {};
  for (Evidence& evidence : found) {
    evidence.values["elsewhere"] = "";
    // Its mail goes to somebody: an MX of SES there would take it away.
    if (belongs_to_others(analysis)) {
      evidence.values["elsewhere"] = why_another(analysis);
      evidence.fix = another_name(analysis);
      continue;
    }
    evidence.fix = publish_mx(analysis, "Point the MX of the MAIL FROM domain at the right region", true);
  }
  return found;
}

std::vector<Evidence> multiple_mx(const Analysis& analysis) {
  if (!is_for_ses(analysis)) return {};
  std::vector<Evidence> found = evidence_of_row(analysis, "mail_from_mx", {Problem::SeveralMx});
  for (Evidence& evidence : found) {
    const ses::ChecklistRow& row = *ses::find_row(analysis.checklist, "mail_from_mx");
    const bool goes_elsewhere = belongs_to_others(analysis) && !has_mail_already(row);
    evidence.values["elsewhere"] = goes_elsewhere ? why_another(analysis) : "";
    evidence.fix = goes_elsewhere ? another_name(analysis)
                                  : publish_mx(analysis, "Leave exactly one MX record at the MAIL FROM domain", true);
    const auto suggestion = suggestion_of(analysis);
    if (goes_elsewhere || !evidence.fix || !belongs_to_others(analysis) || !suggestion) continue;
    evidence.fix->note += std::string(evidence.fix->note.empty() ? "" : " ") +
                          "Is the other MX needed? Then give SES a name that nothing else uses, such as " +
                          suggestion->name.text() + ".";
  }
  return found;
}

std::vector<Evidence> mx_preference(const Analysis& analysis) {
  if (!is_for_ses(analysis)) return {};
  std::vector<Evidence> found = evidence_of_row(analysis, "mail_from_mx", {Problem::WrongPreference});
  for (Evidence& evidence : found)
    evidence.fix = publish_mx(analysis, "Set the preference of the MX record to 10", false);
  return found;
}

constexpr Rule rules[] = {
    {.id = "SES002",
     .slug = "mail-from-mx-missing",
     .severity = Severity::Error,
     .title = "The custom MAIL FROM domain has no MX record",
     .why = "{mail_from} needs an MX record that points to {feedback}. Without it SES falls back to its own MAIL "
            "FROM, and SPF no longer aligns.",
     .explanation =
         "SES checks the MX of a custom MAIL FROM domain all the time. When it is missing, mail goes out with "
         "amazonses.com as bounce domain, or not at all, as the identity is set up.",
     .fix = "Publish the MX record of the MAIL FROM domain",
     .references = {"https://docs.aws.amazon.com/ses/latest/dg/mail-from.html"},
     .find = mx_missing},
    {.id = "SES003",
     .slug = "mail-from-mx-wrong-region",
     .severity = Severity::Error,
     .title = "The MX of the MAIL FROM domain is not that of the sending region",
     .why = "The MX of {mail_from} is {found}; the identity in {region} needs {feedback}. SES does not accept it and "
            "falls back to its own MAIL FROM.{elsewhere}",
     .explanation = "Each region has its own host for bounces. A custom MAIL FROM works only with the MX of the "
                    "region that sends.",
     .fix = "Point the MX at feedback-smtp of the region that sends",
     .references = {"https://docs.aws.amazon.com/ses/latest/dg/mail-from.html",
                    "https://docs.aws.amazon.com/general/latest/gr/ses.html"},
     .find = mx_wrong_region},
    {.id = "SES005",
     .slug = "mail-from-multiple-mx",
     .severity = Severity::Error,
     .title = "The MAIL FROM domain has more than one MX record",
     .why = "{mail_from} has several MX records ({found}). SES accepts exactly one and lets the set-up fail "
            "otherwise.{elsewhere}",
     .explanation =
         "A custom MAIL FROM domain takes bounces for SES and nothing else, so it must have one MX record only.",
     .fix = "Leave exactly one MX record at the MAIL FROM domain",
     .references = {"https://docs.aws.amazon.com/ses/latest/dg/mail-from.html"},
     .find = multiple_mx},
    {.id = "SES021",
     .slug = "mail-from-mx-preference",
     .severity = Severity::Warning,
     .title = "The MX preference at the MAIL FROM domain is not 10",
     .why = "The MX of {mail_from} is {found}. SES asks for the preference 10.",
     .explanation = "The guide of AWS names the record with preference 10. Another number may be accepted, but "
                    "nobody promises it.",
     .fix = "Set the preference of the MX record to 10",
     .references = {"https://docs.aws.amazon.com/ses/latest/dg/mail-from.html"},
     .find = mx_preference},
};

}  // namespace

std::span<const Rule> ses_mail_from_mx_rules() { return rules; }

}  // namespace alignmail::findings
