// SPDX-License-Identifier: Apache-2.0
// DKIM keys in DNS.
#include <algorithm>

#include "base/limits.hpp"
#include "findings/evidence.hpp"
#include "findings/rules.hpp"
#include "findings/rules/dkim_armour.hpp"
#include "findings/rules/dkim_common.hpp"
#include "findings/rules/dmarc_common.hpp"
#include "findings/rules/ses_lost_key.hpp"
#include "findings/rules/ses_signing_key.hpp"

namespace alignmail::findings {
namespace {

using dkim::Reason;
using dkim::SignatureResult;

// A key that the receiver still found is no fault: it was replaced since.
std::vector<Evidence> gone(const Analysis& analysis, Reason reason) {
  std::vector<Evidence> found = with_reason(analysis, reason);
  const bool was_there = std::all_of(analysis.dkim.begin(), analysis.dkim.end(), [&](const SignatureResult& r) {
    return r.reason != reason || was_seen_passing(analysis, r);
  });
  for (Evidence& evidence : found) {
    if (was_there) evidence.severity = Severity::Info;
  }
  return found;
}

// Where the CNAME to a key of Amazon's is right there is nothing to publish.
std::vector<Evidence> missing(const Analysis& analysis) {
  std::vector<Evidence> found = gone(analysis, Reason::KeyMissing);
  for (Evidence& evidence : found) {
    for (const SignatureResult& result : analysis.dkim) {
      const ses::ChecklistRow* row = row_without_key(analysis, result);
      const bool is_it = row != nullptr && row->name == evidence.values["name"] && row->status == ses::RowStatus::Ok;
      if (!is_it) continue;
      evidence.why = "The signature of " + evidence.values["domain"] + " names the key " + row->name +
                     ". Your CNAME there is right, but " + why_no_key(*row);
      evidence.fix = ask_for_tokens(analysis, *row);
    }
  }
  return found;
}
std::vector<Evidence> revoked(const Analysis& analysis) { return gone(analysis, Reason::KeyRevoked); }

std::vector<Evidence> syntax(const Analysis& analysis) {
  std::vector<const SignatureResult*> unread;
  std::vector<Evidence> found = evidence_of_signatures(analysis, [&](const SignatureResult& r) {
    const bool is_unread = r.reason == Reason::KeySyntax || r.reason == Reason::KeyOfOtherType;
    if (is_unread) unread.push_back(&r);
    return is_unread;
  });
  for (std::size_t i = 0; i < found.size(); ++i) {
    Evidence& evidence = found[i];
    if (tell_of_armour(*unread[i], evidence)) continue;
    evidence.fix = Fix{.summary = "Publish the key again, exactly as it was given",
                       .note =
                           "Is it cut off? A TXT record is made of strings of at most 255 octets each, and a key of "
                           "2048 bits needs two. Many forms split it by themselves; others cut it without a word."};
  }
  return found;
}

std::vector<Evidence> too_short(const Analysis& analysis) {
  std::vector<Evidence> found = with_reason(analysis, Reason::KeyTooShort);
  for (Evidence& evidence : found) evidence.severity.reset();
  for (std::size_t i = 0; i < analysis.dkim.size(); ++i) {
    const SignatureResult& result = analysis.dkim[i];
    const bool is_weak = result.key && result.key->type == "rsa" && result.key->bits >= limits::rsa_bits_least &&
                         result.key->bits < limits::rsa_bits_good;
    if (!is_weak || !can_count(analysis, i)) continue;
    found.push_back(
        {.items = key_items(analysis, result), .values = signature_values(result), .severity = Severity::Warning});
    if (is_made_by_ses(analysis, result)) found.back().fix = lengthen_key(analysis, result);
  }
  return found;
}

// The findings for signatures whose key is so, and a fix for those whose record stands where its owner can change it:
// behind a CNAME it is somebody else's, and so is one that could not count.
template <class Matches, class FixOf>
std::vector<Evidence> mended_in_place(const Analysis& analysis, Matches matches, FixOf fix_of) {
  std::vector<const SignatureResult*> results;
  std::vector<Evidence> found = evidence_of_signatures(analysis, [&](const SignatureResult& r) {
    const bool is_meant = r.key && matches(r);
    if (is_meant) results.push_back(&r);
    return is_meant;
  });
  for (std::size_t i = 0; i < found.size(); ++i) {
    const SignatureResult& result = *results[i];
    if (!found[i].severity && result.key->chain.empty() && result.signature->key_name) found[i].fix = fix_of(result);
  }
  return found;
}

std::optional<Fix> fix_without_testing(const SignatureResult& result) {
  const std::string& record = result.key->record;
  auto fix =
      replacing_fix(*result.signature->key_name, record, with_tag(record, "t", result.key->strict_identity ? "s" : ""),
                    "Remove t=y from the key record", "The same record without it:");
  if (fix) fix->gain = "All receivers then take the signature for what it is.";
  return fix;
}

std::vector<Evidence> testing(const Analysis& analysis) {
  return mended_in_place(
      analysis, [](const SignatureResult& r) { return r.key->testing; }, fix_without_testing);
}

// Keys of one kind begin and end alike.
std::string where_they_part(const std::string& kept, const std::string& gone) {
  constexpr std::size_t shown = 12;
  const auto [one, other] = std::mismatch(kept.begin(), kept.end(), gone.begin(), gone.end());
  const auto at = static_cast<std::size_t>(one - kept.begin());
  return "It has \"" + kept.substr(at, shown) + "\" where the other has \"" + gone.substr(at, shown) + "\".";
}

std::optional<Fix> fix_by_keeping_the_key(const SignatureResult& result) {
  const dkim::Key& key = *result.key;
  if (result.header_hash != dkim::Check::Match || key.rivals.empty()) return std::nullopt;
  Fix fix = one_step_fix(
      "Delete all but the key that signs",
      "The record that stays is the one that fits this signature. " + where_they_part(key.record, key.rivals.front()),
      {txt_change(Operation::Replace, *result.signature->key_name, key.record, key.rivals)});
  fix.gain = "Every receiver then takes the same key.";
  fix.note = "Does another program of yours sign with a key that goes? Then give it a selector of its own first.";
  return fix;
}

std::vector<Evidence> too_large(const Analysis& analysis) {
  std::vector<Evidence> found = with_reason(analysis, Reason::KeyTooLarge);
  for (Evidence& evidence : found) {
    // Its size may be as it should: then the exponent is not.
    if (evidence.values["detail"].find("exponent") != std::string::npos)
      evidence.fix = Fix{.summary = "Make a new key with the usual exponent, 65537"};
  }
  return found;
}

// The receiver saw it pass, today's key does not fit: replaced behind a stable selector.
// Not when the signatures of two keys break at once: then the header was changed.
std::vector<Evidence> rotated(const Analysis& analysis) {
  const bool header_changed = analysis.header_breaks_two_keys();
  return evidence_of_signatures(analysis, [&](const SignatureResult& r) {
    const bool key_fits_no_more = r.reason == Reason::KeyMissing || r.reason == Reason::KeyRevoked ||
                                  (r.header_hash == dkim::Check::Mismatch && r.body_hash != dkim::Check::Mismatch);
    // A key cannot be older than what it signed: one from the future tells nothing of what was before.
    if (!key_fits_no_more || r.diagnosis || r.in_future) return false;
    if (header_changed && r.header_hash == dkim::Check::Mismatch) return false;
    return was_seen_passing(analysis, r);
  });
}

std::vector<Evidence> multiple(const Analysis& analysis) {
  return mended_in_place(
      analysis, [](const SignatureResult& r) { return r.key->records > 1; }, fix_by_keeping_the_key);
}

constexpr Rule rules[] = {
    {.id = "DKIM002",
     .slug = "dkim-key-missing",
     .severity = Severity::Error,
     .title = "The DKIM key is not in DNS",
     .why = "The signature of {domain} names the key {name}, and DNS has none there. Without its key a signature is "
            "worth nothing.",
     .explanation = "A signature names its key by selector (s=) and domain (d=): SELECTOR._domainkey.DOMAIN. "
                    "Receivers fetch the key there; with Amazon SES the name is a CNAME to a key that SES keeps.",
     .fix = "Publish the key record of the selector that signs",
     .references = {"RFC 6376 section 3.6.2",
                    "https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dkim.html"},
     .find = missing},
    {.id = "DKIM003",
     .slug = "dkim-key-revoked",
     .severity = Severity::Error,
     .title = "The DKIM key is revoked",
     .why = "The key record at {name} is there with an empty p=, which means that the key was withdrawn.",
     .explanation = "An empty p= says that the key is no longer valid. Signatures made with it never pass again.",
     .fix = "Sign with a key that is published, or publish this one again",
     .references = {"RFC 6376 section 3.6.1"},
     .find = revoked},
    {.id = "DKIM004",
     .slug = "dkim-key-syntax",
     .severity = Severity::Error,
     .title = "The DKIM key record cannot be used",
     .why = "The record at {name} is not a usable key: {detail}.",
     .explanation =
         "A key record needs p= with the whole public key in base64, of the type the signature uses. Keys get cut at "
         "255 octets, doubled, or quoted wrongly when they are typed into a web form.",
     .fix = "Publish the key again, exactly as it was given",
     .references = {"RFC 6376 section 3.6.1", "RFC 8463 section 4"},
     .find = syntax},
    {.id = "DKIM005",
     .slug = "dkim-key-short",
     .severity = Severity::Error,
     .title = "The DKIM key is too short",
     .why =
         "The key at {name} has {bits} bits. Receivers refuse keys under 1024 bits; 2048 is what is asked for today.",
     .explanation = "Short RSA keys can be broken. Under 1024 bits a signature does not count; from 1024 to 2047 it "
                    "counts today.",
     .fix = "Sign with a key of 2048 bits",
     .references = {"RFC 8301 section 3.2"},
     .find = too_short},
    {.id = "DKIM015",
     .slug = "dkim-key-testing",
     .severity = Severity::Warning,
     .title = "The DKIM key is in testing mode (t=y)",
     .why = "The key at {name} says t=y. Receivers may treat mail signed with it as if it were not signed.",
     .explanation = "t=y is for trying a key out. It is often left behind and forgotten.",
     .fix = "Remove t=y from the key record",
     .references = {"RFC 6376 section 3.6.1"},
     .find = testing},
    {.id = "DKIM017",
     .slug = "dkim-key-too-large",
     .severity = Severity::Error,
     .title = "The DKIM key is too large to be used",
     .why = "The key at {name} is beyond what is verified here and at most receivers ({detail}).",
     .explanation = "Very large keys make verification costly, and so does an exponent far above the usual 65537. "
                    "Receivers set a ceiling on both. 2048 bits and 65537 fit everywhere.",
     .fix = "Sign with a key of 2048 bits and the usual exponent, 65537",
     .references = {"RFC 6376 section 3.3.3", "RFC 8301 section 3.2"},
     .find = too_large},
    {.id = "DKIM021",
     .slug = "dkim-key-rotated",
     .severity = Severity::Info,
     .title = "The key has been replaced since the message was received",
     .why = "The receiver found the signature of {domain} good. Today's key at {name} does not fit or is gone: keys "
            "are replaced now and then, so an old message cannot be confirmed any more. That is no sign of forgery. "
            "Send a new test message to check today's key.",
     .explanation =
         "Amazon SES and others replace keys behind a name that stays the same. Signatures made before cannot be "
         "verified afterwards.",
     .fix = "Send a new test message to check today's key",
     .references = {"RFC 6376 section 3.1",
                    "https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dkim-easy.html"},
     .find = rotated},
    {.id = "DKIM023",
     .slug = "dkim-multiple-keys",
     .severity = Severity::Warning,
     .title = "Several key records stand at one selector",
     .why = "{name} holds more than one TXT record. Which one a receiver uses is undefined, so the signature may "
            "pass here and fail there.",
     .explanation = "There must be one key record at a selector. With several the result depends on the order in "
                    "which they arrive.",
     .fix = "Delete all but the key that signs",
     .references = {"RFC 6376 section 3.6.2.2"},
     .find = multiple},
};

}  // namespace

std::span<const Rule> dkim_key_rules() { return rules; }

}  // namespace alignmail::findings
