// SPDX-License-Identifier: Apache-2.0
// DKIM signatures as they stand in the message.
#include <algorithm>

#include "dkim/verify.hpp"
#include "findings/evidence.hpp"
#include "findings/rules.hpp"
#include "findings/rules/dkim_common.hpp"
#include "findings/rules/dkim_none.hpp"
#include "findings/rules/spf_common.hpp"

namespace alignmail::findings {
namespace {

using dkim::Reason;
using dkim::SignatureResult;

std::vector<Evidence> expired(const Analysis& analysis) { return with_reason(analysis, Reason::Expired); }

std::vector<Evidence> future(const Analysis& analysis) {
  return evidence_of_signatures(analysis, [](const SignatureResult& r) { return r.in_future; });
}

std::vector<Evidence> length_limited(const Analysis& analysis) {
  std::vector<Evidence> found;
  for (const SignatureResult& result : analysis.dkim) {
    if (!result.signature->length || !result.evaluated) continue;
    auto values = signature_values(result);
    values["octets"] = std::to_string(result.unsigned_octets);
    Evidence evidence{.items = {header_item(*analysis.message, result.signature->field)}, .values = std::move(values)};
    if (result.unsigned_octets > 0) evidence.severity = Severity::Error;
    found.push_back(std::move(evidence));
  }
  return found;
}

std::vector<Evidence> from_unsigned(const Analysis& analysis) { return with_reason(analysis, Reason::FromNotSigned); }
std::vector<Evidence> identity_outside(const Analysis& analysis) {
  return with_reason(analysis, Reason::IdentityOutsideDomain);
}
std::vector<Evidence> historic(const Analysis& analysis) { return with_reason(analysis, Reason::HistoricAlgorithm); }

std::vector<Evidence> syntax(const Analysis& analysis) {
  return evidence_of_signatures(analysis, [](const SignatureResult& r) {
    return r.reason == Reason::SignatureSyntax || r.reason == Reason::UnknownAlgorithm ||
           r.reason == Reason::UnknownCanonicalization || r.reason == Reason::LengthTooLong;
  });
}

// A field that stands twice and is named once in h=: the one on top is not covered.
std::vector<Evidence> not_oversigned(const Analysis& analysis) {
  const RepeatedNames names(*analysis.message);
  std::vector<std::pair<std::string_view, std::size_t>> repeated;
  for (const std::string_view name : {"from", "subject", "to", "cc", "date", "reply-to", "sender", "content-type"}) {
    const std::size_t count = names.count(name);
    if (count > 1) repeated.emplace_back(name, count);
  }
  std::vector<Evidence> found;
  for (const SignatureResult& result : analysis.dkim) {
    if (result.status != dkim::Status::Pass) continue;
    const auto& signed_fields = result.signature->signed_fields;
    for (const auto& [name, count] : repeated) {
      const auto covered = static_cast<std::size_t>(std::count(signed_fields.begin(), signed_fields.end(), name));
      if (covered == 0 || count <= covered) continue;
      Evidence evidence{.items = header_items(*analysis.message, name), .values = signature_values(result)};
      evidence.values["field"] = std::string(name);
      evidence.title = evidence.items.front().name + " stands " + std::to_string(count) + " times, and " +
                       evidence.values["domain"] + " signed " + (covered == 1 ? "one" : std::to_string(covered));
      found.push_back(std::move(evidence));
    }
  }
  return found;
}

std::vector<Evidence> body_not_given(const Analysis& analysis) {
  // One that was cut off is told of elsewhere.
  const bool any = std::any_of(analysis.dkim.begin(), analysis.dkim.end(), [&](const SignatureResult& r) {
    return r.reason == Reason::BodyNotGiven && !dkim::is_cut(*analysis.message, r);
  });
  if (!any) return {};
  std::vector<EvidenceItem> items;
  for (const SignatureResult& result : analysis.dkim) {
    items.push_back(computed_item("signature of " + result.signature->domain_text,
                                  "header signature " + std::string(to_string(result.header_hash))));
  }
  Evidence evidence{.items = std::move(items)};
  const bool is_checked = std::any_of(analysis.dkim.begin(), analysis.dkim.end(), [](const SignatureResult& r) {
    return r.reason == Reason::BodyNotGiven && r.header_hash == dkim::Check::Match;
  });
  if (!is_checked) {
    evidence.severity = Severity::Warning;
    evidence.why =
        "Fields that the signature covers are not in the part of the header that was given, so it could not be "
        "checked.";
    evidence.fix = Fix{.summary = "Copy the whole header, or save the message and give that"};
  } else if (!analysis.message->foreign_text().empty()) {
    evidence.why = "What stands below the header is not the body of this message. " + analysis.message->foreign_text() +
                   " So the signatures over the header were checked, but not whether the body is what was signed.";
  }
  return {evidence};
}

constexpr Rule rules[] = {
    {.id = "DKIM001",
     .slug = "dkim-none",
     .severity = Severity::Error,
     .title = "The message carries no DKIM signature",
     .why = "Nothing in the message is signed, so DMARC has only SPF to rest on, and SPF {but}.",
     .explanation =
         "DKIM lets a domain sign what it sends. Amazon SES signs for a domain once its three CNAME records are in "
         "DNS and signing is enabled for the identity.",
     .fix = "Turn on DKIM for the domain and publish its records",
     .references = {"RFC 6376 section 1",
                    "https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dkim.html"},
     .find = no_signature},
    {.id = "DKIM010",
     .slug = "dkim-expired",
     .severity = Severity::Error,
     .title = "The DKIM signature has expired",
     .why = "The signature of {domain} was valid until a time (x=) that lies before this message was received.",
     .explanation =
         "x= limits how long a signature counts. A message that is delayed, or sent again later, outlives it.",
     .fix = "Allow more time in x=, or leave it out",
     .references = {"RFC 6376 section 3.5"},
     .find = expired},
    {.id = "DKIM011",
     .slug = "dkim-future",
     .severity = Severity::Warning,
     .title = "The DKIM signature is from the future",
     .why = "The signature of {domain} was made (t=) later than the time of judgement. A clock is wrong, or the date "
            "was made up.",
     .explanation = "Receivers may ignore a signature whose t= lies in the future.",
     .fix = "Set the clock of the server that signs",
     .references = {"RFC 6376 section 3.5"},
     .find = future},
    {.id = "DKIM012",
     .slug = "dkim-length-limited",
     .severity = Severity::Warning,
     .title = "The DKIM signature covers only part of the body",
     .why = "The signature of {domain} uses l=, which leaves {octets} octets of the body unsigned. Anyone can add "
            "text there.",
     .explanation =
         "l= was meant to let lists add a footer. It also lets an attacker put a whole new message behind, or in "
         "front of, what was signed. Some receivers refuse such signatures.",
     .fix = "Sign without l=",
     .references = {"RFC 6376 section 8.2"},
     .find = length_limited},
    {.id = "DKIM013",
     .slug = "dkim-from-unsigned",
     .severity = Severity::Error,
     .title = "The DKIM signature does not cover From",
     .why = "The signature of {domain} does not list From in h=, so it says nothing about the author and is void.",
     .explanation = "A signature must cover the From field; without that, anyone could replace the author.",
     .fix = "Add From to the fields that are signed",
     .references = {"RFC 6376 section 5.4", "RFC 6376 section 6.1.1"},
     .find = from_unsigned},
    {.id = "DKIM014",
     .slug = "dkim-identity-outside-domain",
     .severity = Severity::Error,
     .title = "The identity of the signature lies outside its domain",
     .why = "The signature of {domain} speaks for an identity (i=) that it may not speak for: {detail}.",
     .explanation =
         "i= must be the signing domain or below it; when the key record says t=s it must be the very same name.",
     .fix = "Leave out i=, or set it to the signing domain",
     .references = {"RFC 6376 section 3.5", "RFC 6376 section 3.6.1"},
     .find = identity_outside},
    {.id = "DKIM016",
     .slug = "dkim-algorithm-historic",
     .severity = Severity::Error,
     .title = "The DKIM signature uses rsa-sha1",
     .why = "The signature of {domain} uses rsa-sha1, which is no longer allowed. Receivers treat it as if it were "
            "not there.",
     .explanation = "SHA-1 can be forged. Since RFC 8301 signatures must use SHA-256.",
     .fix = "Sign with rsa-sha256",
     .references = {"RFC 8301 section 3.1"},
     .find = historic},
    {.id = "DKIM018",
     .slug = "dkim-syntax",
     .severity = Severity::Error,
     .title = "The DKIM signature does not parse",
     .why = "The DKIM-Signature field is broken: {detail}. Receivers ignore it.",
     .explanation =
         "A signature is a list of tags, each once, with d= and s= as plain host names. Anything else is refused "
         "before a key is even looked up.",
     .fix = "Mend or update the program that signs",
     .references = {"RFC 6376 section 3.5", "RFC 6376 section 6.1.1"},
     .find = syntax},
    {.id = "DKIM019",
     .slug = "dkim-not-oversigned",
     .severity = Severity::Warning,
     .title = "A field stands twice and is signed once",
     .why = "There is more than one {field} field, and the signature of {domain} covers only the lower one. Mail "
            "programs may show the other.",
     .explanation =
         "A signature covers fields from the bottom up, as often as h= names them. Another one on top is not covered "
         "and may be what people see.",
     .fix = "Send each field once; name important fields once more in h= than they occur",
     .references = {"RFC 6376 section 5.4.2", "RFC 6376 section 8.15"},
     .find = not_oversigned},
    {.id = "DKIM020",
     .slug = "dkim-body-not-given",
     .severity = Severity::Info,
     .title = "The body was not given, so it is not checked",
     .why = "Only the header was given. The signatures over the header were checked, but not whether the body is "
            "what was signed.",
     .explanation = "A DKIM signature holds a hash of the body. Without the body nobody can check it.",
     .fix = "Save the whole message as a file (.eml) and use that",
     .references = {"RFC 6376 section 3.7"},
     .find = body_not_given},
};

}  // namespace

std::span<const Rule> dkim_signature_rules() { return rules; }

}  // namespace alignmail::findings
