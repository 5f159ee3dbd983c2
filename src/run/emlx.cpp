// SPDX-License-Identifier: Apache-2.0
#include "run/emlx.hpp"

#include "base/ascii.hpp"

namespace alignmail::run {

std::optional<std::string_view> message_in_emlx(std::string_view octets) {
  constexpr std::size_t longest_line = 32;  // the number is padded with blanks
  if (octets.empty() || !ascii::is_digit(octets.front())) return std::nullopt;
  const std::size_t line = octets.substr(0, longest_line).find('\n');
  if (line == std::string_view::npos) return std::nullopt;
  const auto length = ascii::parse_number(ascii::trim(octets.substr(0, line)));
  const std::string_view rest = octets.substr(line + 1);
  if (!length || *length == 0 || *length > rest.size()) return std::nullopt;
  if (!rest.substr(*length).starts_with("<?xml")) return std::nullopt;
  return rest.substr(0, *length);
}

}  // namespace alignmail::run
