// SPDX-License-Identifier: Apache-2.0
#include "findings/rules/align_one_leg.hpp"

#include "base/ascii.hpp"
#include "findings/evidence.hpp"
#include "findings/rules/ses_common.hpp"
#include "findings/rules/ses_fixes.hpp"
#include "findings/rules/spf_common.hpp"

namespace alignmail::findings {
namespace {

bool speaks_of_others(const Analysis& analysis) {
  const dmarc::Alignment* alignment = analysis.spf_alignment();
  return alignment != nullptr && !alignment->aligned_relaxed && analysis.spf.domain;
}

// SRS, or Gmail's form of it: a local part that holds the address it stands for. SES gives no such one.
bool is_rewritten(std::string_view local_part) {
  return ascii::istarts_with(local_part, "srs0") || ascii::istarts_with(local_part, "srs1") ||
         local_part.find("+caf_=") != std::string_view::npos;
}

bool is_forwarders(const Analysis& analysis) {
  if (analysis.ses.mail_from == ses::MailFrom::Default || analysis.ses.mail_from_name == analysis.spf.domain)
    return false;
  return was_forwarded(analysis) || is_rewritten(analysis.trust.envelope.mail_from.local_part);
}

Fix use_own_mail_from(const Analysis& analysis, const dns::Domain& identity) {
  const auto suggestion = suggestion_of(analysis);
  Fix fix = suggestion ? custom_mail_from_fix(analysis, identity, *suggestion) : Fix{};
  fix.summary = "Give " + identity.text() + " a MAIL FROM of its own in SES";
  FixStep sender{.text = "If the program names an envelope sender (Source, or MAIL FROM in SMTP), take one at " +
                         identity.text() + ": SES goes by the identity of that address."};
  fix.steps.insert(fix.steps.empty() ? fix.steps.end() : fix.steps.end() - 1, std::move(sender));
  return fix;
}

}  // namespace

void tell_whose_bounces(const Analysis& analysis, Evidence& evidence) {
  if (!speaks_of_others(analysis)) return;
  const std::string& domain = analysis.spf.domain->text();
  const std::string& author = analysis.author->text();
  if (is_forwarders(analysis)) {
    const std::string server = analysis.spf.ip ? "A server at " + analysis.spf.ip->to_string() : "A server";
    evidence.severity = Severity::Info;
    evidence.why = server + " forwarded this mail and put a bounce address of its own (" + domain +
                   ") in the place of the sender's, so SPF speaks for " + domain + " and not for " + author +
                   ". That is what forwarding does; no record of yours is the cause, and DKIM carries the mail.";
    evidence.fix = Fix{.summary = "Nothing: DKIM carries forwarded mail"};
    return;
  }
  const auto identity = ses_identity(analysis);
  const bool is_of_ses = sent_by_ses(analysis) && analysis.ses.mail_from == ses::MailFrom::Custom;
  if (!is_of_ses || !identity || !analysis.author->is_within(*identity)) return;
  // Names that only a record sets apart (psd=) are of one identity all the same.
  if (analysis.spf.domain->is_within(*identity) || identity->is_within(analysis.spf.domain->parent())) return;
  evidence.why = "SES sent this with the MAIL FROM " + domain + ", which is that of another identity and not of " +
                 identity->text() + ", so SPF vouches for somebody else than " + author +
                 ". Only DKIM carries this mail.";
  evidence.fix = use_own_mail_from(analysis, *identity);
}

}  // namespace alignmail::findings
