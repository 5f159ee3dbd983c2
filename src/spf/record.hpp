// SPDX-License-Identifier: Apache-2.0
// An SPF record as data: parsed whole, every fault found (RFC 7208 sections 4.5, 4.6 and 12).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "alignmail/ip_address.hpp"
#include "alignmail/spf.hpp"

namespace alignmail::spf {

// The network of ip4 and ip6. Its own type because IpAddress reads ::ffff:a.b.c.d as IPv4, while
// an ip6 mechanism never speaks of IPv4 clients (section 5).
struct Network {
  bool is_v4 = true;
  std::array<std::uint8_t, 16> octets{};  // 4 of them for IPv4
  int prefix = 32;

  bool contains(const IpAddress& ip) const;
  std::string to_string() const;
};

// A term of a record, by reference into its text.
struct ParsedTerm {
  Kind kind = Kind::UnknownModifier;
  Qualifier qualifier = Qualifier::Pass;
  std::uint32_t offset = 0;  // of the term
  std::uint32_t length = 0;
  std::uint32_t value_offset = 0;  // of the domain-spec, or of a modifier's value
  std::uint32_t value_length = 0;  // 0: there is none
  int prefix_v4 = 32;              // of a and mx
  int prefix_v6 = 128;
  Network network{};  // of ip4 and ip6

  bool is_mechanism() const { return kind < Kind::Redirect; }
};

// Terms that parse, in their order. A record is valid when parse_record found no fault.
struct Record {
  std::string text{};
  std::vector<ParsedTerm> terms{};

  // A term as written, and its domain-spec or value.
  std::string_view written(const ParsedTerm& term) const;
  std::string_view value(const ParsedTerm& term) const;
  const ParsedTerm* find(Kind kind) const;  // the first one; null when there is none
};

struct Parsed {
  Record record{};
  std::vector<SyntaxError> errors{};
};

// Section 4.5: "v=spf1" in any case, then a space or the end.
bool is_spf_record(std::string_view text);
// Of a text that is_spf_record().
Parsed parse_record(std::string text);

// Terms that spend one of the ten look-ups (4.6.4).
bool needs_lookup(Kind kind);

// In one normal form: names in lower case, no "+", domains in lower case unless they hold
// macros, prefix lengths only where they say something. Equal texts mean equal terms.
std::string to_text(const Record& record, const ParsedTerm& term);
std::string to_text(const Record& record);

}  // namespace alignmail::spf
