// SPDX-License-Identifier: Apache-2.0
// What is often asked of an analysis.
#include "alignmail/analysis.hpp"

#include <algorithm>

#include "dkim/verify.hpp"
#include "trust/names.hpp"

namespace alignmail {

const dmarc::Alignment* Analysis::spf_alignment() const {
  const auto found = std::find_if(dmarc.alignments.begin(), dmarc.alignments.end(),
                                  [](const dmarc::Alignment& a) { return a.identifier.method == dmarc::Method::Spf; });
  return found == dmarc.alignments.end() ? nullptr : &*found;
}

const dmarc::Alignment* Analysis::dkim_alignment(std::size_t signature) const {
  const auto found = std::find_if(dmarc.alignments.begin(), dmarc.alignments.end(), [&](const dmarc::Alignment& a) {
    return a.identifier.method == dmarc::Method::Dkim && a.identifier.signature == signature;
  });
  return found == dmarc.alignments.end() ? nullptr : &*found;
}

bool Analysis::header_breaks_two_keys() const {
  const std::optional<dns::Domain>* first = nullptr;
  for (const dkim::SignatureResult& result : dkim) {
    if (result.header_hash != dkim::Check::Mismatch) continue;
    if (first != nullptr && *first != result.signature->key_name) return true;
    first = &result.signature->key_name;
  }
  return false;
}

const message::MethodResult* Analysis::claim_for(const dkim::SignatureResult& result) const {
  const dkim::Signature& signature = *result.signature;
  // One beyond the ceiling was not read, so nothing tells which claim is about it.
  if (signature.domain_text.empty() && signature.signature_text.empty()) return nullptr;
  // What is not valid base64 decodes to nothing; what is can be written in one way.
  std::optional<std::string_view> text = std::string_view(signature.signature_text);
  if (signature.signature.empty()) text = std::string_view();
  // Of a pasted signature that is not whole its b= tells nothing.
  if (result.reason == dkim::Reason::Repaired && signature.refused) text.reset();
  if (dkim::is_cut(*message, result)) text.reset();
  return trust::claim_for_signature(trust, signature.domain_text, signature.selector_text, text);
}

const message::MethodResult* Analysis::spf_claim() const {
  return trust::claim_about(trust, "spf", trust::domain_of(trust.envelope.mail_from.domain));
}

const message::MethodResult* Analysis::dmarc_claim() const {
  return trust::claim_about(trust, "dmarc", author ? author->text() : "");
}

}  // namespace alignmail
