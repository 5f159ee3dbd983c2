// SPDX-License-Identifier: Apache-2.0
// Whom check_host() is asked about (RFC 7208 sections 2.3, 2.4).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "alignmail/headers.hpp"
#include "alignmail/spf.hpp"

namespace alignmail::judge {

// Of a MAIL FROM that RFC 5321 does not allow. check_host() asks for a domain only (RFC 7208 section 4.3), and
// what no server should take in front of a single "@", or behind it, is no other domain.
struct Sender {
  std::string local_part{};  // unquoted; "postmaster" where there is none
  std::string domain{};
};
// Nothing where another reader could see another domain.
std::optional<Sender> clear_sender(std::string_view mail_from);

spf::Request helo_request(const std::optional<IpAddress>& ip, const std::string& helo, std::chrono::sys_seconds now);
// A null reverse-path stands for postmaster at the HELO name. `is_told`: the server says so itself, so a path that RFC
// 5321 does not allow is read as far as it is clear; a field of the message may have been written by anybody.
spf::Request mail_from_request(const spf::Request& helo, const message::ReversePath& path, bool is_told);

}  // namespace alignmail::judge
