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
  struct Case {
    std::string text;
    std::size_t columns;
  };
  const auto c = GENERATE(values<Case>({
      {"abc", 3},
      {"\xE6\x97\xA5\xE6\x9C\xAC", 4},  // two ideographs
      {"\xEA\xB0\x80", 2},              // a Hangul syllable
      {"\xE1\x84\x80\xE1\x85\xA1", 2},  // the same of two letters: the second joins the first
      {"\xEF\xBC\xA1", 2},              // a fullwidth letter
      {"\xEF\xBD\xB1", 1},              // a halfwidth one
      {"\xF0\x9F\x98\x80", 2},          // an emoji
      {"e\xCC\x81", 1},                 // a combining accent
      {"\xE0\xB8\x81\xE0\xB8\xB4", 1},  // a Thai vowel above its consonant
      {"\xD7\x91\xD6\xBC", 1},          // a Hebrew point
      {"\xE0\xA4\x95\xE0\xA5\x8D", 1},  // a Devanagari virama
      {"K\xC3\xA4se", 4},
      {"\xFF\xFE", 2},  // no UTF-8: never shown as it is
      {"", 0},
  }));
  CAPTURE(c.text);
  CHECK(escape::columns(c.text) == c.columns);
}

TEST_CASE("characters that show nothing or cannot be written in XML are deceptive", "[base]") {
  const auto c = GENERATE(values<char32_t>({0x00AD, 0x0890, 0x08E2, 0x200B, 0x2066, 0x2800, 0x3164, 0xFEFF, 0xFFFE,
                                            0xFFFF, 0x110BD, 0x13430, 0x1D173, 0xE0041, 0x10FFFF}));
  CHECK(escape::is_deceptive(c));
}

TEST_CASE("letters and marks of all scripts are not deceptive", "[base]") {
  const auto c = GENERATE(values<char32_t>({0x20, 0x41, 0xE4, 0x0301, 0x0605 + 1, 0x3042, 0x65E5, 0xAC00, 0x1F600}));
  CHECK_FALSE(escape::is_deceptive(c));
}
