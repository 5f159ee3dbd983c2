// SPDX-License-Identifier: Apache-2.0
#include "alignmail/dns.hpp"
#include "dns/file.hpp"
#include "dns/fixed_source.hpp"
#include "dns/recording.hpp"
#include "dns/server_source.hpp"
#include "dns/source_spec.hpp"
#include "dns/zone_source.hpp"

namespace alignmail::dns {
namespace {

using Made = Result<std::unique_ptr<Source>>;

// What follows "zone:" or "replay:".
Result<std::string> file_of(std::string_view spec, std::string_view scheme) {
  if (spec.size() == scheme.size()) {
    return failure(Error::Kind::Usage, "--dns: a file must follow " + std::string(scheme));
  }
  return std::string(spec.substr(scheme.size()));
}

Made make_system(const ServerOptions& options) {
  const auto text = read_file("/etc/resolv.conf");
  const auto servers = text ? parse_resolv_conf(*text) : std::vector<ServerAddress>();
  // Nobody to ask: what a server that never answers would give.
  if (servers.empty()) return std::make_unique<FixedSource>(Status::Timeout);
  return make_server_source(servers, options);
}

Made make_servers(std::string_view spec, const ServerOptions& options) {
  const auto servers = parse_servers(spec);
  if (!servers) return tl::unexpected(servers.error());
  return make_server_source(*servers, options);
}

}  // namespace

Made make_source(std::string_view spec, const ServerOptions& options) {
  constexpr std::string_view zone = "zone:";
  constexpr std::string_view replay = "replay:";
  const auto as_source = [](auto made) -> Made {
    if (!made) return tl::unexpected(made.error());
    return std::unique_ptr<Source>(std::move(*made));
  };
  if (spec == "system") return make_system(options);
  if (spec == "none") return std::make_unique<FixedSource>(Status::Offline);
  if (spec.starts_with(zone)) return as_source(file_of(spec, zone).and_then(ZoneSource::from_file));
  if (spec.starts_with(replay)) return as_source(file_of(spec, replay).and_then(read_recording));
  return make_servers(spec, options);
}

}  // namespace alignmail::dns
