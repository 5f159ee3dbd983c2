// SPDX-License-Identifier: Apache-2.0
// DNS packets for tests, written octet by octet, also such as no server should send.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "alignmail/dns_records.hpp"
#include "dns/wire.hpp"

namespace support {

// A response under construction. Counts are those of what was added, unless set by hand.
class Packet {
 public:
  explicit Packet(std::uint16_t id = 0x1234, std::uint16_t flags = 0x8180) : id_(id), flags_(flags) {}

  // Names are given as text ("a.example"), "" is the root.
  Packet& question(std::string_view name, alignmail::dns::Type type = alignmail::dns::Type::TXT,
                   std::uint16_t klass = 1) {
    body_ += wire_name(name);
    u16(static_cast<std::uint16_t>(type));
    u16(klass);
    ++counts_[0];
    return *this;
  }
  // `owner` and `data` are octets as they stand on the wire.
  Packet& raw_record(std::size_t section, std::string_view owner, std::uint16_t type, std::uint32_t ttl,
                     std::string_view data, std::uint16_t klass = 1) {
    body_ += owner;
    u16(type);
    u16(klass);
    alignmail::dns::wire::append_u32(body_, ttl);
    u16(static_cast<std::uint16_t>(data.size()));
    body_ += data;
    ++counts_[section];
    return *this;
  }
  Packet& answer(std::string_view owner, alignmail::dns::Type type, std::uint32_t ttl, std::string_view data,
                 std::uint16_t klass = 1) {
    return raw_record(1, wire_name(owner), static_cast<std::uint16_t>(type), ttl, data, klass);
  }
  Packet& authority(std::string_view owner, alignmail::dns::Type type, std::uint32_t ttl, std::string_view data) {
    return raw_record(2, wire_name(owner), static_cast<std::uint16_t>(type), ttl, data);
  }
  Packet& additional(std::string_view owner, std::uint16_t type, std::uint32_t ttl, std::string_view data) {
    return raw_record(3, wire_name(owner), type, ttl, data);
  }
  Packet& octets(std::string_view text) {
    body_ += text;
    return *this;
  }
  Packet& count(std::size_t section, std::uint16_t value) {
    counts_[section] = value;
    return *this;
  }
  // Where the next octet of the packet will stand.
  std::uint16_t at() const { return static_cast<std::uint16_t>(alignmail::dns::wire::header_octets + body_.size()); }

  std::string str() const {
    std::string out;
    alignmail::dns::wire::append_u16(out, id_);
    alignmail::dns::wire::append_u16(out, flags_);
    for (const std::uint16_t count : counts_) alignmail::dns::wire::append_u16(out, count);
    return out + body_;
  }

  static std::string wire_name(std::string_view name) {
    if (name.empty()) return std::string(1, '\0');
    return alignmail::dns::wire::write_name(*alignmail::dns::Domain::parse_escaped(name));
  }
  static std::string string(std::string_view text) { return static_cast<char>(text.size()) + std::string(text); }
  static std::string pointer(std::uint16_t place) {
    std::string out;
    alignmail::dns::wire::append_u16(out, static_cast<std::uint16_t>(0xC000 | place));
    return out;
  }
  static std::string soa(std::string_view primary, std::uint32_t minimum) {
    std::string out = wire_name(primary) + wire_name("host.example");
    for (const std::uint32_t number : {1U, 3600U, 600U, 86400U, minimum}) {
      alignmail::dns::wire::append_u32(out, number);
    }
    return out;
  }

 private:
  void u16(std::uint16_t value) { alignmail::dns::wire::append_u16(body_, value); }

  std::uint16_t id_;
  std::uint16_t flags_;
  std::uint16_t counts_[4] = {0, 0, 0, 0};
  std::string body_;
};

}  // namespace support
