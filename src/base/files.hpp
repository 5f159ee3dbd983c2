// SPDX-License-Identifier: Apache-2.0
// Files by their descriptors. Nothing here needs the heap: a hook uses it when there may be none left.
#pragma once

#include <string_view>

namespace alignmail {

// A file that nobody else sees and that is gone with us, open for reading and writing, in TMPDIR (when that is an
// absolute path), /var/tmp or /tmp; under 0 when there is no room.
int open_unnamed_file();
// False when not all of it could be written; errno tells why.
bool write_whole(int file, std::string_view octets);

}  // namespace alignmail
