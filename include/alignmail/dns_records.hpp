// SPDX-License-Identifier: Apache-2.0
// Questions of DNS, and what is told in answer (RFC 1035).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "alignmail/domain.hpp"
#include "alignmail/ip_address.hpp"
#include "alignmail/shared_list.hpp"

namespace alignmail::dns {

// The record types that are asked for, with their numbers on the wire.
enum class Type : std::uint16_t { A = 1, NS = 2, CNAME = 5, SOA = 6, PTR = 12, MX = 15, TXT = 16, AAAA = 28 };
std::string_view to_string(Type type);
std::optional<Type> parse_type(std::string_view mnemonic);

struct Question {
  Domain name;
  Type type;
  auto operator<=>(const Question&) const = default;
};

}  // namespace alignmail::dns

template <>
struct std::hash<alignmail::dns::Question> {
  static std::size_t of(const alignmail::dns::Domain& name, alignmail::dns::Type type) noexcept {
    return std::hash<alignmail::dns::Domain>{}(name)*31 + static_cast<std::size_t>(type);
  }
  std::size_t operator()(const alignmail::dns::Question& question) const noexcept {
    return of(question.name, question.type);
  }
};

namespace alignmail::dns {

struct Mx {
  std::uint16_t preference = 0;
  std::optional<Domain> exchange;  // absent for the root: "null MX" (RFC 7505)
  bool operator==(const Mx&) const = default;
};
// The character-strings of one TXT record, in order. SPF, DKIM and DMARC join them
// without anything between (RFC 7208 section 3.3, RFC 6376 section 3.6.2.2).
struct Txt {
  std::vector<std::string> strings{};
  std::string joined() const;
  bool operator==(const Txt&) const = default;
};
struct Soa {
  std::string text{};         // the seven fields as in a master file
  std::uint32_t minimum = 0;  // negative TTL (RFC 2308)
  bool operator==(const Soa&) const = default;
};
// Domain: the target of a CNAME, NS or PTR record.
using RecordData = std::variant<IpAddress, Domain, Mx, Txt, Soa>;
// One line of a master file without owner, TTL and class, escaped.
std::string to_string(const RecordData& data);

enum class Status : std::uint8_t {
  Found,   // records of the type that was asked for
  NoData,  // the name exists, the type does not
  NxDomain,
  ServFail,
  Refused,
  Timeout,      // no answer in time
  Malformed,    // an answer that cannot be read
  NotRecorded,  // a replay lacks the question
  NotAsked,     // a deadline or a ceiling came first
  Offline,      // --dns none
  Pending,      // wanted, not fetched yet; never in a fact
};
// The words of the report's "dns" list; Pending is "pending".
std::string_view to_string(Status status);
// True when a later try could bring an answer (ServFail, Refused, Timeout, Malformed).
bool is_temporary(Status status);
// True for Found, NoData and NxDomain: DNS has spoken.
bool is_answer(Status status);

// What is known about one question after one hop: records, or the alias that stands there.
struct Fact {
  Status status = Status::NotAsked;
  std::vector<RecordData> records{};  // of the type that was asked for
  std::optional<Domain> alias{};      // a CNAME instead; then status is Found and records empty
  std::uint32_t ttl = 0;              // seconds; of a negative answer the negative TTL
  bool authentic = false;             // the AD bit (RFC 4035): to be believed as far as the path to the resolver is
  std::optional<double> milliseconds{};
  std::string server{};  // who answered: address and port, "zone", "replay", "overlay"
};

// An answer: the facts read along the chain of aliases.
struct Answer {
  Status status = Status::Pending;  // of the chain's end; a loop or a chain over 10 is Malformed
  SharedList<RecordData> records{};
  std::vector<Domain> chain{};  // aliases in the order followed; empty when there is none
  bool chain_loops = false;
  std::uint32_t ttl = 0;   // the smallest along the chain
  bool authentic = false;  // every hop was

  bool found() const { return status == Status::Found; }
  std::vector<std::string> texts() const;    // TXT records, joined
  std::vector<IpAddress> addresses() const;  // A and AAAA
  std::vector<Mx> exchanges() const;         // MX, by preference, then name
  std::vector<Domain> names() const;         // PTR, NS, CNAME
};

}  // namespace alignmail::dns
