// SPDX-License-Identifier: Apache-2.0
// Encoded-words (RFC 2047): =?charset?B-or-Q?text?=
#pragma once

#include <string>
#include <string_view>

namespace alignmail::message {

// The length of the encoded-word at the front of the text; 0 when there is none.
std::size_t encoded_word_length(std::string_view text);

// The text with its encoded-words decoded to UTF-8, white space between two of them dropped
// (section 6.2). Words in charsets other than UTF-8, US-ASCII and ISO-8859-1, broken ones and
// those over the ceiling stay as they are; `is_cut` becomes true when there are such.
std::string decode_encoded_words(std::string_view text, bool* is_cut = nullptr);

}  // namespace alignmail::message
