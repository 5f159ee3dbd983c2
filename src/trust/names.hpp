// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "alignmail/ip_address.hpp"

namespace alignmail::trust {

// A host name or authserv-id made comparable: lower case, no final dot, no outer space or quotes.
std::string normal_name(std::string_view name);

// Whether two host names belong to one operator, as far as names can tell without DNS: the same
// name, or the same registrable part by rule of thumb. Good enough for what a receiver writes of
// its own hosts; never used for alignment.
bool same_organization(std::string_view a, std::string_view b);

// A name that means nothing outside: one label, localhost, .internal, .local ...
bool is_local_name(std::string_view name);

// Loopback, private, shared and link-local addresses (RFC 6890); not those for documentation.
bool is_local_address(const IpAddress& address);
bool is_loopback(const IpAddress& address);
// Both in one large allocation: /24 of IPv6, /16 of IPv4.
bool is_near(const IpAddress& a, const IpAddress& b);

// The sender that a property names: "@example.com" is the domain alone (pvalue, RFC 8601 section 2.2).
std::string_view sender_in(std::string_view value);

// The domain of "local@domain", of "@domain" and of a bare domain, comparable.
std::string domain_of(std::string_view address);

}  // namespace alignmail::trust
