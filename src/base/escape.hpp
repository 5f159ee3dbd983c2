// SPDX-License-Identifier: Apache-2.0
// Text from outside made safe to show.
#pragma once

#include <string>
#include <string_view>

namespace alignmail::escape {

// For a terminal or a log line: control characters, ESC, C1, bidirectional and zero-width
// characters, line separators and invalid UTF-8 become \xNN or \u{NNNN}; a backslash that would
// read like such an escape is doubled. Other UTF-8 stays.
std::string visible(std::string_view text);
// Whether all of it is printable ASCII without a backslash; where it is to stand in double quotes, without such a quote
// too.
bool is_plain(std::string_view text, bool is_quoted = false);
// As visible(), in double quotes; of a long text the beginning, with "..." behind it.
std::string quoted(std::string_view text, std::size_t most_octets = 80);
// As visible(), and everything outside ASCII as \u{NNNN} too.
std::string visible_ascii(std::string_view text);
// Columns that visible text takes on a terminal: wide characters two, combining ones none.
std::size_t columns(std::string_view text);

// One UTF-8 sequence at the front: the code point and its length; length 0 when invalid.
struct CodePoint {
  char32_t value = 0;
  std::size_t length = 0;
};
CodePoint decode_utf8(std::string_view text);
// Characters that must never reach a reader as they are: bidirectional controls, zero-width
// and other format characters, line and paragraph separators, C0 and C1, tags, surrogates.
bool is_deceptive(char32_t c);

}  // namespace alignmail::escape
