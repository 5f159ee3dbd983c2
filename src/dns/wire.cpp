// SPDX-License-Identifier: Apache-2.0
#include "dns/wire.hpp"

#include <array>
#include <cstdio>

#include "base/ascii.hpp"
#include "dns/master_file.hpp"

namespace alignmail::dns::wire {
namespace {

constexpr std::size_t longest_name = 255;  // RFC 1035 section 2.3.4, with length octets and the root
constexpr int most_jumps = 128;            // more than a name can have labels

// As Domain::parse_escaped() reads it.
void append_label(std::string& out, std::string_view label) {
  for (const char c : label) {
    if (ascii::is_printable(c) && c != '.' && c != '\\') {
      out.push_back(c);
    } else {
      std::array<char, 8> text{};
      std::snprintf(text.data(), text.size(), "\\%03u", static_cast<unsigned>(static_cast<unsigned char>(c)));
      out += text.data();
    }
  }
  out.push_back('.');
}

std::optional<RecordData> target(Reader& reader) {
  auto name = reader.name();
  if (!name.domain) return std::nullopt;
  return RecordData(std::move(*name.domain));
}

std::optional<RecordData> address(Type type, std::string_view octets) {
  if (type == Type::A) {
    std::array<std::uint8_t, 4> four{};
    if (octets.size() != four.size()) return std::nullopt;
    std::copy(octets.begin(), octets.end(), four.begin());
    return IpAddress::v4(four);
  }
  std::array<std::uint8_t, 16> sixteen{};
  if (octets.size() != sixteen.size()) return std::nullopt;
  std::copy(octets.begin(), octets.end(), sixteen.begin());
  return IpAddress::v6(sixteen);
}

std::optional<RecordData> strings(Reader& reader, std::size_t end) {
  Txt txt;
  // One string at least (section 3.3.14).
  do {
    const std::size_t length = reader.u8();
    txt.strings.emplace_back(reader.octets(length));
  } while (reader.ok() && reader.at() < end);
  return txt;
}

std::optional<RecordData> soa(Reader& reader) {
  Soa soa;
  for (int i = 0; i < 2; ++i) {
    const Name name = reader.name();
    soa.text += (name.domain ? name.domain->text() : std::string()) + ". ";
  }
  for (int i = 0; i < 5; ++i) {
    soa.minimum = reader.u32();
    soa.text += std::to_string(soa.minimum) + (i < 4 ? " " : "");
  }
  return soa;
}

std::optional<RecordData> typed(Type type, Reader& reader, std::size_t length) {
  const std::size_t end = reader.at() + length;
  switch (type) {
    case Type::A:
    case Type::AAAA: return address(type, reader.octets(length));
    case Type::CNAME:
    case Type::NS:
    case Type::PTR: return target(reader);
    case Type::MX: {
      const std::uint16_t preference = reader.u16();
      return Mx{preference, reader.name().domain};
    }
    case Type::TXT: return strings(reader, end);
    case Type::SOA: return soa(reader);
  }
  return std::nullopt;
}

}  // namespace

std::uint8_t Reader::u8() {
  const std::string_view octet = octets(1);
  return octet.empty() ? std::uint8_t{0} : static_cast<std::uint8_t>(octet.front());
}

std::uint16_t Reader::u16() {
  const unsigned high = u8();
  return static_cast<std::uint16_t>(high << 8 | u8());
}

std::uint32_t Reader::u32() {
  const std::uint32_t high = u16();
  return high << 16 | u16();
}

std::string_view Reader::octets(std::size_t count) {
  if (!ok_ || at_ > packet_.size() || count > packet_.size() - at_) {
    fail();
    return {};
  }
  const std::string_view result = packet_.substr(at_, count);
  at_ += count;
  return result;
}

Name Reader::name() {
  std::string text;
  std::size_t length = 1;  // the root's octet
  std::size_t after = 0;   // where the name ends in the packet, once a pointer was met
  std::size_t begin = at_;
  for (int jumps = 0; ok_;) {
    const std::uint8_t octet = u8();
    if (!ok_) break;
    if (octet == 0) {
      if (after != 0) at_ = after;
      if (text.empty()) return {};
      auto domain = Domain::parse_escaped(text);
      if (domain) return {std::move(*domain)};
      fail();
    } else if ((octet & 0xC0) == 0xC0) {
      const std::size_t place = static_cast<std::size_t>(octet & 0x3F) << 8 | u8();
      if (after == 0) after = at_;
      if (place >= begin || ++jumps > most_jumps) fail();
      begin = at_ = place;
    } else if ((octet & 0xC0) != 0) {
      fail();  // extended label types never came into use (RFC 6891 section 5)
    } else {
      length += octet + std::size_t{1};
      if (length > longest_name) fail();
      append_label(text, octets(octet));
    }
  }
  return {};
}

std::optional<RecordData> read_rdata(Type type, std::string_view packet, std::size_t at, std::size_t length) {
  // The data ends where its length says, also for what a name's labels would reach into.
  Reader reader(packet.substr(0, std::min(packet.size(), at + length)), at);
  auto data = typed(type, reader, length);
  if (!reader.ok() || reader.at() != at + length) return std::nullopt;
  return data;
}

void append_u16(std::string& out, std::uint16_t value) {
  out.push_back(static_cast<char>(value >> 8));
  out.push_back(static_cast<char>(value & 0xFF));
}

void append_u32(std::string& out, std::uint32_t value) {
  append_u16(out, static_cast<std::uint16_t>(value >> 16));
  append_u16(out, static_cast<std::uint16_t>(value & 0xFFFF));
}

std::string write_name(const Domain& name) {
  std::string out;
  for (const std::string_view label : name.labels()) {
    // A Domain's escapes are whole, so there always is a value.
    const std::string octets = unescape(label).value_or(std::string());
    out.push_back(static_cast<char>(octets.size()));
    out += octets;
  }
  out.push_back('\0');
  return out;
}

std::string write_query(const Question& question, std::uint16_t id, bool with_edns) {
  std::string out;
  append_u16(out, id);
  append_u16(out, flag_recursion_desired | flag_authentic);
  append_u16(out, 1);  // questions
  append_u16(out, 0);
  append_u16(out, 0);
  append_u16(out, with_edns ? 1 : 0);
  out += write_name(question.name);
  append_u16(out, static_cast<std::uint16_t>(question.type));
  append_u16(out, class_in);
  if (with_edns) {
    out.push_back('\0');  // the root owns the OPT record (RFC 6891 section 6.1.2)
    append_u16(out, type_opt);
    append_u16(out, udp_octets);
    append_u32(out, 0);  // version 0, no flags
    append_u16(out, 0);
  }
  return out;
}

}  // namespace alignmail::dns::wire
