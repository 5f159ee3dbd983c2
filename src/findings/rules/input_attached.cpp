// SPDX-License-Identifier: Apache-2.0
#include "findings/rules/input_attached.hpp"

#include <algorithm>

#include "alignmail/headers.hpp"
#include "base/ascii.hpp"
#include "findings/evidence.hpp"

namespace alignmail::findings {
namespace {

bool is_message(const message::MimePart& part) {
  return part.type == "message/rfc822" || part.type == "message/global" || part.type == "text/rfc822-headers" ||
         part.type == "message/global-headers";
}

// Reading the structure takes a copy of the body: only where its words stand.
bool may_hold_message(const message::Message& message) {
  const message::Field* type = message.find_first("Content-Type");
  if (type == nullptr || message.is_headers_only()) return false;
  const std::string_view kind = ascii::trim(type->body);
  if (ascii::istarts_with(kind, "message/")) return true;
  const std::string_view body = message.body();
  return ascii::istarts_with(kind, "multipart/") && ascii::to_lower(kind).find("boundary") != std::string::npos &&
         (body.find("822") != std::string_view::npos || body.find("/global") != std::string_view::npos);
}

}  // namespace

std::vector<Evidence> attached_message(const Analysis& analysis) {
  const message::Message& message = *analysis.message;
  if (!may_hold_message(message)) return {};
  const message::MimeStructure structure = message::read_mime(message);
  const auto count = std::count_if(structure.parts.begin(), structure.parts.end(), is_message);
  if (count == 0) return {};
  const std::string others = count == 1 ? "another message" : std::to_string(count) + " other messages";
  return {{.items = {header_item(*message.find_first("Content-Type")), computed_item("attached", others)},
           .values = {{"others", others}}}};
}

}  // namespace alignmail::findings
