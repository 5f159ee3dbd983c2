// SPDX-License-Identifier: Apache-2.0
// Messages of DNS as octets (RFC 1035 section 4.1): a reader that never leaves the packet, and
// the one message that we write, a query.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "alignmail/dns_records.hpp"

namespace alignmail::dns::wire {

inline constexpr std::size_t header_octets = 12;
inline constexpr std::uint16_t class_in = 1;
inline constexpr std::uint16_t type_opt = 41;      // RFC 6891
inline constexpr std::uint16_t udp_octets = 1232;  // what passes everywhere unfragmented (DNS flag day 2020)
inline constexpr std::uint16_t flag_response = 0x8000;
inline constexpr std::uint16_t flag_truncated = 0x0200;
inline constexpr std::uint16_t flag_recursion_desired = 0x0100;
inline constexpr std::uint16_t flag_authentic = 0x0020;  // RFC 4035

// A name as it stands on the wire; the root is a name without a Domain.
struct Name {
  std::optional<Domain> domain{};
};

// Reads forward through a packet. After a fault every read gives zero or nothing, and ok() is
// false, so that callers may check once behind several reads.
class Reader {
 public:
  explicit Reader(std::string_view packet, std::size_t at = 0) : packet_(packet), at_(at) {}

  bool ok() const { return ok_; }
  std::size_t at() const { return at_; }
  std::uint8_t u8();
  std::uint16_t u16();
  std::uint32_t u32();
  std::string_view octets(std::size_t count);
  // A name that may be compressed (section 4.1.4). Pointers must lead strictly backwards, so
  // that no loop can arise; at most 128 are followed.
  Name name();

 private:
  void fail() { ok_ = false; }

  std::string_view packet_;
  std::size_t at_ = 0;
  bool ok_ = true;
};

// The data of a record at `at`, `length` octets long; nothing when it does not follow its
// type's form to the last octet. A root as the target of a CNAME, NS or PTR record is not kept either.
std::optional<RecordData> read_rdata(Type type, std::string_view packet, std::size_t at, std::size_t length);

// A query with recursion desired, AD set (RFC 6840 section 5.7: we understand the bit) and EDNS0.
std::string write_query(const Question& question, std::uint16_t id, bool with_edns = true);
// A name without compression.
std::string write_name(const Domain& name);
void append_u16(std::string& out, std::uint16_t value);
void append_u32(std::string& out, std::uint32_t value);

}  // namespace alignmail::dns::wire
