// SPDX-License-Identifier: Apache-2.0
// An IPv4 or IPv6 address, the "ip" of RFC 7208 check_host().
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace alignmail {

// IPv4-mapped IPv6 addresses (::ffff:a.b.c.d) are stored as IPv4: RFC 7208 section 5
// asks that they be treated so, and no caller wants to see them otherwise.
class IpAddress {
 public:
  // Dotted quad without leading zeros, or RFC 4291 text; no brackets, no zone id.
  static std::optional<IpAddress> parse(std::string_view text);
  static IpAddress v4(std::array<std::uint8_t, 4> octets);
  static IpAddress v6(std::array<std::uint8_t, 16> octets);

  bool is_v4() const { return v4_; }
  int bits() const { return v4_ ? 32 : 128; }
  // The octets in network order: 4 or 16 of them count.
  const std::array<std::uint8_t, 16>& octets() const { return octets_; }

  // Whether the first `prefix` bits agree with those of `network`; never across families.
  bool is_within(const IpAddress& network, int prefix) const;

  std::string to_string() const;  // RFC 5952 for IPv6
  // The name under which a PTR record stands (RFC 1035 section 3.5, RFC 3596 section 2.5).
  std::string reverse_name() const;

  auto operator<=>(const IpAddress&) const = default;

 private:
  std::array<std::uint8_t, 16> octets_{};
  bool v4_ = false;
};

}  // namespace alignmail
