// SPDX-License-Identifier: Apache-2.0
// Each finding has a sample in which it fires, and one in which it keeps silent.
#include <algorithm>
#include <set>

#include "alignmail/findings.hpp"
#include "samples/sample.hpp"
#include "support/catch.hpp"

using namespace alignmail;

namespace {

// Nothing makes these fire yet; whoever makes them fire adds the sample and takes them out here.
const std::set<std::string_view> without_sample = {
    "INPUT001",  // pasted text is not repaired yet
};

std::vector<std::string> stored_reports() {
  std::vector<std::string> reports;
  const auto names = samples::names();
  reports.reserve(names.size());
  for (const std::string& name : names) reports.push_back(samples::read(samples::folder / name / "report.json"));
  return reports;
}

}  // namespace

TEST_CASE("every finding fires in one sample at least, and not in all", "[samples]") {
  const std::vector<std::string> reports = stored_reports();
  for (const findings::Rule* rule : findings::catalogue()) {
    // As the value of "id" it is the finding itself, and not a mention.
    const std::string finding = "\"id\": \"" + std::string(rule->id) + "\"";
    const auto fires = [&finding](const std::string& report) { return report.find(finding) != std::string::npos; };
    INFO(rule->id << " " << rule->slug);
    CHECK(std::any_of(reports.begin(), reports.end(), fires) != without_sample.contains(rule->id));
    CHECK_FALSE(std::all_of(reports.begin(), reports.end(), fires));
  }
}
