// SPDX-License-Identifier: Apache-2.0
#include "judge/reconcile.hpp"

#include "base/ascii.hpp"
#include "trust/names.hpp"
#include "trust/reported.hpp"

namespace alignmail::judge {
namespace {

using message::MethodResult;

bool passes(std::string_view word) { return word == "pass"; }

void explain(Comparison& comparison, Cause cause, std::string detail) {
  comparison.cause = cause;
  comparison.detail = std::move(detail);
}

bool is_about_limits(spf::Reason reason) {
  return reason == spf::Reason::TooManyLookups || reason == spf::Reason::TooManyVoidLookups ||
         reason == spf::Reason::TooManyNames || reason == spf::Reason::Loop;
}

void explain_spf(Comparison& comparison, const Analysis& analysis, const MethodResult& claim) {
  const auto client = trust::stated_client(claim);
  const std::string sender = trust::stated_sender_domain(claim);
  if (client && analysis.spf.ip && *client != *analysis.spf.ip) {
    explain(comparison, Cause::OtherAddress,
            "the receiver checked " + client->to_string() + ", here it is " + analysis.spf.ip->to_string());
  } else if (!sender.empty() && sender != comparison.domain) {
    explain(comparison, Cause::OtherIdentity, "the receiver checked " + sender + ", here it is " + comparison.domain);
  } else if (claim.result == "temperror") {
    explain(comparison, Cause::ReceiverDns, "DNS gave the receiver no answer at that moment");
  } else if (is_about_limits(analysis.spf.reason)) {
    explain(comparison, Cause::Limits, "the record is over a limit, which not every receiver counts in the same way");
  } else {
    explain(comparison, Cause::RecordChanged, "the SPF record has changed since");
  }
}

std::optional<Comparison> compare_spf(const Analysis& analysis) {
  const MethodResult* claim = analysis.spf_claim();
  if (claim == nullptr) return std::nullopt;
  const spf::Verdict& spf = analysis.spf;
  Comparison comparison{.method = "spf",
                        .domain = spf.domain ? spf.domain->text() : "",
                        .claimed = claim->result,
                        .observed = std::string(to_string(spf.status))};
  if (!spf.domain || spf.reason == spf::Reason::NotAnswered || spf.reason == spf::Reason::Pending) {
    comparison.observed = "not_checked";
  } else if (spf.status == spf::Status::TempError) {
    explain(comparison, Cause::OurDns, "DNS gives no answer here: " + spf.detail);
  } else if (passes(claim->result) == (spf.status == spf::Status::Pass)) {
    comparison.agreement = Agreement::Yes;
  } else {
    comparison.agreement = Agreement::No;
    explain_spf(comparison, analysis, *claim);
  }
  return comparison;
}

// It passed at the receiver, and does not now.
void explain_lost(Comparison& comparison, const dkim::SignatureResult& signature, const Analysis& analysis) {
  const bool header_differs = signature.reason == dkim::Reason::SignatureMismatch;
  if (header_differs && analysis.message->body_state() != message::Body::Present) {
    return explain(comparison, Cause::ChangedAfterCheck, "this copy of the message is not whole");
  }
  if (header_differs && analysis.header_breaks_two_keys()) {
    return explain(comparison, Cause::ChangedAfterCheck, "the header was changed after the receiver had checked it");
  }
  switch (signature.reason) {
    case dkim::Reason::KeyMissing:
    case dkim::Reason::KeyRevoked:
    case dkim::Reason::KeySyntax:
    case dkim::Reason::KeyOfOtherType:
      return explain(comparison, Cause::KeyChanged, "the key has been changed or removed since");
    case dkim::Reason::BodyHashDiffers:
      return explain(comparison, Cause::ChangedAfterCheck, "the body was changed after the receiver had checked it");
    case dkim::Reason::SignatureMismatch:
      if (signature.diagnosis && signature.diagnosis->change != dkim::Change::None) {
        return explain(comparison, Cause::ChangedAfterCheck,
                       "the header was changed after the receiver had checked it");
      }
      return explain(comparison, Cause::KeyChanged, "another key stands at that selector since");
    case dkim::Reason::Expired: return explain(comparison, Cause::SignatureExpired, "the signature has expired since");
    case dkim::Reason::KeyTooShort:
    case dkim::Reason::KeyTooLarge:
    case dkim::Reason::HistoricAlgorithm:
    case dkim::Reason::TooManyNames:
      return explain(comparison, Cause::LocalPolicy, "the receiver accepts what is not accepted here");
    default: return explain(comparison, Cause::LocalPolicy, "the receiver reads this signature by rules of its own");
  }
}

// It did not pass at the receiver, and does now.
void explain_gained(Comparison& comparison, const MethodResult& claim) {
  std::string words = claim.reason;
  for (const std::string& comment : claim.comments) words += " " + comment;
  const bool about_key = ascii::to_lower(words).find("key") != std::string::npos;
  if (claim.result == "temperror") {
    explain(comparison, Cause::ReceiverDns, "DNS gave the receiver no key at that moment");
  } else if (claim.result == "policy") {
    explain(comparison, Cause::LocalPolicy, "the receiver did not accept a signature that fits");
  } else if (about_key || claim.result != "fail") {
    explain(comparison, Cause::KeyChanged, "the key was published or mended since");
  } else {
    explain(comparison, Cause::NotKnown, "the copy that the receiver checked may not have been this one");
  }
}

std::optional<Comparison> compare_signature(const Analysis& analysis, const dkim::SignatureResult& signature) {
  const MethodResult* claim = analysis.claim_for(signature);
  if (claim == nullptr) return std::nullopt;
  Comparison comparison{.method = "dkim",
                        .domain = signature.signature->domain_text,
                        .claimed = claim->result,
                        .observed = std::string(to_string(signature.status))};
  if (signature.status == dkim::Status::TempError) {
    explain(comparison, Cause::OurDns, "DNS gives no answer here: " + signature.detail);
  } else if (signature.status == dkim::Status::NotChecked || !signature.evaluated) {
    comparison.observed = "not_checked";
  } else if (passes(claim->result) == (signature.status == dkim::Status::Pass)) {
    comparison.agreement = Agreement::Yes;
  } else {
    comparison.agreement = Agreement::No;
    if (passes(claim->result)) {
      explain_lost(comparison, signature, analysis);
    } else {
      explain_gained(comparison, *claim);
    }
  }
  return comparison;
}

}  // namespace

std::vector<Comparison> reconcile(const Analysis& analysis, std::vector<std::string>& limits) {
  std::vector<Comparison> comparisons;
  if (auto spf = compare_spf(analysis)) comparisons.push_back(*std::move(spf));
  for (const dkim::SignatureResult& signature : analysis.dkim) {
    if (auto dkim = compare_signature(analysis, signature)) comparisons.push_back(*std::move(dkim));
  }
  for (Comparison& missing : missing_signatures(analysis, limits)) comparisons.push_back(std::move(missing));
  if (auto dmarc = compare_dmarc(analysis, comparisons)) comparisons.push_back(*std::move(dmarc));
  return comparisons;
}

void blame_layers(std::vector<Comparison>& comparisons) {
  for (Comparison& comparison : comparisons) {
    if (comparison.agreement != Agreement::No) continue;
    switch (comparison.cause) {
      case Cause::RecordChanged:
      case Cause::KeyChanged:
      case Cause::OtherStandard:
      case Cause::OtherSuffixList:
      case Cause::Limits:
      case Cause::LocalPolicy:
        comparison.detail =
            "the records laid over DNS here, which the receiver did not see; or else " + comparison.detail;
        break;
      default: break;  // not by DNS, or told by another comparison
    }
  }
}

}  // namespace alignmail::judge
