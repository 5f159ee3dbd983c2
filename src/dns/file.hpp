// SPDX-License-Identifier: Apache-2.0
// Whole files for the sources that read them.
#pragma once

#include <string>

#include "alignmail/result.hpp"

namespace alignmail::dns {

// The octets of a file of at most 256 MiB. NoInput when it cannot be opened or is no file.
Result<std::string> read_file(const std::string& path);

}  // namespace alignmail::dns
