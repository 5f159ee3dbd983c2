// SPDX-License-Identifier: Apache-2.0
// Of each finding a sample in which it fires, and what its fix publishes and runs there.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace alignmail::report {

struct Example {
  std::string_view sample{};                 // its folder in samples/
  std::vector<std::string_view> records{};   // lines of a master file
  std::vector<std::string_view> commands{};  // lines for a shell
};

// Nothing when no sample shows it.
std::optional<Example> find_example(std::string_view id);

}  // namespace alignmail::report
