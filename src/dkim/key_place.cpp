// SPDX-License-Identifier: Apache-2.0
#include "dkim/key_place.hpp"

#include <algorithm>
#include <string>

#include "base/ascii.hpp"
#include "base/recent.hpp"
#include "dns/idn.hpp"

namespace alignmail::dkim {
namespace {

// RFC 8616 admits U-labels. A text that had to be mapped to become one (capitals, full-width letters, another dot,
// what nobody sees) is none (RFC 5890 section 2.3.2.1).
bool consists_of_u_labels(std::string_view text, std::string_view converted) {
  const auto given = ascii::split(text, '.');
  const auto found = ascii::split(converted, '.');
  return std::equal(given.begin(), given.end(), found.begin(), found.end(), [](std::string_view a, std::string_view b) {
    return ascii::iequals(a, b) || a == dns::to_u_labels(b);
  });
}

KeyPlace read_place(std::string_view selector, std::string_view domain) {
  KeyPlace place{.domain = parse_host(domain)};
  const auto first = parse_host(selector);
  place.domain_is_no_host = !domain.empty() && !place.domain;
  place.selector_is_no_host = !selector.empty() && !first;
  if (!place.domain || !first) return place;
  auto name = place.domain->with_prefix(first->text() + "._domainkey");
  place.is_too_long = !name;
  if (name) place.name = *std::move(name);
  return place;
}

}  // namespace

std::optional<dns::Domain> parse_host(std::string_view text) {
  const bool is_ascii = std::all_of(text.begin(), text.end(), [](char c) { return (c & 0x80) == 0; });
  auto domain = is_ascii ? dns::Domain::parse(text) : dns::Domain::parse_international(text);
  if (!domain || !domain->is_host_like() || text.ends_with('.')) return std::nullopt;
  if (!is_ascii && !consists_of_u_labels(text, domain->text())) return std::nullopt;
  return *std::move(domain);
}

// A signer uses the same key again and again (parsing the names was 4,000 instructions of a signature).
std::shared_ptr<const KeyPlace> key_place_of(std::string_view selector, std::string_view domain) {
  thread_local Recent<KeyPlace> recent;
  // The length tells where one ends and the other begins.
  std::string both = std::to_string(selector.size());
  both.reserve(both.size() + 1 + selector.size() + domain.size());
  both.append(1, ' ').append(selector).append(domain);
  return recent.find(both, [&] { return read_place(selector, domain); });
}

}  // namespace alignmail::dkim
