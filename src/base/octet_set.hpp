// SPDX-License-Identifier: Apache-2.0
// A set of octets, for loops that ask of each octet of a text whether it is one of several.
#pragma once

#include <array>
#include <string_view>

namespace alignmail {

class OctetSet {
 public:
  constexpr explicit OctetSet(std::string_view octets) {
    for (const char c : octets) has_[static_cast<unsigned char>(c)] = true;
  }
  constexpr bool has(char c) const { return has_[static_cast<unsigned char>(c)]; }

 private:
  std::array<bool, 256> has_{};
};

}  // namespace alignmail
