// SPDX-License-Identifier: Apache-2.0
// Each finding has a sample in which it fires, and one in which it keeps silent.
#include "alignmail/findings.hpp"
#include "samples/sample.hpp"
#include "support/catch.hpp"

using namespace alignmail;

TEST_CASE("every finding fires in one sample at least, and not in all", "[samples]") {
  std::vector<std::string> reports;
  for (const std::string& name : samples::names())
    reports.push_back(samples::read(samples::folder / name / "report.json"));
  for (const findings::Rule* rule : findings::catalogue()) {
    // As the value of "id" it is the finding itself, and not a mention.
    const std::string finding = "\"id\": \"" + std::string(rule->id) + "\"";
    const auto count = std::count_if(reports.begin(), reports.end(), [&finding](const std::string& report) {
      return report.find(finding) != std::string::npos;
    });
    INFO(rule->id << " " << rule->slug);
    CHECK(count > 0);
    CHECK(static_cast<std::size_t>(count) < reports.size());
  }
}
