// SPDX-License-Identifier: Apache-2.0
// A file that nobody else sees and that is gone with us.
#pragma once

#include <string_view>

namespace alignmail::run {

// Open for reading and writing, in TMPDIR, /var/tmp or /tmp; under 0 when there is no room.
int open_unnamed_file();
bool write_whole(int file, std::string_view octets);

}  // namespace alignmail::run
