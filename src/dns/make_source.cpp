// SPDX-License-Identifier: Apache-2.0
#include "alignmail/dns_source.hpp"
#include "dns/file.hpp"
#include "dns/fixed_source.hpp"
#include "dns/recording.hpp"
#include "dns/server_source.hpp"
#include "dns/source_spec.hpp"
#include "dns/zone_source.hpp"

namespace alignmail::dns {
namespace {

using Made = Result<std::unique_ptr<Source>>;

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
  const auto as_source = [](auto made) -> Made {
    if (!made) return tl::unexpected(made.error());
    return std::unique_ptr<Source>(std::move(*made));
  };
  if (spec == "system") return make_system(options);
  if (spec == "none") return std::make_unique<FixedSource>(Status::Offline);
  if (spec.starts_with(zone_scheme)) return as_source(file_of(spec, zone_scheme).and_then(ZoneSource::from_file));
  if (spec.starts_with(replay_scheme)) return as_source(file_of(spec, replay_scheme).and_then(read_recording));
  return make_servers(spec, options);
}

}  // namespace alignmail::dns
