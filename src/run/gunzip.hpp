// SPDX-License-Identifier: Apache-2.0
// gzip (RFC 1952): zlib lives in gunzip.cpp.
#pragma once

#include <string>
#include <string_view>

#include "alignmail/result.hpp"

namespace alignmail::run {

inline bool is_gzip(std::string_view octets) { return octets.starts_with("\x1f\x8b"); }

// At most `most` octets of what is compressed, and one more when there is more. Io, with the
// name, when it is broken.
Result<std::string> gunzip(std::string_view compressed, const std::string& name, std::size_t most);

}  // namespace alignmail::run
