// SPDX-License-Identifier: Apache-2.0
// Addresses that mail programs show in the place of the author's.
#pragma once

#include <optional>
#include <string>

#include "alignmail/headers.hpp"
#include "alignmail/shared_list.hpp"

namespace alignmail::findings {

struct ShownAddress {
  std::string shown{};
  std::string real{};
};
// The first address in a display name, of a mailbox or a group, that is not the mailbox's own.
std::optional<ShownAddress> shown_address(const SharedList<message::AddressList>& lists);

}  // namespace alignmail::findings
