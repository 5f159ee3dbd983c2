// SPDX-License-Identifier: Apache-2.0
#include "base/escape.hpp"

#include "support/catch.hpp"

using namespace alignmail;
using namespace std::string_literals;

TEST_CASE("nothing that moves a terminal survives, and all else does", "[base]") {
  struct Case {
    std::string text;
    std::string shown;
  };
  const auto c = GENERATE(values<Case>({
      {"plain text", "plain text"},
      {"\x1B[2J", "\\x1B[2J"},
      {"a\r\nb\tc", "a\\x0D\\x0Ab\\x09c"},
      {"a\0b"s, "a\\x00b"},
      {"\x7F", "\\x7F"},
      {"\xC2\x9B", "\\u{009B}"},      // C1: an eight-bit CSI
      {"\xE2\x80\xAE", "\\u{202E}"},  // right-to-left override
      {"ex\xE2\x80\x8B"
       "ample",
       "ex\\u{200B}ample"},                // zero-width space
      {"\xE2\x80\xA8", "\\u{2028}"},       // line separator
      {"\xF3\xA0\x81\x81", "\\u{E0041}"},  // tag character
      {"K\xC3\xA4se", "K\xC3\xA4se"},
      {"\xC3", "\\xC3"},                             // cut off
      {"\xC0\xAF", "\\xC0\\xAF"},                    // overlong
      {"\xED\xA0\x80", "\\xED\\xA0\\x80"},           // surrogate
      {"\xF4\x90\x80\x80", "\\xF4\\x90\\x80\\x80"},  // beyond Unicode
      {"C:\\temp", "C:\\temp"},
      {"\\x1B", "\\\\x1B"},  // text that only looks escaped
  }));
  CAPTURE(c.shown);
  CHECK(escape::visible(c.text) == c.shown);
}

TEST_CASE("for ASCII readers every other character is named", "[base]") {
  CHECK(escape::visible_ascii("K\xC3\xA4se") == "K\\u{00E4}se");
}

TEST_CASE("columns count what the eye sees", "[base]") {
  CHECK(escape::columns("abc") == 3);
  CHECK(escape::columns("\xE6\x97\xA5\xE6\x9C\xAC") == 4);  // two wide characters
  CHECK(escape::columns("e\xCC\x81") == 1);                 // a combining accent
}
