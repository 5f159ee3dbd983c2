// SPDX-License-Identifier: Apache-2.0
// Links that a gateway led through itself, led where they went before.
#pragma once

#include <string>
#include <string_view>

namespace alignmail::dkim {

// Microsoft's Safe Links, Proofpoint's URL Defense (versions 2 and 3) and Barracuda's Link Protection; all else as it
// stands. What an address hides in a way of its own (a key, a hash) stays.
std::string unwrap_links(std::string_view text);

}  // namespace alignmail::dkim
