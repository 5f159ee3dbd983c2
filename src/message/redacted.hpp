// SPDX-License-Identifier: Apache-2.0
// The name that stands where somebody took one out of a pasted text. Nothing may rest on it: no question, no
// alignment, no advice.
#pragma once

#include <string_view>

#include "alignmail/message.hpp"

namespace alignmail::message {

inline bool is_placeholder(std::string_view domain) {
  if (!domain.ends_with(redacted_domain)) return false;
  return domain.size() == redacted_domain.size() || domain[domain.size() - redacted_domain.size() - 1] == '.';
}

// We put it there, in a header that somebody copied out. In a message that is whole, or was not mended, a sender may
// have chosen the name, and gains no doubt by it.
inline bool is_redacted(const Message& message, std::string_view domain) {
  return is_placeholder(domain) && message.is_headers_only() && message.has_repair("redacted");
}

}  // namespace alignmail::message
