// SPDX-License-Identifier: Apache-2.0
#include "alignmail/ip_address.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

#include "base/ascii.hpp"

namespace alignmail {
namespace {

constexpr std::array<std::uint8_t, 12> mapped_prefix = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

}  // namespace

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
  // inet_pton reads a C string, so a NUL would hide what follows it.
  if (text.size() > 45 || text.find('\0') != std::string_view::npos) return std::nullopt;
  const bool has_colon = text.find(':') != std::string_view::npos;
  // Most texts that come here are host names.
  if (!has_colon && (text.empty() || !ascii::is_digit(text.back()))) return std::nullopt;
  const std::string terminated(text);
  std::array<std::uint8_t, 4> four{};
  if (!has_colon) {
    if (inet_pton(AF_INET, terminated.c_str(), four.data()) == 1) return v4(four);
    return std::nullopt;
  }
  std::array<std::uint8_t, 16> sixteen{};
  if (inet_pton(AF_INET6, terminated.c_str(), sixteen.data()) == 1) return v6(sixteen);
  return std::nullopt;
}

IpAddress IpAddress::v4(std::array<std::uint8_t, 4> octets) {
  IpAddress address;
  std::copy(octets.begin(), octets.end(), address.octets_.begin());
  address.v4_ = true;
  return address;
}

IpAddress IpAddress::v6(std::array<std::uint8_t, 16> octets) {
  if (std::equal(mapped_prefix.begin(), mapped_prefix.end(), octets.begin())) {
    return v4({octets[12], octets[13], octets[14], octets[15]});
  }
  IpAddress address;
  address.octets_ = octets;
  return address;
}

bool IpAddress::is_within(const IpAddress& network, int prefix) const {
  if (v4_ != network.v4_ || prefix < 0 || prefix > bits()) return false;
  const auto whole = static_cast<std::size_t>(prefix / 8);
  if (!std::equal(octets_.begin(), octets_.begin() + static_cast<std::ptrdiff_t>(whole), network.octets_.begin())) {
    return false;
  }
  const int rest = prefix % 8;
  if (rest == 0) return true;
  const auto mask = static_cast<std::uint8_t>(0xFF << (8 - rest));
  return ((octets_[whole] ^ network.octets_[whole]) & mask) == 0;
}

std::string IpAddress::to_string() const {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (!v4_) return inet_ntop(AF_INET6, octets_.data(), text.data(), text.size());
  // inet_ntop() does it with printf(), which takes ten times as long.
  char* end = text.data();
  for (std::size_t i = 0; i < 4; ++i) {
    if (i > 0) *end++ = '.';
    end = std::to_chars(end, text.data() + text.size(), octets_[i]).ptr;
  }
  return {text.data(), end};
}

std::string IpAddress::reverse_name() const {
  std::string name;
  if (v4_) {
    for (std::size_t i = 4; i-- > 0;) name += std::to_string(octets_[i]) + '.';
    return name + "in-addr.arpa";
  }
  constexpr std::string_view digits = "0123456789abcdef";
  for (std::size_t i = 16; i-- > 0;) {
    name += digits[octets_[i] & 0xF];
    name += '.';
    name += digits[octets_[i] >> 4];
    name += '.';
  }
  return name + "ip6.arpa";
}

}  // namespace alignmail
