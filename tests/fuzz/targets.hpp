// SPDX-License-Identifier: Apache-2.0
// What is read from outside, each as a function of octets. It must end, keep its promises
// (assert) and touch no memory but its own, whatever the octets are.
#pragma once

#include <span>
#include <string_view>

namespace fuzz {

struct Target {
  std::string_view name;
  void (*run)(std::string_view octets);
};
std::span<const Target> targets();
const Target* find(std::string_view name);

}  // namespace fuzz
