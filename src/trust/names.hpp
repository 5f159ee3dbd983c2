// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "alignmail/ip_address.hpp"
#include "alignmail/suffix_list.hpp"

namespace alignmail::trust {

// A host name or authserv-id made comparable: lower case, A-labels (RFC 8616 section 3 allows either form), no final
// dot, no outer space or quotes.
std::string normal_name(std::string_view name);

// Whether two host names belong to one operator, as far as names can tell without DNS: the same
// name, or the same registrable part. Below a suffix of the list everybody may have a name. Good enough for what a
// receiver writes of its own hosts; never used for alignment.
bool same_organization(std::string_view a, std::string_view b, const dns::SuffixList& suffixes);

// Whether it is a host of Exchange Online, which hands mail on under several names.
bool is_of_exchange_online(std::string_view host, const dns::SuffixList& suffixes);

// A name that was made of the address, as hosters give one to each customer: "static.1.2.0.192.hoster.example". It says
// who routes the address, and nothing of who uses it.
bool is_made_of_address(std::string_view name, const IpAddress& address);

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
