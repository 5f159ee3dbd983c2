// SPDX-License-Identifier: Apache-2.0
// A sample's reports, made as `alignmail --dns zone:zone.txt ARGUMENTS message.eml` makes them.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "alignmail/analysis.hpp"
#include "alignmail/report.hpp"

namespace samples {

// One sample, judged. The clock, the list of public suffixes and the version of the program
// stand still.
class Examined {
 public:
  explicit Examined(const std::string& name);
  ~Examined();
  std::string render(std::string_view format, const alignmail::report::Style& style = {}) const;
  const alignmail::findings::Findings& findings() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// What is judged, and where answers come from (as --dns takes it).
struct Case {
  std::shared_ptr<const alignmail::message::Message> message;
  alignmail::Options options;
  std::string dns;
};
Case load(const std::string& name);

// What `alignmail domain example.com` says with the sample's zone and arguments.
std::string render_domain(const std::string& name, std::string_view format);

}  // namespace samples
