// SPDX-License-Identifier: Apache-2.0
#include "base/ascii.hpp"

#include <algorithm>
#include <charconv>

namespace alignmail::ascii {

std::string to_lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), lower);
  return result;
}

std::string to_upper(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (is_lower(c)) c = static_cast<char>(c - 32);
  }
  return result;
}

bool iequals(std::string_view a, std::string_view b) {
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

bool istarts_with(std::string_view text, std::string_view prefix) {
  return text.size() >= prefix.size() && iequals(text.substr(0, prefix.size()), prefix);
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

std::string without_space(std::string_view text) {
  std::string result(text.size(), '\0');
  char* end = result.data();
  for (const char c : text) {
    *end = c;
    if (!is_space(c)) ++end;
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

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
  std::string result;
  for (const std::string& part : parts) {
    if (&part != &parts.front()) result += separator;
    result += part;
  }
  return result;
}

}  // namespace alignmail::ascii
