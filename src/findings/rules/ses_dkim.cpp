// SPDX-License-Identifier: Apache-2.0
// Easy DKIM: three CNAME records, and the signature that rests on them.
#include <algorithm>

#include "findings/evidence.hpp"
#include "findings/rules.hpp"
#include "findings/rules/ses_common.hpp"
#include "findings/rules/ses_fixes.hpp"

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

std::vector<Evidence> cname_missing(const Analysis& analysis) {
  const auto rows = rows_with(analysis, {Problem::Missing});
  std::vector<Evidence> found = evidence_of_rows(analysis, rows);
  for (Evidence& evidence : found) {
    // The fix lists them; such long names would fill the page twice.
    evidence.values["missing"] = rows.size() == 1   ? "There is no record at " + rows.front()->name
                                 : rows.size() == 2 ? "Two of the three DKIM records do not exist"
                                                    : "None of the three DKIM records exists";
    evidence.fix = publish_cnames(analysis, rows, "Publish the missing " + records(rows.size()),
                                  "CNAME records, exactly as here:", Operation::Add);
  }
  return found;
}

// The name as the web form of a DNS provider wants it: without what the provider put behind it.
std::string relative_name(const ChecklistRow& row) {
  const std::string& name = row.owner->text();
  if (!row.found_at || !row.found_at->text().starts_with(name + ".")) return name;
  const std::string appended = row.found_at->text().substr(name.size());  // ".example.com"
  return name.ends_with(appended) ? name.substr(0, name.size() - appended.size()) : name;
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
    Fix fix = publish_cnames(analysis, rows, "Rename the " + records(rows.size()),
                             "In the \"Name\" box type only the part before your domain:", Operation::Rename);
    for (const ChecklistRow* row : rows) {
      if (!row->owner) continue;
      fix.steps.front().lines.push_back(relative_name(*row) + "  CNAME  " + without_final_dot(row->expected));
    }
    evidence.fix = std::move(fix);
  }
  return found;
}

// Texts that take the name go first: a CNAME stands alone.
void delete_texts(Fix& fix, const std::vector<const ChecklistRow*>& rows, Problem problem) {
  std::vector<RecordChange> changes;
  for (const ChecklistRow* row : rows) {
    // What is no text is told from it by its answer: the question was for TXT.
    if (!row->owner || !row->has(problem) || row->answer != dns::Status::Found) continue;
    changes.push_back(txt_change(Operation::Delete, *row->owner, "", row->found));
  }
  fix.steps.front().records.insert(fix.steps.front().records.begin(), changes.begin(), changes.end());
}

std::vector<Evidence> wrong_target(const Analysis& analysis) {
  const auto rows =
      rows_with(analysis, {Problem::WrongTarget, Problem::TargetDoubled, Problem::WrongZone, Problem::WrongKey});
  std::vector<Evidence> found = evidence_of_rows(analysis, rows);
  for (Evidence& evidence : found) {
    const bool doubled =
        std::any_of(rows.begin(), rows.end(), [](const auto* row) { return row->has(Problem::TargetDoubled); });
    const std::string dot =
        "The provider put the zone behind the target. Type it with a final dot, or without the "
        "zone where the form refuses the dot, and look at what is shown after saving:";
    evidence.fix = publish_cnames(analysis, rows, "Correct the target of the " + records(rows.size()),
                                  doubled ? dot : "The same name, this target:", Operation::Replace);
    delete_texts(*evidence.fix, rows, Problem::WrongKey);
  }
  return found;
}

std::vector<Evidence> occupied(const Analysis& analysis) {
  const auto rows = rows_with(analysis, {Problem::OtherRecordType});
  std::vector<Evidence> found = evidence_of_rows(analysis, rows);
  for (Evidence& evidence : found) {
    evidence.fix = publish_cnames(analysis, rows, "Delete what stands there and publish the CNAME",
                                  "Nothing else may stand at the name:", Operation::Add);
    delete_texts(*evidence.fix, rows, Problem::OtherRecordType);
  }
  return found;
}

std::vector<Evidence> txt_instead(const Analysis& analysis) {
  const auto rows = rows_with(analysis, {Problem::TxtInsteadOfCname});
  std::vector<Evidence> found = evidence_of_rows(analysis, rows);
  for (Evidence& evidence : found) {
    evidence.fix = publish_cnames(analysis, rows, "Change the record type to CNAME",
                                  "The same name and value, but of type CNAME:", Operation::Add);
    delete_texts(*evidence.fix, rows, Problem::TxtInsteadOfCname);
  }
  return found;
}

bool has_own_signature(const Analysis& analysis) {
  static const dns::Domain amazon = *dns::Domain::parse("amazonses.com");
  if (analysis.author->is_within(amazon)) return true;
  for (std::size_t i = 0; i < analysis.dkim.size(); ++i) {
    // Amazon's is nobody else's, even where DNS cannot tell what belongs together.
    if (i == analysis.ses.ses_signature) continue;
    const dmarc::Alignment* alignment = analysis.dkim_alignment(i);
    if (alignment != nullptr && (alignment->aligned_relaxed || alignment->relation == dmarc::Relation::Unknown))
      return true;
  }
  return false;
}

// The domain that should be an identity: the one DMARC takes for the organization.
dns::Domain domain_to_verify(const Analysis& analysis) {
  const auto& discovery = analysis.dmarc.discovery;
  return discovery && discovery->organizational_domain ? *discovery->organizational_domain : *analysis.author;
}

Fix verify_domain(const Analysis& analysis) {
  return create_identity(analysis, domain_to_verify(analysis), "Verify the domain in SES, with Easy DKIM");
}

// Without a message: what is expected is an identity that SES does not sign for.
std::vector<Evidence> no_signature_expected(const Analysis& analysis) {
  const bool none = analysis.setup.dkim_kind.value == "none" || analysis.setup.is_address;
  if (analysis.message || !none || !analysis.author) return {};
  Evidence evidence{.values = ses_values(analysis)};
  evidence.values["author"] = analysis.author->text();
  const std::string what = analysis.setup.is_address ? "an e-mail address" : "an identity without DKIM";
  evidence.items = {{.kind = EvidenceKind::Config, .name = "identity", .value = what}};
  evidence.why = "The expected set-up is " + what +
                 ". SES then signs with d=amazonses.com only, which passes and can " + "never align with " +
                 analysis.author->text() + ".";
  evidence.fix = verify_domain(analysis);
  return {evidence};
}

std::vector<Evidence> no_domain_signature(const Analysis& analysis) {
  if (!analysis.message) return no_signature_expected(analysis);
  const bool only_ses = sent_by_ses(analysis) && analysis.ses.ses_signature && analysis.ses.own_signatures.empty();
  if (!only_ses || !analysis.author || has_own_signature(analysis)) return {};
  auto values = ses_values(analysis);
  values["author"] = analysis.author->text();
  const std::size_t field = analysis.dkim[*analysis.ses.ses_signature].signature.field;
  return {
      {.items = {header_item(*analysis.message, field)}, .values = std::move(values), .fix = verify_domain(analysis)}};
}

std::vector<Evidence> verification_missing(const Analysis& analysis) {
  std::vector<Evidence> found = evidence_of_row(analysis, "verification", {Problem::Missing});
  const ChecklistRow* row = ses::find_row(analysis.checklist, "verification");
  for (Evidence& evidence : found) {
    if (!row->owner) continue;
    evidence.fix = one_step_fix("Publish the TXT record only if you verify the domain the old way",
                                "One TXT record:", {txt_change(Operation::Add, *row->owner, row->expected)});
  }
  return found;
}

Evidence evidence_of_inheritance(const Analysis& analysis, const dns::Domain& parent) {
  Evidence evidence{.values = {{"author", analysis.author->text()}, {"domain", parent.text()}}};
  evidence.fix = create_identity(analysis, *analysis.author,
                                 "Verify the subdomain as an identity of its own if you need strict DKIM");
  return evidence;
}

std::vector<Evidence> inherited(const Analysis& analysis) {
  const auto& identity = analysis.setup.domain.value;
  if (!analysis.message && analysis.author && identity && *analysis.author != *identity) {
    Evidence evidence = evidence_of_inheritance(analysis, *identity);
    evidence.items = {{.kind = EvidenceKind::Config, .name = "identity", .value = identity->text()}};
    return {evidence};
  }
  for (const std::size_t index : analysis.ses.own_signatures) {
    const dmarc::Alignment* alignment = analysis.dkim_alignment(index);
    if (alignment == nullptr || alignment->relation != dmarc::Relation::SameOrganization) continue;
    const dns::Domain& parent = alignment->identifier.domain;
    if (!analysis.author || !analysis.author->is_within(parent)) continue;
    Evidence evidence = evidence_of_inheritance(analysis, parent);
    evidence.items = {header_item(*analysis.message, analysis.dkim[index].signature.field)};
    return {evidence};
  }
  return {};
}

constexpr Rule rules[] = {
    {.id = "SES008",
     .slug = "dkim-cname-missing",
     .severity = Severity::Error,
     .title = "DKIM records that SES asks for are missing",
     .why = "{missing}. SES verifies an identity only when all three exist, and signs with each of them in turn.",
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
     .why = "The only DKIM signature is that of amazonses.com, which can never align with {author}. SES signs for "
            "your domain only when the domain itself is a verified identity with DKIM on, and the address is not one "
            "of its own with DKIM off.",
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
