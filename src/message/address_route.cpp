// SPDX-License-Identifier: Apache-2.0
#include "message/address_route.hpp"

#include <algorithm>

namespace alignmail::message {
namespace {

using Kind = AddressToken::Kind;

// Atoms with dots between them, or a literal.
bool is_domain(std::span<const AddressToken> tokens) {
  if (tokens.size() == 1 && tokens.front().kind == Kind::Literal) return true;
  Kind before = Kind::Dot;
  for (const AddressToken& token : tokens) {
    const bool fits = token.kind == (before == Kind::Dot ? Kind::Atom : Kind::Dot);
    if (!fits) return false;
    before = token.kind;
  }
  return before != Kind::Dot;
}

}  // namespace

// *(CFWS / ",") "@" domain *("," [CFWS] ["@" domain])
bool is_route(std::span<const AddressToken> tokens) {
  while (!tokens.empty()) {
    const auto comma =
        std::find_if(tokens.begin(), tokens.end(), [](const AddressToken& token) { return token.kind == Kind::Comma; });
    const auto hop = tokens.first(static_cast<std::size_t>(comma - tokens.begin()));
    if (!hop.empty() && (hop.front().kind != Kind::At || !is_domain(hop.subspan(1)))) return false;
    tokens = tokens.subspan(std::min(hop.size() + 1, tokens.size()));
  }
  return true;
}

}  // namespace alignmail::message
