// SPDX-License-Identifier: Apache-2.0
// Each finding has a sample in which it fires, and one in which it keeps silent.
#include <algorithm>
#include <set>

#include "alignmail/findings.hpp"
#include "samples/sample.hpp"
#include "support/catch.hpp"

using namespace alignmail;

namespace {

std::vector<std::string> stored_reports() {
  std::vector<std::string> reports;
  const auto names = samples::names();
  reports.reserve(names.size());
  for (const std::string& name : names) reports.push_back(samples::read(samples::folder / name / "report.json"));
  return reports;
}

}  // namespace

TEST_CASE("no two findings of a message have one fingerprint", "[samples]") {
  for (const std::string& report : stored_reports()) {
    constexpr std::string_view key = "\"fingerprint\": ";
    std::set<std::string> seen;
    for (std::size_t at = report.find(key); at != std::string::npos; at = report.find(key, at + 1)) {
      const std::string fingerprint = report.substr(at + key.size(), 18);
      CAPTURE(fingerprint, report.substr(0, 300));
      CHECK(seen.insert(fingerprint).second);
    }
  }
}

TEST_CASE("every finding fires in one sample at least, and not in all", "[samples]") {
  const std::vector<std::string> reports = stored_reports();
  for (const findings::Rule* rule : findings::catalogue()) {
    // As the value of "id" it is the finding itself, and not a mention.
    const std::string finding = "\"id\": \"" + std::string(rule->id) + "\"";
    const auto fires = [&finding](const std::string& report) { return report.find(finding) != std::string::npos; };
    INFO(rule->id << " " << rule->slug);
    CHECK(std::any_of(reports.begin(), reports.end(), fires));
    CHECK_FALSE(std::all_of(reports.begin(), reports.end(), fires));
  }
}
