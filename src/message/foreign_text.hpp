// SPDX-License-Identifier: Apache-2.0
// Words below a pasted header, which read as the body of the message and are none of it.
#pragma once

#include <string>

#include "alignmail/message.hpp"

namespace alignmail::message {

// Few enough octets that somebody may have typed them.
bool is_short(std::string_view body);

// What the header says of the body that this one is not, as a sentence; empty when it may be the body.
std::string find_foreign_text(const Message& message);

}  // namespace alignmail::message
