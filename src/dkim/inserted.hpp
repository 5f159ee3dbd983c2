// SPDX-License-Identifier: Apache-2.0
// Lines that were put into a part of a multipart: behind its header, or before the delimiter that ends it (RFC 2046
// section 5.1.1). Where a part stands is guessed from its lines alone, for the hash is the proof.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace alignmail::dkim {

struct Inserted {
  std::size_t begin = 0;  // lines, counted from 0; `end` is one past the last
  std::size_t end = 0;
  bool is_at_front = false;  // of its part
};

// The lines of a canonical body without which its hash is this one. `may_spend` says whether so many octets may be
// hashed.
std::optional<Inserted> find_inserted(std::string_view canonical_body, const std::string& body_hash,
                                      const std::function<bool(std::size_t)>& may_spend);

}  // namespace alignmail::dkim
