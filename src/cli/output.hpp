// SPDX-License-Identifier: Apache-2.0
// Writing what was made: to standard output, or to a file that is whole or not there.
#pragma once

#include <string>
#include <string_view>

#include "alignmail/result.hpp"

namespace alignmail::cli {

// Io when it could not be written whole (a full disk, a closed pipe).
Result<void> write_standard(std::string_view text);

// By way of a temporary file beside it and a rename; what stood there stays when that fails.
// Devices and pipes are written to directly. CannotCreate or Io.
Result<void> write_file(const std::string& path, std::string_view text);

// One line on standard error, "alignmail: …", escaped.
void complain(std::string_view sentence);
// The same without the program's name, for -vv and hints.
void note(std::string_view sentence);

}  // namespace alignmail::cli
