// SPDX-License-Identifier: Apache-2.0
#include "trust/names.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "base/ascii.hpp"

namespace alignmail::trust {
namespace {

// Operators whose hosts hand mail to each other under several names.
constexpr std::string_view one_operator[][2] = {{"outlook", "office365"}, {"outlook", "hotmail"}};

struct Organization {
  std::string_view label;   // "example"
  std::string_view suffix;  // "com", "co.uk"
};

Organization organization(std::string_view host) {
  const std::vector<std::string_view> labels = ascii::split(host, '.');
  if (labels.size() < 2) return {};
  // "co.uk", "com.au": a short label below a country.
  const bool is_deep = labels.size() > 2 && labels.back().size() == 2 && labels[labels.size() - 2].size() <= 3;
  const std::string_view label = labels[labels.size() - (is_deep ? 3 : 2)];
  const auto end = static_cast<std::size_t>(label.data() - host.data()) + label.size();
  return {label, host.substr(end + 1)};
}

IpAddress address(std::string_view text) { return *IpAddress::parse(text); }

struct Network {
  IpAddress address;
  int prefix;
};

}  // namespace

std::string normal_name(std::string_view name) {
  name = ascii::trim(name);
  if (name.size() > 1 && name.starts_with('"') && name.ends_with('"')) {
    name = ascii::trim(name.substr(1, name.size() - 2));
  }
  if (name.ends_with('.')) name.remove_suffix(1);
  return ascii::to_lower(name);
}

bool same_organization(std::string_view a, std::string_view b) {
  const std::string first = normal_name(a);
  const std::string second = normal_name(b);
  if (first.empty() || second.empty()) return false;
  if (first == second) return true;
  if (IpAddress::parse(first) || IpAddress::parse(second)) return false;
  const Organization one = organization(first);
  const Organization other = organization(second);
  if (one.label.empty() || other.label.empty() || one.suffix != other.suffix) return false;
  if (one.label == other.label) return true;
  return std::any_of(std::begin(one_operator), std::end(one_operator), [&](const auto& names) {
    return (names[0] == one.label && names[1] == other.label) || (names[1] == one.label && names[0] == other.label);
  });
}

bool is_local_name(std::string_view name) {
  const std::string normal = normal_name(name);
  if (normal.empty() || normal.front() == '[' || IpAddress::parse(normal)) return false;
  const std::size_t dot = normal.rfind('.');
  if (dot == std::string::npos) return true;
  const std::string_view top = std::string_view(normal).substr(dot + 1);
  return top == "internal" || top == "local" || top == "localdomain" || top == "lan" || top == "localhost";
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

std::string domain_of(std::string_view text) {
  text = ascii::trim(text);
  if (text.starts_with('<')) text.remove_prefix(1);
  if (text.ends_with('>')) text.remove_suffix(1);
  const std::size_t at = text.rfind('@');
  return normal_name(at == std::string_view::npos ? text : text.substr(at + 1));
}

}  // namespace alignmail::trust
