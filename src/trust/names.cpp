// SPDX-License-Identifier: Apache-2.0
#include "trust/names.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "alignmail/domain.hpp"
#include "base/ascii.hpp"
#include "dns/idn.hpp"

namespace alignmail::trust {
namespace {

// Longer ones are none: 253 octets, each of which UTF-8 may write as four.
constexpr std::size_t longest_name = 1012;

// The names under which the hosts of one operator hand mail to each other.
constexpr std::string_view one_operator[] = {"outlook", "office365", "hotmail", "exchangelabs"};

constexpr std::size_t npos = std::string_view::npos;

// As normal_name(), in the letter case that it has.
std::string_view bare_name(std::string_view name) {
  name = ascii::trim(name);
  if (name.size() > 1 && name.starts_with('"') && name.ends_with('"')) {
    name = ascii::trim(name.substr(1, name.size() - 2));
  }
  if (name.ends_with('.')) name.remove_suffix(1);
  return name;
}

// Empty where nobody has registered anything: an address, one label, a public suffix.
std::string registrable(const std::string& name, const dns::SuffixList& suffixes) {
  const auto domain = dns::Domain::parse(name);
  if (!domain || IpAddress::parse(name)) return {};
  const dns::Domain found = suffixes.organizational_domain(*domain);
  return found.label_count() > 1 ? found.text() : std::string();
}

bool is_of_one_operator(std::string_view registrable) {
  const std::string_view label = registrable.substr(0, registrable.find('.'));
  return std::find(std::begin(one_operator), std::end(one_operator), label) != std::end(one_operator);
}
std::string_view suffix_of(std::string_view registrable) { return registrable.substr(registrable.find('.')); }

std::string in_hexadecimal(std::span<const std::uint8_t> octets) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t octet : octets) text.append({digits[octet >> 4], digits[octet & 15]});
  return text;
}

// Of a name, without what divides them.
std::string digits_of(std::string_view name) {
  std::string digits;
  for (const char c : ascii::to_lower(name)) {
    if (ascii::is_digit(c) || (c >= 'a' && c <= 'f')) digits.push_back(c);
  }
  return digits;
}

IpAddress address(std::string_view text) { return *IpAddress::parse(text); }

struct Network {
  IpAddress address;
  int prefix;
};

}  // namespace

std::string normal_name(std::string_view name) {
  const std::string lower = ascii::to_lower(bare_name(name));
  const bool is_ascii = std::none_of(lower.begin(), lower.end(), [](char c) { return (c & 0x80) != 0; });
  if (is_ascii || lower.size() > longest_name) return lower;
  return dns::to_a_labels(lower).value_or(lower);
}

bool same_organization(std::string_view a, std::string_view b, const dns::SuffixList& suffixes) {
  const std::string first = normal_name(a);
  const std::string second = normal_name(b);
  if (first.empty() || second.empty()) return false;
  if (first == second) return true;
  const std::string one = registrable(first, suffixes);
  const std::string other = registrable(second, suffixes);
  if (one.empty() || other.empty()) return false;
  return one == other || (is_of_one_operator(one) && is_of_one_operator(other) && suffix_of(one) == suffix_of(other));
}

bool is_of_exchange_online(std::string_view host, const dns::SuffixList& suffixes) {
  const std::string own = registrable(normal_name(host), suffixes);
  return !own.empty() && is_of_one_operator(own);
}

bool is_made_of_address(std::string_view name, const IpAddress& address) {
  const auto octets = std::span(address.octets()).first(address.is_v4() ? 4 : 16);
  if (!address.is_v4()) return digits_of(name).find(in_hexadecimal(octets)) != std::string::npos;
  std::vector<std::uint64_t> numbers;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= name.size(); ++i) {
    if (i < name.size() && ascii::is_digit(name[i])) continue;
    if (const auto number = ascii::parse_number(name.substr(begin, i - begin))) numbers.push_back(*number);
    begin = i + 1;
  }
  const auto holds = [&](auto first, auto last) {
    return std::search(numbers.begin(), numbers.end(), first, last) != numbers.end();
  };
  return holds(octets.begin(), octets.end()) || holds(octets.rbegin(), octets.rend()) ||
         ascii::to_lower(name).find(in_hexadecimal(octets)) != npos;
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
