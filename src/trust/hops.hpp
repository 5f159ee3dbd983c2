// SPDX-License-Identifier: Apache-2.0
// The path of a message, top down, and the one hop in it where it came in from outside.
//
// The boundary is searched from the top, because only the top is the receiver's own. A hop is
// passed over when it shows that the receiver handed the message to itself. Whatever a client
// chose (its HELO name, a name in DNS that was not looked up back, an address rented beside the
// receiver's) never makes a hop internal by itself: else a sender who calls himself like the
// receiver would move the boundary into lines of his own making.
#pragma once

#include <optional>
#include <vector>

#include "alignmail/trust.hpp"

namespace alignmail::trust {

std::vector<Hop> collect_hops(const message::Message& message);

// Index of the boundary among the hops; nothing when every hop is internal, or there is none.
std::optional<std::size_t> find_boundary(const message::Message& message, const std::vector<Hop>& hops,
                                         const dns::SuffixList& suffixes);

}  // namespace alignmail::trust
