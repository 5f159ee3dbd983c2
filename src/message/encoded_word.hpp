// SPDX-License-Identifier: Apache-2.0
// Encoded-words (RFC 2047): =?charset?B-or-Q?text?=
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "alignmail/headers.hpp"

namespace alignmail::message {

// The length of the encoded-word at the front of the text; 0 when there is none.
std::size_t encoded_word_length(std::string_view text);

// Whether something in the text begins like an encoded-word, whole or not: some readers take it for one. "=?" alone is
// an ordinary part of an address.
bool holds_encoded_word(std::string_view text);

// The addresses that stand in an encoded-word as they are, between "<" or "," that no word of a phrase may hold
// (section 5, rule 3): who takes the field apart first, as section 6.2 says, finds them. A comma alone, or "@" alone,
// is a slip.
std::vector<Mailbox> addresses_inside(std::string_view word);

// The text with its encoded-words decoded to UTF-8, white space between two of them dropped
// (section 6.2). Words in charsets other than UTF-8, US-ASCII and ISO-8859-1, broken ones and
// those over the ceiling stay as they are; `is_cut` becomes true when there are such.
std::string decode_encoded_words(std::string_view text, bool* is_cut = nullptr);

}  // namespace alignmail::message
