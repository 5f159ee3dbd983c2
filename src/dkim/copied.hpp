// SPDX-License-Identifier: Apache-2.0
// z=: the signer's own copy of header fields (RFC 6376 section 3.5). It is no part of
// verification, but shows what a field was when it was signed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "alignmail/dkim.hpp"

namespace alignmail::dkim {

// DKIM-Quoted-Printable (section 2.11): white space means nothing, and what is meant is encoded.
// Lower case stands for itself, as in the address "a=de@example.com", unless a reader asks for all that may be meant.
enum class HexDigits : std::uint8_t { Upper, OfAnyCase };
// Whether each "=" encodes something, be it in lower case.
bool is_quoted_printable(std::string_view text);
std::string decode_quoted_printable(std::string_view text, HexDigits digits = HexDigits::Upper);

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
