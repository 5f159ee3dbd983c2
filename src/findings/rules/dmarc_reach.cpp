// SPDX-License-Identifier: Apache-2.0
// How the DMARC record is reached: where it stands, and whom it names.
#include <algorithm>

#include "findings/evidence.hpp"
#include "findings/rules.hpp"
#include "findings/rules/dmarc_common.hpp"

namespace alignmail::findings {
namespace {

using dmarc::Outcome;

std::vector<Evidence> report_not_authorised(const Analysis& analysis) {
  std::vector<Evidence> found;
  for (const dmarc::ReportDestination& destination : analysis.report_destinations) {
    if (destination.consent != dmarc::Consent::Missing) continue;
    auto values = dmarc_names(*analysis.dmarc.discovery);
    values["uri"] = destination.uri;
    values["tag"] = destination.tag;
    values["host"] = destination.host.text();
    values["place"] = destination.authorization.text();
    Evidence evidence{.items = record_item(*analysis.dmarc.discovery), .values = std::move(values)};
    evidence.items.push_back(
        dns_item(destination.authorization.text(), dns::Type::TXT, std::string(dns::to_string(destination.status))));
    evidence.fix = one_step_fix("Have " + destination.host.text() + " agree to take the reports",
                                "One TXT record, in the zone of " + destination.host.text() + ":",
                                {txt_change(Operation::Add, destination.authorization, "v=DMARC1")});
    evidence.fix->gain = "Receivers then send their reports.";
    evidence.fix->note = "Whoever runs " + destination.host.text() +
                         " publishes it; when nobody there does, name a mailbox of your own instead.";
    found.push_back(std::move(evidence));
  }
  return found;
}

std::vector<Evidence> wrong_place(const Analysis& analysis) {
  std::vector<Evidence> found;
  for (const dmarc::Step& step : analysis.misplaced_records) {
    if (stands_right(analysis, step)) continue;
    const dmarc::Discovery& discovery = *analysis.dmarc.discovery;
    const dns::Domain right = dmarc_name(discovery.organizational_domain.value_or(discovery.author));
    Evidence evidence{.items = {dns_item(step.name.text(), dns::Type::TXT, step.records.front())},
                      .values = {{"where", step.name.text()}, {"name", right.text()}}};
    evidence.fix =
        one_step_fix("Move the DMARC record to " + right.text(), "The same text, at the name where receivers look:",
                     {txt_change(Operation::Rename, right, step.records.front(), {step.name.text()})});
    evidence.fix->note = warning_of_policy(step.records.front());
    evidence.fix->note += std::string(evidence.fix->note.empty() ? "" : " ") +
                          "Many DNS panels add the domain by themselves: then the \"Name\" box holds only _dmarc.";
    found.push_back(std::move(evidence));
  }
  return found;
}

std::vector<Evidence> temperror(const Analysis& analysis) {
  const dmarc::Discovery* discovery = discovery_of(analysis);
  if (discovery == nullptr || !dns::is_temporary(discovery->failure)) return {};
  // The record may be known, and only the names above it be open; that matters when the outcome hangs on them.
  if (discovery->record && analysis.dmarc.outcome != Outcome::TempError) return {};
  auto values = dmarc_names(*discovery);
  values["status"] = std::string(dns::to_string(discovery->failure));
  return {{.items = walk_items(*discovery), .values = std::move(values)}};
}

// The policy that applies to a name without records, and which tag says so.
std::string policy_of_nonexistent(const dmarc::Discovery& discovery) {
  if (!discovery.record || !discovery.policy) return "";
  const std::string& tag = discovery.policy_tag;
  const std::string policy =
      tag + "=" + std::string(to_string(discovery.stated_policy.value_or(*discovery.policy))) + " applies.";
  const bool is_below = discovery.policy_domain && discovery.policy_domain != discovery.author;
  if (tag == "np") return " Of the DMARC record " + policy;
  if (!is_below || discovery.standard == dmarc::Standard::Rfc7489) return "";
  return std::string(" The DMARC record sets ") + (tag == "sp" ? "no np" : "no np or sp") + ", so " + policy;
}

std::vector<Evidence> nonexistent(const Analysis& analysis) {
  const dmarc::Discovery* discovery = discovery_of(analysis);
  if (discovery == nullptr || discovery->author_exists != dns::Status::NxDomain) return {};
  Evidence evidence{.items = {dns_item(discovery->author.text(), dns::Type::TXT, "nxdomain")},
                    .values = {{"domain", discovery->author.text()}, {"policy", policy_of_nonexistent(*discovery)}}};
  evidence.fix =
      Fix{.summary = "Use a From domain that exists, or publish an A or MX record for " + discovery->author.text()};
  // A parent that exists may carry it; else this comes before all that could be published below it.
  if (analysis.dmarc.outcome != Outcome::Pass) {
    evidence.severity = Severity::Error;
    evidence.why = "There is no " + discovery->author.text() +
                   " in DNS at all: it may be misspelt, not registered, or expired. Some receivers refuse such mail, " +
                   "and nothing that could be published would help before the domain exists.";
  }
  return {evidence};
}

constexpr Rule rules[] = {
    {.id = "DMARC006",
     .slug = "dmarc-report-not-authorised",
     .severity = Severity::Warning,
     .title = "DMARC reports are addressed to somebody who did not agree to take them",
     .why =
         "{tag} of {name} sends reports to {uri}, another organization, but there is no record at {place}. Receivers "
         "therefore send it nothing.",
     .explanation =
         "Reports about your domain may go to a mailbox of another organization only when that organization says so "
         "in DNS, lest anyone could flood it. It publishes v=DMARC1 at YOURDOMAIN._report._dmarc.THEIRDOMAIN. Report "
         "services do that when you sign up; a changed or ended contract takes it away.",
     .fix = "Have the owner of that mailbox publish the record, or name a mailbox of your own",
     .references = {"RFC 9990", "RFC 7489 section 7.1"},
     .find = report_not_authorised},
    {.id = "DMARC009",
     .slug = "dmarc-wrong-place",
     .severity = Severity::Error,
     .title = "A DMARC record stands where nobody looks",
     .why = "A DMARC record was found at {where}. Receivers look at {name} only, so it is as if it were not there.",
     .explanation =
         "The record belongs at _dmarc.DOMAIN. It ends up at the domain itself when _dmarc is left out, and at "
         "_dmarc.DOMAIN.DOMAIN when a web form adds the domain to a name that holds it already.",
     .fix = "Move the record to _dmarc in front of the domain",
     .references = {"RFC 9989 section 4.7"},
     .find = wrong_place},
    {.id = "DMARC011",
     .slug = "dmarc-temperror",
     .severity = Severity::Warning,
     .title = "The DMARC record could not be looked up for now",
     .why = "DNS gave no usable answer for the record of {domain} ({status}). That is not the same as no record, so "
            "there is no verdict yet.",
     .explanation = "When a name server fails, receivers defer or deliver without a policy. Nothing can be said "
                    "until it answers.",
     .fix = "Run this again; if it stays, ask whoever runs the name servers",
     .references = {"RFC 9989 section 4.10", "RFC 8601 section 2.7.4"},
     .find = temperror},
    {.id = "DMARC012",
     .slug = "dmarc-domain-nonexistent",
     .severity = Severity::Warning,
     .title = "The From domain does not exist in DNS",
     .why = "{domain} has no records in DNS. Some receivers refuse such mail.{policy}",
     .explanation = "A From domain without any record cannot get replies and looks made up. RFC 9989 gives such "
                    "names a policy of their own.",
     .fix = "Use a From domain that exists, or publish an A or MX record for it",
     .references = {"RFC 9989 section 4.7", "RFC 9989 section 3.2.13"},
     .find = nonexistent},
};

}  // namespace

std::span<const Rule> dmarc_reach_rules() { return rules; }

}  // namespace alignmail::findings
