// SPDX-License-Identifier: Apache-2.0
// Master files (RFC 1035 section 5, RFC 2308 section 4 for $TTL, RFC 3597 for unknown types).
//
// Beside the RFC, a line ";! NAME TYPE FAULT" asks for a fault at that question: TIMEOUT,
// SERVFAIL, REFUSED or MALFORMED; NAME may be "*" or begin with "*." (every name below), TYPE
// may be "*". To any other reader it is a comment.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "alignmail/dns_records.hpp"

namespace alignmail::dns {

struct MasterRecord {
  Domain name;
  Type type{};
  std::uint32_t ttl = 0;
  RecordData data{};
  std::size_t line = 0;
  bool is_bare = false;  // a part of its data that may stand in quotes does not
};

struct MasterFault {
  std::optional<Domain> name{};  // absent: every name
  bool below = false;            // the names below `name`, not itself
  std::optional<Type> type{};    // absent: every type
  Status status{};
};

struct MasterFile {
  std::vector<MasterRecord> records{};
  std::vector<MasterFault> faults{};
  std::vector<Domain> other_names{};  // names with records of types that nobody asks for
};

// Names are relative to the root until $ORIGIN says otherwise. Records of the root itself are
// left out: nobody asks for them. A CNAME beside other records is refused. Errors are Malformed: "FILE, line 3: ...".
Result<MasterFile> parse_master_file(std::string_view text, std::string_view file);

// A time to live: seconds, or numbers with units ("1h30m"); at most 2^31-1 (RFC 2181 section 8).
std::optional<std::uint32_t> parse_ttl(std::string_view text);
// The octets that a token with its escapes stands for; nothing when an escape is broken.
std::optional<std::string> unescape(std::string_view text);

}  // namespace alignmail::dns
