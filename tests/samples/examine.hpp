// SPDX-License-Identifier: Apache-2.0
// A sample's reports, made as `alignmail --dns zone:zone.txt ARGUMENTS message.eml` makes them.
#pragma once

#include <memory>
#include <string>

#include "alignmail/analysis.hpp"

namespace samples {

struct Reports {
  std::string text;
  std::string json;
};

// What is judged, and where answers come from (as --dns takes it).
struct Case {
  std::shared_ptr<const alignmail::message::Message> message;
  alignmail::Options options;
  std::string dns;
};
Case load(const std::string& name);

// The clock, the list of public suffixes and the version of the program stand still.
Reports examine(const std::string& name);

}  // namespace samples
