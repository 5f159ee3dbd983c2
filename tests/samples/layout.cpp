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

constexpr std::string_view copy_color = "\x1b[36m";

std::string without_colors(std::string_view line) {
  std::string text(line);
  for (std::size_t at = text.find('\x1b'); at != std::string::npos; at = text.find('\x1b')) {
    text.erase(at, text.find('m', at) + 1 - at);
  }
  return text;
}

// Lines to be copied are never broken, nor is a word (names are words), nor what was hashed, which
// stands between quotes so that every blank shows.
bool may_be_long(std::string_view line) {
  if (line.find(copy_color) != std::string_view::npos) return true;
  const std::string plain = without_colors(line);
  const std::string_view text = ascii::trim(plain);
  return text.starts_with('"') || text.find(' ') == std::string_view::npos;
}

}  // namespace

TEST_CASE("the text report keeps to the width of its terminal", "[samples]") {
  const int width = GENERATE(40, 60, 80, 100);
  const int verbosity = GENERATE(0, 1, 2);
  for (const std::string& name : samples::names()) {
    const std::string text =
        samples::Examined(name).render("text", {.color = true, .width = width, .verbosity = verbosity});
    std::string too_long;
    for (const std::string_view line : ascii::split(text, '\n')) {
      const bool fits = escape::columns(without_colors(line)) <= static_cast<std::size_t>(width);
      if (!fits && !may_be_long(line)) too_long += without_colors(line) + "\n";
    }
    INFO(name << ", width " << width << ", verbosity " << verbosity);
    CHECK(too_long == "");
  }
}
