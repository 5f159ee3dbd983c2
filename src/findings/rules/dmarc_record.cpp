// SPDX-License-Identifier: Apache-2.0
// The DMARC record: whether there is one, what it says, and what it leaves open.
#include <algorithm>

#include "base/ascii.hpp"
#include "base/escape.hpp"
#include "dmarc/correct.hpp"
#include "findings/evidence.hpp"
#include "findings/rules.hpp"
#include "findings/rules/dmarc_common.hpp"
#include "findings/rules/dmarc_tags.hpp"

namespace alignmail::findings {
namespace {

using dmarc::Outcome;
using dmarc::Policy;

// What would align below a record: the tree walk finds the organization by its record (RFC 9989 section 4.10.2), the
// list of suffixes does without.
std::optional<dns::Domain> relative_without_record(const Analysis& analysis) {
  const auto& ours = analysis.dmarc.alignments;
  const auto& others = analysis.other_standard.alignments;
  for (std::size_t i = 0; i < std::min(ours.size(), others.size()); ++i) {
    const bool passes = ours[i].identifier.authenticated == dmarc::Authenticated::Yes;
    if (passes && !ours[i].aligned_relaxed && others[i].aligned_relaxed) return ours[i].identifier.domain;
  }
  return std::nullopt;
}

// A record that was handed to somebody else, who has none.
std::string dead_alias_of(const dmarc::Discovery& discovery) {
  for (const dmarc::Step& step : discovery.walk) {
    if (!step.by_alias || !dns::is_answer(step.status) || !step.records.empty()) continue;
    return step.name.text() + " is a CNAME, and " +
           (step.status == dns::Status::NxDomain ? "the name it leads to does not exist"
                                                 : "no DMARC record stands where it leads") +
           ", so there is no record.";
  }
  return "";
}

std::vector<Evidence> missing(const Analysis& analysis) {
  const dmarc::Discovery* discovery = discovery_of(analysis);
  if (discovery == nullptr || analysis.dmarc.outcome != Outcome::None) return {};
  const dns::Domain where = discovery->organizational_domain.value_or(discovery->author);
  // What stands there and does not count is a finding of its own; another record would only double it.
  const auto& overlooked = analysis.misplaced_records;
  const bool malformed = std::any_of(overlooked.begin(), overlooked.end(),
                                     [&](const dmarc::Step& step) { return stands_right(analysis, step); });
  if (discovery->several_records || !discovery->broken_record.empty() || malformed) {
    return {
        {.items = walk_items(*discovery), .values = {{"domain", where.text()}, {"name", dmarc_name(where).text()}}}};
  }
  Fix fix = one_step_fix("Publish a DMARC record",
                         "One TXT record. p=none changes nothing for your mail yet; it brings reports.",
                         {txt_change(Operation::Add, dmarc_name(where), first_record(where))});
  fix.note = "Make sure that the mailbox dmarc@" + where.text() + " exists, or name another one in rua.";
  Evidence evidence{.items = walk_items(*discovery),
                    .values = {{"domain", where.text()}, {"name", dmarc_name(where).text()}},
                    .fix = std::move(fix)};
  const std::string dead_alias = dead_alias_of(*discovery);
  if (!dead_alias.empty()) {
    evidence.why = dead_alias + " Receivers then decide by themselves, and large ones ask bulk senders for a record.";
    evidence.fix->note = "Or mend the CNAME, if a service that you still use gave it to you. " + evidence.fix->note;
  }
  if (const auto relative = relative_without_record(analysis); relative && dead_alias.empty()) {
    evidence.why = "There is no DMARC record at " + dmarc_name(where).text() +
                   " or above it. Receivers then decide by themselves, and large ones ask bulk senders for a record. "
                   "Until one stands, each name is an organization of its own: " +
                   relative->text() + " and " + analysis.author->text() + " align only once there is one.";
  }
  return {std::move(evidence)};
}

std::vector<Evidence> multiple_records(const Analysis& analysis) {
  const dmarc::Discovery* discovery = discovery_of(analysis);
  if (discovery == nullptr || !discovery->several_records) return {};
  std::vector<Evidence> found;
  for (const dmarc::Step& step : discovery->walk) {
    if (step.records.size() < 2) continue;
    Evidence evidence{.items = {dns_item(step.name.text(), dns::Type::TXT, ascii::join(step.records, " | "))},
                      .values = {{"name", step.name.text()}, {"count", std::to_string(step.records.size())}}};
    evidence.fix = keep_one_record(step);
    found.push_back(std::move(evidence));
  }
  return found;
}

// The same record as it was meant, where that is clear.
std::optional<Fix> as_meant(const dns::Domain& name, const std::string& record) {
  const std::string mended = dmarc::correct_record(record);
  if (mended.empty()) return std::nullopt;
  Fix fix = one_step_fix("Correct the record", "The same record as it was probably meant:",
                         {txt_change(Operation::Replace, name, mended, {record})});
  fix.gain = "Receivers then read all of it.";
  const std::string lower = ascii::to_lower(record);
  if (lower.find("aspf=strict") != std::string::npos || lower.find("adkim=strict") != std::string::npos) {
    fix.note = "\"strict\" is not a value, so relaxed holds today, and is kept: s would ask for the very same name.";
  }
  const auto before = dmarc::parse_record(record);
  const auto after = dmarc::parse_record(mended);
  const bool is_new = after && (!before || before->policy != after->policy);
  if (const std::string warning = is_new ? warning_of_policy(mended) : ""; !warning.empty())
    fix.note += (fix.note.empty() ? "" : " ") + warning;
  return fix;
}

// What stands in the right place and does not begin as a record must: receivers take no notice of it.
std::vector<Evidence> overlooked_record(const Analysis& analysis) {
  for (const dmarc::Step& step : analysis.misplaced_records) {
    if (!stands_right(analysis, step)) continue;
    const std::string& text = step.records.front();
    Evidence evidence{.items = {dns_item(step.name.text(), dns::Type::TXT, text)},
                      .values = {{"domain", step.name.parent().text()}, {"name", step.name.text()}}};
    evidence.why = "The text at " + step.name.text() +
                   " does not begin with \"v=DMARC1;\", so receivers take no notice of it: it is as if there were no "
                   "record.";
    evidence.fix = as_meant(step.name, text);
    if (!evidence.fix) evidence.exhibit = {"\"" + escape::visible(text.substr(0, 200)) + "\""};
    return {evidence};
  }
  return {};
}

std::vector<Evidence> syntax(const Analysis& analysis) {
  const dmarc::Discovery* discovery = discovery_of(analysis);
  if (discovery == nullptr) return {};
  if (!discovery->broken_record.empty()) {
    auto values = dmarc_names(*discovery);
    const auto parsed = dmarc::parse_record(discovery->broken_record);
    values["fault"] = parsed ? "it does not apply" : parsed.error().what;
    return {{.items = walk_items(*discovery),
             .values = std::move(values),
             .fix = as_meant(dmarc_name(*discovery->policy_domain), discovery->broken_record)}};
  }
  const dmarc::Record* record = record_of(analysis);
  if (record == nullptr) return overlooked_record(analysis);
  if (record->faults.empty()) return {};
  std::vector<std::string> faults;
  for (const dmarc::RecordFault& fault : record->faults) {
    faults.push_back("octet " + std::to_string(fault.offset + 1) + ": " + fault.what);
  }
  auto values = dmarc_names(*discovery);
  values["fault"] = ascii::join(faults, "; ");
  return {{.items = record_item(*discovery),
           .values = std::move(values),
           .fix = as_meant(dmarc_name(*discovery->policy_domain), record->text)}};
}

// RFC 7489 requires p=; RFC 9989 takes p=none where it is missing (section 4.7).
Evidence evidence_of_no_policy(const dmarc::Discovery& discovery, const dmarc::Record& record) {
  const dns::Domain name = dmarc_name(*discovery.policy_domain);
  Evidence evidence{.items = record_item(discovery), .values = dmarc_names(discovery)};
  evidence.severity = Severity::Warning;
  evidence.why = "The record at " + name.text() +
                 " does not say p=. Newer receivers take that for p=none, which asks for nothing; older ones may take "
                 "no notice of the record.";
  evidence.fix = replacing_fix(name, record.text, with_tag(record.text, "p", "none"), "Say p= in the DMARC record",
                               "The same record with what counts today:");
  if (evidence.fix) evidence.fix->gain = "All receivers then read the record alike.";
  return evidence;
}

std::vector<Evidence> monitoring_only(const Analysis& analysis) {
  const dmarc::Record* record = record_of(analysis);
  if (record != nullptr && !record->policy && record->faults.empty())
    return {evidence_of_no_policy(*analysis.dmarc.discovery, *record)};
  if (record == nullptr || analysis.dmarc.discovery->stated_policy != Policy::None) return {};
  return {{.items = record_item(*analysis.dmarc.discovery), .values = dmarc_names(*analysis.dmarc.discovery)}};
}

std::vector<Evidence> by_cname(const Analysis& analysis) {
  const dmarc::Discovery* discovery = discovery_of(analysis);
  if (discovery == nullptr || !discovery->record) return {};
  for (const dmarc::Step& step : discovery->walk) {
    if (!step.by_alias || step.name != dmarc_name(*discovery->policy_domain)) continue;
    return {{.items = record_item(*discovery), .values = {{"name", step.name.text()}}}};
  }
  return {};
}

constexpr Rule rules[] = {
    {.id = "DMARC001",
     .slug = "dmarc-missing",
     .severity = Severity::Error,
     .title = "No DMARC record applies to the From domain",
     .why = "There is no DMARC record at {name} or above it. Receivers then decide by themselves, and large ones ask "
            "bulk senders for a record.",
     .explanation =
         "DMARC starts with a TXT record at _dmarc.DOMAIN. Without it SPF and DKIM have nothing to align for: "
         "anyone may use the domain in From, and no reports arrive.",
     .fix = "Publish a DMARC record",
     .references = {"RFC 9989 section 4.10.1",
                    "https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dmarc.html"},
     .find = missing},
    {.id = "DMARC002",
     .slug = "dmarc-multiple-records",
     .severity = Severity::Error,
     .title = "Several DMARC records stand at one name",
     .why = "{name} holds {count} DMARC records. Receivers must then act as if there were none.",
     .explanation = "Only one TXT record at _dmarc.DOMAIN may begin with v=DMARC1. With two, neither counts.",
     .fix = "Delete all but one of them",
     .references = {"RFC 9989 section 4.10"},
     .find = multiple_records},
    {.id = "DMARC003",
     .slug = "dmarc-syntax",
     .severity = Severity::Error,
     .title = "The DMARC record breaks the grammar",
     .why = "The record at {name} has a fault: {fault}. Receivers ignore the part they cannot read, or the whole "
            "record.",
     .explanation =
         "A DMARC record is a list of tag=value pairs with v=DMARC1 first. Values that the standard does not know "
         "are ignored or make the record void, so it may not say what you think.",
     .fix = "Correct the record",
     .references = {"RFC 9989 section 4.7", "RFC 9989 section 4.8"},
     .find = syntax},
    {.id = "DMARC004",
     .slug = "dmarc-monitoring-only",
     .severity = Severity::Info,
     .title = "The DMARC policy only monitors (p=none)",
     .why = "The record of {domain} asks receivers to do nothing when DMARC fails. That is right for a start; "
            "reports show when it is safe to ask for quarantine.",
     .explanation = "p=none collects reports and protects nothing. Once all of your own mail passes, p=quarantine or "
                    "p=reject keeps others from using your domain.",
     .fix = "Move to p=quarantine when the reports show that your mail passes",
     .references = {"RFC 9989 section 4.7"},
     .find = monitoring_only},
    {.id = "DMARC005",
     .slug = "dmarc-obsolete-tag",
     .severity = Severity::Info,
     .title = "The DMARC record uses tags that no longer exist",
     .why = "The record at {name} uses {tags}, which RFC 9989 removed. Newer receivers ignore it.",
     .explanation =
         "pct, rf and ri were dropped. Receivers that follow RFC 9989 apply the policy to all mail, "
         "whatever pct says. Those of RFC 7489 apply the next weaker policy to all of it for pct=0, and draw "
         "by lot for 1 to 99.",
     .fix = "Remove the tags pct, rf and ri",
     .references = {"RFC 9989 appendix C.5"},
     .find = obsolete_tag},
    {.id = "DMARC007",
     .slug = "dmarc-no-reports",
     .severity = Severity::Info,
     .title = "The DMARC record asks for no aggregate reports",
     .why = "The record at {name} has no rua, so you will not learn who sends in your name.",
     .explanation =
         "Aggregate reports (rua) list the servers that send with your domain and how they fare. Without them a "
         "stricter policy is a leap in the dark.",
     .fix = "Add rua=mailto: with a mailbox that is read",
     .references = {"RFC 9989 section 4.7", "RFC 9990"},
     .find = no_reports},
    {.id = "DMARC008",
     .slug = "dmarc-weaker-subdomains",
     .severity = Severity::Warning,
     .title = "Subdomains have a weaker policy than the domain",
     .why = "{domain} has p={policy}, but {tags}: whoever wants to abuse the name uses a subdomain of it.",
     .explanation =
         "sp applies to subdomains, np to subdomains that do not exist. When they are weaker than p, a made-up "
         "subdomain gets around the policy.",
     .fix = "Raise sp and np to the strength of p, or remove them",
     .references = {"RFC 9989 section 4.7"},
     .find = weaker_subdomains},
    {.id = "DMARC010",
     .slug = "dmarc-by-cname",
     .severity = Severity::Info,
     .title = "The DMARC record is reached through a CNAME",
     .why = "{name} is an alias. That works, but whoever owns its target decides your policy.",
     .explanation =
         "A CNAME at _dmarc leads to a record that somebody else publishes, often a reporting service. The type to "
         "publish yourself is TXT.",
     .fix = "Make sure that you trust the owner of the target",
     .references = {"RFC 9989 section 4.10", "RFC 1034 section 3.6.2"},
     .find = by_cname},
    {.id = "DMARC014",
     .slug = "dmarc-test-mode",
     .severity = Severity::Info,
     .title = "The DMARC record is in test mode (t=y)",
     .why = "The record at {name} says t=y: newer receivers {weaker} mail that fails. Older ones do not know t= and "
            "{stated} it.",
     .explanation = "With t=y quarantine is treated as none and reject as quarantine. It takes the place of pct.",
     .fix = "Remove t=y when you are ready for the policy to hold",
     .references = {"RFC 9989 section 4.7"},
     .find = test_mode},
};

}  // namespace

std::span<const Rule> dmarc_record_rules() { return rules; }

}  // namespace alignmail::findings
