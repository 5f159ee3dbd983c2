// SPDX-License-Identifier: Apache-2.0
// A record that cannot be read, as its writer meant it.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace alignmail::spf {

struct Correction {
  std::string record{};                                            // reads without a fault
  std::vector<std::pair<std::string, std::string>> replaced = {};  // a term as written, and what it becomes
  std::vector<std::string> left_out = {};                          // terms nobody can make sense of
};

// The record with its faults taken out: a usual slip ("ipv4:", "include:" with a blank or a URL,
// an address behind a:, a list with commas) becomes the term that was meant, everything else that
// cannot be read goes. Terms that can be read stay as they are written. Of a text that
// is_spf_record().
Correction correct_record(const std::string& record);

}  // namespace alignmail::spf
