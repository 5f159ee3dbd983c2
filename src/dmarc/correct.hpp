// SPDX-License-Identifier: Apache-2.0
// DMARC records as they were meant.
#pragma once

#include <string>
#include <string_view>

namespace alignmail::dmarc {

// Whether a text was meant to be a DMARC record, and begins so wrongly that it is none: quotes around it, no
// semicolon behind the version, the version in small letters.
bool is_meant_as_record(std::string_view text);

// The record with its slips of the pen mended, in the usual form; empty when what is meant is not clear, or when
// nothing is wrong. It always parses without a fault.
std::string correct_record(std::string_view text);

}  // namespace alignmail::dmarc
