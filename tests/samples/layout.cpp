// SPDX-License-Identifier: Apache-2.0
// The text report keeps to the width of the terminal, whatever stands in the message: a line is
// longer only where it is meant to be copied or where a single word has no place to break.
#include "base/ascii.hpp"
#include "base/escape.hpp"
#include "samples/examine.hpp"
#include "samples/sample.hpp"
#include "support/catch.hpp"

using namespace alignmail;

namespace {

// A single word behind its indentation, or lines shown as they are (to be copied; exhibits).
bool may_be_long(std::string_view line) {
  const std::string_view text = ascii::trim(line);
  if (text.find(' ') == std::string_view::npos) return true;
  return !line.empty() && line.front() != ' ' &&
         (line.find(" IN ") != std::string_view::npos || line.starts_with("aws "));
}

}  // namespace

TEST_CASE("the text report keeps to the width of its terminal", "[samples]") {
  const int width = GENERATE(40, 60, 80, 100);
  const int verbosity = GENERATE(0, 1, 2);
  for (const std::string& name : samples::names()) {
    const std::string text = samples::Examined(name).render("text", {.width = width, .verbosity = verbosity});
    for (const std::string_view line : ascii::split(text, '\n')) {
      if (escape::columns(line) <= static_cast<std::size_t>(width) || may_be_long(line)) continue;
      INFO(name << ", width " << width << ", -v " << verbosity);
      CHECK(std::string(line) == "");
    }
  }
}
