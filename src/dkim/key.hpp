// SPDX-License-Identifier: Apache-2.0
// Key records (RFC 6376 section 3.6.1; RFC 8463 section 4) and what stands at a selector.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "alignmail/dkim.hpp"
#include "dkim/der.hpp"

namespace alignmail::dkim {

// Why something cannot be used, in the words of the result.
struct Refusal {
  Reason reason{};
  std::string detail{};
};

// One TXT record read as a key. The text is kept whatever it is.
struct KeyRecord {
  Key key{};                            // without chain, count and rivals
  std::vector<std::string> hashes{};    // h; empty allows all
  std::vector<std::string> services{};  // s; empty allows all
  RsaKey rsa{};
  std::string ed25519{};             // 32 octets
  std::optional<Refusal> refusal{};  // KeySyntax, KeyRevoked, KeyOfOtherType, KeyTooLarge

  bool reads_as_key() const { return !refusal || refusal->reason != Reason::KeySyntax; }
};
KeyRecord parse_key_record(std::string_view text);

// Why this key may not verify this signature. KeyTooShort is said last: such a key can still
// be tried, to tell more.
std::optional<Refusal> why_unfit(const KeyRecord& record, const Signature& signature);

// What stands at a selector, in an order that does not depend on the answer's.
struct KeyLookup {
  std::vector<std::shared_ptr<const KeyRecord>> published{};  // every TXT record
  std::vector<dns::Domain> chain{};                           // aliases that led there
  // Which of them to try. When none reads as a key there is one at most, with its refusal.
  std::vector<std::size_t> candidates{};
  std::optional<Refusal> refusal{};  // when there is nothing to try: KeyMissing, KeySyntax, ...
  dns::Status status = dns::Status::Pending;

  Key key_at(std::size_t index) const;  // with chain, count and rivals
};
KeyLookup find_keys(const Signature& signature, dns::Answer answer);

}  // namespace alignmail::dkim
