// SPDX-License-Identifier: Apache-2.0
// Source routes in front of an address: "@a.example,@b.example:" (RFC 5322 section 4.4).
#pragma once

#include <span>

#include "message/address_lexer.hpp"

namespace alignmail::message {

// Whether the tokens in front of the colon are a route and nothing else.
bool is_route(std::span<const AddressToken> tokens);

}  // namespace alignmail::message
