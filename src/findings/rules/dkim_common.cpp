// SPDX-License-Identifier: Apache-2.0
#include "findings/rules/dkim_common.hpp"

#include "findings/evidence.hpp"

namespace alignmail::findings {

using dkim::SignatureResult;

namespace {

std::string key_name(const SignatureResult& result) {
  return result.signature->key_name ? result.signature->key_name->text()
                                    : result.signature->selector_text + "._domainkey." + result.signature->domain_text;
}

}  // namespace

std::map<std::string, std::string> signature_values(const SignatureResult& result) {
  return {{"domain", result.signature->domain_text},
          {"selector", result.signature->selector_text},
          {"name", key_name(result)},
          {"detail", result.detail.empty() ? std::string(to_string(result.reason)) : result.detail},
          {"bits", result.key ? std::to_string(result.key->bits) : "?"}};
}

std::vector<EvidenceItem> key_items(const Analysis& analysis, const SignatureResult& result) {
  return {header_item(*analysis.message, result.signature->field),
          dns_item(key_name(result), dns::Type::TXT,
                   result.key ? result.key->record : std::string(dns::to_string(result.key_status)))};
}

bool can_count(const Analysis& analysis, std::size_t signature) {
  // Without a clear author every signature may matter but that of Amazon, whose key nobody else can change.
  if (!analysis.author) return analysis.ses.ses_signature != signature;
  const dmarc::Alignment* alignment = analysis.dkim_alignment(signature);
  // A signature whose d= cannot be read says nothing of whose it is.
  return alignment == nullptr || alignment->aligned_relaxed;
}

std::vector<Evidence> evidence_of_signatures(const Analysis& analysis,
                                             const std::function<bool(const SignatureResult&)>& matches) {
  std::vector<Evidence> found;
  for (std::size_t i = 0; i < analysis.dkim.size(); ++i) {
    const SignatureResult& result = analysis.dkim[i];
    if (!result.evaluated || !matches(result)) continue;
    Evidence evidence{.items = key_items(analysis, result), .values = signature_values(result)};
    if (!can_count(analysis, i)) evidence.severity = Severity::Info;
    found.push_back(std::move(evidence));
  }
  return found;
}

std::vector<Evidence> with_reason(const Analysis& analysis, dkim::Reason reason) {
  return evidence_of_signatures(analysis, [=](const dkim::SignatureResult& r) { return r.reason == reason; });
}

bool was_seen_passing(const Analysis& analysis, const dkim::SignatureResult& result) {
  const message::MethodResult* claim = analysis.claim_for(result);
  return claim != nullptr && claim->result == "pass" && !analysis.trust.rests_on_hearsay();
}

}  // namespace alignmail::findings
