// SPDX-License-Identifier: Apache-2.0
// SPF for mail through SES: the record of the MAIL FROM domain, and what does not help it.
#include "base/ascii.hpp"
#include "findings/evidence.hpp"
#include "findings/rules.hpp"
#include "findings/rules/dmarc_common.hpp"
#include "findings/rules/ses_common.hpp"
#include "findings/rules/ses_fixes.hpp"
#include "ses/names.hpp"
#include "spf/edit.hpp"

namespace alignmail::findings {
namespace {

using ses::Problem;

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
  evidence.fix = relax_alignment(analysis);
  evidence.fix->note = "You lose nothing: no policy needs strict SPF.";
  if (discovery->record->dkim_alignment == dmarc::Mode::Strict && analysis.dmarc.counts(dmarc::Method::Dkim)) {
    evidence.fix->note =
        "You lose nothing: adkim=s (strict DKIM) is fine with SES as long as the identity is the From domain.";
  }
  return {evidence};
}

std::vector<Evidence> spf_missing(const Analysis& analysis) {
  if (!is_for_ses(analysis) || belongs_to_others(analysis)) return {};
  std::vector<Evidence> found = evidence_of_row(analysis, "mail_from_spf", {Problem::Missing});
  const auto mail_from = custom_mail_from(analysis);
  for (Evidence& evidence : found) {
    if (!mail_from) continue;
    evidence.fix =
        one_step_fix("Publish the SPF record of the MAIL FROM domain", "One TXT record:", {mail_from_spf(*mail_from)});
  }
  return found;
}

std::vector<Evidence> apex_spf(const Analysis& analysis) {
  std::vector<Evidence> found = evidence_of_row(analysis, "apex_spf", {Problem::NotConsulted});
  const ses::ChecklistRow* row = ses::find_row(analysis.checklist, "apex_spf");
  for (Evidence& evidence : found) {
    // Several records there are a fault of their own.
    if (!row->owner || row->found.size() != 1) continue;
    const std::string& record = row->found.front();
    const std::size_t at = ascii::to_lower(record).find(ses::spf_include);
    if (at == std::string::npos) continue;
    evidence.fix = one_step_fix("Remove include:amazonses.com from the record of the From domain",
                                "Unless something else needs it, the same record without it:",
                                {txt_change(Operation::Replace, *row->owner, spf::without_term(record, at), {record})});
    evidence.fix->gain = "One DNS look-up less for the mail that others send under the domain.";
  }
  return found;
}

constexpr Rule rules[] = {
    {.id = "SES004",
     .slug = "strict-spf-impossible",
     .severity = Severity::Warning,
     .title = "The DMARC record asks for strict SPF, which SES cannot meet",
     .why = "Your DMARC record says aspf=s: the bounce domain must equal {author} letter for letter. SES insists on "
            "a subdomain ({mail_from}), so under aspf=s SPF can never count.",
     .explanation =
         "A custom MAIL FROM domain must be a subdomain of the identity. Strict SPF alignment wants the From domain "
         "itself. Both cannot hold, so strict SPF fails by construction. Relaxed alignment is the default and enough "
         "for any policy.",
     .fix = "Remove aspf=s from the DMARC record",
     .references = {"https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dmarc.html",
                    "RFC 9989 section 3.2.10.2"},
     .find = strict_spf},
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
    {.id = "SES022",
     .slug = "apex-spf-not-consulted",
     .severity = Severity::Info,
     .title = "include:amazonses.com at the From domain does nothing for SES mail",
     .why = "The SPF record of {name} includes amazonses.com. Receivers look at the SPF record of the bounce domain "
            "only, so it costs a look-up and brings nothing.",
     .explanation = "SPF checks the domain of the bounce address. With SES that is amazonses.com or your MAIL FROM "
                    "domain, never the From domain itself.",
     .fix = "Remove include:amazonses.com there unless something else needs it",
     .references = {"RFC 7208 section 2.4",
                    "https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-spf.html"},
     .find = apex_spf},
};

}  // namespace

std::span<const Rule> ses_mail_from_spf_rules() { return rules; }

}  // namespace alignmail::findings
