// SPDX-License-Identifier: Apache-2.0
#include "alignmail/report.hpp"
#include "support/golden.hpp"

using namespace alignmail;

TEST_CASE("the manual's page of findings is printed from the catalogue", "[report]") {
  const std::filesystem::path page = std::filesystem::path(ALIGNMAIL_SOURCE_DIR) / "docs/findings.md";
  support::check_golden(page, report::render_catalogue({}, true));
}

TEST_CASE("every finding has a page of its own, without names left open", "[report]") {
  for (const findings::Rule* rule : findings::catalogue()) {
    const std::string page = report::render_rule(*rule, {});
    CAPTURE(rule->id);
    CHECK(page.starts_with(rule->id));
    CHECK(page.find('{') == std::string::npos);
    CHECK(page.find("What to do") != std::string::npos);
  }
}
