// SPDX-License-Identifier: Apache-2.0
// Servers asked over UDP and TCP.
#pragma once

#include <memory>
#include <vector>

#include "alignmail/dns_source.hpp"
#include "dns/source_spec.hpp"

namespace alignmail::dns {

// At least one server. One thread at a time may fetch.
std::unique_ptr<Source> make_server_source(const std::vector<ServerAddress>& servers, const ServerOptions& options);

}  // namespace alignmail::dns
