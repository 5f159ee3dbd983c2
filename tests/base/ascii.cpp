// SPDX-License-Identifier: Apache-2.0
#include "base/ascii.hpp"

#include "support/catch.hpp"

using namespace alignmail;

TEST_CASE("letters compare without case only inside ASCII", "[base]") {
  CHECK(ascii::iequals("DKIM-Signature", "dkim-signature"));
  CHECK_FALSE(ascii::iequals("\xC3\x84", "\xC3\xA4"));
  CHECK_FALSE(ascii::iequals("From", "From "));
}

TEST_CASE("numbers are digits and nothing else", "[base]") {
  struct Case {
    std::string_view text;
    std::optional<std::uint64_t> value;
  };
  const auto c = GENERATE(values<Case>({
      {"0", 0},
      {"18446744073709551615", UINT64_MAX},
      {"18446744073709551616", std::nullopt},  // does not fit
      {"", std::nullopt},
      {"-1", std::nullopt},
      {"+1", std::nullopt},
      {"1 ", std::nullopt},
      {"0x10", std::nullopt},
  }));
  CAPTURE(c.text);
  CHECK(ascii::parse_number(c.text) == c.value);
}

TEST_CASE("splitting keeps empty parts", "[base]") {
  CHECK(ascii::split("a;;b;", ';') == std::vector<std::string_view>{"a", "", "b", ""});
  CHECK(ascii::split("", ';') == std::vector<std::string_view>{""});
}

TEST_CASE("unfolding removes line ends and leaves the white space behind them", "[base]") {
  CHECK(ascii::unfold(" a\r\n\tb \r\n c\r\n") == "a\tb  c");
}
