// SPDX-License-Identifier: Apache-2.0
#include "base/base64.hpp"

#include "support/catch.hpp"

using namespace alignmail;
using namespace std::string_literals;

TEST_CASE("base64 goes both ways", "[base]") {
  for (const std::string& octets : {""s, "f"s, "fo"s, "foo"s, "foob"s, "\0\xFF\x80"s}) {
    CHECK(decode_base64(encode_base64(octets)) == octets);
  }
  CHECK(encode_base64("foob") == "Zm9vYg==");
}

TEST_CASE("white space may stand anywhere in base64, of any length", "[base]") {
  for (std::size_t size = 0; size < 40; ++size) {
    std::string octets;
    for (std::size_t i = 0; i < size; ++i) octets.push_back(static_cast<char>(i * 37 + size));
    const std::string text = encode_base64(octets);
    CHECK(decode_base64(text) == octets);
    for (std::size_t at = 0; at <= text.size(); ++at) {
      std::string folded = text;
      folded.insert(at, "\r\n ");
      CHECK(decode_base64(folded) == octets);
      if (at == text.size()) continue;
      std::string broken = text;
      broken[at] = '\x80';
      CHECK(!decode_base64(broken));
    }
  }
}

TEST_CASE("base64 is read strictly, but for white space", "[base]") {
  struct Case {
    std::string_view text;
    std::optional<std::string> octets;
  };
  const auto c = GENERATE(values<Case>({
      {"Zm\r\n\t9v Yg==", "foob"},
      {"Zm9vYg", std::nullopt},     // padding missing
      {"Zm9vYg=", std::nullopt},    // half of it
      {"Zm9vYg===", std::nullopt},  // too much
      {"Zm9v=Yg=", std::nullopt},   // padding inside
      {"Zm9vYh==", std::nullopt},   // a bit set that no octet holds
      {"Zm9-", std::nullopt},       // the URL alphabet is another one
      {"Z", std::nullopt},
  }));
  CAPTURE(c.text);
  CHECK(decode_base64(c.text) == c.octets);
}
