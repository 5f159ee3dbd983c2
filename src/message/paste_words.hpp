// SPDX-License-Identifier: Apache-2.0
// Small things that several repairs share.
#pragma once

#include <string_view>

namespace alignmail::message::paste {

// Without the marks that show that something was left out: "...", U+2026, in brackets or not.
std::string_view without_ellipsis(std::string_view text);

}  // namespace alignmail::message::paste
