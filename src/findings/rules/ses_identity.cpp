// SPDX-License-Identifier: Apache-2.0
// What SES itself says of the identity, and the record of the older way to verify one.
#include <algorithm>

#include "findings/evidence.hpp"
#include "findings/rules.hpp"
#include "findings/rules/ses_common.hpp"
#include "findings/rules/ses_fixes.hpp"

namespace alignmail::findings {
namespace {

using ses::Problem;

std::vector<Evidence> verification_missing(const Analysis& analysis) {
  std::vector<Evidence> found = evidence_of_row(analysis, "verification", {Problem::Missing});
  const ses::ChecklistRow* row = ses::find_row(analysis.checklist, "verification");
  for (Evidence& evidence : found) {
    if (!row->owner) continue;
    evidence.fix = one_step_fix("Publish the TXT record only if you verify the domain the old way",
                                "One TXT record:", {txt_change(Operation::Add, *row->owner, row->expected)});
    evidence.fix->gain = "It verifies the domain in version 1 of the API; no receiver looks at it.";
  }
  return found;
}

// Whether DNS holds all that SES asks for, so far as anybody could look.
bool is_published(const Analysis& analysis) {
  bool any = false;
  for (const ses::ChecklistRow& row : analysis.checklist) {
    if (!row.id.starts_with("dkim") && row.id != "mail_from_mx") continue;
    if (row.status == ses::RowStatus::NotNeeded) continue;
    if (row.status != ses::RowStatus::Ok) return false;
    any = true;
  }
  return any;
}

// SES gave up on the MAIL FROM domain; nothing but the command makes it look again.
bool gave_up(const Analysis& analysis) {
  const ses::ChecklistRow* row = ses::find_row(analysis.checklist, "mail_from_mx");
  return analysis.setup.mail_from_status == "FAILED" && row != nullptr && row->status == ses::RowStatus::Ok;
}

// SES signed for the domain, and used its MAIL FROM, as it does for an identity that was ready. A status that comes
// before that is not of this identity, or not of today; one that comes after may be.
bool was_ready_when_sent(const Analysis& analysis) {
  const auto& own = analysis.ses.own_signatures;
  const bool signed_for = std::any_of(own.begin(), own.end(), [&](std::size_t index) {
    const dkim::SignatureResult& result = analysis.dkim[index];
    return result.status == dkim::Status::Pass && result.signature->domain == analysis.setup.domain.value;
  });
  const bool used_mail_from =
      analysis.ses.mail_from == ses::MailFrom::Custom && analysis.spf.domain == analysis.setup.mail_from.value;
  const auto comes_before = [](const std::string& status) {
    return status.find(" is PENDING") != std::string::npos || status.find(" is NOT_STARTED") != std::string::npos;
  };
  const auto is_outdated = [&](const std::string& status) {
    if (status.starts_with("MailFromDomainStatus ")) return comes_before(status) && used_mail_from;
    return comes_before(status) || status == "VerifiedForSendingStatus is false";
  };
  const auto& statuses = analysis.setup.not_ready;
  return analysis.message && !analysis.setup.is_address && signed_for &&
         std::any_of(statuses.begin(), statuses.end(), comes_before) &&
         std::all_of(statuses.begin(), statuses.end(), is_outdated);
}

// What is not a record: signing that is switched off, and the status itself.
Fix status_fix(const Analysis& analysis) {
  Fix fix{.summary = "Publish what the checklist shows as missing, then look at the status again"};
  const auto identity = ses_identity(analysis);
  if (is_signing_off(analysis) && identity) {
    fix.summary = "Switch DKIM signing on";
    fix.steps.push_back(switch_signing_on(analysis, *identity));
  }
  const auto mail_from = custom_mail_from(analysis);
  if (is_published(analysis)) fix.summary = "Wait for SES to look again; DNS holds what it asks for";
  if (gave_up(analysis) && mail_from) {
    fix.summary = "Make SES look at " + mail_from->text() + " again; its MX is right today";
    fix.steps.push_back(tell_ses_again(analysis, *mail_from));
    fix.steps.back().text =
        "SES gave up on it after 72 hours and looks again only when the MAIL FROM domain is set anew:";
  }
  if (is_signing_off(analysis) && identity) fix.summary = "Switch DKIM signing on";
  fix.steps.push_back({.text = "Look at the status; SES checks DNS by itself, for up to 72 hours:",
                       .commands = {show_identity(analysis)}});
  fix.unprovable = "only SES tells its status";
  return fix;
}

// DNS is right and the message fell back to the default MAIL FROM: a finding that tells the status, too.
bool is_told_by_fallback(const Analysis& analysis) {
  const ses::ChecklistRow* mx = ses::find_row(analysis.checklist, "mail_from_mx");
  if (mx == nullptr || mx->status != ses::RowStatus::Ok) return false;
  const auto& statuses = analysis.setup.not_ready;
  return analysis.message && sent_by_ses(analysis) && analysis.ses.mail_from == ses::MailFrom::Default &&
         analysis.setup.mail_from.given() &&
         std::all_of(statuses.begin(), statuses.end(),
                     [](const std::string& status) { return status.starts_with("MailFromDomainStatus "); });
}

std::vector<Evidence> not_ready(const Analysis& analysis) {
  if (analysis.setup.not_ready.empty() || is_told_by_fallback(analysis)) return {};
  Evidence evidence{.values = ses_values(analysis)};
  for (const std::string& status : analysis.setup.not_ready) {
    evidence.items.push_back({.kind = EvidenceKind::Config, .name = "identity", .value = status});
  }
  evidence.values["statuses"] = listed(analysis.setup.not_ready);
  const auto& statuses = analysis.setup.not_ready;
  if (std::find(statuses.begin(), statuses.end(), "VerifiedForSendingStatus is false") != statuses.end()) {
    evidence.why = "The identity file for " + evidence.values["identity"] + " says: " + evidence.values["statuses"] +
                   ". SES sends only for what is verified.";
  }
  const bool is_signing_alone = statuses.size() == 1 && is_signing_off(analysis);
  if (is_signing_alone) evidence.cause = "SES012";  // which tells it of the message that was not signed
  evidence.fix = status_fix(analysis);
  if (was_ready_when_sent(analysis)) {
    evidence.why = "The identity file for " + evidence.values["identity"] + " says: " + evidence.values["statuses"] +
                   ". Yet SES signed this message for the domain, so the file is older than the message, or from "
                   "another region or account.";
    evidence.fix = one_step_fix("Save the identity file again, in the account and region that send",
                                "The command that shows it:", {}, {show_identity(analysis)});
    evidence.fix->unprovable = "only SES tells its status";
  }
  return {evidence};
}

constexpr Rule rules[] = {
    {.id = "SES015",
     .slug = "verification-txt-missing",
     .severity = Severity::Info,
     .title = "The _amazonses record with the expected token is not there",
     .why = "{name} does not hold the expected verification token. With Easy DKIM it is not needed.",
     .explanation = "The TXT record at _amazonses.DOMAIN belongs to the older way of verifying a domain. Easy DKIM "
                    "verifies the domain by its CNAME records.",
     .fix = "Publish the TXT record only if you verify the domain the old way",
     .references = {"https://docs.aws.amazon.com/ses/latest/APIReference/API_VerifyDomainDkim.html"},
     .find = verification_missing},
    {.id = "SES024",
     .slug = "identity-not-ready",
     .severity = Severity::Warning,
     .title = "SES says that the identity is not ready",
     .why = "The identity file for {identity} says: {statuses}. Until that changes, SES sends without what is missing.",
     .explanation = "SES checks the records of an identity and reports a status for verification, DKIM and MAIL "
                    "FROM. Only SUCCESS, with signing enabled, means that it uses them.",
     .fix = "Publish what the checklist shows as missing, then look at the status again",
     .references = {"https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetEmailIdentity.html"},
     .find = not_ready},
};

}  // namespace

std::span<const Rule> ses_identity_rules() { return rules; }

}  // namespace alignmail::findings
