// SPDX-License-Identifier: Apache-2.0
// Messages as their octets read, without any repair.
#pragma once

#include <memory>
#include <string>

#include "alignmail/message.hpp"
#include "message/join.hpp"
#include "message/splitter.hpp"
#include "support/catch.hpp"

namespace alignmail::message {

// Octets as they are; a paste would be repaired.
inline Result<Message> exact(const std::string& text, Reading reading = Reading::Detect) {
  const auto owner = std::make_shared<const std::string>(text);
  return Splitter(*owner, owner, reading).run();
}

inline Message split(const std::string& text, Reading reading = Reading::Detect) {
  auto message = exact(text, reading);
  REQUIRE(message);
  CHECK(join(*message) == text);
  return *std::move(message);
}

}  // namespace alignmail::message
