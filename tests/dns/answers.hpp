// SPDX-License-Identifier: Apache-2.0
// Answers to one question, and what is read in them.
#pragma once

#include "dns/reply.hpp"
#include "support/packet.hpp"

namespace alignmail::dns {

inline constexpr std::uint16_t id = 0x1234;
inline const std::string asked = "s1._domainkey.example.com";

inline Question question(Type type = Type::TXT) { return {*Domain::parse(asked), type}; }
inline support::Packet reply(std::uint16_t flags = 0x8180) { return support::Packet(id, flags).question(asked); }
inline std::string txt(std::string_view text) { return support::Packet::string(text); }

// "name: noerror 300 records" for each fact, joined by "; ".
inline std::string told(const Reply& reply) {
  std::string out;
  for (const auto& [about, fact] : reply.facts) {
    if (!out.empty()) out += "; ";
    out += about.name.text() + ": " + std::string(to_string(fact.status)) + " " + std::to_string(fact.ttl);
    if (fact.alias) out += " -> " + fact.alias->text();
    for (const RecordData& record : fact.records) out += " " + to_string(record);
  }
  return out;
}
inline std::string told(const support::Packet& packet, Type type = Type::TXT) {
  return told(read_reply(packet.str(), question(type), id));
}

}  // namespace alignmail::dns
