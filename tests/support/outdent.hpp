// SPDX-License-Identifier: Apache-2.0
// Raw strings in tests are indented, but a leading blank in a master file means "the same owner".
#pragma once

#include <string>
#include <string_view>

namespace support {

inline std::string outdented(std::string_view text) {
  std::string out;
  bool at_start = true;
  for (const char c : text) {
    if (at_start && (c == ' ' || c == '\t')) continue;
    at_start = c == '\n';
    out.push_back(c);
  }
  return out;
}

}  // namespace support
