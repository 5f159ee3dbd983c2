// SPDX-License-Identifier: Apache-2.0
#include "base/escape.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace alignmail::escape {
namespace {

struct Range {
  char32_t first, last;
};

// Unicode general categories Cc, Cf, Zl, Zp and the fillers that render as nothing.
constexpr std::array<Range, 21> deceptive = {{
    {0x00, 0x1F},     {0x7F, 0x9F},     {0xAD, 0xAD},       {0x034F, 0x034F}, {0x0600, 0x0605}, {0x061C, 0x061C},
    {0x06DD, 0x06DD}, {0x070F, 0x070F}, {0x115F, 0x1160},   {0x17B4, 0x17B5}, {0x180B, 0x180F}, {0x2000, 0x200F},
    {0x2028, 0x202F}, {0x205F, 0x206F}, {0x3164, 0x3164},   {0xD800, 0xDFFF}, {0xFE00, 0xFE0F}, {0xFEFF, 0xFEFF},
    {0xFFA0, 0xFFA0}, {0xFFF0, 0xFFFB}, {0xE0000, 0xE0FFF},
}};

// East Asian Wide and Fullwidth blocks (Unicode Standard Annex 11), coarsely.
constexpr std::array<Range, 10> wide = {{
    {0x1100, 0x115F},
    {0x2E80, 0x303E},
    {0x3041, 0x33FF},
    {0x3400, 0x4DBF},
    {0x4E00, 0x9FFF},
    {0xA000, 0xA4CF},
    {0xAC00, 0xD7A3},
    {0xF900, 0xFAFF},
    {0xFF00, 0xFF60},
    {0x1F300, 0x1FAFF},
}};

constexpr std::array<Range, 6> combining = {{
    {0x0300, 0x036F},
    {0x0483, 0x0489},
    {0x0591, 0x05BD},
    {0x1AB0, 0x1AFF},
    {0x1DC0, 0x1DFF},
    {0x20D0, 0x20FF},
}};

template <std::size_t N>
bool contains(const std::array<Range, N>& ranges, char32_t c) {
  return std::any_of(ranges.begin(), ranges.end(), [c](Range r) { return c >= r.first && c <= r.last; });
}

void append_octet(std::string& out, unsigned char octet) {
  std::array<char, 8> text{};
  std::snprintf(text.data(), text.size(), "\\x%02X", octet);
  out += text.data();
}

void append_code_point(std::string& out, char32_t c) {
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "\\u{%04X}", static_cast<unsigned>(c));
  out += text.data();
}

std::string escaped(std::string_view text, bool ascii_only) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const unsigned char octet = static_cast<unsigned char>(text.front());
    if (octet >= 0x20 && octet < 0x7F) {
      const bool looks_escaped = octet == '\\' && text.size() > 1 && (text[1] == 'x' || text[1] == 'u');
      out += looks_escaped ? "\\\\" : std::string_view(text.data(), 1);
      text.remove_prefix(1);
      continue;
    }
    const CodePoint point = decode_utf8(text);
    if (point.length == 0) {
      append_octet(out, octet);
      text.remove_prefix(1);
      continue;
    }
    if (point.value < 0x80) {
      append_octet(out, octet);
    } else if (ascii_only || is_deceptive(point.value)) {
      append_code_point(out, point.value);
    } else {
      out += text.substr(0, point.length);
    }
    text.remove_prefix(point.length);
  }
  return out;
}

}  // namespace

CodePoint decode_utf8(std::string_view text) {
  if (text.empty()) return {};
  const auto octet = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = octet(0);
  if (first < 0x80) return {first, 1};
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < length) return {};
  char32_t value = first & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((octet(i) & 0xC0) != 0x80) return {};
    value = value << 6 | (octet(i) & 0x3FU);
  }
  constexpr std::array<char32_t, 5> least = {0, 0, 0x80, 0x800, 0x10000};
  const bool is_surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (value < least[length] || value > 0x10FFFF || is_surrogate) return {};
  return {value, length};
}

bool is_deceptive(char32_t c) { return contains(deceptive, c); }

std::string visible(std::string_view text) { return escaped(text, false); }
std::string visible_ascii(std::string_view text) { return escaped(text, true); }

std::size_t columns(std::string_view text) {
  std::size_t total = 0;
  while (!text.empty()) {
    const CodePoint point = decode_utf8(text);
    if (point.length == 0) {
      ++total;
      text.remove_prefix(1);
      continue;
    }
    if (!contains(combining, point.value)) total += contains(wide, point.value) ? 2 : 1;
    text.remove_prefix(point.length);
  }
  return total;
}

}  // namespace alignmail::escape
