// SPDX-License-Identifier: Apache-2.0
// A configuration file: the part of TOML that options need, read strictly.
//
//   # for every command
//   dns = "192.0.2.53"
//   authserv-id = ["mx.example.net"]
//   [hook]
//   deadline = 5
//
// Keys are the long names of options. Values are texts, numbers, true or false, and lists of
// texts. Whatever else TOML knows is refused by name, with the line.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "alignmail/result.hpp"

namespace alignmail::cli {

struct ConfigEntry {
  enum class Kind : std::uint8_t { Text, Number, Boolean, List };

  std::string section{};  // empty above the first one
  std::string key{};
  Kind kind = Kind::Text;
  std::vector<std::string> values{};  // one, unless it is a list; numbers and booleans as written
  unsigned line = 0;
};

// Errors are of Kind::Config and begin with "FILE:LINE: ".
Result<std::vector<ConfigEntry>> parse_config(std::string_view text, const std::string& file);

}  // namespace alignmail::cli
