// SPDX-License-Identifier: Apache-2.0
#include "base/base64.hpp"

#include <array>
#include <cstdint>

#include "base/ascii.hpp"

namespace alignmail {
namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr std::array<std::int16_t, 256> values = [] {
  std::array<std::int16_t, 256> table{};
  table.fill(-1);
  for (std::size_t i = 0; i < alphabet.size(); ++i) {
    table[static_cast<unsigned char>(alphabet[i])] = static_cast<std::int16_t>(i);
  }
  return table;
}();

// Whole groups of four digits from the front, for as long as nothing else stands among them. Gives the octets
// that were written; takes what it read off the text.
std::size_t decode_groups(std::string_view& text, char* out) {
  const char* const begin = out;
  const auto value = [&](std::size_t i) { return std::int32_t{values[static_cast<unsigned char>(text[i])]}; };
  while (text.size() >= 4) {
    const std::int32_t bits = value(0) << 18 | value(1) << 12 | value(2) << 6 | value(3);
    if (bits < 0) break;  // one of them was
    *out++ = static_cast<char>(bits >> 16);
    *out++ = static_cast<char>(bits >> 8);
    *out++ = static_cast<char>(bits);
    text.remove_prefix(4);
  }
  return static_cast<std::size_t>(out - begin);
}

}  // namespace

std::optional<std::string> decode_base64(std::string_view text) {
  std::string result(text.size() / 4 * 3 + 3, '\0');
  result.resize(decode_groups(text, result.data()));
  std::uint32_t bits = 0;
  int digits = 0;
  int padding = 0;
  for (const char c : text) {
    if (ascii::is_space(c)) continue;
    if (c == '=') {
      ++padding;
      continue;
    }
    const int value = values[static_cast<unsigned char>(c)];
    if (value < 0 || padding > 0) return std::nullopt;
    bits = bits << 6 | static_cast<std::uint32_t>(value);
    if (++digits % 4 != 0) continue;
    const char octets[] = {static_cast<char>(bits >> 16), static_cast<char>(bits >> 8), static_cast<char>(bits)};
    result.append(octets, sizeof octets);
    bits = 0;
  }
  const int rest = digits % 4;
  if (rest == 1 || padding != (4 - rest) % 4) return std::nullopt;
  if (rest == 2) {
    if ((bits & 0xF) != 0) return std::nullopt;
    result.push_back(static_cast<char>(bits >> 4));
  } else if (rest == 3) {
    if ((bits & 0x3) != 0) return std::nullopt;
    result.push_back(static_cast<char>(bits >> 10));
    result.push_back(static_cast<char>(bits >> 2));
  }
  return result;
}

std::string encode_base64(std::string_view octets) {
  std::string result((octets.size() + 2) / 3 * 4, '\0');
  char* out = result.data();
  const auto octet = [&](std::size_t i) {
    return i < octets.size() ? std::uint32_t{static_cast<unsigned char>(octets[i])} : 0U;
  };
  for (std::size_t i = 0; i < octets.size(); i += 3) {
    const std::uint32_t bits = octet(i) << 16 | octet(i + 1) << 8 | octet(i + 2);
    *out++ = alphabet[bits >> 18];
    *out++ = alphabet[bits >> 12 & 63];
    *out++ = i + 1 < octets.size() ? alphabet[bits >> 6 & 63] : '=';
    *out++ = i + 2 < octets.size() ? alphabet[bits & 63] : '=';
  }
  return result;
}

}  // namespace alignmail
