// SPDX-License-Identifier: Apache-2.0
// Header fields made of text, for tests of what works on fields alone.
#pragma once

#include <string_view>

#include "alignmail/message.hpp"

namespace support {

// One field, views into `raw`, which holds the whole field with its final line end.
inline alignmail::message::Field field_of(std::string_view raw) {
  const std::size_t colon = raw.find(':');
  std::string_view name = raw.substr(0, colon);
  while (!name.empty() && (name.back() == ' ' || name.back() == '\t')) name.remove_suffix(1);
  std::string_view body = raw.substr(colon + 1);
  if (body.ends_with("\r\n")) {
    body.remove_suffix(2);
  } else if (body.ends_with('\n') || body.ends_with('\r')) {
    body.remove_suffix(1);
  }
  alignmail::message::Field field;
  field.name = name;
  field.body = body;
  field.raw = raw;
  return field;
}

}  // namespace support
