// SPDX-License-Identifier: Apache-2.0
// The test keys under samples/keys, and what is signed with them.
//
// Both kinds of signature are deterministic (RSA PKCS#1 v1.5, Ed25519), so that the same
// sources always give the same samples.
#pragma once

#include <openssl/types.h>

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "alignmail/result.hpp"

namespace make_samples {

class Key {
 public:
  static alignmail::Result<Key> load(const std::filesystem::path& pem);

  std::string algorithm() const;   // a=
  std::string record() const;      // what a selector publishes: "v=DKIM1; k=rsa; p=..."
  std::string public_key() const;  // p=
  int bits() const;
  std::string sign(std::string_view octets) const;  // octets of b=

 private:
  explicit Key(EVP_PKEY* key);
  bool is_rsa() const;

  std::shared_ptr<EVP_PKEY> key_;
};

struct Keys {
  Key token1, token2, token3;  // Easy DKIM of example.com
  Key amazonses;
  Key server_rsa, server_ed25519;
  Key large_exponent;
  Key forwarder;

  static alignmail::Result<Keys> load(const std::filesystem::path& folder);
};

// SHA-256, 32 octets.
std::string digest(std::string_view octets);

}  // namespace make_samples
