// SPDX-License-Identifier: Apache-2.0
// Changes that programs make to every line of a body, undone.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "alignmail/dkim.hpp"

namespace alignmail::dkim {

// A body as it was before one known change. `undo` gives lines that end with CRLF, whatever
// they ended with before.
struct Undoing {
  Change change{};
  std::string_view description{};  // one sentence, what was done to the body
  std::string (*undo)(std::string_view body_with_crlf){};
};
std::span<const Undoing> undoings();

// Every line end (CRLF, CR CRLF, lone CR or LF) as CRLF.
std::string with_crlf(std::string_view body);

}  // namespace alignmail::dkim
