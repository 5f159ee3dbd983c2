// SPDX-License-Identifier: Apache-2.0
// The SMTP envelope as a mail system tells a hook: in variables of the environment.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "alignmail/trust.hpp"

namespace alignmail::hook {

// The value of a variable; nothing when it is not set.
using Variable = std::function<std::optional<std::string>(const char* name)>;

// Completes what options gave. SENDER is MAIL FROM, CLIENT_ADDRESS and CLIENT_HELO the client;
// whatever could not be a value of its kind is left out.
void read_environment(trust::Given& given, const Variable& variable);

// RECIPIENT and EXTENSION, for the report: whom the message was for.
struct Recipient {
  std::string address{};
  std::string extension{};
};
Recipient read_recipient(const Variable& variable);

}  // namespace alignmail::hook
