// SPDX-License-Identifier: Apache-2.0
// The files in which Apple Mail keeps messages.
#pragma once

#include <optional>
#include <string_view>

namespace alignmail::run {

// The message in an .emlx file: a line with its length in octets stands before it, a property list behind it. Nothing
// when the octets are anything else.
std::optional<std::string_view> message_in_emlx(std::string_view octets);

}  // namespace alignmail::run
