// SPDX-License-Identifier: Apache-2.0
// What DKIM needs of cryptography: SHA-256, RSA (PKCS#1 v1.5) and Ed25519. SHA-1 is not here
// (RFC 8301).
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "dkim/der.hpp"

namespace alignmail::dkim {

class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256& other);  // goes on from the same state
  Sha256& operator=(const Sha256& other);
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;

  void update(std::string_view octets);
  // The hash of all so far, 32 octets; the state stays and may be updated further.
  std::string digest() const;
  // The same of one that is not needed any more.
  std::string finish() &&;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

std::string sha256(std::string_view octets);

// RSASSA-PKCS1-v1_5 over a SHA-256 hash. The key's sizes must have been judged. Each thread
// keeps the keys it has built, for building one takes as long as using it.
bool verify_rsa(const RsaKey& key, std::string_view hash, std::string_view signature);

// Ed25519 over the hash as the message (RFC 8463 section 3); `key` has 32 octets.
bool verify_ed25519(std::string_view key, std::string_view hash, std::string_view signature);

}  // namespace alignmail::dkim
