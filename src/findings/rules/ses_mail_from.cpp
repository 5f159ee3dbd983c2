// SPDX-License-Identifier: Apache-2.0
// The MAIL FROM of SES: its own domain or one of yours, and the records of yours.
#include <algorithm>

#include "base/ascii.hpp"
#include "findings/evidence.hpp"
#include "findings/rules.hpp"
#include "findings/rules/ses_common.hpp"
#include "findings/rules/ses_fixes.hpp"
#include "spf/edit.hpp"

namespace alignmail::findings {
namespace {

using dmarc::Method;
using ses::Problem;

// A signature of the author's that might carry the mail, for all that is known.
bool has_unchecked_signature(const Analysis& analysis) {
  const auto& rows = analysis.dmarc.alignments;
  return std::any_of(rows.begin(), rows.end(), [](const dmarc::Alignment& row) {
    const bool aligns = row.in_force == dmarc::Mode::Strict ? row.aligned_strict : row.aligned_relaxed;
    return row.identifier.method == Method::Dkim && aligns &&
           row.identifier.authenticated == dmarc::Authenticated::Unknown;
  });
}

std::string consequence(const Analysis& analysis) {
  if (!analysis.dmarc.counts(Method::Dkim)) {
    if (has_unchecked_signature(analysis)) {
      return "Whether DKIM carries this mail could not be checked here: that takes the whole message, as it was saved.";
    }
    return "DKIM does not carry this mail either, so nothing is left.";
  }
  const auto& discovery = analysis.dmarc.discovery;
  std::string told = "receivers act as they see fit";
  if (discovery && discovery->policy == dmarc::Policy::Quarantine) told = "receivers are told to quarantine";
  if (discovery && discovery->policy == dmarc::Policy::Reject) told = "receivers are told to reject";
  return "DKIM is the only thing carrying this mail: if a forwarder or a lost key breaks it, " + told + ".";
}

std::optional<ses::Suggestion> suggestion_of(const Analysis& analysis) {
  for (const ses::ChecklistRow& row : analysis.checklist) {
    if (row.suggestion) return row.suggestion;
  }
  return std::nullopt;
}

bool expects_custom(const Analysis& analysis) { return analysis.setup.mail_from.origin == ses::Origin::Given; }

// The default, as the message shows it or as it is all that is set up.
Evidence evidence_of_default(const Analysis& analysis, const std::string& domain) {
  Evidence evidence{.values = ses_values(analysis)};
  if (!analysis.message) {
    evidence.items = {computed_item("MAIL FROM", domain)};
    evidence.why = "No custom MAIL FROM is set up for " + evidence.values["identity"] + ". SES then uses " + domain +
                   ", so SPF vouches for Amazon, not for you, and DMARC ignores it.";
    return evidence;
  }
  evidence.items = header_items(*analysis.message, "Return-Path");
  evidence.items.push_back(computed_item("MAIL FROM", analysis.trust.envelope.mail_from.text));
  evidence.why = "SES used its own bounce address (...@" + domain + "). SPF therefore vouches for " + domain +
                 ", not for you, and DMARC ignores it. " + consequence(analysis);
  return evidence;
}

std::vector<Evidence> default_mail_from(const Analysis& analysis) {
  if (!concerns_ses(analysis) || analysis.ses.mail_from != ses::MailFrom::Default || expects_custom(analysis))
    return {};
  Evidence evidence =
      evidence_of_default(analysis, analysis.spf.domain ? analysis.spf.domain->text() : "amazonses.com");
  const auto identity = ses_identity(analysis);
  const auto suggestion = suggestion_of(analysis);
  if (identity && suggestion) evidence.fix = custom_mail_from_fix(analysis, *identity, *suggestion);
  return {evidence};
}

// A name that SES cannot take, or whose mail goes elsewhere, gets no records: another one is to be chosen.
bool is_for_ses(const Analysis& analysis) {
  const ses::ChecklistRow* row = ses::find_row(analysis.checklist, "mail_from_mx");
  return row != nullptr && !row->has(Problem::OutsideIdentity);
}

std::vector<Evidence> mx_missing(const Analysis& analysis) {
  if (!is_for_ses(analysis)) return {};
  std::vector<Evidence> found = evidence_of_row(analysis, "mail_from_mx", {Problem::Missing});
  for (Evidence& evidence : found)
    evidence.fix = publish_mx(analysis, "Publish the MX record of the MAIL FROM domain", true);
  return found;
}

Fix another_name(const Analysis& analysis) {
  const auto mail_from = custom_mail_from(analysis);
  const auto identity = ses_identity(analysis);
  const std::string name = mail_from ? mail_from->text() : "that name";
  Fix fix{.summary = "Choose a MAIL FROM domain that nothing else uses"};
  fix.steps.push_back({.text = "Mail for " + name +
                               " goes elsewhere today; an MX of SES would take it away. Take a name " + "below " +
                               (identity ? identity->text() : "the identity") + " that has no records yet."});
  fix.note = "When " + name + " needs no mail of its own, replace its MX with the one that SES asks for.";
  return fix;
}

std::vector<Evidence> mx_wrong_region(const Analysis& analysis) {
  std::vector<Evidence> found = evidence_of_row(analysis, "mail_from_mx", {Problem::WrongRegion, Problem::NotSes});
  const ses::ChecklistRow* row = ses::find_row(analysis.checklist, "mail_from_mx");
  if (!is_for_ses(analysis) || row->has(Problem::SeveralMx)) return {};
  for (Evidence& evidence : found) {
    // Its mail goes to somebody: an MX of SES there would take it away.
    if (row->has(Problem::NotSes)) {
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
  for (Evidence& evidence : found)
    evidence.fix = publish_mx(analysis, "Leave exactly one MX record at the MAIL FROM domain", true);
  return found;
}

std::vector<Evidence> mx_preference(const Analysis& analysis) {
  if (!is_for_ses(analysis)) return {};
  std::vector<Evidence> found = evidence_of_row(analysis, "mail_from_mx", {Problem::WrongPreference});
  for (Evidence& evidence : found)
    evidence.fix = publish_mx(analysis, "Set the preference of the MX record to 10", false);
  return found;
}

// The record without the tag; the separators around it go too.
std::string without_tag(const std::string& record, std::string_view tag) {
  std::vector<std::string> kept;
  for (const std::string_view part : ascii::split(record, ';')) {
    const std::string_view text = ascii::trim(part);
    const std::string_view name = ascii::trim(text.substr(0, text.find('=')));
    if (!text.empty() && !ascii::iequals(name, tag)) kept.emplace_back(text);
  }
  return ascii::join(kept, "; ");
}

std::vector<Evidence> strict_spf(const Analysis& analysis) {
  const auto& discovery = analysis.dmarc.discovery;
  if (!concerns_ses(analysis) || !discovery || !discovery->record) return {};
  const dmarc::Alignment* spf = analysis.spf_alignment();
  const bool is_strict = analysis.dmarc.spf_mode == dmarc::Mode::Strict;
  if (!is_strict || spf == nullptr || spf->relation == dmarc::Relation::Exact) return {};
  const dns::Domain name = dmarc_name(*discovery->policy_domain);
  auto values = ses_values(analysis);
  values["author"] = analysis.author->text();
  Evidence evidence{.items = {dns_item(name.text(), dns::Type::TXT, discovery->record->text)},
                    .values = std::move(values)};
  if (analysis.ses.mail_from != ses::MailFrom::Custom) evidence.severity = Severity::Info;
  const std::string mended = without_tag(discovery->record->text, "aspf");
  evidence.fix = one_step_fix("Remove aspf=s from the DMARC record", "The same record without it:",
                              {txt_change(Operation::Replace, name, mended, {discovery->record->text})});
  evidence.fix->note = "You lose nothing: no policy needs strict SPF.";
  if (discovery->record->dkim_alignment == dmarc::Mode::Strict) {
    evidence.fix->note =
        "You lose nothing: adkim=s (strict DKIM) is fine with SES as long as the identity is the From domain.";
  }
  return {evidence};
}

std::vector<Evidence> spf_missing(const Analysis& analysis) {
  if (!is_for_ses(analysis)) return {};
  std::vector<Evidence> found = evidence_of_row(analysis, "mail_from_spf", {Problem::Missing});
  const auto mail_from = custom_mail_from(analysis);
  for (Evidence& evidence : found) {
    if (!mail_from) continue;
    evidence.fix =
        one_step_fix("Publish the SPF record of the MAIL FROM domain", "One TXT record:", {mail_from_spf(*mail_from)});
  }
  return found;
}

std::vector<Evidence> not_subdomain(const Analysis& analysis) {
  std::vector<Evidence> found = evidence_of_row(analysis, "mail_from_mx", {Problem::OutsideIdentity});
  const auto identity = ses_identity(analysis);
  const auto name = identity ? identity->with_prefix("mail") : Result<dns::Domain>(failure(Error::Kind::Malformed, ""));
  for (Evidence& evidence : found) {
    if (!name) continue;
    evidence.fix = custom_mail_from_fix(analysis, *identity, {.name = *name});
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

std::vector<Evidence> fell_back(const Analysis& analysis) {
  if (!sent_by_ses(analysis) || analysis.ses.mail_from != ses::MailFrom::Default || !expects_custom(analysis))
    return {};
  Evidence evidence{.items = header_items(*analysis.message, "Return-Path"), .values = ses_values(analysis)};
  const ses::ChecklistRow* row = ses::find_row(analysis.checklist, "mail_from_mx");
  const bool dns_is_right = row != nullptr && row->status == ses::RowStatus::Ok;
  evidence.values["cause"] =
      dns_is_right ? "DNS is right today, so the MX failed when this was sent, or another identity or region sent it"
                   : "its MX record is not what SES asks for";
  const dns::Domain& mail_from = *analysis.setup.mail_from.value;
  Fix fix{.summary = "Make SES use " + mail_from.text() + " again"};
  fix.steps.push_back({.text = "See what SES says; each identity and each region has its own setting:",
                       .commands = {show_identity(analysis)}});
  fix.steps.push_back(tell_ses_again(analysis, mail_from));
  fix.steps.push_back({.text = "When MailFromDomainStatus is SUCCESS, send another test and run this again."});
  const std::string& local_part = analysis.trust.envelope.mail_from.local_part;
  fix.assumed_mail_from = (local_part.empty() ? "bounce" : local_part) + "@" + mail_from.text();
  evidence.fix = std::move(fix);
  return {evidence};
}

std::vector<Evidence> apex_spf(const Analysis& analysis) {
  std::vector<Evidence> found = evidence_of_row(analysis, "apex_spf", {Problem::NotConsulted});
  const ses::ChecklistRow* row = ses::find_row(analysis.checklist, "apex_spf");
  for (Evidence& evidence : found) {
    // Several records there are a fault of their own.
    if (!row->owner || row->found.size() != 1) continue;
    const std::string& record = row->found.front();
    const std::size_t at = ascii::to_lower(record).find("include:amazonses.com");
    if (at == std::string::npos) continue;
    evidence.fix = one_step_fix("Remove include:amazonses.com from the record of the From domain",
                                "Unless something else needs it, the same record without it:",
                                {txt_change(Operation::Replace, *row->owner, spf::without_term(record, at), {record})});
  }
  return found;
}

constexpr Rule rules[] = {
    {.id = "SES001",
     .slug = "default-mail-from",
     .severity = Severity::Warning,
     .title = "SPF is not aligned: SES used its own MAIL FROM",
     .why = "SES used its own bounce address, so SPF vouches for amazonses.com and not for {domain}.",
     .explanation = "SPF vouches for the domain of the bounce address (Return-Path). As long as no custom MAIL FROM "
                    "domain is set up, SES "
                    "uses amazonses.com or REGION.amazonses.com there. SPF then passes for Amazon, and DMARC does "
                    "not count it. A custom "
                    "MAIL FROM is a subdomain of yours with one MX and one SPF record.",
     .fix = "Set up a custom MAIL FROM domain",
     .references = {"https://docs.aws.amazon.com/ses/latest/dg/mail-from.html", "RFC 9989 section 4.4.2"},
     .find = default_mail_from},
    {.id = "SES002",
     .slug = "mail-from-mx-missing",
     .severity = Severity::Error,
     .title = "The custom MAIL FROM domain has no MX record",
     .why = "{mail_from} needs an MX record that points to {feedback}. Without it SES falls back to its own MAIL "
            "FROM, and SPF no "
            "longer aligns.",
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
            "falls back to "
            "its own MAIL FROM.",
     .explanation = "Each region has its own host for bounces. A custom MAIL FROM works only with the MX of the "
                    "region that sends.",
     .fix = "Point the MX at feedback-smtp of the region that sends",
     .references = {"https://docs.aws.amazon.com/ses/latest/dg/mail-from.html",
                    "https://docs.aws.amazon.com/general/latest/gr/ses.html"},
     .find = mx_wrong_region},
    {.id = "SES004",
     .slug = "strict-spf-impossible",
     .severity = Severity::Warning,
     .title = "The DMARC record asks for strict SPF, which SES cannot meet",
     .why = "Your DMARC record says aspf=s: the bounce domain must equal {author} letter for letter. SES insists on "
            "a subdomain "
            "({mail_from}), so under aspf=s SPF can never count.",
     .explanation =
         "A custom MAIL FROM domain must be a subdomain of the identity. Strict SPF alignment wants the From domain "
         "itself. Both cannot hold, so strict SPF fails by construction. Relaxed alignment is the default and enough "
         "for any policy.",
     .fix = "Remove aspf=s from the DMARC record",
     .references = {"https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dmarc.html",
                    "RFC 9989 section 3.2.10.2"},
     .find = strict_spf},
    {.id = "SES005",
     .slug = "mail-from-multiple-mx",
     .severity = Severity::Error,
     .title = "The MAIL FROM domain has more than one MX record",
     .why = "{mail_from} has several MX records ({found}). SES accepts exactly one and lets the set-up fail otherwise.",
     .explanation =
         "A custom MAIL FROM domain takes bounces for SES and nothing else, so it must have one MX record only.",
     .fix = "Leave exactly one MX record at the MAIL FROM domain",
     .references = {"https://docs.aws.amazon.com/ses/latest/dg/mail-from.html"},
     .find = multiple_mx},
    {.id = "SES006",
     .slug = "mail-from-spf-missing",
     .severity = Severity::Error,
     .title = "The MAIL FROM domain has no SPF record",
     .why = "{mail_from} has no SPF record, so SPF proves nothing for your mail. SES shows SUCCESS all the same: it "
            "checks the MX only.",
     .explanation = "A custom MAIL FROM needs an SPF record that includes amazonses.com. SES does not look for it, "
                    "receivers do.",
     .fix = "Publish v=spf1 include:amazonses.com ~all at the MAIL FROM domain",
     .references = {"https://docs.aws.amazon.com/ses/latest/dg/mail-from.html", "RFC 7208 section 4.5"},
     .find = spf_missing},
    {.id = "SES014",
     .slug = "fell-back-to-default",
     .severity = Severity::Error,
     .title = "SES fell back to its own MAIL FROM",
     .why = "{mail_from} is expected as MAIL FROM, but this message carries the default of SES: {cause}.",
     .explanation = "With the setting USE_DEFAULT_VALUE SES sends with its own MAIL FROM whenever the custom one is "
                    "not ready. Mail "
                    "flows on, SPF passes for Amazon, and nobody notices that it no longer aligns.",
     .fix = "Mend the MX of the MAIL FROM domain, then look at its status in SES",
     .references = {"https://docs.aws.amazon.com/ses/latest/dg/mail-from.html"},
     .find = fell_back},
    {.id = "SES018",
     .slug = "mail-from-not-subdomain",
     .severity = Severity::Error,
     .title = "The expected MAIL FROM is not a subdomain of the identity",
     .why = "{mail_from} is not below {identity}. SES accepts only a subdomain of the identity as MAIL FROM.",
     .explanation = "The MAIL FROM domain must be a subdomain of the verified identity, and neither a domain you "
                    "send from nor one "
                    "you receive mail on.",
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
    {.id = "SES022",
     .slug = "apex-spf-not-consulted",
     .severity = Severity::Info,
     .title = "include:amazonses.com at the From domain does nothing for SES mail",
     .why = "The SPF record of {name} includes amazonses.com. Receivers look at the SPF record of the bounce domain "
            "only, so it "
            "costs a look-up and brings nothing.",
     .explanation = "SPF checks the domain of the bounce address. With SES that is amazonses.com or your MAIL FROM "
                    "domain, never the "
                    "From domain itself.",
     .fix = "Remove include:amazonses.com there unless something else needs it",
     .references = {"RFC 7208 section 2.4",
                    "https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-spf.html"},
     .find = apex_spf},
};

}  // namespace

std::span<const Rule> ses_mail_from_rules() { return rules; }

}  // namespace alignmail::findings
