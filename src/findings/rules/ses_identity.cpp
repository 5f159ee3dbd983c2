// SPDX-License-Identifier: Apache-2.0
// Who sent it, from where, and whether that fits what is expected.
#include <algorithm>

#include "base/ascii.hpp"
#include "findings/evidence.hpp"
#include "findings/rules.hpp"
#include "findings/rules/ses_common.hpp"
#include "findings/rules/ses_fixes.hpp"

namespace alignmail::findings {
namespace {

std::vector<EvidenceItem> region_items(const Analysis& analysis) {
  std::vector<EvidenceItem> items;
  for (const ses::RegionEvidence& evidence : analysis.ses.evidence) {
    items.push_back(computed_item(evidence.source, evidence.region + ", " + evidence.value));
  }
  return items;
}

std::vector<Evidence> region_mismatch(const Analysis& analysis) {
  if (!sent_by_ses(analysis)) return {};
  const bool expects_other = analysis.setup.region.origin == ses::Origin::Given && !analysis.ses.region.empty() &&
                             analysis.setup.region.value != analysis.ses.region;
  if (!expects_other && !analysis.ses.evidence_disagrees) return {};
  auto values = ses_values(analysis);
  values["what"] = expects_other ? "it was sent from " + analysis.ses.region + ", and " + analysis.setup.region.value +
                                       " is expected"
                                 : "its own traces name more than one region";
  return {{.items = region_items(analysis), .values = std::move(values)}};
}

std::vector<Evidence> not_sent_by_ses(const Analysis& analysis) {
  if (!analysis.setup.is_given() || analysis.ses.detected != ses::Detected::No) return {};
  return {{.items = header_items(*analysis.message, "Return-Path"), .values = ses_values(analysis)}};
}

std::vector<Evidence> traces_forged(const Analysis& analysis) {
  if (!analysis.ses.contradicts_address) return {};
  const auto& address = analysis.trust.envelope.client_ip;
  auto values = ses_values(analysis);
  values["address"] = address ? address->to_string() : "an unknown address";
  return {{.items = region_items(analysis), .values = std::move(values)}};
}

bool covers_rewritten_field(const dkim::Signature& signature) {
  const auto& names = signature.signed_fields;
  return std::find(names.begin(), names.end(), "date") != names.end() ||
         std::find(names.begin(), names.end(), "message-id") != names.end();
}

std::vector<Evidence> own_signature_broken(const Analysis& analysis) {
  if (!sent_by_ses(analysis)) return {};
  std::vector<Evidence> found;
  for (std::size_t i = 0; i < analysis.dkim.size(); ++i) {
    const dkim::SignatureResult& result = analysis.dkim[i];
    const auto& ours = analysis.ses.own_signatures;
    const bool made_by_ses = analysis.ses.ses_signature == i || std::find(ours.begin(), ours.end(), i) != ours.end();
    if (made_by_ses || result.header_hash != dkim::Check::Mismatch || !covers_rewritten_field(result.signature))
      continue;
    auto values = ses_values(analysis);
    values["domain"] = result.signature.domain_text;
    found.push_back({.items = {header_item(*analysis.message, result.signature.field)}, .values = std::move(values)});
  }
  return found;
}

// What is not a record: signing that is switched off, and the status itself.
Fix status_fix(const Analysis& analysis) {
  Fix fix{.summary = "Publish what the checklist shows as missing, then look at the status again"};
  const auto& statuses = analysis.setup.not_ready;
  const bool is_off = std::any_of(statuses.begin(), statuses.end(), [](const std::string& status) {
    return status == "SigningEnabled is false" || status == "DkimEnabled is false";
  });
  const auto identity = ses_identity(analysis);
  if (is_off && identity) {
    fix.summary = "Switch DKIM signing on";
    fix.steps.push_back(
        {.text = "SES signs for an identity only while this is on:",
         .commands = {"aws sesv2 put-email-identity-dkim-attributes --region " + ses_region(analysis) + " \\",
                      "  --email-identity " + identity->text() + " --signing-enabled"}});
  }
  fix.steps.push_back({.text = "Look at the status; SES checks DNS by itself, for up to 72 hours:",
                       .commands = {show_identity(analysis)}});
  fix.unprovable = "only SES tells its status";
  return fix;
}

std::vector<Evidence> not_ready(const Analysis& analysis) {
  if (analysis.setup.not_ready.empty()) return {};
  Evidence evidence{.values = ses_values(analysis)};
  for (const std::string& status : analysis.setup.not_ready) {
    evidence.items.push_back({.kind = EvidenceKind::Config, .name = "identity", .value = status});
  }
  evidence.values["statuses"] = listed(analysis.setup.not_ready);
  evidence.fix = status_fix(analysis);
  return {evidence};
}

constexpr Rule rules[] = {
    {.id = "SES013",
     .slug = "region-mismatch",
     .severity = Severity::Warning,
     .title = "The region is not the expected one",
     .why = "The region of this message is not what it should be: {what}. An identity, its MAIL FROM and its DKIM "
            "keys are set up "
            "for each region apart.",
     .explanation =
         "The set-up of SES belongs to a region. Mail sent through another one uses that region's identity, or none. "
         "Global endpoints send through two regions by turns.",
     .fix = "Send through the region that is set up, or set up the other one too",
     .references = {"https://docs.aws.amazon.com/ses/latest/dg/regions.html",
                    "https://docs.aws.amazon.com/ses/latest/dg/global-endpoints.html"},
     .find = region_mismatch},
    {.id = "SES016",
     .slug = "not-sent-by-ses",
     .severity = Severity::Warning,
     .title = "Nothing shows that SES sent this message",
     .why = "A set-up of SES is expected for {identity}, but this message carries no trace of SES: another server "
            "sent it.",
     .explanation =
         "SES leaves traces: its host in Received, its signature, its Feedback-ID. A message without any of them was "
         "sent some other way and says nothing of the SES set-up.",
     .fix = "Send the test through SES",
     .references = {"https://docs.aws.amazon.com/ses/latest/dg/send-email.html"},
     .find = not_sent_by_ses},
    {.id = "SES017",
     .slug = "ses-traces-forged",
     .severity = Severity::Warning,
     .title = "The message pretends to come from SES",
     .why = "The message names a host of SES, but it came from {address}, which that name does not fit. The traces "
            "are made up.",
     .explanation = "The host names of SES encode their address. When the address that connected is another one, "
                    "somebody wrote the "
                    "name into the greeting or into the header.",
     .fix = "Do not take this message for one of SES",
     .references = {"RFC 5321 section 4.4"},
     .find = traces_forged},
    {.id = "SES023",
     .slug = "own-signature-broken-by-ses",
     .severity = Severity::Warning,
     .title = "SES rewrote fields that your own signature covers",
     .why = "The signature that {domain} made before SES no longer fits: it covers Date or Message-ID, and SES "
            "replaces them.",
     .explanation =
         "SES sets Message-ID and may set Date. A signature made before that covers the old values and breaks.",
     .fix = "Let SES sign instead, or leave Date and Message-ID out of your own signature",
     .references = {"https://docs.aws.amazon.com/ses/latest/dg/header-fields.html", "RFC 6376 section 5.4"},
     .find = own_signature_broken},
    {.id = "SES024",
     .slug = "identity-not-ready",
     .severity = Severity::Warning,
     .title = "SES says that the identity is not ready",
     .why = "The identity file for {identity} says: {statuses}. Until that changes, SES sends without what is missing.",
     .explanation = "SES checks the records of an identity and reports a status for verification, DKIM and MAIL "
                    "FROM. Only SUCCESS, "
                    "with signing enabled, means that it uses them.",
     .fix = "Publish what the checklist shows as missing, then look at the status again",
     .references = {"https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetEmailIdentity.html"},
     .find = not_ready},
};

}  // namespace

std::span<const Rule> ses_identity_rules() { return rules; }

}  // namespace alignmail::findings
