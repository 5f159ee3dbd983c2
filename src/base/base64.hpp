// SPDX-License-Identifier: Apache-2.0
// Base64 (RFC 4648 section 4).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace alignmail {

// White space anywhere is skipped, as DKIM folds its values (RFC 6376 section 3.2); any other
// octet outside the alphabet, wrong padding or a stray bit at the end is refused.
std::optional<std::string> decode_base64(std::string_view text);
std::string encode_base64(std::string_view octets);

}  // namespace alignmail
