// SPDX-License-Identifier: Apache-2.0
// A look at many octets of a header at once: nearly always there is nothing to note in any of its lines.
#pragma once

#include <cstddef>
#include <string_view>

namespace alignmail::message {

constexpr std::size_t plain_stretch = 1'024;

// Whether the stretch from `begin` on holds no control character but tabs, line feeds and the CR in front of one. One
// octet behind the stretch must be there.
bool has_plain_stretch(std::string_view text, std::size_t begin);

}  // namespace alignmail::message
