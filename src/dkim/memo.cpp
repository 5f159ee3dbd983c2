// SPDX-License-Identifier: Apache-2.0
#include "dkim/memo.hpp"

#include "base/limits.hpp"
#include "dkim/crypto.hpp"
#include "dkim/signature.hpp"

namespace alignmail::dkim {

Verifier::Memo::Memo(const message::Message& message)
    : message_(message), bodies_(message.body(), message.line_ending()) {
  constexpr std::size_t usual = 4;
  signatures_.reserve(usual);
  verified_.reserve(usual);
  const auto fields = message.fields();
  std::size_t arc_signatures = 0;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (fields[i].is("DKIM-Signature")) {
      const bool parsed = signatures_.size() < limits::signatures_parsed;
      signatures_.emplace_back(parsed ? parse_signature(fields[i], i) : Signature{.field = i});
      const Signature& signature = *signatures_.back();
      if (parsed && !signature.refused) bodies_.expect(signature.body_canonicalization, signature.length);
    } else if (fields[i].is("ARC-Message-Signature") && arc_signatures++ < limits::arc_sets) {
      // Only so that its body hash comes from the same pass.
      const Signature signature = parse_signature(fields[i], i, SignatureKind::ArcMessageSignature);
      if (!signature.refused) bodies_.expect(signature.body_canonicalization, signature.length);
    }
  }
}

const std::string& Verifier::Memo::header_hash(std::size_t field, const std::function<std::string()>& compute) {
  const auto [entry, is_new] = header_hashes_.try_emplace(field);
  if (is_new) entry->second = compute();
  return entry->second;
}

bool Verifier::Memo::verifies(const Signature& signature, const std::string& header_hash,
                              const std::shared_ptr<const KeyRecord>& key) {
  for (const Verified& known : verified_) {
    const bool is_same =
        known.field == signature.field && (known.key == key || known.key->key.record == key->key.record);
    if (is_same) return known.fits;
  }
  verified_.push_back({signature.field, key, dkim::fits(signature, header_hash, *key)});
  return verified_.back().fits;
}

const std::optional<Diagnosis>& Verifier::Memo::diagnosis(std::size_t field, const std::string& key_text,
                                                          const std::function<std::optional<Diagnosis>()>& find) {
  const auto [entry, is_new] = diagnoses_.try_emplace({field, key_text});
  if (is_new) entry->second = find();
  return entry->second;
}

bool fits(const Signature& signature, const std::string& header_hash, const KeyRecord& key) {
  if (key.key.type == "ed25519") return verify_ed25519(key.ed25519, header_hash, signature.signature);
  return verify_rsa(key.rsa, header_hash, signature.signature);
}

}  // namespace alignmail::dkim
