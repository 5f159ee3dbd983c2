// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ses/audit.hpp"

namespace alignmail::ses {

// What is expected at the name of one token or selector.
struct Expectation {
  std::string token;
  dns::Domain identity;
  dns::Domain name;                     // TOKEN._domainkey.IDENTITY
  std::optional<dns::Domain> target{};  // TOKEN.ZONE
  std::string region{};
  bool is_zone_given = false;  // by SES itself, for an identity with keys of its own
};

// The p= of the first record that is a DKIM key, white space removed; empty for a revoked one.
std::optional<std::string> first_key(const dns::Answer& answer);
std::optional<std::string> key_of(const std::string& record);

// The CNAME of one token of Easy DKIM.
ChecklistRow audit_token(std::string_view id, const Expectation& expected, dns::Inquiry& inquiry);

}  // namespace alignmail::ses
