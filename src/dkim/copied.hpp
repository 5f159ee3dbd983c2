// SPDX-License-Identifier: Apache-2.0
// z=: the signer's own copy of header fields (RFC 6376 section 3.5). It is no part of
// verification, but shows what a field was when it was signed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "alignmail/dkim.hpp"

namespace alignmail::dkim {

struct CopiedField {
  std::string name{};   // as written
  std::string value{};  // decoded (section 2.11)
};
// Copies that cannot be read are left out.
std::vector<CopiedField> parse_copied_fields(std::string_view text);

// A field that z= says was another one: the lowest of that name, or none.
struct CopiedDifference {
  const message::Field* field = nullptr;  // null when it is gone
  CopiedField copy{};
};
std::vector<CopiedDifference> copied_differences(const message::Message& message, const Signature& signature);

}  // namespace alignmail::dkim
