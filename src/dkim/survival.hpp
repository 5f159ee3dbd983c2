// SPDX-License-Identifier: Apache-2.0
// Which usual changes on the way would break a signature that fits now (RFC 6376 sections 3.4,
// 5.4 and 8.2): what h=, c= and l= leave open.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "alignmail/dkim.hpp"

namespace alignmail::dkim {

struct Survival {
  std::string_view change{};  // in words: "a footer of a mailing list"
  bool survives = false;
  std::string why{};
};
std::vector<Survival> foresee_changes(const message::Message& message, const Signature& signature);

// Signed fields that could be added once more without the signature noticing, in the order of h=.
std::vector<std::string> not_oversigned(const message::Message& message, const Signature& signature);

}  // namespace alignmail::dkim
