// SPDX-License-Identifier: Apache-2.0
// Text that was put into a part of a multipart, behind its header or before the delimiter that ends it (RFC 2046
// section 5.1.1), or into HTML, behind <body> or before </body>; in one part, or in two alike, as a gateway does that
// puts its warning into the plain text and the HTML. Where a part stands is guessed from its lines alone, for the hash
// is the proof.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace alignmail::dkim {

struct Inserted {
  std::size_t begin = 0;  // octets of the canonical body
  std::size_t end = 0;
  bool is_at_front = false;  // of its part, or of the HTML
  bool is_in_html = false;   // else whole lines
};

// What was put into a canonical body, top down: without it the hash is this one. Nothing when none is found.
// `may_spend` says whether so many octets may be hashed.
std::vector<Inserted> find_inserted(std::string_view canonical_body, const std::string& body_hash,
                                    const std::function<bool(std::size_t)>& may_spend);

}  // namespace alignmail::dkim
