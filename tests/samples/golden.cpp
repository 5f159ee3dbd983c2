// SPDX-License-Identifier: Apache-2.0
// Every sample's reports are stored beside it. A wanted change is accepted with
// tools/update-golden, and read in the diff.
#include <cstdlib>

#include "alignmail/findings.hpp"
#include "samples/examine.hpp"
#include "samples/sample.hpp"
#include "support/catch.hpp"

namespace {

void check_golden(const std::filesystem::path& stored, const std::string& actual) {
  if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(stored, std::ios::binary) << actual;
  INFO(stored.string() << ": accept a wanted change with tools/update-golden");
  REQUIRE(std::filesystem::exists(stored));
  CHECK(actual == samples::read(stored));
}

}  // namespace

TEST_CASE("every sample's reports are the stored ones", "[samples]") {
  for (const std::string& name : samples::names()) {
    DYNAMIC_SECTION(name) {
      const samples::Reports reports = samples::examine(name);
      check_golden(samples::folder / name / "report.txt", reports.text);
      check_golden(samples::folder / name / "report.json", reports.json);
    }
  }
}
