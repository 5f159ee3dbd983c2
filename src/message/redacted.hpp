// SPDX-License-Identifier: Apache-2.0
// The name that stands where somebody took one out of a pasted text. Nothing may rest on it: no question, no
// alignment, no advice.
#pragma once

#include <string_view>

#include "alignmail/message.hpp"

namespace alignmail::message {

inline bool is_redacted(std::string_view domain) {
  if (!domain.ends_with(redacted_domain)) return false;
  return domain.size() == redacted_domain.size() || domain[domain.size() - redacted_domain.size() - 1] == '.';
}

}  // namespace alignmail::message
