// SPDX-License-Identifier: Apache-2.0
// A set of octets, for loops that ask of each octet of a text whether it is one of several.
#pragma once

#include <array>
#include <string_view>

namespace alignmail {

class OctetSet {
 public:
  enum class Controls : bool { No, Too };
  constexpr explicit OctetSet(std::string_view octets, Controls controls = Controls::No) {
    for (const char c : octets) has_[static_cast<unsigned char>(c)] = true;
    if (controls == Controls::No) return;
    for (std::size_t c = 0; c < 0x20; ++c) has_[c] = true;
    has_[0x7f] = true;
  }
  constexpr bool has(char c) const { return has_[static_cast<unsigned char>(c)]; }

 private:
  std::array<bool, 256> has_{};
};

}  // namespace alignmail
