// SPDX-License-Identifier: Apache-2.0
// Body hashes of one message: one pass over the body for each canonicalization, whatever l=
// the signatures ask for.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "alignmail/dkim.hpp"

namespace alignmail::dkim {

struct BodyHash {
  std::string digest{};             // 32 octets
  std::string text{};               // in base64
  std::uint64_t total = 0;          // octets of the canonical body
  bool length_is_too_long = false;  // l= is beyond the body; then all of it was hashed
};

class BodyHashes {
 public:
  BodyHashes(std::string_view body, message::LineEnding line_ending) : body_(body), line_ending_(line_ending) {}

  // Announces what will be asked for, so that the first pass covers it.
  void expect(Canonicalization canonicalization, std::optional<std::uint64_t> length);
  const BodyHash& find(Canonicalization canonicalization, std::optional<std::uint64_t> length);

 private:
  // An absent l= is the greatest one.
  using Length = std::uint64_t;
  struct Pass {
    std::set<Length> expected{};
    std::map<Length, BodyHash> hashes{};
  };
  void run(Canonicalization canonicalization, Pass& pass) const;

  std::string_view body_;
  message::LineEnding line_ending_;
  std::map<Canonicalization, Pass> passes_;
};

}  // namespace alignmail::dkim
