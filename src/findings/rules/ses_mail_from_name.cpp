// SPDX-License-Identifier: Apache-2.0
// The name of a custom MAIL FROM: where it may stand, and that nothing else may use it.
#include "findings/evidence.hpp"
#include "findings/rules.hpp"
#include "findings/rules/ses_common.hpp"
#include "findings/rules/ses_fixes.hpp"

namespace alignmail::findings {
namespace {

using ses::Problem;

std::vector<Evidence> not_subdomain(const Analysis& analysis) {
  std::vector<Evidence> found = evidence_of_row(analysis, "mail_from_mx", {Problem::OutsideIdentity});
  const auto identity = ses_identity(analysis);
  const auto name = identity ? identity->with_prefix("mail") : Result<dns::Domain>(failure(Error::Kind::Malformed, ""));
  for (Evidence& evidence : found) {
    if (!name) continue;
    evidence.fix = custom_mail_from_fix(analysis, *identity, suggestion_of(analysis).value_or(ses::Suggestion{*name}));
    evidence.fix->summary = "Choose a subdomain of " + identity->text() + " as MAIL FROM";
    evidence.fix->note = "Any other unused name below " + identity->text() + " will do as well.";
  }
  return found;
}

std::vector<Evidence> in_use(const Analysis& analysis) {
  std::vector<Evidence> found = evidence_of_row(analysis, "mail_from_mx", {Problem::InUse});
  const ses::ChecklistRow* row = ses::find_row(analysis.checklist, "mail_from_mx");
  for (Evidence& evidence : found) evidence.values["use"] = listed(row->other_use);
  return found;
}

constexpr Rule rules[] = {
    {.id = "SES018",
     .slug = "mail-from-not-subdomain",
     .severity = Severity::Error,
     .title = "The expected MAIL FROM is not a subdomain of the identity",
     .why = "{mail_from} is not below {identity}. SES accepts only a subdomain of the identity as MAIL FROM.",
     .explanation = "The MAIL FROM domain must be a subdomain of the verified identity, and neither a domain you "
                    "send from nor one you receive mail on.",
     .fix = "Choose a subdomain of the identity as MAIL FROM",
     .references = {"https://docs.aws.amazon.com/ses/latest/dg/mail-from.html"},
     .find = not_subdomain},
    {.id = "SES019",
     .slug = "mail-from-in-use",
     .severity = Severity::Warning,
     .title = "The MAIL FROM domain is used for something else too",
     .why = "{mail_from} also has {use}. A MAIL FROM domain should be used for nothing else.",
     .explanation =
         "SES wants a subdomain of its own for bounces. Addresses, an alias or another mail server at the same name "
         "collide with that sooner or later.",
     .fix = "Move the other records to another name, or choose another MAIL FROM domain",
     .references = {"https://docs.aws.amazon.com/ses/latest/dg/mail-from.html"},
     .find = in_use},
};

}  // namespace

std::span<const Rule> ses_mail_from_name_rules() { return rules; }

}  // namespace alignmail::findings
