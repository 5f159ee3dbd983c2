// SPDX-License-Identifier: Apache-2.0
// The policy that the owner aims at, beside the one that is published.
#include "findings/evidence.hpp"
#include "findings/rules.hpp"
#include "findings/rules/dmarc_common.hpp"
#include "findings/rules/ses_common.hpp"

namespace alignmail::findings {
namespace {

using dmarc::Method;

// Stricter only where the mail would bear it: both legs stand, so either may fail.
Fix stricter(const Analysis& analysis, const dmarc::Discovery& discovery) {
  const std::string& aim = analysis.setup.policy.value;
  const bool bears_it = analysis.dmarc.counts(Method::Spf) && analysis.dmarc.counts(Method::Dkim);
  if (!bears_it) {
    return {.summary = "Mend what keeps a leg from counting, then publish p=" + aim};
  }
  const std::string& record = discovery.record->text;
  const std::string tag = discovery.policy_tag.empty() ? "p" : discovery.policy_tag;
  const std::string mended = with_tag(with_tag(record, "t", ""), tag, aim);
  Fix fix = one_step_fix("Publish " + tag + "=" + aim,
                         "The same record with that policy, when the reports show no other mail of yours that fails:",
                         {txt_change(Operation::Replace, dmarc_name(*discovery.policy_domain), mended, {record})});
  fix.gain = "Receivers then act on mail that fails DMARC.";
  return fix;
}

std::vector<Evidence> below_aim(const Analysis& analysis) {
  const ses::ChecklistRow* row = ses::find_row(analysis.checklist, "dmarc");
  const dmarc::Discovery* discovery = discovery_of(analysis);
  if (row == nullptr || !row->has(ses::Problem::WeakerPolicy) || discovery == nullptr || !discovery->record) return {};
  Evidence evidence{.items = row_items(*row), .values = ses_values(analysis)};
  evidence.values["note"] = row->note;
  evidence.fix = stricter(analysis, *discovery);
  return {evidence};
}

constexpr Rule rules[] = {
    {.id = "SES026",
     .slug = "policy-below-aim",
     .severity = Severity::Info,
     .title = "The DMARC policy is weaker than the one expected",
     .why = "{note}",
     .explanation = "The expected set-up names a policy, and the record in force asks for less. A weaker policy is the "
                    "right start: it is made stricter step by step, once the reports show that all mail of the domain "
                    "passes. Whoever expects it to be there already should know that it is not.",
     .fix = "Publish the expected policy once both legs stand",
     .references = {"https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dmarc.html",
                    "RFC 9989 section 4.7"},
     .find = below_aim},
};

}  // namespace

std::span<const Rule> ses_policy_rules() { return rules; }

}  // namespace alignmail::findings
