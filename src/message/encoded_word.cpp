// SPDX-License-Identifier: Apache-2.0
#include "message/encoded_word.hpp"

#include <algorithm>
#include <optional>

#include "base/ascii.hpp"
#include "base/base64.hpp"
#include "base/limits.hpp"

namespace alignmail::message {
namespace {

constexpr std::size_t npos = std::string_view::npos;

struct EncodedWord {
  std::string_view charset;
  char encoding = 0;  // 'b' or 'q'
  std::string_view text;
  std::size_t length = 0;
};

// "=?charset?Q?"; the text of the word is what stands behind it.
std::optional<EncodedWord> read_beginning(std::string_view text) {
  constexpr std::size_t longest_charset = 40;
  if (!text.starts_with("=?")) return std::nullopt;
  const std::size_t charset_end = text.substr(0, 2 + longest_charset).find('?', 2);
  if (charset_end == npos || charset_end == 2 || text.size() < charset_end + 3) return std::nullopt;
  const char encoding = ascii::lower(text[charset_end + 1]);
  if ((encoding != 'b' && encoding != 'q') || text[charset_end + 2] != '?') return std::nullopt;
  std::string_view charset = text.substr(2, charset_end - 2);
  charset = charset.substr(0, charset.find('*'));  // a language may follow (RFC 2231 section 5)
  return EncodedWord{charset, encoding, text.substr(charset_end + 3), charset_end + 3};
}

std::optional<EncodedWord> read_word(std::string_view text) {
  auto word = read_beginning(text);
  if (!word) return std::nullopt;
  const std::size_t end = word->text.find_first_of("? \t\r\n");
  if (end == npos || !word->text.substr(end).starts_with("?=")) return std::nullopt;
  word->text = word->text.substr(0, end);
  word->length += end + 2;
  return word;
}

std::string decode_q(std::string_view text) {
  std::string octets;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto encoded = text[i] == '=' ? ascii::hex_octet(text, i + 1) : std::nullopt;
    if (encoded) {
      octets.push_back(*encoded);
      i += 2;
    } else {
      octets.push_back(text[i] == '_' ? ' ' : text[i]);
    }
  }
  return octets;
}

std::string utf8_from_latin1(std::string_view octets) {
  std::string utf8;
  for (const char c : octets) {
    const auto octet = static_cast<unsigned char>(c);
    if (octet < 0x80) {
      utf8.push_back(c);
    } else {
      utf8.push_back(static_cast<char>(0xC0 | octet >> 6));
      utf8.push_back(static_cast<char>(0x80 | (octet & 0x3F)));
    }
  }
  return utf8;
}

std::optional<std::string> decode(const EncodedWord& word) {
  const bool is_latin1 = ascii::iequals(word.charset, "iso-8859-1");
  if (!is_latin1 && !ascii::iequals(word.charset, "utf-8") && !ascii::iequals(word.charset, "us-ascii")) {
    return std::nullopt;
  }
  const std::optional<std::string> octets = word.encoding == 'q' ? decode_q(word.text) : decode_base64(word.text);
  if (!octets || !is_latin1) return octets;
  return utf8_from_latin1(*octets);
}

}  // namespace

std::size_t encoded_word_length(std::string_view text) {
  const auto word = read_word(text);
  return word ? word->length : 0;
}

bool holds_encoded_word(std::string_view text) {
  for (std::size_t at = text.find("=?"); at != npos; at = text.find("=?", at + 1)) {
    if (read_beginning(text.substr(at))) return true;
  }
  return false;
}

std::vector<Mailbox> addresses_inside(std::string_view word) {
  constexpr std::string_view divides = "@<>,;:()\"?";
  std::vector<Mailbox> found;
  if (word.find_first_of("<,") == npos) return found;
  for (std::size_t at = word.find('@'); at != npos; at = word.find('@', at + 1)) {
    const std::size_t before = at == 0 ? npos : word.find_last_of(divides, at - 1);
    const std::size_t begin = before == npos ? 0 : before + 1;
    const std::string_view domain = word.substr(at + 1, word.find_first_of(divides, at + 1) - at - 1);
    // "Ann_@_Example" is no address.
    if (found.size() == limits::addresses || domain.find('.') == npos) continue;
    found.push_back({.local_part = std::string(word.substr(begin, at - begin)), .domain = std::string(domain)});
  }
  return found;
}

std::string decode_encoded_words(std::string_view text, bool* is_cut) {
  std::string decoded;
  std::size_t words = 0;
  std::size_t word_end = npos;  // where the last decoded word ended in `text`
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t begin = std::min(text.find("=?", at), text.size());
    const std::string_view between = text.substr(at, begin - at);
    const bool is_full = words == limits::encoded_words;
    const auto word = is_full ? std::nullopt : read_word(text.substr(begin));
    if (is_full && is_cut != nullptr && encoded_word_length(text.substr(begin)) > 0) *is_cut = true;
    const auto octets = word ? decode(*word) : std::nullopt;
    const bool joins = octets && word_end == at && ascii::trim(between).empty();
    if (!joins) decoded += between;
    if (begin == text.size()) break;
    if (octets) {
      ++words;
      decoded += *octets;
      at = word_end = begin + word->length;
    } else {
      decoded += text.substr(begin, 2);
      at = begin + 2;
    }
  }
  return decoded;
}

}  // namespace alignmail::message
