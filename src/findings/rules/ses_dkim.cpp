// SPDX-License-Identifier: Apache-2.0
// Easy DKIM: three CNAME records, and the signature that rests on them.
#include <algorithm>

#include "findings/evidence.hpp"
#include "findings/rules.hpp"
#include "findings/rules/ses_common.hpp"

namespace alignmail::findings {
namespace {

using ses::ChecklistRow;
using ses::Problem;

std::vector<const ChecklistRow*> rows_with(const Analysis& analysis, std::initializer_list<Problem> problems) {
  std::vector<const ChecklistRow*> rows;
  for (const ChecklistRow& row : analysis.checklist) {
    if (!row.id.starts_with("dkim") || row.type != "CNAME") continue;
    if (std::any_of(problems.begin(), problems.end(), [&](Problem p) { return row.has(p); })) rows.push_back(&row);
  }
  return rows;
}

std::optional<dns::Domain> target_of(const ChecklistRow& row) {
  auto target = dns::Domain::parse_escaped(row.expected);
  if (!target) return std::nullopt;
  return std::move(*target);
}

std::string records(std::size_t count) { return count == 1 ? "DKIM record" : std::to_string(count) + " DKIM records"; }

// One evidence for all rows of a kind: the same slip of the hand, mended in one go.
std::vector<Evidence> evidence_of_rows(const Analysis& analysis, const std::vector<const ChecklistRow*>& rows) {
  if (rows.empty()) return {};
  Evidence evidence{.values = ses_values(analysis)};
  std::vector<std::string> names;
  for (const ChecklistRow* row : rows) {
    names.push_back(row->name);
    for (EvidenceItem& item : row_items(*row)) evidence.items.push_back(std::move(item));
  }
  evidence.values["names"] = listed(names);
  evidence.values["found"] = rows.front()->found.empty() ? "nothing" : listed(rows.front()->found);
  evidence.values["expected"] = rows.front()->expected;
  return {evidence};
}

// The records as they should be, and a command that shows whether they are.
Fix publish_cnames(const std::vector<const ChecklistRow*>& rows, std::string summary, std::string text,
                   Operation operation) {
  FixStep step{.text = std::move(text)};
  for (const ChecklistRow* row : rows) {
    const auto target = target_of(*row);
    if (!row->owner || !target) continue;
    RecordChange change{.operation = operation, .name = *row->owner, .type = dns::Type::CNAME, .data = *target};
    if (operation == Operation::Rename && row->found_at) change.was = {row->found_at->text()};
    if (operation == Operation::Replace) change.was = row->found;
    step.records.push_back(std::move(change));
  }
  Fix fix{.summary = std::move(summary)};
  fix.steps.push_back(std::move(step));
  if (!rows.front()->check.empty())
    fix.steps.push_back({.text = "Check before you resend:", .commands = {rows.front()->check}});
  return fix;
}

std::vector<Evidence> cname_missing(const Analysis& analysis) {
  const auto rows = rows_with(analysis, {Problem::Missing});
  std::vector<Evidence> found = evidence_of_rows(analysis, rows);
  for (Evidence& evidence : found) {
    evidence.fix = publish_cnames(rows, "Publish the missing " + records(rows.size()),
                                  "CNAME records, exactly as here:", Operation::Add);
  }
  return found;
}

// The name as the web form of a DNS provider wants it: without the zone.
std::string relative_name(const dns::Domain& name, const std::optional<dns::Domain>& zone) {
  if (!zone || !name.is_within(*zone) || name == *zone) return name.text();
  return name.text().substr(0, name.text().size() - zone->text().size() - 1);
}

std::string without_final_dot(std::string name) {
  if (name.ends_with('.')) name.pop_back();
  return name;
}

std::vector<Evidence> cname_doubled(const Analysis& analysis) {
  const auto rows = rows_with(analysis, {Problem::DoubledName});
  std::vector<Evidence> found = evidence_of_rows(analysis, rows);
  for (Evidence& evidence : found) {
    const ChecklistRow& first = *rows.front();
    if (first.found_at) {
      evidence.exhibit = {"missing  " + first.name, "found    " + first.found_at->text(),
                          "         -> " + first.expected};
    }
    Fix fix = publish_cnames(rows, "Rename the " + records(rows.size()),
                             "In the \"Name\" box type only the part before your domain:", Operation::Rename);
    for (const ChecklistRow* row : rows) {
      if (!row->owner) continue;
      fix.steps.front().lines.push_back(relative_name(*row->owner, ses_identity(analysis)) + "  CNAME  " +
                                        without_final_dot(row->expected));
    }
    evidence.fix = std::move(fix);
  }
  return found;
}

std::vector<Evidence> wrong_target(const Analysis& analysis) {
  const auto rows =
      rows_with(analysis, {Problem::WrongTarget, Problem::TargetDoubled, Problem::WrongZone, Problem::WrongKey});
  std::vector<Evidence> found = evidence_of_rows(analysis, rows);
  for (Evidence& evidence : found) {
    evidence.fix = publish_cnames(rows, "Correct the target of the " + records(rows.size()),
                                  "The same name, this target:", Operation::Replace);
  }
  return found;
}

std::vector<Evidence> occupied(const Analysis& analysis) {
  const auto rows = rows_with(analysis, {Problem::OtherRecordType});
  std::vector<Evidence> found = evidence_of_rows(analysis, rows);
  for (Evidence& evidence : found) {
    evidence.fix = publish_cnames(rows, "Delete what stands there and publish the CNAME",
                                  "Nothing else may stand at the name:", Operation::Add);
  }
  return found;
}

std::vector<Evidence> txt_instead(const Analysis& analysis) {
  const auto rows = rows_with(analysis, {Problem::TxtInsteadOfCname});
  std::vector<Evidence> found = evidence_of_rows(analysis, rows);
  for (Evidence& evidence : found) {
    evidence.fix = publish_cnames(rows, "Change the record type to CNAME",
                                  "The same name and value, but of type CNAME:", Operation::Add);
  }
  return found;
}

bool has_own_signature(const Analysis& analysis) {
  for (std::size_t i = 0; i < analysis.dkim.size(); ++i) {
    const dmarc::Alignment* alignment = analysis.dkim_alignment(i);
    if (alignment != nullptr && (alignment->aligned_relaxed || alignment->relation == dmarc::Relation::Unknown))
      return true;
  }
  return false;
}

std::vector<Evidence> no_domain_signature(const Analysis& analysis) {
  const bool only_ses = sent_by_ses(analysis) && analysis.ses.ses_signature && analysis.ses.own_signatures.empty();
  if (!only_ses || !analysis.author || has_own_signature(analysis)) return {};
  const dns::Domain domain = analysis.dmarc.discovery && analysis.dmarc.discovery->organizational_domain
                                 ? *analysis.dmarc.discovery->organizational_domain
                                 : *analysis.author;
  auto values = ses_values(analysis);
  values["author"] = analysis.author->text();
  const std::size_t field = analysis.dkim[*analysis.ses.ses_signature].signature.field;
  Fix fix{.summary = "Verify the domain in SES, with Easy DKIM"};
  const std::string region = ses_region(analysis);
  fix.steps.push_back(
      {.text = "Create the domain as an identity; SES answers with three tokens:",
       .commands = {"aws sesv2 create-email-identity --region " + region + " --email-identity " + domain.text()}});
  fix.steps.push_back({.text = "Publish one CNAME for each token (SES names the zone to point to):",
                       .lines = {"TOKEN._domainkey." + domain.text() + ". 300 IN CNAME TOKEN.dkim.amazonses.com."}});
  fix.steps.push_back({.text = "When its DKIM status is SUCCESS, send another test and run this again."});
  fix.applicability = Applicability::HasPlaceholders;
  fix.note =
      "If the domain is verified already, the address itself is an identity of its own with DKIM off: delete it, or "
      "turn "
      "signing on for it.";
  return {{.items = {header_item(*analysis.message, field)}, .values = std::move(values), .fix = std::move(fix)}};
}

std::vector<Evidence> verification_missing(const Analysis& analysis) {
  return evidence_of_row(analysis, "verification", {Problem::Missing});
}

std::vector<Evidence> inherited(const Analysis& analysis) {
  for (const std::size_t index : analysis.ses.own_signatures) {
    const dmarc::Alignment* alignment = analysis.dkim_alignment(index);
    if (alignment == nullptr || alignment->relation != dmarc::Relation::SameOrganization) continue;
    const bool from_parent = analysis.author && analysis.author->is_within(alignment->identifier.domain);
    if (!from_parent) continue;
    return {{.items = {header_item(*analysis.message, analysis.dkim[index].signature.field)},
             .values = {{"author", analysis.author->text()}, {"domain", alignment->identifier.domain.text()}}}};
  }
  return {};
}

constexpr Rule rules[] = {
    {.id = "SES008",
     .slug = "dkim-cname-missing",
     .severity = Severity::Error,
     .title = "DKIM records that SES asks for are missing",
     .why = "There is no record at {names}. SES verifies an identity only when all three exist, and signs with each "
            "of them in turn.",
     .explanation =
         "Easy DKIM needs three CNAME records. A missing one keeps the identity from being verified, or lets mail go "
         "out with a key nobody can find when SES changes over to it.",
     .fix = "Publish the missing CNAME records",
     .references = {"https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dkim-easy.html"},
     .find = cname_missing},
    {.id = "SES009",
     .slug = "dkim-cname-doubled",
     .severity = Severity::Error,
     .title = "The DKIM records stand at a doubled name",
     .why = "The DKIM key is not where receivers look. Your DNS provider added the domain a second time when the "
            "record was saved:",
     .explanation =
         "Many DNS providers append the domain to what is typed into the Name box. Typed with the domain, the record "
         "ends up at NAME.DOMAIN.DOMAIN, where nobody looks. It is the most frequent slip with Easy DKIM.",
     .fix = "Rename the records so that the domain stands in them once",
     .references = {"https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dkim-easy.html",
                    "RFC 6376 section 3.6.2.1"},
     .find = cname_doubled},
    {.id = "SES010",
     .slug = "dkim-cname-wrong-target",
     .severity = Severity::Error,
     .title = "A DKIM record points to the wrong target",
     .why = "{names} leads to {found}, but SES keeps the key at {expected}.",
     .explanation = "Each CNAME must lead to its own token in the zone of the identity's region. Another token, "
                    "another zone or an "
                    "appended domain leads to no key or to somebody else's.",
     .fix = "Correct the target of the CNAME",
     .references = {"https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dkim-easy.html",
                    "https://docs.aws.amazon.com/general/latest/gr/ses.html"},
     .find = wrong_target},
    {.id = "SES011",
     .slug = "dkim-cname-occupied",
     .severity = Severity::Error,
     .title = "Another record sits where a DKIM record belongs",
     .why = "At {names} stands {found} instead of the CNAME to {expected}.",
     .explanation = "A CNAME cannot share its name with other records. What stands there must go first.",
     .fix = "Delete the other record and publish the CNAME",
     .references = {"RFC 1034 section 3.6.2",
                    "https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dkim-easy.html"},
     .find = occupied},
    {.id = "SES012",
     .slug = "no-domain-signature",
     .severity = Severity::Error,
     .title = "SES signed for amazonses.com only",
     .why = "The only DKIM signature is that of amazonses.com. It passes, but it vouches for Amazon and can never "
            "align with {author}. "
            "SES signs for your domain only when the domain itself is a verified identity with DKIM on.",
     .explanation = "When only an e-mail address is verified in SES, or DKIM is off, SES signs with its own domain "
                    "alone. DMARC needs a "
                    "signature with your domain in d=.",
     .fix = "Verify the domain in SES with Easy DKIM and publish its three CNAME records",
     .references = {"https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html",
                    "https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dkim.html"},
     .find = no_domain_signature},
    {.id = "SES015",
     .slug = "verification-txt-missing",
     .severity = Severity::Info,
     .title = "The _amazonses record with the expected token is not there",
     .why = "{name} does not hold the expected verification token. With Easy DKIM it is not needed.",
     .explanation = "The TXT record at _amazonses.DOMAIN belongs to the older way of verifying a domain. Easy DKIM "
                    "verifies the domain "
                    "by its CNAME records.",
     .fix = "Publish the TXT record only if you verify the domain the old way",
     .references = {"https://docs.aws.amazon.com/ses/latest/APIReference/API_VerifyDomainDkim.html"},
     .find = verification_missing},
    {.id = "SES020",
     .slug = "dkim-txt-instead-of-cname",
     .severity = Severity::Error,
     .title = "A TXT record holds what belongs in a CNAME",
     .why = "At {names} stands a TXT record with the text {found}. It must be a CNAME: receivers read the text as a "
            "broken key.",
     .explanation = "The value that SES gives for DKIM is the target of a CNAME record. Saved as TXT it is just text.",
     .fix = "Change the type of the record from TXT to CNAME",
     .references = {"https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dkim-easy.html"},
     .find = txt_instead},
    {.id = "SES025",
     .slug = "dkim-inherited-from-parent",
     .severity = Severity::Info,
     .title = "The signature is that of the parent domain",
     .why = "From is at {author}, the signature is for its parent {domain}. That aligns under relaxed DKIM and could "
            "not under adkim=s.",
     .explanation = "A subdomain without an identity of its own inherits the DKIM keys of its parent, and d= is then "
                    "the parent.",
     .fix = "Verify the subdomain as an identity of its own if you need strict DKIM",
     .references = {"https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dkim.html",
                    "RFC 9989 section 4.4.1"},
     .find = inherited},
};

}  // namespace

std::span<const Rule> ses_dkim_rules() { return rules; }

}  // namespace alignmail::findings
