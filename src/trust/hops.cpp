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
bool goes_on_below(const Hop& hop, const Hop& next) {
  const std::string& by = next.received.by;
  return by.empty() || is_local_name(by) || IpAddress::parse(by) || same_organization(by, hop.received.by);
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
bool is_handed_on_from_below(const std::vector<Hop>& hops, std::size_t index) {
  const message::Received& here = hops[index].received;
  for (std::size_t below = index + 1; below < hops.size(); ++below) {
    const std::string& by = hops[below].received.by;
    if (by.empty()) continue;
    if (is_one_host(by, here.from) || is_one_host(by, here.from_host)) {
      return is_local_name(by) || is_local_name(here.by) || same_organization(by, here.by);
    }
    const auto address = IpAddress::parse(by);
    return (address && address == here.address) || (is_local_name(by) && is_local_name(here.by));
  }
  return false;
}

bool is_internal(const message::Message& message, const std::vector<Hop>& hops, std::size_t index) {
  const Hop& hop = hops[index];
  const message::Received& received = hop.received;
  if (received.from.empty() && !received.address) {
    const bool names_host = !received.by.empty() && !IpAddress::parse(received.by);
    return !names_host || index + 1 == hops.size() || goes_on_below(hop, hops[index + 1]);
  }
  if (is_local_protocol(received.with)) return true;
  if (received.address && is_loopback(*received.address)) return true;
  if (!received.address || is_local_address(*received.address)) return is_handed_on_from_below(hops, index);
  // The name that was looked up, never the one the client gave.
  if (!received.from_host.empty()) return same_organization(received.from_host, received.by);
  // Exchange records no name but HELO; its hosts are told by addresses of one allocation.
  if (!same_organization(received.from, received.by)) return false;
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

std::optional<std::size_t> find_boundary(const message::Message& message, const std::vector<Hop>& hops) {
  for (std::size_t i = 0; i < hops.size(); ++i) {
    if (!is_internal(message, hops, i)) return i;
  }
  return std::nullopt;
}

}  // namespace alignmail::trust
