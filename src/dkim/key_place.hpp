// SPDX-License-Identifier: Apache-2.0
// Where d= and s= lead: the name under which the key stands (RFC 6376 section 3.6.2.1).
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "alignmail/domain.hpp"

namespace alignmail::dkim {

// A plain host name (RFC 6376 section 3.5). U-labels become A-labels (RFC 8616 section 5).
std::optional<dns::Domain> parse_host(std::string_view text);

struct KeyPlace {
  std::optional<dns::Domain> domain{};  // d=
  std::optional<dns::Domain> name{};    // s._domainkey.d
  bool domain_is_no_host = false;
  bool selector_is_no_host = false;
  bool is_too_long = false;  // for a domain name, both together
};
// Of texts that are there; for an empty one there is nothing, and nothing is wrong.
std::shared_ptr<const KeyPlace> key_place_of(std::string_view selector, std::string_view domain);

}  // namespace alignmail::dkim
