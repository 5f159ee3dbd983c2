// SPDX-License-Identifier: Apache-2.0
#include "dns/source_spec.hpp"

#include "base/ascii.hpp"
#include "base/escape.hpp"

namespace alignmail::dns {
namespace {

constexpr std::size_t most_servers = 16;        // ours: each one adds its tries to the time a question may take
constexpr std::size_t most_system_servers = 3;  // MAXNS of resolv.conf(5)

tl::unexpected<Error> bad(std::string what) { return failure(Error::Kind::Usage, "--dns: " + std::move(what)); }

// An address and what follows it: nothing, or a colon and a port.
struct Parts {
  std::string_view address;
  std::string_view rest;
};

Result<Parts> take_apart(std::string_view text) {
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos) return bad("the bracket in " + escape::quoted(text) + " is not closed");
    const Parts parts{text.substr(1, end - 1), text.substr(end + 1)};
    if (parts.address.find(':') == std::string_view::npos) {
      return bad("only an IPv6 address stands in brackets, not " + escape::quoted(parts.address));
    }
    return parts;
  }
  const std::size_t colon = text.find(':');
  if (colon != std::string_view::npos && text.find(':', colon + 1) != std::string_view::npos) {
    return bad("put the IPv6 address in brackets: [" + escape::visible(text.substr(0, 80)) + "]");
  }
  return Parts{text.substr(0, colon), colon == std::string_view::npos ? std::string_view() : text.substr(colon)};
}

Result<ServerAddress> parse_server(std::string_view text) {
  if (text.empty()) return bad("an address is missing in the list of servers");
  const auto parts = take_apart(text);
  if (!parts) return tl::unexpected(parts.error());
  const auto address = IpAddress::parse(parts->address);
  if (!address) {
    return bad(escape::quoted(parts->address) +
               " is not an IP address; give system, ADDRESS[:PORT][,...], zone:FILE, replay:FILE or none");
  }
  ServerAddress server{*address};
  if (parts->rest.empty()) return server;
  const auto port = parts->rest.starts_with(':') ? ascii::parse_number(parts->rest.substr(1)) : std::nullopt;
  if (!port || *port == 0 || *port > UINT16_MAX) {
    return bad(escape::quoted(parts->rest.substr(parts->rest.starts_with(':') ? 1 : 0)) + " is not a port in " +
               escape::quoted(text) + "; a port is a number from 1 to 65535");
  }
  server.port = static_cast<std::uint16_t>(*port);
  return server;
}

}  // namespace

std::string ServerAddress::text() const {
  const std::string plain = address.to_string();
  return (address.is_v4() ? plain : "[" + plain + "]") + ":" + std::to_string(port);
}

Result<std::vector<ServerAddress>> parse_servers(std::string_view spec) {
  std::vector<ServerAddress> servers;
  for (const std::string_view part : ascii::split(spec, ',')) {
    const auto server = parse_server(ascii::trim(part));
    if (!server) return tl::unexpected(server.error());
    if (servers.size() == most_servers) return bad("more than " + std::to_string(most_servers) + " servers");
    servers.push_back(*server);
  }
  return servers;
}

Result<std::string> file_of(std::string_view spec, std::string_view scheme) {
  if (spec.size() == scheme.size()) return bad("a file must follow " + std::string(scheme));
  return std::string(spec.substr(scheme.size()));
}

Result<void> check_source_spec(std::string_view spec) {
  if (spec == "system" || spec == "none") return {};
  for (const std::string_view scheme : {zone_scheme, replay_scheme}) {
    if (spec.starts_with(scheme)) return file_of(spec, scheme).map([](const std::string& /*file*/) {});
  }
  return parse_servers(spec).map([](const std::vector<ServerAddress>& /*servers*/) {});
}

std::vector<ServerAddress> parse_resolv_conf(std::string_view text) {
  constexpr std::string_view keyword = "nameserver";
  std::vector<ServerAddress> servers;
  bool is_configured = false;
  for (std::string_view line : ascii::split(text, '\n')) {
    if (!line.starts_with(keyword)) continue;
    line.remove_prefix(keyword.size());
    if (line.empty() || !ascii::is_wsp(line.front())) continue;
    is_configured = true;
    line = ascii::trim(line);
    // What follows the address is no part of it. A zone id (fe80::1%eth0) is nothing we can pass on.
    const auto address = IpAddress::parse(line.substr(0, line.find_first_of(" \t#;")));
    if (address && servers.size() < most_system_servers) servers.push_back({*address});
  }
  if (!is_configured) servers.push_back({IpAddress::v4({127, 0, 0, 1})});
  return servers;
}

}  // namespace alignmail::dns
