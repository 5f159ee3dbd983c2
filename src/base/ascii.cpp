// SPDX-License-Identifier: Apache-2.0
#include "base/ascii.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>

namespace alignmail::ascii {
namespace {

// Eight octets at a time: of a message of 4 KB these loops were a tenth of what is no cryptography.
constexpr std::size_t word = 8;

std::uint64_t load(const char* text) {
  std::uint64_t octets = 0;
  std::memcpy(&octets, text, word);
  return octets;
}

constexpr std::uint64_t each(unsigned octet) { return 0x0101010101010101U * octet; }

constexpr std::uint64_t lower_each(std::uint64_t octets) {
  const std::uint64_t low = octets & each(0x7f);
  // The top bit tells: 'A' or above, above 'Z'. No sum reaches the next octet.
  const std::uint64_t from_a = low + each(0x80 - 'A');
  const std::uint64_t above_z = low + each(0x7f - 'Z');
  return octets | ((from_a ^ above_z) & ~octets & each(0x80)) >> 2;
}
static_assert(lower_each(each('@')) == each('@') && lower_each(each('A')) == each('a'));
static_assert(lower_each(each('Z')) == each('z') && lower_each(each('[')) == each('['));
static_assert(lower_each(each(0xC1)) == each(0xC1) && lower_each(each(0)) == 0);

// White space is among what this finds.
constexpr bool has_below_exclamation_mark(std::uint64_t octets) {
  return ((octets - each('!')) & ~octets & each(0x80)) != 0;
}

constexpr bool has_control_octet(std::uint64_t octets) {
  const std::uint64_t not_delete = octets ^ each(0x7f);
  return (((octets - each(' ')) & ~octets) | ((not_delete - each(1)) & ~not_delete)) & each(0x80);
}
static_assert(has_control_octet(each('a') - 0x42) && has_control_octet(each('a') + 0x1e));
static_assert(!has_control_octet(each(' ')) && !has_control_octet(each(0x7e)) && !has_control_octet(each(0x80)));

}  // namespace

void make_lower(char* text, std::size_t count) {
  std::size_t i = 0;
  for (; i + word <= count; i += word) {
    const std::uint64_t lowered = lower_each(load(text + i));
    std::memcpy(text + i, &lowered, word);
  }
  for (; i < count; ++i) text[i] = lower(text[i]);
}

std::string to_lower(std::string_view text) {
  std::string result(text);
  make_lower(result.data(), result.size());
  return result;
}

std::string to_upper(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (is_lower(c)) c = static_cast<char>(c - 32);
  }
  return result;
}

bool same_letters(const char* a, const char* b, std::size_t count) {
  std::size_t i = 0;
  for (; i + word <= count; i += word) {
    const std::uint64_t x = load(a + i);
    const std::uint64_t y = load(b + i);
    if (x != y && lower_each(x) != lower_each(y)) return false;
  }
  for (; i < count; ++i) {
    if (a[i] != b[i] && lower(a[i]) != lower(b[i])) return false;
  }
  return true;
}

bool istarts_with(std::string_view text, std::string_view prefix) {
  return text.size() >= prefix.size() && iequals(text.substr(0, prefix.size()), prefix);
}

bool has_control(std::string_view text) {
  if (text.size() < word) return std::any_of(text.begin(), text.end(), is_control);
  // The last word overlaps the one before it.
  for (std::size_t i = 0; i + word < text.size(); i += word) {
    if (has_control_octet(load(text.data() + i))) return true;
  }
  return has_control_octet(load(text.data() + text.size() - word));
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

std::string without_space(std::string_view text) {
  std::string result(text.size(), '\0');
  char* end = result.data();
  for (std::size_t i = 0; i < text.size();) {
    if (i + word <= text.size() && !has_below_exclamation_mark(load(text.data() + i))) {
      std::memcpy(end, text.data() + i, word);
      end += word;
      i += word;
      continue;
    }
    for (const std::size_t next = std::min(i + word, text.size()); i < next; ++i) {
      *end = text[i];
      if (!is_space(text[i])) ++end;
    }
  }
  result.resize(static_cast<std::size_t>(end - result.data()));
  return result;
}

std::string unfold(std::string_view text) {
  const std::string_view trimmed = trim(text);
  // Two scans for one octet each are vector code; one for either is not.
  const bool is_folded = trimmed.find('\n') != std::string_view::npos || trimmed.find('\r') != std::string_view::npos;
  if (!is_folded) return std::string(trimmed);
  std::string result;
  result.reserve(trimmed.size());
  for (const char c : trimmed) {
    if (c != '\r' && c != '\n') result.push_back(c);
  }
  return result;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  parts.reserve(static_cast<std::size_t>(std::count(text.begin(), text.end(), separator)) + 1);
  std::size_t begin = 0;
  while (true) {
    const std::size_t end = text.find(separator, begin);
    if (end == std::string_view::npos) break;
    parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  parts.push_back(text.substr(begin));
  return parts;
}

std::optional<std::uint64_t> parse_number(std::string_view digits) {
  std::uint64_t value = 0;
  const char* end = digits.data() + digits.size();
  if (digits.empty() || !is_digit(digits.front())) return std::nullopt;
  const auto [stopped, error] = std::from_chars(digits.data(), end, value);
  if (error != std::errc{} || stopped != end) return std::nullopt;
  return value;
}

std::optional<char> hex_octet(std::string_view text, std::size_t at) {
  if (at + 2 > text.size()) return std::nullopt;
  unsigned char octet = 0;
  const char* const end = text.data() + at + 2;
  const auto read = std::from_chars(text.data() + at, end, octet, 16);
  if (read.ec != std::errc{} || read.ptr != end) return std::nullopt;
  return static_cast<char>(octet);
}

std::string join(std::span<const std::string> parts, std::string_view separator) {
  std::string result;
  for (const std::string& part : parts) {
    if (&part != &parts.front()) result += separator;
    result += part;
  }
  return result;
}

}  // namespace alignmail::ascii
