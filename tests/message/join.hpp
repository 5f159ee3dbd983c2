// SPDX-License-Identifier: Apache-2.0
// Puts the parts of a split message together again.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "alignmail/message.hpp"

namespace alignmail::message {

inline std::string join(const Message& message) {
  std::vector<std::string_view> parts(message.skipped().begin(), message.skipped().end());
  for (const Field& field : message.fields()) parts.push_back(field.raw);
  std::sort(parts.begin(), parts.end(), [](auto a, auto b) { return a.data() < b.data(); });
  parts.push_back(message.separator());
  parts.push_back(message.body());
  std::string joined;
  for (const std::string_view part : parts) joined += part;
  return joined;
}

}  // namespace alignmail::message
