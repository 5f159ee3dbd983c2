// SPDX-License-Identifier: Apache-2.0
#include "dkim/body_hash.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "base/base64.hpp"
#include "dkim/canonicalize.hpp"
#include "dkim/crypto.hpp"

namespace alignmail::dkim {
namespace {

constexpr std::uint64_t whole = std::numeric_limits<std::uint64_t>::max();

// An l= that no 64 bits hold is longer than any body, and not the lack of one.
std::uint64_t end_of(std::optional<std::uint64_t> length) { return length ? std::min(*length, whole - 1) : whole; }

}  // namespace

void BodyHashes::expect(Canonicalization canonicalization, std::optional<std::uint64_t> length) {
  passes_[canonicalization].expected.insert(end_of(length));
}

const BodyHash& BodyHashes::find(Canonicalization canonicalization, std::optional<std::uint64_t> length) {
  Pass& pass = passes_[canonicalization];
  auto found = pass.hashes.find(end_of(length));
  if (found == pass.hashes.end()) {
    pass.expected.insert(end_of(length));
    run(canonicalization, pass);
    found = pass.hashes.find(end_of(length));
  }
  return found->second;
}

void BodyHashes::run(Canonicalization canonicalization, Pass& pass) const {
  Sha256 hash;
  std::uint64_t total = 0;
  auto next = pass.expected.begin();
  canonicalize_body(body_, line_ending_, canonicalization, [&](std::string_view piece) {
    // A length that ends inside this piece, or just before it, takes its hash on the way.
    while (next != pass.expected.end() && *next - total < piece.size()) {
      const std::size_t part = static_cast<std::size_t>(*next - total);
      hash.update(piece.substr(0, part));
      piece.remove_prefix(part);
      total += part;
      pass.hashes[*next] = {.digest = hash.digest()};
      ++next;
    }
    hash.update(piece);
    total += piece.size();
  });
  const std::string digest = std::move(hash).finish();
  for (; next != pass.expected.end(); ++next) {
    pass.hashes[*next] = {.digest = digest, .length_is_too_long = *next > total && *next != whole};
  }
  for (auto& [length, body_hash] : pass.hashes) {
    body_hash.text = encode_base64(body_hash.digest);
    body_hash.total = total;
  }
}

}  // namespace alignmail::dkim
