// SPDX-License-Identifier: Apache-2.0
// A message as a line of JSON: {"id", "raw": base64, "client_ip", "mail_from", "helo"}.
#pragma once

#include "run/feed.hpp"

namespace alignmail::run {

// NotAMessage with the reason; `place` names the line.
Result<Loaded> read_line(std::string_view line, const std::string& place, std::size_t most);

}  // namespace alignmail::run
