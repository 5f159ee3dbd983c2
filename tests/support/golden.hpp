// SPDX-License-Identifier: Apache-2.0
// Stored answers: compared with what comes out, or replaced by it when UPDATE_GOLDEN is set.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "support/catch.hpp"

namespace support {

inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

inline void check_golden(const std::filesystem::path& stored, const std::string& actual) {
  if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(stored, std::ios::binary) << actual;
  REQUIRE(std::filesystem::exists(stored));
  INFO("accept a wanted change of " << stored << " with tools/update-golden");
  CHECK(actual == read_file(stored));
}

}  // namespace support
