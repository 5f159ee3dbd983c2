// SPDX-License-Identifier: Apache-2.0
#include "base/escape.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <iterator>
#include <span>

#include "base/unicode_tables.hpp"

namespace alignmail::escape {
namespace {

// Unicode general categories Cc, Cf, Zl, Zp, surrogates, noncharacters (XML has no way to write
// some of them) and the fillers that render as nothing.
constexpr Range deceptive[] = {
    {0x00, 0x1F},       {0x7F, 0x9F},        {0xAD, 0xAD},       {0x034F, 0x034F},   {0x0600, 0x0605},
    {0x061C, 0x061C},   {0x06DD, 0x06DD},    {0x070F, 0x070F},   {0x0890, 0x0891},   {0x08E2, 0x08E2},
    {0x115F, 0x1160},   {0x17B4, 0x17B5},    {0x180B, 0x180F},   {0x2000, 0x200F},   {0x2028, 0x202F},
    {0x205F, 0x206F},   {0x2800, 0x2800},    {0x3164, 0x3164},   {0xD800, 0xDFFF},   {0xFDD0, 0xFDEF},
    {0xFE00, 0xFE0F},   {0xFEFF, 0xFEFF},    {0xFFA0, 0xFFA0},   {0xFFF0, 0xFFFB},   {0xFFFE, 0xFFFF},
    {0x110BD, 0x110BD}, {0x110CD, 0x110CD},  {0x13430, 0x1345F}, {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A},
    {0xE0000, 0xE0FFF}, {0xF0000, 0x10FFFF},
};

bool contains(std::span<const Range> ranges, char32_t c) {
  const auto behind = std::upper_bound(ranges.begin(), ranges.end(), c,
                                       [](char32_t value, const Range& range) { return value < range.first; });
  return behind != ranges.begin() && c <= std::prev(behind)->last;
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

// Whether all eight octets are plain: bit 7 of each stays clear in all terms (below 0x20, 0x7F, backslash, the quote,
// beyond ASCII). A borrow can only make a plain octet look special, which the loop behind it sets right.
bool are_plain(std::uint64_t octets, char quote) {
  constexpr std::uint64_t each = 0x0101010101010101;
  constexpr std::uint64_t high = each * 0x80;
  const auto differs_from = [&](char c) { return (octets ^ each * static_cast<unsigned char>(c)) - each; };
  const std::uint64_t special =
      (octets - each * 0x20) | differs_from('\x7F') | differs_from('\\') | differs_from(quote);
  return ((special | octets) & high) == 0;
}

template <class Word>
std::uint64_t word_at(const char* octets) {
  Word word = 0;
  std::memcpy(&word, octets, sizeof word);
  return word;
}

// At most eight octets, those in the middle perhaps twice.
std::uint64_t gather(std::string_view text) {
  const char* const last = text.data() + text.size();
  if (text.size() == 8) return word_at<std::uint64_t>(text.data());
  if (text.size() >= 4) return word_at<std::uint32_t>(text.data()) | word_at<std::uint32_t>(last - 4) << 32;
  std::uint64_t word = 0x2020202020202020;
  for (const char c : text) word = word << 8 | static_cast<unsigned char>(c);
  return word;
}

// The octets at the front that stay as they are, nearly always all of them. (Octet by octet this took a tenth of a
// report in JSON.) A `quote` that is a backslash forbids nothing more.
std::size_t plain_run(std::string_view text, char quote = '\\') {
  std::size_t length = 0;
  while (length + 8 <= text.size() && are_plain(word_at<std::uint64_t>(text.data() + length), quote)) length += 8;
  const std::size_t rest = text.size() - length;
  if (rest <= 8 && are_plain(gather(text.size() < 8 ? text : text.substr(text.size() - 8)), quote)) return text.size();
  const auto stays = [quote](char c) { return c >= 0x20 && c < 0x7F && c != '\\' && c != quote; };
  while (length < text.size() && stays(text[length])) ++length;
  return length;
}

std::string escaped(std::string_view text, bool ascii_only) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::size_t plain = plain_run(text);
    out.append(text.data(), plain);
    text.remove_prefix(plain);
    if (text.empty()) break;
    const unsigned char octet = static_cast<unsigned char>(text.front());
    if (octet == '\\') {
      const bool looks_escaped = text.size() > 1 && (text[1] == 'x' || text[1] == 'u');
      out += looks_escaped ? "\\\\" : "\\";
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

bool is_deceptive(char32_t c) { return (c < 0x20 || c > 0x7E) && contains(deceptive, c); }

bool is_plain(std::string_view text, bool is_quoted) { return plain_run(text, is_quoted ? '"' : '\\') == text.size(); }

std::string visible(std::string_view text) { return escaped(text, false); }
std::string quoted(std::string_view text, std::size_t most_octets) {
  return "\"" + visible(text.substr(0, most_octets)) + (text.size() > most_octets ? "...\"" : "\"");
}
std::string visible_ascii(std::string_view text) { return escaped(text, true); }

std::size_t columns(std::string_view text) {
  std::size_t total = 0;
  while (!text.empty()) {
    if (static_cast<unsigned char>(text.front()) < 0x80) {  // ASCII: nearly all there is
      ++total;
      text.remove_prefix(1);
      continue;
    }
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
