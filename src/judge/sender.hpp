// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace alignmail::judge {

// Of a MAIL FROM that RFC 5321 does not allow. check_host() asks for a domain only (RFC 7208 section 4.3), and
// what no server should take in front of a single "@", or behind it, is no other domain.
struct Sender {
  std::string local_part{};  // unquoted; "postmaster" where there is none
  std::string domain{};
};
// Nothing where another reader could see another domain.
std::optional<Sender> clear_sender(std::string_view mail_from);

}  // namespace alignmail::judge
