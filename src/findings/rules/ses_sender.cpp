// SPDX-License-Identifier: Apache-2.0
// Who sent it, from where, and whether that fits what is expected.
#include "findings/evidence.hpp"
#include "findings/rules.hpp"
#include "findings/rules/ses_cnames.hpp"
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

Fix choose_region(const Analysis& analysis) {
  const std::string& sent = analysis.ses.region;
  const std::string& expected = analysis.setup.region.value;
  Fix fix{.summary = "Send through the region that is set up, or set up the other one too"};
  fix.steps = {
      {.text = "If mail is to go through " + expected + ", your program uses the wrong endpoint: " + sent + "."},
      {.text = "If " + sent + " is right, say so here (--ses-region " + sent + ")."}};
  fix.note =
      "Each region has an identity of its own, with its own DKIM tokens. The MX of a MAIL FROM name leads to one "
      "region, so two regions need two such names.";
  fix.unprovable = "which region is meant DNS does not tell";
  return fix;
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
  Evidence evidence{.items = region_items(analysis), .values = std::move(values)};
  if (expects_other) evidence.fix = choose_region(analysis);
  return {std::move(evidence)};
}

std::vector<Evidence> not_sent_by_ses(const Analysis& analysis) {
  if (!analysis.setup.is_given() || analysis.ses.detected != ses::Detected::No) return {};
  Evidence evidence{.items = header_items(*analysis.message, "Return-Path"), .values = ses_values(analysis)};
  Fix fix{.summary = "Send the test through SES"};
  const auto identity = ses_identity(analysis);
  const std::string name = identity && identity->is_host_like() ? identity->text() : "DOMAIN";
  fix.steps.push_back({.text = "This message says nothing of the set-up. What DNS holds of it shows without a message:",
                       .commands = {"alignmail domain " + name}});
  fix.note = "Say there what is expected as you did here (--expect, --ses-region, ...).";
  evidence.fix = std::move(fix);
  return {evidence};
}

// A name of SES in front of another address. The signature of SES may stand all the same: then it is no forgery.
std::vector<Evidence> traces_forged(const Analysis& analysis) {
  if (!analysis.ses.contradicts_address) return {};
  const auto& address = analysis.trust.envelope.client_ip;
  auto values = ses_values(analysis);
  values["address"] = address ? address->to_string() : "an unknown address";
  Evidence evidence{.items = region_items(analysis), .values = std::move(values)};
  if (!sent_by_ses(analysis)) {
    if (analysis.dmarc.outcome == dmarc::Outcome::Fail)
      evidence.fix = Fix{.summary = "Treat it as forged: SES did not send it, and there is nothing to change"};
    return {evidence};
  }
  const std::string begin = "SES signed this message, and a host that calls itself one of SES handed it in from " +
                            evidence.values["address"] + ", which that name does not fit. ";
  if (address && analysis.ses.outgoing == address) {
    evidence.severity = Severity::Info;
    evidence.why = begin + "X-SES-Outgoing names the same address, so SES most likely sends from it for you.";
    evidence.fix = Fix{.summary = "Nothing, if SES sends from that address for you"};
  } else {
    evidence.why = begin + "Most likely another server passed the message on under that name.";
    evidence.fix =
        Fix{.summary = "Find out whose server is at " + evidence.values["address"] + "; the signature of SES stands"};
  }
  return {evidence};
}

// The tokens that are expected are not those of the identity that sent it.
std::vector<Evidence> unexpected_token(const Analysis& analysis) {
  const dkim::SignatureResult* result = signed_by_other_token(analysis);
  if (result == nullptr || !sent_by_ses(analysis)) return {};
  const std::string& token = result->signature->selector_text;
  const dns::Domain& identity = *analysis.setup.domain.value;
  const std::string name = identity.is_host_like() ? identity.text() : "DOMAIN";  // for a shell
  Evidence evidence{.items = {header_item(*analysis.message, result->signature->field)},
                    .values = ses_values(analysis)};
  evidence.values["token"] = token;
  evidence.items.push_back(
      {.kind = EvidenceKind::Config, .name = "tokens", .value = listed(analysis.setup.tokens.value)});
  // The region that sent it, whatever is expected.
  const std::string region = analysis.ses.region.empty() ? "REGION" : analysis.ses.region;
  Fix fix{.summary = "Compare with the identity that sent it"};
  fix.steps.push_back({.text = "Ask SES in the account that sent this message for the tokens of the identity:",
                       .commands = {"aws sesv2 get-email-identity --region " + region + " --email-identity " + name}});
  fix.steps.push_back({.text = "If " + token +
                               " is among them, give that output as what is expected (--expect). If not, " +
                               "another account sends for " + name + "."});
  fix.unprovable = "only SES tells the tokens of an identity";
  evidence.fix = std::move(fix);
  return {evidence};
}

constexpr Rule rules[] = {
    {.id = "SES013",
     .slug = "region-mismatch",
     .severity = Severity::Warning,
     .title = "The region does not fit",
     .why = "The region of this message is not what it should be: {what}. An identity, its MAIL FROM and its DKIM "
            "keys are set up for each region apart.",
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
    {.id = "SES027",
     .slug = "dkim-token-unexpected",
     .severity = Severity::Warning,
     .title = "SES signed with a token that is not expected",
     .why = "SES signed for {domain} with the token {token}, which is none of the three that are expected: these are "
            "the tokens of another identity, or old ones.",
     .explanation =
         "Each identity has three tokens of its own, and the same domain in another account, or in another region, is "
         "another identity. What is checked against the wrong three says nothing of the mail that was sent.",
     .fix = "Compare with the tokens of the identity that sent the message",
     .references = {"https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dkim-easy.html",
                    "https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetEmailIdentity.html"},
     .find = unexpected_token},
    {.id = "SES017",
     .slug = "ses-traces-forged",
     .severity = Severity::Warning,
     .title = "A host calls itself one of SES and comes from an address that does not fit",
     .why = "The message names a host of SES, but it came from {address}, which that name does not fit. The traces "
            "are made up.",
     .explanation = "The host names of SES encode their address. When the address that connected is another one, "
                    "somebody wrote the name into the greeting or into the header. Where the signature of SES fits, "
                    "the message is from SES all the same, by way of another server or from an address that the "
                    "customer brought along.",
     .fix = "Do not take this message for one of SES",
     .references = {"RFC 5321 section 4.4"},
     .find = traces_forged},
};

}  // namespace

std::span<const Rule> ses_sender_rules() { return rules; }

}  // namespace alignmail::findings
