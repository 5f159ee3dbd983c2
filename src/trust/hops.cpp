// SPDX-License-Identifier: Apache-2.0
#include "trust/hops.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "base/limits.hpp"
#include "trust/names.hpp"

namespace alignmail::trust {
namespace {

// Ways in which no stranger hands over mail: between a server's own parts, and fetching.
constexpr std::string_view local_protocols[] = {"lmtp",  "lmtpa", "lmtps", "lmtpproxy", "http",
                                                "https", "mapi",  "local", "pop3",      "imap"};

bool is_local_protocol(std::string_view with) {
  const std::string_view word = with.substr(0, with.find(' '));
  return std::any_of(std::begin(local_protocols), std::end(local_protocols),
                     [&](std::string_view protocol) { return ascii::iequals(word, protocol); });
}

// The address that Exchange writes of the receiving side: "by HOST (ADDRESS)".
std::optional<IpAddress> address_of_by(const message::Message& message, const Hop& hop) {
  const std::string text = ascii::unfold(message.fields()[hop.field].body);
  const std::string key = " by " + hop.received.by + " (";
  const std::size_t begin = text.find(key);
  if (begin == std::string::npos) return std::nullopt;
  const std::size_t from = begin + key.size();
  const std::size_t end = text.find(')', from);
  return end == std::string::npos ? std::nullopt : IpAddress::parse(std::string_view(text).substr(from, end - from));
}

// Whether the next line down could be the receiver's as well, below one that names no client.
bool goes_on_below(const Hop& hop, const Hop& next, const dns::SuffixList& suffixes) {
  const std::string& by = next.received.by;
  return by.empty() || is_local_name(by) || IpAddress::parse(by) || same_organization(by, hop.received.by, suffixes);
}

// Two names of one host: the same, or one is the other's first label.
bool is_one_host(std::string_view a, std::string_view b) {
  const std::string first = normal_name(a);
  const std::string second = normal_name(b);
  if (first.empty() || second.empty()) return false;
  const auto is_short = [](std::string_view name, std::string_view whole) {
    return name.find('.') == std::string_view::npos && whole.substr(0, whole.find('.')) == name;
  };
  return first == second || is_short(first, second) || is_short(second, first);
}

// Whether the next line down that names its writer was written by the client of this hop, within the receiver. A proxy
// in front of a server makes every client look like a private address; then the next line is a stranger's, and this
// hop is the boundary. (Who comes through such a proxy, calls himself by one label or like a host of the receiver, and
// writes the next line under that name, is believed: relays inside cannot be told from him.)
bool is_handed_on_from_below(const std::vector<Hop>& hops, std::size_t index, const dns::SuffixList& suffixes) {
  const message::Received& here = hops[index].received;
  for (std::size_t below = index + 1; below < hops.size(); ++below) {
    const std::string& by = hops[below].received.by;
    if (by.empty()) continue;
    if (is_one_host(by, here.from) || is_one_host(by, here.from_host)) {
      return is_local_name(by) || is_local_name(here.by) || same_organization(by, here.by, suffixes);
    }
    const auto address = IpAddress::parse(by);
    return (address && address == here.address) || (is_local_name(by) && is_local_name(here.by));
  }
  return false;
}

// The name that a program gives itself where it hands on mail on its own host.
bool is_own_greeting(const message::Received& here) {
  const std::string_view name = here.from;
  const auto literal = name.starts_with('[') ? IpAddress::parse(name.substr(1, name.find(']') - 1)) : std::nullopt;
  return is_local_name(name) || is_one_host(name, here.by) || (literal && is_loopback(*literal));
}

// Whether a client on the same host is a filter of the server. What accepts connections for the server (stunnel, sslh)
// makes every stranger look so.
bool is_handed_on_within_host(const std::vector<Hop>& hops, std::size_t index, const dns::SuffixList& suffixes) {
  if (is_handed_on_from_below(hops, index, suffixes)) return true;
  const message::Received& here = hops[index].received;
  if (!is_own_greeting(here)) return false;
  for (std::size_t below = index + 1; below < hops.size(); ++below) {
    const std::string& by = hops[below].received.by;
    if (!by.empty()) return is_local_name(by) || is_one_host(by, here.by);
  }
  return true;
}

// By the name that was looked up for the address, never by the one the client gave. A hoster's name for the address of
// a customer, and a name that was not looked up back, are no name of the receiver's.
bool is_named_alike(const message::Received& received, const dns::SuffixList& suffixes) {
  return received.is_host_proven && !is_made_of_address(received.from_host, *received.address) &&
         same_organization(received.from_host, received.by, suffixes);
}

bool is_internal(const message::Message& message, const std::vector<Hop>& hops, std::size_t index,
                 const dns::SuffixList& suffixes) {
  const Hop& hop = hops[index];
  const message::Received& received = hop.received;
  if (received.from.empty() && !received.address) {
    const bool names_host = !received.by.empty() && !IpAddress::parse(received.by);
    return !names_host || index + 1 == hops.size() || goes_on_below(hop, hops[index + 1], suffixes);
  }
  if (is_local_protocol(received.with)) return true;
  // Without an address the client's name is its own word (RFC 5321 section 4.4): only a host that no stranger can
  // reach by its name may be handed mail so.
  if (!received.address) return is_local_name(received.by) && is_handed_on_from_below(hops, index, suffixes);
  if (is_loopback(*received.address)) return is_handed_on_within_host(hops, index, suffixes);
  if (is_local_address(*received.address)) return is_handed_on_from_below(hops, index, suffixes);
  if (!received.from_host.empty()) return is_named_alike(received, suffixes);
  // Exchange records no name but HELO. The hosts of Microsoft are told by addresses of one allocation; elsewhere anyone
  // may have rented the next address.
  if (!is_of_exchange_online(received.by, suffixes) || !same_organization(received.from, received.by, suffixes)) {
    return false;
  }
  const auto own = address_of_by(message, hop);
  return own && is_near(*own, *received.address);
}

}  // namespace

std::vector<Hop> collect_hops(const message::Message& message) {
  std::vector<Hop> hops;
  const auto fields = message.fields();
  for (std::size_t i = 0; i < fields.size() && hops.size() < limits::received_hops; ++i) {
    if (fields[i].is("Received")) hops.push_back({i, fields[i].line, message::parse_received(fields[i].body)});
  }
  return hops;
}

std::optional<std::size_t> find_boundary(const message::Message& message, const std::vector<Hop>& hops,
                                         const dns::SuffixList& suffixes) {
  for (std::size_t i = 0; i < hops.size(); ++i) {
    if (!is_internal(message, hops, i, suffixes)) return i;
  }
  return std::nullopt;
}

}  // namespace alignmail::trust
