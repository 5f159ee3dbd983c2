// SPDX-License-Identifier: Apache-2.0
// The signature itself: for whom SES signs, and what becomes of one that was there before.
#include <algorithm>

#include "base/ascii.hpp"
#include "findings/evidence.hpp"
#include "findings/rules.hpp"
#include "findings/rules/dmarc_common.hpp"
#include "findings/rules/ses_common.hpp"
#include "findings/rules/ses_fixes.hpp"
#include "ses/evidence.hpp"
#include "ses/mailbox_provider.hpp"
#include "ses/names.hpp"

namespace alignmail::findings {
namespace {

constexpr auto npos = std::string_view::npos;

bool has_own_signature(const Analysis& analysis) {
  if (analysis.author->is_within(ses::amazonses())) return true;
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

// The address in From, so that a shell takes it for one word whatever stands in it; empty where there is no single one,
// or one that quoting is no help for.
std::string author_for_shell(const Analysis& analysis) {
  if (!analysis.message || analysis.authors.size() != 1 || !analysis.author->is_host_like()) return "";
  const std::string address = analysis.authors.front().mailbox.local_part + "@" + analysis.author->text();
  const auto is_visible = [](char c) { return c > ' ' && c < 0x7F && c != '\'' && c != '\\'; };
  const auto is_harmless = [](char c) { return ascii::is_alnum(c) || std::string_view("@.-_+").find(c) != npos; };
  if (address.front() == '-' || !std::all_of(address.begin(), address.end(), is_visible)) return "";
  const bool is_plain = std::all_of(address.begin(), address.end(), is_harmless);
  return is_plain ? address : "'" + address + "'";
}

// An identity of the address itself is used before that of its domain.
void look_at_address(const Analysis& analysis, Fix& fix) {
  const std::string address = author_for_shell(analysis);
  if (address.empty() || ses::is_mailbox_provider(*analysis.author)) return;
  fix.steps.push_back(
      {.text = "Still unsigned? Then that address is an identity of its own, which is used before that of "
               "the domain. See whether DKIM is on for it:",
       .commands = {"aws sesv2 get-email-identity --region " + ses_region(analysis) + " --email-identity " + address}});
}

Fix verify_domain(const Analysis& analysis) {
  const auto identity = ses_identity(analysis);
  if (is_signing_off(analysis) && identity) {
    Fix fix{.summary = "Switch DKIM signing on"};
    fix.steps = {switch_signing_on(analysis, *identity), {.text = "Send a new test: only that is signed anew."}};
    fix.unprovable = "a new signature needs a new mail";
    return fix;
  }
  Fix fix = create_identity(analysis, domain_to_verify(analysis), "Verify the domain in SES, with Easy DKIM");
  look_at_address(analysis, fix);
  return fix;
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

// Whose signatures stand beside that of Amazon: SES may have signed for another author than the one in From.
std::string other_signers(const Analysis& analysis) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < analysis.dkim.size(); ++i) {
    const std::string& name = analysis.dkim[i].signature->domain_text;
    const bool is_new = i != analysis.ses.ses_signature && std::find(names.begin(), names.end(), name) == names.end();
    if (is_new && analysis.dkim[i].signature->domain) names.push_back(name);
  }
  return listed(names);
}

std::vector<Evidence> no_domain_signature(const Analysis& analysis) {
  if (!analysis.message) return no_signature_expected(analysis);
  const bool only_ses = sent_by_ses(analysis) && analysis.ses.ses_signature && analysis.ses.own_signatures.empty();
  if (!only_ses || !analysis.author || has_own_signature(analysis)) return {};
  auto values = ses_values(analysis);
  values["author"] = analysis.author->text();
  const std::size_t field = analysis.dkim[*analysis.ses.ses_signature].signature->field;
  Evidence evidence{
      .items = {header_item(*analysis.message, field)}, .values = std::move(values), .fix = verify_domain(analysis)};
  if (ses::is_mailbox_provider(*analysis.author)) {
    const std::string& author = analysis.author->text();
    evidence.why = "The only DKIM signature is that of amazonses.com, which can never align with " + author +
                   ". SES lets " + "you verify an address at " + author + ", but only " + author +
                   " itself can have it sign for the domain.";
  } else if (is_signing_off(analysis)) {
    evidence.why = "The only DKIM signature is that of amazonses.com, which can never align with " +
                   analysis.author->text() + ": SES says that signing is switched off for the identity.";
  } else if (const std::string others = other_signers(analysis); !others.empty()) {
    evidence.why = "Signatures stand here for " + others + " and for amazonses.com, and none of them can align with " +
                   analysis.author->text() +
                   ". SES signs for your domain only when the domain itself is a verified identity with DKIM on.";
  }
  return {evidence};
}

bool covers_rewritten_field(const dkim::Signature& signature) {
  const auto& names = signature.signed_fields;
  return std::find(names.begin(), names.end(), "date") != names.end() ||
         std::find(names.begin(), names.end(), "message-id") != names.end();
}

std::vector<Evidence> own_signature_broken(const Analysis& analysis) {
  if (!sent_by_ses(analysis)) return {};
  std::vector<Evidence> found;
  for (std::size_t i = 0; i < analysis.dkim.size(); ++i) {
    const dkim::SignatureResult& result = analysis.dkim[i];
    const auto& ours = analysis.ses.own_signatures;
    // Without an author, or with one put in later, its form alone tells whose it is.
    const bool made_by_ses = analysis.ses.ses_signature == i || std::find(ours.begin(), ours.end(), i) != ours.end() ||
                             ses::is_made_by_ses(*analysis.message, *result.signature);
    if (made_by_ses || result.header_hash != dkim::Check::Mismatch || !covers_rewritten_field(*result.signature))
      continue;
    auto values = ses_values(analysis);
    values["domain"] = result.signature->domain_text;
    found.push_back({.items = {header_item(*analysis.message, result.signature->field)}, .values = std::move(values)});
  }
  return found;
}

Evidence evidence_of_inheritance(const Analysis& analysis, const dns::Domain& parent) {
  Evidence evidence{.values = {{"author", analysis.author->text()}, {"domain", parent.text()}}};
  evidence.fix = create_identity(analysis, *analysis.author,
                                 "Verify the subdomain as an identity of its own if you need strict DKIM");
  const dmarc::Record* record = record_of(analysis);
  if (record == nullptr || analysis.dmarc.dkim_mode != dmarc::Mode::Strict) return evidence;
  // Then it is no remark: the leg is lost. A record mends it at once; an identity takes a new mail.
  evidence.severity = Severity::Warning;
  evidence.why = "From is at " + analysis.author->text() + ", the signature is for its parent " + parent.text() +
                 ". That aligns under relaxed DKIM only, and the DMARC record says adkim=s, so DKIM does not count.";
  Fix relaxed = relax_alignment(analysis);
  const bool is_still_strict = relaxed.summary.find("adkim") == std::string::npos;
  if (is_still_strict) return evidence;
  relaxed.note = "Or keep it, and make " + analysis.author->text() +
                 " an identity of its own in SES: it is then signed with its own name. No policy needs strict DKIM.";
  evidence.fix = std::move(relaxed);
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
    evidence.items = {header_item(*analysis.message, analysis.dkim[index].signature->field)};
    return {evidence};
  }
  return {};
}

constexpr Rule rules[] = {
    {.id = "SES012",
     .slug = "no-domain-signature",
     .severity = Severity::Error,
     .title = "SES signed for amazonses.com only",
     .why = "The only DKIM signature is that of amazonses.com, which can never align with {author}. SES signs for "
            "your domain only when the domain itself is a verified identity with DKIM on.",
     .explanation = "When only an e-mail address is verified in SES, or DKIM is off, SES signs with its own domain "
                    "alone. DMARC needs a signature with your domain in d=.",
     .fix = "Verify the domain in SES with Easy DKIM and publish its three CNAME records",
     .references = {"https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html",
                    "https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dkim.html"},
     .find = no_domain_signature},
    {.id = "SES023",
     .slug = "own-signature-broken-by-ses",
     .severity = Severity::Warning,
     .title = "SES rewrote fields that your own signature covers",
     .why = "The signature that {domain} made before SES no longer fits: it covers Date or Message-ID, and SES "
            "replaces them.",
     .explanation =
         "SES sets Message-ID and may set Date. A signature made before that covers the old values and breaks.",
     .fix = "Let SES sign instead, or leave Date and Message-ID out of your own signature",
     .references = {"https://docs.aws.amazon.com/ses/latest/dg/header-fields.html", "RFC 6376 section 5.4"},
     .find = own_signature_broken},
    {.id = "SES025",
     .slug = "dkim-inherited-from-parent",
     .severity = Severity::Info,
     .title = "The signature is that of the parent domain",
     .why =
         "Do not add adkim=s to your DMARC record: the signature is for {domain}, the parent of {author}, and strict "
         "DKIM asks for the very same name.",
     .explanation = "A subdomain without an identity of its own inherits the DKIM keys of its parent, and d= is then "
                    "the parent.",
     .fix = "Verify the subdomain as an identity of its own if you need strict DKIM",
     .references = {"https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dkim.html",
                    "RFC 9989 section 4.4.1"},
     .find = inherited},
};

}  // namespace

std::span<const Rule> ses_signature_rules() { return rules; }

}  // namespace alignmail::findings
