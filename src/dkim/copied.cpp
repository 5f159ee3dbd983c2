// SPDX-License-Identifier: Apache-2.0
#include "dkim/copied.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "base/limits.hpp"

namespace alignmail::dkim {
namespace {

// The octet that "=XX" at a place stands for.
std::optional<char> octet_at(std::string_view text, std::size_t place, HexDigits digits) {
  if (text[place] != '=') return std::nullopt;
  const auto is_small = [](char c) { return ascii::is_lower(c); };
  const std::string_view written = text.substr(place + 1, 2);
  if (digits == HexDigits::Upper && std::any_of(written.begin(), written.end(), is_small)) return std::nullopt;
  return ascii::hex_octet(text, place + 1);
}

// Alike as far as anybody sees: folds and runs of white space do not count.
std::string as_read(std::string_view value) {
  std::string result;
  for (const char c : value) {
    if (!ascii::is_space(c)) {
      result += c;
    } else if (!result.empty() && result.back() != ' ') {
      result += ' ';
    }
  }
  while (!result.empty() && result.back() == ' ') result.pop_back();
  return result;
}

}  // namespace

bool is_quoted_printable(std::string_view text) {
  for (std::size_t i = text.find('='); i != std::string_view::npos; i = text.find('=', i + 3)) {
    if (!octet_at(text, i, HexDigits::OfAnyCase)) return false;
  }
  return true;
}

std::string decode_quoted_printable(std::string_view text, HexDigits digits) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (const auto octet = octet_at(text, i, digits)) {
      result += *octet;
      i += 2;
    } else if (!ascii::is_space(text[i])) {
      result += text[i];
    }
  }
  return result;
}

std::vector<CopiedField> parse_copied_fields(std::string_view text) {
  std::vector<CopiedField> copies;
  if (ascii::trim(text).empty()) return copies;
  for (const std::string_view part : ascii::split(text, '|')) {
    const std::size_t colon = part.find(':');
    if (colon == std::string_view::npos || copies.size() == limits::copied_fields) continue;
    std::string name = decode_quoted_printable(part.substr(0, colon), HexDigits::OfAnyCase);
    if (!name.empty())
      copies.push_back({std::move(name), decode_quoted_printable(part.substr(colon + 1), HexDigits::OfAnyCase)});
  }
  return copies;
}

std::vector<CopiedDifference> copied_differences(const message::Message& message, const Signature& signature) {
  std::vector<CopiedDifference> differences;
  for (CopiedField& copy : parse_copied_fields(signature.copied_fields)) {
    const std::vector<const message::Field*> all = message.find_all(copy.name);
    // Of several instances any may be meant.
    const bool stands = std::any_of(all.begin(), all.end(), [&](const message::Field* field) {
      return as_read(field->body) == as_read(copy.value);
    });
    if (!stands) differences.push_back({all.empty() ? nullptr : all.back(), std::move(copy)});
  }
  return differences;
}

}  // namespace alignmail::dkim
