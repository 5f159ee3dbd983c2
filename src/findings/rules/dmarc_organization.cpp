// SPDX-License-Identifier: Apache-2.0
// Where the tree walk ends an organization (RFC 9989 section 4.10.2), against what the list of public suffixes says.
#include <algorithm>

#include "base/ascii.hpp"
#include "findings/evidence.hpp"
#include "findings/rules.hpp"
#include "findings/rules/dmarc_common.hpp"

namespace alignmail::findings {
namespace {

// Names of one organization under the list that the tree walk takes for two.
struct Split {
  const dmarc::Alignment* walked = nullptr;
  dns::Domain listed;        // the organization of both under the list
  bool walk_governs = true;  // the verdict is that of RFC 9989
};

std::optional<Split> find_split(const Analysis& analysis) {
  using dmarc::Relation;
  if (record_of(analysis) == nullptr) return std::nullopt;
  const bool walk_governs = analysis.dmarc.standard == dmarc::Standard::Rfc9989;
  const auto& walked = walk_governs ? analysis.dmarc.alignments : analysis.other_standard.alignments;
  const auto& listed = walk_governs ? analysis.other_standard.alignments : analysis.dmarc.alignments;
  for (std::size_t i = 0; i < std::min(walked.size(), listed.size()); ++i) {
    const bool splits = walked[i].relation == Relation::None && listed[i].relation == Relation::SameOrganization;
    if (!splits || walked[i].identifier.authenticated != dmarc::Authenticated::Yes) continue;
    return Split{&walked[i], *listed[i].organizational_domain, walk_governs};
  }
  return std::nullopt;
}

const dmarc::Discovery& walk_of(const Analysis& analysis, const Split& split) {
  return split.walk_governs ? *analysis.dmarc.discovery : *analysis.other_standard.discovery;
}

// Whether the walk from the author went by the organization of the list and found no record there: then the names part
// because each goes up to another record, or to none. Else psd= ends a walk, on one side or the other.
bool lacks_record_above(const dmarc::Discovery& discovery, const Split& split) {
  const dns::Domain place = dmarc_name(split.listed);
  return std::any_of(discovery.walk.begin(), discovery.walk.end(), [&](const dmarc::Step& step) {
    return step.name == place && step.records.empty() && dns::is_answer(step.status);
  });
}

Evidence evidence_of(const Analysis& analysis, const Split& split, const std::string& cause) {
  const std::string identifier = split.walked->identifier.domain.text();
  const std::string author = analysis.author->text();
  const auto& organization = split.walked->organizational_domain;
  Evidence evidence{
      .items = {computed_item("organization of " + identifier, organization ? organization->text() : "unknown")},
      .values = {{"domain", author}, {"identifier", identifier}}};
  if (!split.walk_governs) {
    evidence.severity = Severity::Warning;
    evidence.why = identifier + " and " + author + " align here, for RFC 7489, by which this is judged, goes by " +
                   "the list of public suffixes. Under RFC 9989 " + cause + ", and they do not.";
  }
  return evidence;
}

// The record with psd= on the author's side, else on the other one.
Fix without_border(const Analysis& analysis, const Split& split) {
  std::vector<dmarc::Step> steps = walk_of(analysis, split).walk;
  if (split.walked->border) steps.push_back(*split.walked->border);
  const std::string summary = "Remove psd= from the record unless the name really is separate";
  for (const dmarc::Step& step : steps) {
    if (step.records.size() != 1) continue;
    const std::string plain = with_tag(step.records.front(), "psd", "");
    if (plain.size() >= step.records.front().size()) continue;
    return one_step_fix(
        summary, "The same record without it:", {txt_change(Operation::Replace, step.name, plain, step.records)});
  }
  return {.summary = summary, .unprovable = "the record that has psd= was not read for this message"};
}

std::vector<Evidence> psd_splits(const Analysis& analysis) {
  const auto split = find_split(analysis);
  if (!split || lacks_record_above(walk_of(analysis, *split), *split)) return {};
  Evidence evidence = evidence_of(analysis, *split, "a DMARC record with psd= draws a border between them");
  evidence.fix = without_border(analysis, *split);
  return {std::move(evidence)};
}

// The tag of strict alignment, which would part the names all the same; empty under relaxed.
std::string_view strict_tag(const dmarc::Record& record, const Split& split) {
  const bool is_spf = split.walked->identifier.method == dmarc::Method::Spf;
  const dmarc::Mode mode = is_spf ? record.spf_alignment : record.dkim_alignment;
  return mode == dmarc::Mode::Relaxed ? "" : is_spf ? "aspf" : "adkim";
}

// Under the list the author's organization is the name without a record, and a record in between is not looked for.
std::string under_the_list(const Analysis& analysis, const Split& split) {
  const auto& listed = split.walk_governs ? analysis.other_standard.discovery : analysis.dmarc.discovery;
  return listed && !listed->record ? " Older receivers (RFC 7489) find no record and apply no policy." : "";
}

// Policy comes from the author domain or from the organization, never from in between (section 4.10.1): what stands in
// between is to be published at the author domain too, before the record above takes its place.
void keep_policy(const dmarc::Discovery& discovery, const Split& split, Fix& fix) {
  if (!discovery.record || !discovery.policy_domain) return;
  const dns::Domain& author = discovery.author;
  const dmarc::Record& record = *discovery.record;
  const std::string_view strict = strict_tag(record, split);
  const std::string relaxed = strict.empty() ? record.text : with_tag(record.text, strict, "");
  if (discovery.policy_domain != author) {
    const bool is_by_p = discovery.policy_tag == "p" || !discovery.stated_policy;
    const std::string own =
        is_by_p ? relaxed
                : with_tag(with_tag(relaxed, "p", to_string(*discovery.stated_policy)), discovery.policy_tag, "");
    fix.steps.insert(fix.steps.begin(), {.text = "Mail from " + author.text() + " goes by the record of " +
                                                 discovery.policy_domain->text() +
                                                 " today. To keep its policy it needs one of its own, first:",
                                         .records = {txt_change(Operation::Add, dmarc_name(author), own)}});
    return;
  }
  fix.note += " The record of " + author.text() + " stays in force there.";
  if (strict.empty()) return;
  fix.steps.push_back({.text = "The record of " + author.text() + " without " + std::string(strict) +
                               "=s, which asks for the very same name:",
                       .records = {txt_change(Operation::Replace, dmarc_name(author), relaxed, {record.text})}});
}

std::vector<Evidence> record_below(const Analysis& analysis) {
  const auto split = find_split(analysis);
  if (!split) return {};
  const dmarc::Discovery& discovery = walk_of(analysis, *split);
  if (!lacks_record_above(discovery, *split)) return {};
  const std::string above = split->listed.text();
  const std::string own = discovery.organizational_domain ? discovery.organizational_domain->text() : "the name";
  Evidence evidence = evidence_of(
      analysis, *split,
      "no record at " + above + " makes them one organization, and " + own + " with its own record is one by itself");
  for (EvidenceItem& item : walk_items(discovery)) evidence.items.push_back(std::move(item));
  evidence.values["above"] = above;
  evidence.values["own"] = own;
  evidence.values["older"] = under_the_list(analysis, *split);
  const auto& mailboxes = record_of(analysis)->aggregate_reports;
  const std::string record =
      mailboxes.empty() ? first_record(split->listed) : "v=DMARC1; p=none; rua=" + ascii::join(mailboxes, ",");
  evidence.fix = one_step_fix("Publish a DMARC record for " + above,
                              "One TXT record, which makes the names below it one organization:",
                              {txt_change(Operation::Add, dmarc_name(split->listed), record)});
  evidence.fix->note = "p=none asks nothing of receivers for other mail of " + above + ".";
  keep_policy(discovery, *split, *evidence.fix);
  if (mailboxes.empty()) evidence.fix->note += " Make sure that the mailbox dmarc@" + above + " exists.";
  return {std::move(evidence)};
}

constexpr Rule rules[] = {
    {.id = "DMARC013",
     .slug = "dmarc-psd-splits",
     .severity = Severity::Error,
     .title = "A psd= tag makes two organizations of names that look related",
     .why = "{identifier} and {domain} look like one organization, but a DMARC record with psd= draws a border "
            "between them, so they do not align.",
     .explanation = "psd=n declares a name to be an organization of its own, psd=y a public suffix. Both end relaxed "
                    "alignment between the name and its relatives.",
     .fix = "Remove psd= from the record unless the name really is separate",
     .references = {"RFC 9989 section 4.10.2"},
     .find = psd_splits},
    {.id = "DMARC015",
     .slug = "dmarc-record-below",
     .severity = Severity::Error,
     .title = "The DMARC record stands below the organization, and parts it",
     .why = "{above} has no DMARC record, and {own} has one. Under RFC 9989 that makes {own} an organization of its "
            "own, so {identifier} does not align with {domain}.{older}",
     .explanation = "RFC 9989 looks for the organization by its DMARC records: the highest name with one. A record at "
                    "a subdomain alone makes that subdomain the organization, and what is signed or bounced by the "
                    "domain above is a stranger's.",
     .fix = "Publish a DMARC record for the domain above",
     .references = {"RFC 9989 section 4.10.2"},
     .find = record_below},
};

}  // namespace

std::span<const Rule> dmarc_organization_rules() { return rules; }

}  // namespace alignmail::findings
