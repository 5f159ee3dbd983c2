// SPDX-License-Identifier: Apache-2.0
// Which servers to ask: from --dns, or from the system's resolv.conf.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "alignmail/dns_source.hpp"

namespace alignmail::dns {

struct ServerAddress {
  IpAddress address;
  std::uint16_t port = 53;

  std::string text() const;  // "192.0.2.1:53", "[2001:db8::1]:53"
  bool operator==(const ServerAddress&) const = default;
};

// "ADDR[:PORT][,ADDR[:PORT]...]", IPv6 addresses in brackets. Errors are Usage.
Result<std::vector<ServerAddress>> parse_servers(std::string_view spec);

// What is wrong with a SPEC as it stands, before any file is looked at. Errors are Usage.
Result<void> check_source_spec(std::string_view spec);
// What follows "zone:" or "replay:".
Result<std::string> file_of(std::string_view spec, std::string_view scheme);
inline constexpr std::string_view zone_scheme = "zone:";
inline constexpr std::string_view replay_scheme = "replay:";

// The first three usable nameserver lines of a resolv.conf; without any such line the server is
// on this machine, as resolv.conf(5) has it. Other lines are not ours to follow: every name
// that is asked for is absolute, and how long to wait is said by ServerOptions.
std::vector<ServerAddress> parse_resolv_conf(std::string_view text);

}  // namespace alignmail::dns
