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

TEST_CASE("the reports on the domain of a sample are the stored ones", "[samples]") {
  const std::string name = GENERATE("ses-doubled-cname", "ses-perfect");
  for (const auto& [format, file] : std::initializer_list<std::pair<std::string_view, std::string_view>>{
           {"text", "domain.txt"}, {"markdown", "domain.md"}, {"html", "domain.html"}}) {
    support::check_golden(samples::folder / name / file, samples::render_domain(name, format));
  }
}
