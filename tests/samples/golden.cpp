// SPDX-License-Identifier: Apache-2.0
// Every sample's reports are stored beside it. A wanted change is accepted with
// tools/update-golden, and read in the diff.
#include "support/golden.hpp"
#include "alignmail/findings.hpp"
#include "samples/examine.hpp"
#include "samples/sample.hpp"

TEST_CASE("every sample's reports are the stored ones", "[samples]") {
  for (const std::string& name : samples::names()) {
    DYNAMIC_SECTION(name) {
      const samples::Examined sample(name);
      support::check_golden(samples::folder / name / "report.txt", sample.render("text"));
      support::check_golden(samples::folder / name / "report.json", sample.render("json"));
      support::check_golden(samples::folder / name / "report.md", sample.render("markdown"));
    }
  }
}
