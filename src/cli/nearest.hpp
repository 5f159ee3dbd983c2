// SPDX-License-Identifier: Apache-2.0
// "Did you mean": the known word that a mistyped one is closest to.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace alignmail::cli {

// Letters inserted, dropped, replaced or swapped with their neighbour to get from one to the
// other (optimal string alignment).
std::size_t edit_distance(std::string_view a, std::string_view b);

// The closest known word, when it is close enough to be meant.
std::optional<std::string_view> nearest(std::string_view word, std::span<const std::string_view> known);

// "; did you mean X?" or nothing.
std::string suggestion(std::string_view word, std::span<const std::string_view> known);

}  // namespace alignmail::cli
