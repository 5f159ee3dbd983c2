// SPDX-License-Identifier: Apache-2.0
// Whole files for the sources that read them.
#pragma once

#include <cstdint>
#include <string>

#include "alignmail/result.hpp"

namespace alignmail::dns {

// The octets of a file of at most 256 MiB; with `enough` not many more than those from its beginning. NoInput when it
// cannot be opened or is no file.
Result<std::string> read_file(const std::string& path, std::size_t enough = SIZE_MAX);

}  // namespace alignmail::dns
