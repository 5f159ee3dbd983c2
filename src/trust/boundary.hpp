// SPDX-License-Identifier: Apache-2.0
// The Received of the host that took the message from outside.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "alignmail/trust.hpp"

namespace alignmail::trust {

// The boundary once more, now that fields above a hop may tell which client was checked: a hop that
// looked internal and names that client is the boundary.
std::optional<std::size_t> confirm_boundary(const std::vector<Hop>& hops, std::optional<std::size_t> boundary,
                                            const std::vector<Reported>& reported);

}  // namespace alignmail::trust
