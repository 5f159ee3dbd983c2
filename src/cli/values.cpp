// SPDX-License-Identifier: Apache-2.0
#include "cli/values.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "base/escape.hpp"
#include "cli/nearest.hpp"

namespace alignmail::cli {

tl::unexpected<Error> bad_value(std::string_view option, std::string_view value, std::string_view wanted) {
  return failure(Error::Kind::Usage,
                 std::string(option) + ": \"" + escape::visible(value) + "\" is not " + std::string(wanted));
}

Result<std::size_t> parse_word(std::string_view option, std::string_view value,
                               std::span<const std::string_view> words) {
  const auto found = std::find(words.begin(), words.end(), value);
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  std::string list;
  for (const std::string_view word : words) list.append(list.empty() ? "" : ", ").append(word);
  return bad_value(option, value, "one of " + list + suggestion(value, words));
}

Result<std::uint64_t> parse_count(std::string_view option, std::string_view value, std::uint64_t least,
                                  std::uint64_t most) {
  const auto number = ascii::parse_number(value);
  if (number && *number >= least && *number <= most) return *number;
  return bad_value(option, value, "a number from " + std::to_string(least) + " to " + std::to_string(most));
}

Result<IpAddress> parse_ip(std::string_view option, std::string_view value) {
  if (const auto address = IpAddress::parse(value)) return *address;
  return bad_value(option, value, "an IPv4 or IPv6 address");
}

Result<dns::Domain> parse_domain(std::string_view option, std::string_view value) {
  const auto domain = dns::Domain::parse_international(value);
  if (domain && domain->is_host_like()) return *domain;
  return bad_value(option, value, "a domain name");
}

}  // namespace alignmail::cli
