// SPDX-License-Identifier: Apache-2.0
// The lexical tokens of RFC 5322 section 3.2 and what is wrong with them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "alignmail/headers.hpp"

namespace alignmail::message {

struct AddressToken {
  enum class Kind : std::uint8_t {
    Atom,
    EncodedWord,
    Quoted,
    Literal,
    Dot,
    At,
    Comma,
    Colon,
    Semicolon,
    Open,
    Close,
    Stray
  };
  Kind kind{};
  bool has_gap = false;    // white space or a comment stands in front
  std::string_view raw{};  // with the quotes or brackets

  std::string text() const;  // of a word: unquoted, folds removed
};

struct AddressTokens {
  std::vector<AddressToken> tokens{};
  std::vector<std::string> comments{};
  std::vector<AddressDefect> defects{};
};

AddressTokens lex_addresses(std::string_view field_body);

}  // namespace alignmail::message
