// SPDX-License-Identifier: Apache-2.0
// What came of SPF for this message.
#include <algorithm>

#include "findings/evidence.hpp"
#include "findings/rules.hpp"
#include "findings/rules/ses_common.hpp"
#include "findings/rules/spf_common.hpp"
#include "findings/rules/spf_fixes.hpp"
#include "ses/names.hpp"
#include "spf/edit.hpp"

namespace alignmail::findings {
namespace {

using spf::Status;

// Why the address is not permitted, where SES signed the message and no host of its own handed it in.
std::string why_not_from_ses(const Analysis& analysis, const std::map<std::string, std::string>& values) {
  const std::string& address = values.at("address");
  const std::string& domain = values.at("domain");
  if (const std::string forwarded = why_forwarded(analysis); !forwarded.empty())
    return forwarded + " That is what forwarding does; your record is not the cause.";
  if (is_own_address(analysis)) {
    const bool is_amazons = !names_ses_already(analysis.spf);  // for all that is known
    return address + " sent this mail, and the SPF record of " + domain + " does not permit it. " +
           (is_amazons ? "X-SES-Outgoing names it too, so SES sends from it."
                       : "The record of amazonses.com does not list it, and X-SES-Outgoing names it: an address that "
                         "SES sends from for you alone has to be in your own record.");
  }
  return address + " handed this mail in, and the SPF record of " + domain +
         " does not permit it. Either a server there forwarded the mail, which breaks SPF whatever the record says, or "
         "SES sends from that address for you, and then it belongs into the record.";
}

// Mail that its signature proves to be the author's came from some server, which may be the author's too. Of mail that
// nothing proves no record is printed: it may be what the record is there to stop.
std::optional<Fix> fix_by_permitting_own(const Analysis& analysis) {
  const spf::Verdict& spf = analysis.spf;
  const auto sender = term_for_sender(analysis);
  const bool is_proved = analysis.dmarc.counts(dmarc::Method::Dkim) && !sent_by_ses(analysis);
  if (!is_proved || !sender || !spf.record || !is_ones_own(analysis, *spf.domain)) return std::nullopt;
  return replacing_fix(*spf.domain, *spf.record, spf::with_mechanism(*spf.record, *sender),
                       "Add the sender to the SPF record if it is yours",
                       "If " + spf.ip->to_string() + " is a server of yours, and not one that forwards your mail:");
}

// The record with whoever sent this message in it.
std::optional<Fix> fix_by_permitting(const Analysis& analysis) {
  const auto sender = term_for_sender(analysis);
  if (analysis.ses.mail_from != ses::MailFrom::Custom || !analysis.spf.record || !sender) return std::nullopt;
  const bool is_ses = *sender == ses::spf_include;
  return replacing_fix(*analysis.spf.domain, *analysis.spf.record, spf::with_mechanism(*analysis.spf.record, *sender),
                       is_ses ? "Add SES to the SPF record" : "Add the address to the SPF record, if it is yours",
                       "The same record with " + *sender + ":");
}

std::vector<Evidence> not_authorised(const Analysis& analysis) {
  const bool refused = analysis.spf.status == Status::Fail || analysis.spf.status == Status::SoftFail;
  if (!refused) return {};
  auto values = spf_values(analysis);
  Evidence evidence{.values = values};
  for (const spf::Evaluated* record : spf_records(analysis.spf)) evidence.items.push_back(spf_item(*record));
  if (sent_by_ses(analysis) && !came_from_ses_host(analysis)) {
    evidence.why = why_not_from_ses(analysis, values);
    // What may as well be somebody else's server is no fault of the record.
    if (!is_own_address(analysis)) {
      evidence.severity = Severity::Info;
      evidence.fix =
          Fix{.summary = was_forwarded(analysis)
                             ? "Nothing: DKIM carries forwarded mail"
                             : "Add the address to the SPF record if it is yours, and not that of a forwarder"};
      return {evidence};
    }
  }
  if (!spf_can_count(analysis)) evidence.severity = Severity::Info;
  evidence.fix = fix_by_permitting(analysis);
  if (!evidence.fix) evidence.fix = fix_by_permitting_own(analysis);
  return {evidence};
}

std::vector<Evidence> lacks_amazonses(const Analysis& analysis) {
  // Where the name is somebody else's, so is its record.
  if (belongs_to_others(analysis) && analysis.ses.mail_from != ses::MailFrom::Custom) return {};
  const ses::ChecklistRow* row = ses::find_row(analysis.checklist, "mail_from_spf");
  std::vector<Evidence> found = evidence_of_row(analysis, "mail_from_spf", {ses::Problem::LacksSes});
  const auto mail_from = custom_mail_from(analysis);
  for (Evidence& evidence : found) {
    if (!mail_from || row->found.size() != 1) continue;
    const std::string& record = row->found.front();
    evidence.fix = replacing_fix(*mail_from, record, spf::with_include(record, ses::amazonses()),
                                 "Add SES to the SPF record of the MAIL FROM domain",
                                 "The same record with include:amazonses.com:");
  }
  return found;
}

std::vector<Evidence> temperror(const Analysis& analysis) {
  if (analysis.spf.status != Status::TempError) return {};
  return {{.values = spf_values(analysis)}};
}

std::vector<Evidence> helo_only(const Analysis& analysis) {
  if (analysis.helo.status != Status::Pass || analysis.spf.status == Status::Pass) return {};
  auto values = spf_values(analysis);
  values["helo"] = analysis.helo.domain->text();
  return {{.items = {computed_item("HELO " + values["helo"], "pass")}, .values = std::move(values)}};
}

std::vector<Evidence> neutral(const Analysis& analysis) {
  if (analysis.spf.status != Status::Neutral) return {};
  Evidence evidence{.values = spf_values(analysis)};
  for (const spf::Evaluated* record : spf_records(analysis.spf)) evidence.items.push_back(spf_item(*record));
  if (!spf_can_count(analysis)) evidence.severity = Severity::Info;
  evidence.fix = fix_by_taking_a_position(analysis);
  return {evidence};
}

// Said where it matters: SPF alone carries DMARC, and the match is in somebody else's record.
std::vector<Evidence> shared_sender(const Analysis& analysis) {
  const bool alone = analysis.dmarc.counts(dmarc::Method::Spf) && !analysis.dmarc.counts(dmarc::Method::Dkim);
  if (!analysis.message || !alone || !analysis.spf.matched || !analysis.spf.domain) return {};
  const dns::Domain& where = analysis.spf.matched->domain;
  const auto& organization = analysis.dmarc.discovery->organizational_domain;
  if (organization && where.is_within(*organization)) return {};
  auto values = spf_values(analysis);
  values["where"] = where.text();
  values["term"] = analysis.spf.matched->mechanism;
  return {{.items = {dns_item(where.text(), dns::Type::TXT, analysis.spf.matched->mechanism)},
           .values = std::move(values)}};
}

constexpr Rule rules[] = {
    {.id = "SES007",
     .slug = "mail-from-spf-lacks-ses",
     .severity = Severity::Error,
     .title = "The SPF record of the MAIL FROM domain does not authorise SES",
     .why = "The SPF record of {mail_from} is {found}. It does not include amazonses.com, so mail from SES does not "
            "pass.",
     .explanation = "The SPF record of a custom MAIL FROM domain must permit the servers of SES, which "
                    "include:amazonses.com does.",
     .fix = "Add include:amazonses.com to the SPF record of the MAIL FROM domain",
     .references = {"https://docs.aws.amazon.com/ses/latest/dg/mail-from.html", "RFC 7208 section 5.2"},
     .find = lacks_amazonses},
    {.id = "SPF007",
     .slug = "spf-not-authorised",
     .severity = Severity::Error,
     .title = "The server that connected is not in the SPF record",
     .why = "{address} sent this mail, and the SPF record of {domain} does not permit it ({detail}).",
     .explanation = "SPF compares the address that connected with the record of the bounce domain. fail and softfail "
                    "mean that the record does not list it, and neither counts for DMARC.",
     .fix = "Add the sender to the SPF record if it is yours",
     .references = {"RFC 7208 section 2.6.4", "RFC 7208 section 2.6.5"},
     .find = not_authorised},
    {.id = "SPF010",
     .slug = "spf-temperror",
     .severity = Severity::Warning,
     .title = "SPF could not be decided for now",
     .why =
         "A DNS answer that SPF needs for {domain} did not come ({detail}). Receivers try again later or do without.",
     .explanation = "temperror is not a verdict: a name server failed. It may be gone the next minute.",
     .fix = "Run this again; if it stays, check the name servers of the domain",
     .references = {"RFC 7208 section 2.6.6"},
     .find = temperror},
    {.id = "SPF012",
     .slug = "spf-helo-only",
     .severity = Severity::Info,
     .title = "Only the HELO name passed SPF",
     .why = "SPF passes for the name the server gave itself ({helo}), not for {domain}, the bounce domain. DMARC "
            "counts the bounce domain only.",
     .explanation = "SPF can also check the HELO name. That pass must never be taken for one of the bounce address.",
     .fix = "Make SPF pass for the bounce domain",
     .references = {"RFC 7208 section 2.3", "RFC 9989 section 4.4.2"},
     .find = helo_only},
    {.id = "SPF014",
     .slug = "spf-neutral",
     .severity = Severity::Warning,
     .title = "The SPF record takes no position",
     .why = "No term of the record of {domain} covers {address}, and the record ends without a verdict (no all, or "
            "?all). Neutral never counts.",
     .explanation = "A record should end with ~all or -all. Without that, an address that is not listed gets "
                    "neutral, which is the same as no record.",
     .fix = "Add the sender to the record, and end it with ~all",
     .references = {"RFC 7208 section 2.6.2", "RFC 7208 section 4.7"},
     .find = neutral},
    {.id = "SPF015",
     .slug = "spf-shared-sender",
     .severity = Severity::Info,
     .title = "SPF passes for a range that many customers share",
     .why = "The match is {term} in the record of {where}, which all customers of that provider use. It shows which "
            "provider sent the mail, not which customer.",
     .explanation = "An include of a provider permits all of its customers. Only DKIM with your own domain shows "
                    "that it was you.",
     .fix = "Let DKIM sign with your domain too",
     .references = {"RFC 7208 section 11.4"},
     .find = shared_sender},
};

}  // namespace

std::span<const Rule> spf_result_rules() { return rules; }

}  // namespace alignmail::findings
