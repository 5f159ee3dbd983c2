// SPDX-License-Identifier: Apache-2.0
// Puts ARC sets on messages, for tests (RFC 8617 section 5.1).
#pragma once

#include <string>

#include "support/dkim.hpp"

namespace support {

struct Seal {
  std::uint32_t instance = 1;
  std::string cv = "none";
  std::string domain = "forwarder.test";
  TestKey key = TestKey::Rsa1024;
  std::string more{};    // further tags of the seal
  std::string signer{};  // of the message signature, where it is another domain
};

// The message with the set's three fields on top.
std::string seal(const std::string& message, const Seal& seal);
// Sets 1 to `count`, each by "hopN.test" when `own_domains`, else all by one domain.
std::string sealed(std::string message, std::uint32_t count, bool own_domains = false);
// The keys of those domains.
std::string sealer_zone(std::uint32_t count = 0);

}  // namespace support
