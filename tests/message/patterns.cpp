// SPDX-License-Identifier: Apache-2.0
#include "message/patterns.hpp"

#include <string>

#include "support/catch.hpp"

using namespace alignmail::message;

TEST_CASE("a pattern gives its groups, unmatched ones empty", "[message]") {
  const Pattern pattern(R"(^a([0-9]+)-(?:(x)|(y))$)");
  const auto found = pattern.match("a54-y");
  REQUIRE(found);
  CHECK(*found == Pattern::Groups{"a54-y", "54", "", "y"});
  bool gave_up = true;
  CHECK_FALSE(pattern.match("b", &gave_up));
  CHECK_FALSE(gave_up);
  CHECK_FALSE(pattern.match(""));
}

TEST_CASE("a match is bounded, and a limit is told from a plain no", "[message]") {
  bool gave_up = false;
  // Exponential for whoever tries every way to divide the letters.
  CHECK_FALSE(Pattern("^(?:a|aa|aaa)+b$").match(std::string(200, 'a') + "cb", &gave_up));
  CHECK(gave_up);
  CHECK_FALSE(Pattern("b").match(std::string(Pattern::longest_subject, 'a') + "b", &gave_up));
  CHECK(gave_up);
  CHECK(Pattern("a").match(std::string(Pattern::longest_subject + 1, 'a'), &gave_up));
  CHECK_FALSE(gave_up);
}

TEST_CASE("an expression that does not compile matches nothing", "[message]") {
  const Pattern pattern("(");
  bool gave_up = false;
  CHECK_FALSE(pattern.is_usable());
  CHECK_FALSE(pattern.match("(", &gave_up));
  CHECK(gave_up);
}
