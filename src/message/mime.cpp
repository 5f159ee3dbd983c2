// SPDX-License-Identifier: Apache-2.0
// The MIME structure (RFC 2045), read through mimetic.
//
// Mimetic recurses, grows a field in quadratic time and stops at octets it does not expect, so it
// sees only what is small and shallow, and none of the message's header but the two fields that
// say how to read the body. Const accessors alone: the others rewrite fields and may abort.
#include <mimetic/mimetic.h>

#include <algorithm>
#include <exception>

#include "alignmail/headers.hpp"
#include "alignmail/message.hpp"
#include "base/ascii.hpp"
#include "base/limits.hpp"

namespace alignmail::message {
namespace {

constexpr std::size_t npos = std::string_view::npos;
constexpr std::size_t most_body_octets = 1U << 20;    // beyond it the structure is not worth the time
constexpr std::size_t most_field_octets = 64U << 10;  // mimetic copies a growing field again and again

std::size_t count(std::string_view text, std::string_view word, std::size_t most) {
  std::size_t found = 0;
  for (std::size_t at = text.find(word); at != npos && found <= most; at = text.find(word, at + 1)) ++found;
  return found;
}

// The longest line with the lines that go on with it: no field is longer.
std::size_t longest_field(std::string_view text) {
  std::size_t longest = 0;
  std::size_t begin = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
    if (text[at] != ' ' && text[at] != '\t') begin = at;
    longest = std::max(longest, end - begin);
    at = end;
  }
  return longest;
}

// What nests says so in a Content-Type field of its own, and no part is without its boundary line: a cheap count is a
// bound on what the recursion will meet.
std::string guard(std::string_view body, const std::string& type) {
  if (body.size() > most_body_octets) return "the body is over 1 MiB";
  if (type.size() > most_field_octets) return "the Content-Type field is over 64 KiB";
  if (longest_field(body) > most_field_octets) return "a field of a part may be over 64 KiB";
  const std::string text = ascii::to_lower(type + "\n" + std::string(body));
  if (count(text, "content-type", limits::mime_nesting) > limits::mime_nesting)
    return "parts may nest deeper than " + std::to_string(limits::mime_nesting);
  if (count(text, "\n--", limits::mime_parts) + count(text, "\r--", limits::mime_parts) > limits::mime_parts) {
    return "there may be more than " + std::to_string(limits::mime_parts) + " parts";
  }
  return {};
}

// Mimetic leaves white space at the ends of what it cuts out.
std::string plain(std::string_view text) { return ascii::to_lower(ascii::trim(text)); }
std::string plain(const mimetic::istring& text) { return plain(std::string_view(text.data(), text.size())); }

MimePart describe(const mimetic::MimeEntity& entity, std::size_t depth) {
  MimePart part;
  part.depth = depth;
  const mimetic::ContentType& type = entity.header().contentType();
  part.type = plain(type.type()) + "/" + plain(type.subtype());
  if (type.type().empty() || type.subtype().empty()) part.type = "text/plain";  // RFC 2045 section 5.2
  part.charset = plain(std::string_view(type.param("charset")));
  part.transfer_encoding = plain(entity.header().contentTransferEncoding().mechanism());
  return part;
}

std::vector<MimePart> describe_all(const mimetic::MimeEntity& root) {
  struct Step {
    const mimetic::MimeEntity* entity;
    std::size_t depth;
  };
  std::vector<MimePart> parts;
  std::vector<Step> stack{{&root, 0}};
  while (!stack.empty()) {
    const Step step = stack.back();
    stack.pop_back();
    parts.push_back(describe(*step.entity, step.depth));
    const mimetic::MimeEntityList& children = step.entity->body().parts();
    for (auto child = children.rbegin(); child != children.rend(); ++child) {
      stack.push_back({*child, step.depth + 1});
    }
  }
  return parts;
}

// The one field of that name, unfolded, without octets that end a line or a C string.
std::string field_text(const Message& message, std::string_view name) {
  const Field* field = message.find_first(name);
  if (field == nullptr) return {};
  std::string text = ascii::unfold(field->body);
  std::replace(text.begin(), text.end(), '\0', ' ');
  return std::string(name) + ": " + text + "\r\n";
}

}  // namespace

MimeStructure read_mime(const Message& message) {
  if (message.is_headers_only()) return {{}, "there is no body"};
  if (message.find_all("Content-Type").size() > 1) return {{}, "there are several Content-Type fields"};
  const std::string type = field_text(message, "Content-Type");
  if (std::string reason = guard(message.body(), type); !reason.empty()) return {{}, std::move(reason)};
  const std::string encoding = field_text(message, "Content-Transfer-Encoding");
  if (encoding.size() > most_field_octets) return {{}, "the Content-Transfer-Encoding field is over 64 KiB"};
  const std::string text = type + encoding + "\r\n" + std::string(message.body());
  try {
    const mimetic::MimeEntity root(text.begin(), text.end());
    return {describe_all(root), {}};
  } catch (const std::exception& error) {
    return {{}, std::string("mimetic could not read it: ") + error.what()};
  }
}

}  // namespace alignmail::message
