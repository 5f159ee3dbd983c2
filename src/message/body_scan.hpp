// SPDX-License-Identifier: Apache-2.0
// One pass over the body for what readers and servers disagree on: line ends, NUL, overlong
// lines, and the traces of SMTP smuggling.
#pragma once

#include <string_view>

#include "message/defect_log.hpp"

namespace alignmail::message {

struct BodyText {
  std::string_view text;  // the whole message
  std::size_t begin = 0;  // of the body in it
  std::uint32_t line = 1;
  char line_end = '\n';   // CR only where the text has no LF
  bool has_crlf = false;  // in the header
};

// Returns how many lines end with CRLF.
std::size_t scan_body(const BodyText& body, DefectLog& log);

}  // namespace alignmail::message
