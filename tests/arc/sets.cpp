// SPDX-License-Identifier: Apache-2.0
#include "arc/sets.hpp"

#include "support/catch.hpp"

using namespace alignmail;

TEST_CASE("the instance is read from the front of an ARC field", "[arc]") {
  const auto [body, instance] = GENERATE(table<std::string, std::optional<std::uint64_t>>({
      {" i=1; example.org; spf=pass", 1},
      {" i=50", 50},
      {" i = 2 ; a=rsa-sha256", 2},
      {"\r\n i=3;\r\n a=rsa-sha256", 3},
      {" (a comment (nested \\) ) ) i=4 (too); x", 4},
      {" a=rsa-sha256; i=5; b=x", 5},  // a tag list has no order
      {" i=07; x", 7},                 // position = 1*2DIGIT
      {" i=007; x", std::nullopt},     // and not three
      {" i (c;d) = (e) 8 (f); x", 8},
      {"(;)i=9", 9},
      {" i=0; x", 0},
      {" i=4294967297; x", 4294967297},
      {" i=99999999999999999999; x", UINT64_MAX},
      {" i=; x", std::nullopt},
      {" i=-1; x", std::nullopt},
      {" i=1x; x", std::nullopt},
      {" I=1; x", std::nullopt},
      {" example.org; spf=pass", std::nullopt},
      {" (never closed i=1; x", std::nullopt},
      {"", std::nullopt},
  }));
  CAPTURE(body);
  CHECK(arc::instance_of(body) == instance);
}

TEST_CASE("in the results the instance comes first, in a tag list anywhere", "[arc]") {
  CHECK(arc::instance_of(" i=1; x; i=2", arc::Place::First) == 1);
  CHECK(arc::instance_of(" (c;) i=1; x", arc::Place::First) == 1);
  CHECK(arc::instance_of("\r\n i=1\r\n ; x", arc::Place::First) == 1);
  CHECK_FALSE(arc::instance_of(" i=1\r; x", arc::Place::First));  // a line end that is no fold
  CHECK_FALSE(arc::instance_of(" example.org; i=1; spf=pass", arc::Place::First));
  CHECK(arc::instance_of(" a=rsa-sha256; i=1", arc::Place::Anywhere) == 1);
}
