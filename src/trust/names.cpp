// SPDX-License-Identifier: Apache-2.0
#include "trust/names.hpp"

#include <algorithm>
#include <array>

#include "base/ascii.hpp"

namespace alignmail::trust {
namespace {

// The names under which the hosts of one operator hand mail to each other.
constexpr std::string_view one_operator[] = {"outlook", "office365", "hotmail", "exchangelabs"};

struct Organization {
  std::string_view label;   // "example"
  std::string_view suffix;  // "com", "co.uk"
};

constexpr std::size_t npos = std::string_view::npos;

// The place of the dot above `end`; npos when there is none.
std::size_t dot_above(std::string_view host, std::size_t end) { return end == 0 ? npos : host.rfind('.', end - 1); }

Organization organization(std::string_view host) {
  std::size_t dot = host.rfind('.');
  if (dot == npos) return {};
  std::size_t above = dot_above(host, dot);
  // "co.uk", "com.au": a short label below a country.
  const bool is_deep = above != npos && host.size() - dot - 1 == 2 && dot - above - 1 <= 3;
  if (is_deep) {
    dot = above;
    above = dot_above(host, dot);
  }
  const std::size_t begin = above == npos ? 0 : above + 1;
  return {host.substr(begin, dot - begin), host.substr(dot + 1)};
}

// As normal_name(), in the letter case that it has.
std::string_view bare_name(std::string_view name) {
  name = ascii::trim(name);
  if (name.size() > 1 && name.starts_with('"') && name.ends_with('"')) {
    name = ascii::trim(name.substr(1, name.size() - 2));
  }
  if (name.ends_with('.')) name.remove_suffix(1);
  return name;
}

IpAddress address(std::string_view text) { return *IpAddress::parse(text); }

struct Network {
  IpAddress address;
  int prefix;
};

}  // namespace

std::string normal_name(std::string_view name) { return ascii::to_lower(bare_name(name)); }

bool same_organization(std::string_view a, std::string_view b) {
  const std::string_view first = bare_name(a);
  const std::string_view second = bare_name(b);
  if (first.empty() || second.empty()) return false;
  if (ascii::iequals(first, second)) return true;
  if (IpAddress::parse(first) || IpAddress::parse(second)) return false;
  const Organization one = organization(first);
  const Organization other = organization(second);
  if (one.label.empty() || other.label.empty() || !ascii::iequals(one.suffix, other.suffix)) return false;
  if (ascii::iequals(one.label, other.label)) return true;
  const auto is_of_operator = [](std::string_view label) {
    return std::any_of(std::begin(one_operator), std::end(one_operator),
                       [&](std::string_view name) { return ascii::iequals(label, name); });
  };
  return is_of_operator(one.label) && is_of_operator(other.label);
}

bool is_local_name(std::string_view name) {
  constexpr std::string_view local_tops[] = {"internal", "local", "localdomain", "lan", "localhost"};
  const std::string_view bare = bare_name(name);
  if (bare.empty() || bare.front() == '[' || IpAddress::parse(bare)) return false;
  const std::size_t dot = bare.rfind('.');
  if (dot == npos) return true;
  return std::any_of(std::begin(local_tops), std::end(local_tops),
                     [top = bare.substr(dot + 1)](std::string_view known) { return ascii::iequals(top, known); });
}

bool is_local_address(const IpAddress& candidate) {
  static const std::array<Network, 9> local{{{address("10.0.0.0"), 8},
                                             {address("172.16.0.0"), 12},
                                             {address("192.168.0.0"), 16},
                                             {address("127.0.0.0"), 8},
                                             {address("169.254.0.0"), 16},
                                             {address("100.64.0.0"), 10},
                                             {address("::1"), 128},
                                             {address("fc00::"), 7},
                                             {address("fe80::"), 10}}};
  return std::any_of(local.begin(), local.end(),
                     [&](const Network& network) { return candidate.is_within(network.address, network.prefix); });
}

bool is_loopback(const IpAddress& candidate) {
  static const IpAddress v4 = address("127.0.0.0");
  static const IpAddress v6 = address("::1");
  return candidate.is_within(v4, 8) || candidate == v6;
}

bool is_near(const IpAddress& a, const IpAddress& b) { return a.is_within(b, a.is_v4() ? 16 : 24); }

std::string_view sender_in(std::string_view value) {
  value = ascii::trim(value);
  return value.rfind('@') == 0 ? value.substr(1) : value;  // a route has more than one "@"
}

std::string domain_of(std::string_view text) {
  text = ascii::trim(text);
  if (text.starts_with('<')) text.remove_prefix(1);
  if (text.ends_with('>')) text.remove_suffix(1);
  const std::size_t at = text.rfind('@');
  return normal_name(at == npos ? text : text.substr(at + 1));
}

}  // namespace alignmail::trust
