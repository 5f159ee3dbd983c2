// SPDX-License-Identifier: Apache-2.0
// Which MAIL FROM SES used: its own, though another one would align or is even set up.
#include <algorithm>

#include "findings/evidence.hpp"
#include "findings/rules.hpp"
#include "findings/rules/dkim_common.hpp"
#include "findings/rules/ses_common.hpp"
#include "findings/rules/ses_fixes.hpp"
#include "ses/mailbox_provider.hpp"
#include "ses/names.hpp"

namespace alignmail::findings {
namespace {

using dmarc::Method;

template <class Holds>
bool any_aligned_signature(const Analysis& analysis, const Holds& holds) {
  const auto& rows = analysis.dmarc.alignments;
  return std::any_of(rows.begin(), rows.end(), [&](const dmarc::Alignment& row) {
    const bool aligns = row.in_force == dmarc::Mode::Strict ? row.aligned_strict : row.aligned_relaxed;
    return row.identifier.method == Method::Dkim && aligns && holds(row.identifier);
  });
}

// A signature of the author's that might carry the mail, for all that is known.
bool has_unchecked_signature(const Analysis& analysis) {
  if (analysis.is_excerpt) return true;  // among what was not copied
  return any_aligned_signature(analysis, [](const dmarc::Identifier& identifier) {
    return identifier.authenticated == dmarc::Authenticated::Unknown;
  });
}

// It carried the mail at the receiver, and its key is gone today.
bool has_lost_key(const Analysis& analysis) {
  return any_aligned_signature(analysis, [&](const dmarc::Identifier& identifier) {
    if (identifier.signature >= analysis.dkim.size()) return false;  // of a domain without a message
    const dkim::SignatureResult& result = analysis.dkim[identifier.signature];
    const bool is_gone = result.reason == dkim::Reason::KeyMissing || result.reason == dkim::Reason::KeyRevoked;
    return is_gone && was_seen_passing(analysis, result);
  });
}

std::string consequence(const Analysis& analysis) {
  if (!analysis.dmarc.counts(Method::Dkim)) {
    if (has_unchecked_signature(analysis)) {
      const bool is_whole = analysis.message->body_state() == message::Body::Present &&
                            !analysis.message->is_rewritten() && analysis.message->foreign_text().empty();
      return std::string("Whether DKIM carries this mail could not be checked here: ") +
             (is_whole ? "DNS gave no answer." : "that takes the whole message, as it was saved.");
    }
    if (has_lost_key(analysis)) {
      return "DKIM carried it at the receiver, and its key is gone from DNS today: only a new test tells whether DKIM "
             "carries your mail now.";
    }
    return "DKIM does not carry this mail either, so nothing is left.";
  }
  const auto& discovery = analysis.dmarc.discovery;
  std::string told = "receivers act as they see fit";
  if (discovery && discovery->policy == dmarc::Policy::Quarantine) told = "receivers are told to quarantine";
  if (discovery && discovery->policy == dmarc::Policy::Reject) told = "receivers are told to reject";
  return "DKIM is the only thing carrying this mail: if a forwarder or a lost key breaks it, " + told + ".";
}

bool expects_custom(const Analysis& analysis) { return analysis.setup.mail_from.origin == ses::Origin::Given; }

// The default, as the message shows it or as it is all that is set up.
Evidence evidence_of_default(const Analysis& analysis, const dns::Domain& domain) {
  const std::string& name = domain.text();
  Evidence evidence{.values = ses_values(analysis)};
  if (!analysis.message) {
    evidence.items = {computed_item("MAIL FROM", name)};
    evidence.title = "No custom MAIL FROM is set up";
    evidence.why = "No custom MAIL FROM is set up for " + evidence.values["identity"] + ". SES then uses " + name +
                   ", so SPF vouches for Amazon, not for you, and DMARC ignores it.";
    return evidence;
  }
  evidence.items = header_items(*analysis.message, "Return-Path");
  evidence.items.push_back(computed_item("MAIL FROM", analysis.trust.envelope.mail_from.text));
  const bool is_replaced = !domain.is_within(ses::amazonses());
  evidence.why = is_replaced
                     ? "SES used its own bounce address when it sent this, and " + name +
                           ", which passed the mail on, put its own there. Neither is yours, so DMARC ignores SPF. "
                     : "SES used its own bounce address (...@" + name + "). SPF therefore vouches for " + name +
                           ", not for you, and DMARC ignores it. ";
  evidence.why += consequence(analysis);
  return evidence;
}

// Every name that could be proposed is in use.
Fix name_to_choose(const Analysis& analysis, const dns::Domain& identity) {
  const std::string region = ses_region(analysis);
  const std::string owner = "NAME." + identity.text();
  Fix fix{.summary = "Set up a custom MAIL FROM domain"};
  fix.steps.push_back({.text = "The usual names below " + identity.text() +
                               " are in use. Take one that has no records yet, and give it these two:",
                       .lines = {owner + ". 300 IN MX  10 " + ses::feedback_host(region) + ".",
                                 owner + ". 300 IN TXT \"" + std::string(ses::mail_from_spf) + "\""}});
  fix.steps.push_back({.text = "Tell SES to use it:",
                       .commands = {"aws sesv2 put-email-identity-mail-from-attributes --region " + region + " \\",
                                    "  --email-identity " + identity.text() + " --mail-from-domain " + owner}});
  fix.applicability = Applicability::HasPlaceholders;
  fix.unprovable = "the name is for you to choose";
  return fix;
}

// A name that was most likely meant to be the MAIL FROM, and what keeps SES from taking it.
std::string what_was_begun(const ses::Suggestion& suggestion) {
  if (!suggestion.faulty_mx.empty()) {
    return " " + suggestion.name.text() + " was begun as one of your own: its SPF record is for SES, but its MX is " +
           listed(suggestion.faulty_mx) + ", which SES does not accept.";
  }
  const auto& half = suggestion.half_made;
  if (!half) return "";
  if (!half->region.empty()) {
    return " " + half->name.text() + " is set up for " + half->region +
           " only: its one MX is of that region, and each region needs a name of its own.";
  }
  return " " + half->name.text() + " was begun as one of your own: its SPF record is for SES, but it has several MX (" +
         listed(half->mx) + "), and SES accepts exactly one.";
}

std::vector<Evidence> default_mail_from(const Analysis& analysis) {
  if (!concerns_ses(analysis) || analysis.ses.mail_from != ses::MailFrom::Default || expects_custom(analysis))
    return {};
  Evidence evidence = evidence_of_default(analysis, analysis.spf.domain.value_or(ses::amazonses()));
  const auto identity = ses_identity(analysis);
  if (identity && ses::is_mailbox_provider(*identity)) {
    evidence.fix = send_from_own_domain(*identity);
    return {evidence};
  }
  const auto suggestion = suggestion_of(analysis);
  if (!identity) return {evidence};
  if (!suggestion) {
    if (!analysis.checklist.empty()) evidence.fix = name_to_choose(analysis, *identity);
    return {evidence};
  }
  evidence.fix = custom_mail_from_fix(analysis, *identity, *suggestion);
  if (suggestion->prepared()) {
    evidence.why += " The records of " + suggestion->name.text() +
                    " are published already; SES was not told to use it for this identity in this region.";
  }
  evidence.why += what_was_begun(*suggestion);
  return {evidence};
}

bool sent_from_expected_region(const Analysis& analysis) {
  const ses::Setup& setup = analysis.setup;
  return !setup.region.given() || analysis.ses.region.empty() || setup.region.value == analysis.ses.region;
}

bool looks_by_itself(const Analysis& analysis) {
  const std::string& status = analysis.setup.mail_from_status;
  return status == "PENDING" || status == "TEMPORARY_FAILURE";
}

// The set-up is as it should be, and SES has yet to see it.
Fix wait_for_ses(const Analysis& analysis, const dns::Domain& mail_from) {
  Fix fix{.summary = "Wait until SES has looked: DNS is right"};
  fix.steps = {
      {.text = "SES looks by itself, for up to 72 hours. See what it says:", .commands = {show_identity(analysis)}},
      {.text = "When MailFromDomainStatus is SUCCESS, send another test and run this again."}};
  fix.assumed_mail_from = assumed_address(analysis, mail_from);
  return fix;
}

std::string cause_of_fallback(const Analysis& analysis, bool dns_is_right) {
  const ses::Setup& setup = analysis.setup;
  if (!sent_from_expected_region(analysis)) {
    return "it was sent from " + analysis.ses.region + ", where the identity has a setting of its own, and not from " +
           setup.region.value;
  }
  if (!dns_is_right) return "its MX record is not what SES asks for";
  if (setup.mail_from_status == "PENDING") return "DNS is right, and SES says PENDING: it has yet to look";
  if (setup.mail_from_status == "FAILED") {
    return "DNS is right today, but SES says FAILED: it gave up after 72 hours and looks again only when told";
  }
  if (setup.mail_from_status == "TEMPORARY_FAILURE") {
    return "DNS is right today, and SES says TEMPORARY_FAILURE: it looks again by itself for 72 hours";
  }
  return "DNS is right today, so the MX failed when this was sent, or another identity or region sent it";
}

std::vector<Evidence> fell_back(const Analysis& analysis) {
  if (!sent_by_ses(analysis) || analysis.ses.mail_from != ses::MailFrom::Default || !expects_custom(analysis))
    return {};
  Evidence evidence{.items = header_items(*analysis.message, "Return-Path"), .values = ses_values(analysis)};
  const ses::ChecklistRow* row = ses::find_row(analysis.checklist, "mail_from_mx");
  const bool dns_is_right = row != nullptr && row->status == ses::RowStatus::Ok;
  evidence.values["cause"] = cause_of_fallback(analysis, dns_is_right);
  const dns::Domain& mail_from = *analysis.setup.mail_from.value;
  if (dns_is_right && sent_from_expected_region(analysis) && looks_by_itself(analysis)) {
    evidence.severity = Severity::Warning;
    evidence.fix = wait_for_ses(analysis, mail_from);
    return {evidence};
  }
  Fix fix{.summary = "Make SES use " + mail_from.text() + " again"};
  fix.steps.push_back({.text = "See what SES says; each identity and each region has its own setting:",
                       .commands = {show_identity(analysis)}});
  fix.steps.push_back(tell_ses_again(analysis, mail_from));
  fix.steps.push_back({.text = "When MailFromDomainStatus is SUCCESS, send another test and run this again."});
  fix.assumed_mail_from = assumed_address(analysis, mail_from);
  evidence.fix = std::move(fix);
  return {evidence};
}

constexpr Rule rules[] = {
    {.id = "SES001",
     .slug = "default-mail-from",
     .severity = Severity::Warning,
     .title = "SPF is not aligned: SES used its own MAIL FROM",
     .why = "SES used its own bounce address, so SPF vouches for amazonses.com and not for {domain}.",
     .explanation = "SPF vouches for the domain of the bounce address (Return-Path). As long as no custom MAIL FROM "
                    "domain is set up, SES uses amazonses.com or REGION.amazonses.com there. SPF then passes for "
                    "Amazon, and DMARC does not count it. A custom MAIL FROM is a subdomain of yours with one MX and "
                    "one SPF record.",
     .fix = "Set up a custom MAIL FROM domain",
     .references = {"https://docs.aws.amazon.com/ses/latest/dg/mail-from.html", "RFC 9989 section 4.4.2"},
     .find = default_mail_from},
    {.id = "SES014",
     .slug = "fell-back-to-default",
     .severity = Severity::Error,
     .title = "SES fell back to its own MAIL FROM",
     .why = "{mail_from} is expected as MAIL FROM, but this message carries the default of SES: {cause}.",
     .explanation = "With the setting USE_DEFAULT_VALUE SES sends with its own MAIL FROM whenever the custom one is "
                    "not ready. Mail flows on, SPF passes for Amazon, and nobody notices that it no longer aligns.",
     .fix = "Mend the MX of the MAIL FROM domain, then look at its status in SES",
     .references = {"https://docs.aws.amazon.com/ses/latest/dg/mail-from.html"},
     .find = fell_back},
};

}  // namespace

std::span<const Rule> ses_default_mail_from_rules() { return rules; }

}  // namespace alignmail::findings
