// SPDX-License-Identifier: Apache-2.0
#include "findings/rules/dkim_other_key.hpp"

#include <algorithm>

#include "findings/rules/dkim_common.hpp"
#include "findings/rules/ses_signing_key.hpp"

namespace alignmail::findings {
namespace {

using dkim::Canonicalization;
using dkim::Check;
using dkim::SignatureResult;

// Of a field that stands several times h= takes the lowest one first (RFC 6376 section 5.4.2): who names it as often
// covers the same ones.
bool covers_all_of(const dkim::Signature& witness, const dkim::Signature& other) {
  const auto& names = witness.signed_fields;
  const auto& wanted = other.signed_fields;
  return std::all_of(wanted.begin(), wanted.end(), [&](const std::string& name) {
    return std::count(names.begin(), names.end(), name) >= std::count(wanted.begin(), wanted.end(), name);
  });
}

}  // namespace

const SignatureResult* witness_for(const Analysis& analysis, const SignatureResult& result) {
  const dkim::Signature& broken = *result.signature;
  if (result.header_hash != Check::Mismatch || result.body_hash != Check::Match) return nullptr;
  const auto found = std::find_if(analysis.dkim.begin(), analysis.dkim.end(), [&](const SignatureResult& other) {
    const dkim::Signature& witness = *other.signature;
    const bool is_as_strict = witness.header_canonicalization == Canonicalization::Simple ||
                              broken.header_canonicalization == Canonicalization::Relaxed;
    // What was signed later, and so stands above, may have been signed as it was changed.
    return other.header_hash == Check::Match && witness.field > broken.field && witness.key_name != broken.key_name &&
           is_as_strict && covers_all_of(witness, broken);
  });
  return found == analysis.dkim.end() ? nullptr : &*found;
}

void blame_key(const Analysis& analysis, const std::vector<const SignatureResult*>& broken, Evidence& evidence) {
  const SignatureResult* witness = nullptr;
  for (const SignatureResult* result : broken) {
    witness = witness_for(analysis, *result);
    if (witness == nullptr) return;
  }
  if (witness == nullptr) return;
  const SignatureResult& first = *broken.front();
  const auto values = signature_values(first);
  evidence.why = "The signature of " + evidence.values["domains"] + " does not fit, and nothing was changed: that of " +
                 witness->signature->domain_text +
                 " covers the same fields and fits, and so does the body. The key at " + values.at("name") +
                 " is not the one that signed.";
  evidence.fix = is_made_by_ses(analysis, first) ? bring_keys_together(analysis, first)
                                                 : Fix{.summary = "Publish the key that signs, or sign with this one"};
}

}  // namespace alignmail::findings
