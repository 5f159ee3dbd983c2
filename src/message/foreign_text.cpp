// SPDX-License-Identifier: Apache-2.0
#include "message/foreign_text.hpp"

#include <algorithm>

#include "alignmail/headers.hpp"
#include "base/ascii.hpp"

namespace alignmail::message {
namespace {

bool is_base64_or_space(char c) { return ascii::is_alnum(c) || c == '+' || c == '/' || c == '=' || ascii::is_space(c); }

// What a mailbox wrote above it, in octets; nothing when no server did.
std::uint64_t announced_octets(const Message& message) {
  const Field* field = message.find_first("Content-Length");
  return field == nullptr ? 0 : ascii::parse_number(ascii::trim(field->body)).value_or(0);
}

}  // namespace

bool is_short(std::string_view body) {
  constexpr std::size_t most_octets = 400;
  constexpr std::ptrdiff_t most_lines = 6;
  return body.size() <= most_octets && std::count(body.begin(), body.end(), '\n') <= most_lines;
}

std::string find_foreign_text(const Message& message) {
  const std::string_view body = message.body();
  if (!is_short(body)) return "";
  if (body.find_first_not_of(" \t\r\n") == std::string_view::npos) return "Nothing but empty lines stands there.";
  const MimeStructure structure = read_mime(message);
  if (structure.parts.empty()) return "";
  const MimePart& whole = structure.parts.front();
  if (whole.type.starts_with("multipart/") && structure.parts.size() == 1) {
    return "The header announces several parts, and none stands there.";
  }
  if (whole.transfer_encoding == "base64" && !std::all_of(body.begin(), body.end(), is_base64_or_space)) {
    return "The header announces base64, and something else stands there.";
  }
  // Line ends may have been counted in another way: what is half as long is another text.
  const std::uint64_t octets = announced_octets(message);
  if (octets / 2 > body.size()) {
    return "The header announces " + std::to_string(octets) + " octets, and " + std::to_string(body.size()) +
           " stand there.";
  }
  return "";
}

}  // namespace alignmail::message
