// SPDX-License-Identifier: Apache-2.0
#include "message/encoded_word.hpp"

#include "base/limits.hpp"
#include "support/catch.hpp"

using namespace alignmail;
using namespace alignmail::message;

TEST_CASE("encoded-words are decoded, and what is none stays", "[message]") {
  struct Case {
    std::string text;
    std::string decoded;
  };
  const auto c = GENERATE(values<Case>({
      {"plain", "plain"},
      {"=?utf-8?Q?a_b=21?=", "a b!"},
      {"=?UTF-8?q?caf=c3=a9?=", "caf\xC3\xA9"},
      {"=?utf-8?B?Y2Fmw6k=?=", "caf\xC3\xA9"},
      {"=?us-ascii*en?Q?a?=", "a"},  // with a language
      {"=?iso-8859-1?Q?caf=E9?=", "caf\xC3\xA9"},
      {"x =?utf-8?Q?a?= =?utf-8?Q?b?= y", "x ab y"},        // the space between two words goes
      {"=?utf-8?Q?a?= x =?utf-8?Q?b?=", "a x b"},           // others stay
      {"=?utf-8?Q?=C3?=\r\n =?utf-8?Q?=A9?=", "\xC3\xA9"},  // a character cut in two
      {"=?koi8-r?Q?=C1?=", "=?koi8-r?Q?=C1?="},             // a charset we do not know
      {"=?utf-8?B?!!!?=", "=?utf-8?B?!!!?="},
      {"=?utf-8?X?a?=", "=?utf-8?X?a?="},
      {"=?utf-8?Q?a b?=", "=?utf-8?Q?a b?="},  // no spaces inside
      {"=?utf-8?Q?a", "=?utf-8?Q?a"},
      {"=??Q?a?=", "=??Q?a?="},
      {"=?utf-8?Q?=4?=", "=4"},  // half an escape is text
      {"=?utf-8?Q?=ZZ=?=", "=ZZ="},
      {"=?utf-8?Q?\?=", ""},
      {"=?=?utf-8?Q?a?=", "=?a"},
  }));
  CAPTURE(c.text);
  CHECK(decode_encoded_words(c.text) == c.decoded);
}

TEST_CASE("no more encoded-words are decoded than the ceiling allows", "[message]") {
  std::string text;
  for (std::size_t i = 0; i < limits::encoded_words + 1; ++i) text += "=?utf-8?Q?a?= ";
  const std::string decoded = decode_encoded_words(text);
  CHECK(decoded == std::string(limits::encoded_words, 'a') + " =?utf-8?Q?a?= ");
}
