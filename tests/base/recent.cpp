// SPDX-License-Identifier: Apache-2.0
#include "base/recent.hpp"

#include "support/catch.hpp"

using namespace alignmail;

TEST_CASE("what was made of a text is made once", "[base]") {
  Recent<std::size_t> recent;
  int made = 0;
  const auto length_of = [&](std::string_view text) {
    return *recent.find(text, [&] {
      ++made;
      return text.size();
    });
  };
  CHECK(length_of("one") == 3);
  CHECK(length_of(std::string("o") + "ne") == 3);  // the text counts, not where it stands
  CHECK(made == 1);
  CHECK(length_of("four") == 4);
  CHECK(length_of("") == 0);
  CHECK(made == 3);
}

TEST_CASE("a value outlives the texts that push it out", "[base]") {
  Recent<std::string> recent;
  const auto first = recent.find("first", [] { return std::string("made"); });
  for (int i = 0; i < 10'000; ++i) {
    const std::string text = std::to_string(i);
    CHECK(*recent.find(text, [&] { return text; }) == text);
  }
  CHECK(*first == "made");
}

TEST_CASE("a long text is made anew each time, so that none can fill the memory", "[base]") {
  Recent<int> recent;
  int made = 0;
  for (int i = 0; i < 3; ++i) CHECK(*recent.find(std::string(1 << 20, 'x'), [&] { return ++made; }) == i + 1);
}
