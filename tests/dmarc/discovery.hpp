// SPDX-License-Identifier: Apache-2.0
// Discovery over a zone, and what it comes to in words.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "dmarc/support.hpp"
#include "support/zone.hpp"

namespace alignmail::dmarc {

inline Discovery discovered(support::Zone& zone, std::string_view author, Standard standard = Standard::Rfc9989) {
  return zone.settle([&](dns::Inquiry& inquiry) { return discover(name(author), standard, suffixes(), inquiry); });
}

inline std::string text(const std::optional<dns::Domain>& domain) { return domain ? domain->text() : ""; }
inline std::string text(const std::optional<Policy>& policy) { return policy ? std::string(to_string(*policy)) : ""; }

// "where tag policy": what the discovery comes to.
inline std::string in_force(const Discovery& discovery) {
  if (!discovery.record) return "";
  return text(discovery.policy_domain) + " " + discovery.policy_tag + " " + text(discovery.policy);
}

}  // namespace alignmail::dmarc
