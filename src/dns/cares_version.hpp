// SPDX-License-Identifier: Apache-2.0
// Where the versions of c-ares differ, from 1.18 to 1.34. Only cares_source.cpp includes this.
#pragma once

#define CARES_NO_DEPRECATED  // what we call behaves alike in all of them
#include <ares.h>

namespace alignmail::dns {

// From 1.28 on a query is parsed and written anew, and its name must be one that a host could have:
// what a macro of SPF makes of a local part may not be.
constexpr bool carries_any_name = ARES_VERSION < 0x011c00;

// Options that only newer versions know; sets their bits in `mask`.
inline void set_newer_options([[maybe_unused]] ares_options& options, [[maybe_unused]] int& mask) {
#if ARES_VERSION >= 0x011400
  mask |= ARES_OPT_UDP_MAX_QUERIES;
  options.udp_max_queries = 1;  // another source port for each query: harder to forge a reply
#endif
#if ARES_VERSION >= 0x011f00
  mask |= ARES_OPT_QUERY_CACHE;  // it is on by default; what is kept, and how long, is ours to say
  options.qcache_max_ttl = 0;
#endif
}

}  // namespace alignmail::dns
