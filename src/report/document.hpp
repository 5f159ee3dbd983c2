// SPDX-License-Identifier: Apache-2.0
// Documents over several messages whose parts only want something before, between and behind.
#pragma once

#include <string>
#include <utility>

#include "alignmail/report.hpp"

namespace alignmail::report {

class Framed : public Document {
 public:
  Framed(std::string before, std::string between, std::string behind)
      : before_(std::move(before)), between_(std::move(between)), behind_(std::move(behind)) {}

  std::string add(std::string part) override;
  std::string finish() override;

 private:
  std::string before_, between_, behind_;
  bool begun_ = false;   // `before_` is out
  bool filled_ = false;  // a part that holds something is out
};

}  // namespace alignmail::report
