// SPDX-License-Identifier: Apache-2.0
// Recordings (--dns-record, --dns replay:FILE): every fact of a run as JSON.
//
//   {"alignmail_dns_recording": 1, "facts": [
//     {"name": "example.com", "type": "TXT", "status": "noerror", "records": ["\"v=spf1 -all\""],
//      "alias": null, "ttl": 300, "ad": false, "ms": 12.5, "server": "192.0.2.53:53",
//      "time": "2026-11-02T10:00:00Z"}]}
//
// Records are master-file text without owner, TTL and class, so a recording is plain ASCII
// whatever octets DNS held.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "alignmail/dns_source.hpp"

namespace alignmail::dns {

// As render_recording(facts) does, with the time to write down.
std::string render_recording(const Facts& facts, std::chrono::sys_seconds time);

// The facts of a recording. Malformed errors name the file and the reason.
Result<Facts> parse_recording(std::string_view text, std::string_view file);

// Answers from a recording; what it lacks is NotRecorded.
Result<std::unique_ptr<Source>> read_recording(const std::string& path);

}  // namespace alignmail::dns
