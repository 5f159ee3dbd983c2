// SPDX-License-Identifier: Apache-2.0
// Internationalized names (RFC 5890) through libidn2.
#pragma once

#include <string>
#include <string_view>

#include "alignmail/result.hpp"

namespace alignmail::dns {

// UTF-8 text to A-labels, non-transitional; Malformed when IDNA2008 does not allow it.
Result<std::string> to_a_labels(std::string_view text);
// A-labels to U-labels for display; the text itself when they do not survive the way back.
std::string to_u_labels(std::string_view text);

}  // namespace alignmail::dns
