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
