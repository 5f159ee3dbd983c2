// SPDX-License-Identifier: Apache-2.0
// RSA public keys in DER (ITU-T X.690), as p= holds them.
#pragma once

#include <string>
#include <string_view>

#include "alignmail/result.hpp"

namespace alignmail::dkim {

// Big-endian without leading zeros.
struct RsaKey {
  std::string modulus{};
  std::string exponent{};

  int bits() const;  // of the modulus
  bool operator==(const RsaKey&) const = default;
};

// A SubjectPublicKeyInfo with rsaEncryption (RFC 3279 section 2.3.1), or a bare RSAPublicKey
// (RFC 8017 appendix A.1.1). Strict: one encoding only, nothing behind it; `what` says where it
// goes wrong. Sizes are not judged.
Result<RsaKey> parse_rsa_key(std::string_view der);

}  // namespace alignmail::dkim
