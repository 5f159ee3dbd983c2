// SPDX-License-Identifier: Apache-2.0
// The matrix: which answer is the one that decides.
#include "report/fixture.hpp"
#include "support/catch.hpp"

using namespace alignmail;

namespace {

// The line of the page that holds this.
std::string line_with(const std::string& page, std::string_view part) {
  const std::size_t at = page.find(part);
  if (at == std::string::npos) return "";
  const std::size_t begin = page.rfind('\n', at) + 1;
  return page.substr(begin, page.find('\n', at) - begin);
}

}  // namespace

TEST_CASE("the mode in force stands out in every row, also where nothing was compared", "[report]") {
  struct Case {
    dmarc::Mode mode;
    bool has_alignment;
    std::string text;
    std::string markdown;
    std::string html;
  };
  const std::string no = "<strong class=\"bad\">no<span class=\"aside\"> (in force)</span></strong>";
  const auto c = GENERATE_REF(values<Case>({
      {dmarc::Mode::Relaxed, true, "NO  (*)     no", "| **no** | no |", "<td>" + no + "</td><td>no</td>"},
      {dmarc::Mode::Strict, true, "no          NO  (*)", "| no | **no** |", "<td>no</td><td>" + no + "</td>"},
      {dmarc::Mode::Relaxed, false, "NO  (*)     no", "| **no** | no |", "<td>" + no + "</td><td>no</td>"},
      {dmarc::Mode::Strict, false, "no          NO  (*)", "| no | **no** |", "<td>no</td><td>" + no + "</td>"},
  }));
  CAPTURE(c.mode, c.has_alignment);
  fixture::Fixture made;
  made.analysis.dmarc.spf_mode = c.mode;
  made.spf_row().in_force = c.mode;
  if (!c.has_alignment) {
    made.analysis.spf = {};
    made.rows->erase(made.rows->begin());
  }
  CHECK(line_with(made.render("text"), " SPF   ").ends_with(c.text));
  CHECK(line_with(made.render("markdown"), "| SPF |").ends_with(c.markdown));
  CHECK(made.render("html").find(c.html) != std::string::npos);
}
