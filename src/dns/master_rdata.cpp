// SPDX-License-Identifier: Apache-2.0
#include "dns/master_rdata.hpp"

#include <algorithm>
#include <array>

#include "base/ascii.hpp"
#include "base/escape.hpp"
#include "dns/master_file.hpp"
#include "dns/wire.hpp"

namespace alignmail::dns {
namespace {

constexpr std::size_t longest_string = 255;  // RFC 1035 section 3.3

// DNAME is not among them: skipping it would change what stands below its owner.
constexpr std::array<std::string_view, 63> other_types = {
    "A6",         "AFSDB",  "AMTRELAY", "APL",   "AVC",    "CAA",   "CDNSKEY", "CDS",    "CERT",  "CSYNC",      "DHCID",
    "DLV",        "DNSKEY", "DS",       "DSYNC", "EID",    "EUI48", "EUI64",   "GPOS",   "HINFO", "HIP",        "HTTPS",
    "IPSECKEY",   "ISDN",   "KEY",      "KX",    "L32",    "L64",   "LOC",     "LP",     "MB",    "MD",         "MF",
    "MG",         "MINFO",  "MR",       "NAPTR", "NID",    "NINFO", "NSAP",    "NSEC",   "NSEC3", "NSEC3PARAM", "NXT",
    "OPENPGPKEY", "PX",     "RESINFO",  "RP",    "RRSIG",  "RT",    "SIG",     "SMIMEA", "SPF",   "SRV",        "SSHFP",
    "SVCB",       "TALINK", "TLSA",     "URI",   "WALLET", "WKS",   "X25",     "ZONEMD",
};

tl::unexpected<Error> bad(std::string what) { return failure(Error::Kind::Malformed, std::move(what)); }

bool is_absolute(std::string_view text) {
  if (!text.ends_with('.')) return false;
  text.remove_suffix(1);
  const std::size_t last = text.find_last_not_of('\\');
  const std::size_t backslashes = text.size() - (last == std::string_view::npos ? 0 : last + 1);
  return backslashes % 2 == 0;
}

Result<RecordData> read_address(Type type, std::string_view text) {
  const auto address = IpAddress::parse(text);
  const bool has_colon = text.find(':') != std::string_view::npos;
  if (!address || has_colon != (type == Type::AAAA)) {
    return bad(escape::quoted(text) + " is no " + (type == Type::A ? "IPv4" : "IPv6") + " address");
  }
  return *address;
}

Result<RecordData> read_target(const Token& token, const Origin& origin) {
  auto name = read_name(token, origin);
  if (!name) return tl::unexpected(name.error());
  if (!*name) return bad("the root cannot be the target here");
  return RecordData(std::move(**name));
}

Result<RecordData> read_mx(std::span<const Token> tokens, const Origin& origin) {
  const auto preference = ascii::parse_number(tokens[0].text);
  if (!preference || *preference > UINT16_MAX)
    return bad(escape::quoted(tokens[0].text) + " is not a preference (0 to 65535)");
  auto exchange = read_name(tokens[1], origin);
  if (!exchange) return tl::unexpected(exchange.error());
  return Mx{static_cast<std::uint16_t>(*preference), std::move(*exchange)};
}

Result<RecordData> read_txt(std::span<const Token> tokens) {
  Txt txt;
  for (const Token& token : tokens) {
    auto string = unescape(token.text);
    if (!string) return bad("a broken escape in " + escape::quoted(token.text));
    if (string->size() > longest_string) {
      return bad("a string of " + std::to_string(string->size()) + " octets; split it, 255 is the most");
    }
    txt.strings.push_back(std::move(*string));
  }
  return txt;
}

Result<RecordData> read_soa(std::span<const Token> tokens, const Origin& origin) {
  Soa soa;
  for (std::size_t i = 0; i < 2; ++i) {
    const auto name = read_name(tokens[i], origin);
    if (!name) return tl::unexpected(name.error());
    soa.text += (*name ? (*name)->text() : std::string()) + ". ";
  }
  const auto serial = ascii::parse_number(tokens[2].text);
  if (!serial || *serial > UINT32_MAX) return bad(escape::quoted(tokens[2].text) + " is not a serial number");
  soa.text += std::to_string(*serial);
  for (std::size_t i = 3; i < 7; ++i) {
    // Servers send numbers beyond what a time to live may be, and a recording repeats them.
    auto seconds = parse_ttl(tokens[i].text);
    const auto number = ascii::parse_number(tokens[i].text);
    if (!seconds && number && *number <= UINT32_MAX) seconds = static_cast<std::uint32_t>(*number);
    if (!seconds) return bad(escape::quoted(tokens[i].text) + " is not a time in seconds");
    soa.text += " " + std::to_string(*seconds);
    soa.minimum = *seconds;
  }
  return soa;
}

// How many tokens the data of a type has; 0 stands for one or more.
std::size_t token_count(Type type) {
  switch (type) {
    case Type::MX: return 2;
    case Type::SOA: return 7;
    case Type::TXT: return 0;
    case Type::A:
    case Type::AAAA:
    case Type::CNAME:
    case Type::NS:
    case Type::PTR: return 1;
  }
  return 0;
}

}  // namespace

Result<std::optional<Domain>> read_name(const Token& token, const Origin& origin) {
  if (token.quoted) return bad("a name cannot stand in quotes: " + escape::quoted(token.text));
  if (token.text == ".") return std::optional<Domain>();
  if (token.text == "@") {
    if (!origin.given) return bad("\"@\" needs an $ORIGIN before it");
    return origin.name;
  }
  const bool relative = !is_absolute(token.text) && origin.name;
  auto name =
      Domain::parse_escaped(relative ? std::string(token.text) + "." + origin.name->text() : std::string(token.text));
  if (!name) return tl::unexpected(name.error());
  return std::optional<Domain>(std::move(*name));
}

bool is_generic(std::span<const Token> tokens) {
  return !tokens.empty() && !tokens[0].quoted && tokens[0].text == "\\#";
}

Result<std::string> read_generic(std::span<const Token> tokens) {
  const auto length = tokens.size() > 1 ? ascii::parse_number(tokens[1].text) : std::nullopt;
  if (!length || *length > UINT16_MAX) return bad("after \\# stands the number of octets");
  std::string digits;
  for (const Token& token : tokens.subspan(2)) digits += token.text;
  const auto value = [](char c) { return std::string_view("0123456789abcdef").find(ascii::lower(c)); };
  if (digits.size() != *length * 2 ||
      std::any_of(digits.begin(), digits.end(), [&](char c) { return value(c) == std::string_view::npos; })) {
    return bad("after \\# " + std::to_string(*length) + " stand as many octets in hexadecimal");
  }
  std::string octets;
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    octets.push_back(static_cast<char>(value(digits[i]) << 4 | value(digits[i + 1])));
  }
  return octets;
}

Result<RecordData> parse_rdata(Type type, std::string_view text) {
  MasterScanner scanner(text);
  Entry entry;
  const auto first = scanner.next(entry);
  if (!first) return tl::unexpected(first.error());
  if (!*first || entry.fault) return bad(escape::quoted(text) + " is not the data of a record");
  auto data = read_rdata(type, entry.tokens, {});
  Entry more;
  const auto second = scanner.next(more);
  if (!second || *second) return bad("more than one line in " + escape::quoted(text));
  return data;
}

Result<RecordData> read_rdata(Type type, std::span<const Token> tokens, const Origin& origin) {
  if (is_generic(tokens)) {
    const auto octets = read_generic(tokens);
    if (!octets) return tl::unexpected(octets.error());
    auto data = wire::read_rdata(type, *octets, 0, octets->size());
    if (!data) return bad("these octets are not data of type " + std::string(to_string(type)));
    return std::move(*data);
  }
  const std::size_t count = token_count(type);
  if (tokens.empty() || (count != 0 && tokens.size() != count)) {
    return bad(std::string(to_string(type)) + " takes " +
               (count == 0 ? "one or more values" : std::to_string(count) + (count == 1 ? " value" : " values")) +
               ", here are " + std::to_string(tokens.size()));
  }
  switch (type) {
    case Type::A:
    case Type::AAAA: return read_address(type, tokens[0].text);
    case Type::CNAME:
    case Type::NS:
    case Type::PTR: return read_target(tokens[0], origin);
    case Type::MX: return read_mx(tokens, origin);
    case Type::TXT: return read_txt(tokens);
    case Type::SOA: return read_soa(tokens, origin);
  }
  return bad("an unknown type");
}

bool is_other_type(std::string_view mnemonic) {
  return std::any_of(other_types.begin(), other_types.end(),
                     [&](std::string_view known) { return ascii::iequals(mnemonic, known); });
}

std::optional<std::uint16_t> generic_type(std::string_view mnemonic) {
  if (!ascii::istarts_with(mnemonic, "TYPE")) return std::nullopt;
  const auto number = ascii::parse_number(mnemonic.substr(4));
  if (!number || *number > UINT16_MAX) return std::nullopt;
  return static_cast<std::uint16_t>(*number);
}

}  // namespace alignmail::dns
