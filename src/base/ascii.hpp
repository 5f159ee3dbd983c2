// SPDX-License-Identifier: Apache-2.0
// ASCII text, independent of the locale. Octets over 127 are never letters here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace alignmail::ascii {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
constexpr bool is_alpha(char c) { return is_upper(c) || is_lower(c); }
constexpr bool is_alnum(char c) { return is_alpha(c) || is_digit(c); }
constexpr bool is_wsp(char c) { return c == ' ' || c == '\t'; }
constexpr bool is_space(char c) { return is_wsp(c) || c == '\r' || c == '\n'; }
constexpr bool is_printable(char c) { return c >= 0x20 && c < 0x7f; }
constexpr bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }
constexpr char lower(char c) { return is_upper(c) ? static_cast<char>(c + 32) : c; }

std::string to_lower(std::string_view text);
void make_lower(char* text, std::size_t count);
std::string to_upper(std::string_view text);
bool same_letters(const char* a, const char* b, std::size_t count);
// Letter case ignored. Most pairs are told apart by their lengths, without a call.
inline bool iequals(std::string_view a, std::string_view b) {
  return a.size() == b.size() && same_letters(a.data(), b.data(), a.size());
}
bool istarts_with(std::string_view text, std::string_view prefix);
// What starts_with() takes two calls for.
constexpr bool starts_with_crlf(std::string_view text) { return text.size() > 1 && text[0] == '\r' && text[1] == '\n'; }
bool has_control(std::string_view text);
// Without spaces, tabs, CR and LF at both ends.
std::string_view trim(std::string_view text);
// Every run of spaces, tabs, CR and LF removed.
std::string without_space(std::string_view text);
// Line ends removed, as unfolding does (RFC 5322 section 2.2.3); trimmed.
std::string unfold(std::string_view text);
// Parts between separators; an empty text is one empty part.
std::vector<std::string_view> split(std::string_view text, char separator);
// Decimal digits only, no sign; nothing on overflow or anything else.
std::optional<std::uint64_t> parse_number(std::string_view digits);
// The octet that two hexadecimal digits at that place write, in either case; nothing where others or none stand.
std::optional<char> hex_octet(std::string_view text, std::size_t at);
std::string join(std::span<const std::string> parts, std::string_view separator);

}  // namespace alignmail::ascii
