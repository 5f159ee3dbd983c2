// SPDX-License-Identifier: Apache-2.0
#include "base/tag_list.hpp"

#include "support/catch.hpp"

using namespace alignmail;

TEST_CASE("tags are read with white space and folds around them", "[base]") {
  const TagList list = parse_tag_list(" v = 1;\r\n\ta=rsa-sha256 ; b=ab\r\n\tcd==;");
  REQUIRE(list.tags.size() == 3);
  CHECK(list.faults.empty());
  CHECK(list.find("v")->value == "1");
  CHECK(list.find("b")->value == "ab\r\n\tcd==");  // inner folds are the caller's
  CHECK(list.find("V") == nullptr);                // names are case-sensitive
  CHECK(list.find("v")->offset == 1);
}

TEST_CASE("what is no tag is a fault at its place, and the rest is still read", "[base]") {
  struct Case {
    std::string_view text;
    std::size_t tags;
    std::size_t faults;
    std::size_t offset;
  };
  const auto c = GENERATE(values<Case>({
      {"a=1;;b=2", 2, 1, 4},  // an empty tag inside
      {"a=1; junk; b=2", 2, 1, 5},
      {"a=1; 1x=2", 1, 1, 5},  // a name begins with a letter
      {"a=1; a=2", 2, 1, 5},   // twice
      {"a=1; =2", 1, 1, 5},
      {"", 0, 0, 0},
      {"a=", 1, 0, 0},     // an empty value is one
      {"a=b=c", 1, 0, 0},  // only the first = divides
  }));
  CAPTURE(c.text);
  const TagList list = parse_tag_list(c.text);
  CHECK(list.tags.size() == c.tags);
  REQUIRE(list.faults.size() == c.faults);
  if (c.faults > 0) CHECK(list.faults.front().offset == c.offset);
}

TEST_CASE("controls and what is no UTF-8 are found wherever they stand, white space and UTF-8 are none of them",
          "[base]") {
  const auto [octets, says] = GENERATE(table<std::string, std::string>({
      {"a", ""},
      {"\t \r\n\t", ""},  // folds
      {"\n ", ""},
      {"\r\n \r\n ", ""},
      {"\r\n;", "a line end without white space behind it stands in a tag"},
      {"\r;", "a line end without white space behind it stands in a tag"},
      {"\n\n ", "a line end without white space behind it stands in a tag"},
      {"\\~!", ""},
      {"\xC3\xBC", ""},
      {"\xF0\x9F\x92\x8C", ""},
      {std::string(1, '\0'), "the octet \\x00 may not stand in a tag"},
      {"\x01", "the octet \\x01 may not stand in a tag"},
      {"\x0B", "the octet \\x0B may not stand in a tag"},
      {"\x1F", "the octet \\x1F may not stand in a tag"},
      {"\x7F", "the octet \\x7F may not stand in a tag"},
      {"\x80", "the octet \\x80 may not stand in a tag"},
      {"\xFC", "the octet \\xFC may not stand in a tag"},
      {"\xC3", "the octet \\xC3 may not stand in a tag"},  // half of a character
  }));
  CAPTURE(octets);
  for (std::size_t before = 0; before < 20; ++before) {
    for (std::size_t behind = 0; behind < 20; ++behind) {
      REQUIRE(foreign_octet(std::string(before, 'n') + octets + std::string(behind, ' ')) == says);
    }
  }
}

TEST_CASE("a tag that stands twice is found among few and among many", "[base]") {
  const auto before = GENERATE(1, 15, 16, 17, 40, 3000);  // the way of comparing changes at sixteen
  std::string text = "dup=1";
  for (int i = 0; i < before; ++i) text += "; t" + std::to_string(i) + "=" + std::to_string(i);
  CHECK(parse_tag_list(text).faults.empty());
  const std::string twice = text + "; dup=2";
  const TagList list = parse_tag_list(twice);
  REQUIRE(list.faults.size() == 1);
  CHECK(list.faults.front().offset == text.size() + 2);
  CHECK(list.find("dup")->value == "1");
}
