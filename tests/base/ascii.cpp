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

TEST_CASE("what works on eight octets at once gives what one after the other would", "[base]") {
  std::uint32_t state = 1;
  const auto next = [&] { return (state = state * 1664525 + 1013904223) >> 16; };
  for (int round = 0; round < 10'000; ++round) {
    std::string text;
    const std::size_t size = next() % 40;
    // Every octet, and those at the ends of the alphabet more often.
    while (text.size() < size) text += next() % 2 == 0 ? static_cast<char>(next()) : "@AZ[`az{ !\t\n"[next() % 13];
    std::string lower;
    std::string dense;
    for (const char c : text) {
      lower += ascii::lower(c);
      if (!ascii::is_space(c)) dense += c;
    }
    CAPTURE(text);
    REQUIRE(ascii::to_lower(text) == lower);
    REQUIRE(ascii::without_space(text) == dense);
    REQUIRE(ascii::iequals(text, lower));
    if (size == 0) continue;
    std::string other = text;
    char& changed = other[next() % size];
    changed = static_cast<char>(changed ^ (next() % 2 == 0 ? 0x20 : 1 + next() % 255));
    REQUIRE(ascii::iequals(text, other) == (ascii::to_lower(other) == lower));
  }
}
