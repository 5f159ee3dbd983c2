// SPDX-License-Identifier: Apache-2.0
#include "message/plain_octets.hpp"

#include <cstdint>

#include "base/vector_code.hpp"

namespace alignmail::message {

// Without branches, so that the compiler makes vector code of it. (Line by line it was 7,000 instructions of 4 KB,
// and is 600.)
ALIGNMAIL_VECTOR_CODE bool has_plain_stretch(std::string_view text, std::size_t begin) {
  const char* here = text.data() + begin;
  std::uint8_t odd = 0;
  for (std::size_t i = 0; i < plain_stretch; ++i) {
    const char c = here[i];
    const auto is_control = static_cast<std::uint8_t>((static_cast<std::uint8_t>(c) < 0x20) | (c == 0x7f));
    const auto is_blank = static_cast<std::uint8_t>((c == '\t') | (c == '\n'));
    const auto is_line_end = static_cast<std::uint8_t>((c == '\r') & (here[i + 1] == '\n'));
    odd = static_cast<std::uint8_t>(odd | (is_control & static_cast<std::uint8_t>((is_blank | is_line_end) ^ 1)));
  }
  return odd == 0;
}

}  // namespace alignmail::message
