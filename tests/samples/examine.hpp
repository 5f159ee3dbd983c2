// SPDX-License-Identifier: Apache-2.0
// A sample's reports, made as `alignmail --dns zone:zone.txt ARGUMENTS message.eml` makes them.
#pragma once

#include <string>

namespace samples {

struct Reports {
  std::string text;
  std::string json;
};

// The clock, the list of public suffixes and the version of the program stand still.
Reports examine(const std::string& name);

}  // namespace samples
