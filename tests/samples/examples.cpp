// SPDX-License-Identifier: Apache-2.0
// Which sample shows a finding best, and what its fix is there: for "alignmail explain ID".
#include <map>
#include <tuple>

#include "base/ascii.hpp"
#include "report/examples.hpp"
#include "samples/examine.hpp"
#include "samples/sample.hpp"
#include "support/golden.hpp"

using namespace alignmail;

namespace {

struct Candidate {
  // Something to publish or to run; a sample that is named after it; a cause; what is done first; little beside it.
  std::tuple<bool, bool, bool, bool, std::size_t> lacks{};
  std::string text{};
};

void add_lines(std::string& text, std::string_view mark, std::string_view lines) {
  for (const std::string_view line : ascii::split(lines, '\n')) {
    if (!line.empty()) text.append(mark).append(line).append("\n");
  }
}

std::string records_of(const findings::Fix& fix) {
  std::string text;
  for (const findings::FixStep& step : fix.steps) {
    add_lines(text, "= ", report::render_records(step.records, report::RecordForm::Bind));
  }
  return text;
}

std::string commands_of(const findings::Fix& fix) {
  std::string text;
  for (const findings::FixStep& step : fix.steps) {
    for (const std::string& command : step.commands) add_lines(text, "$ ", command);
  }
  return text;
}

Candidate candidate(const findings::Finding& finding, const findings::Findings& all, const std::string& sample) {
  const std::string lines = records_of(finding.fix) + commands_of(finding.fix);
  const bool is_about_it = sample.find(finding.rule->slug) != std::string::npos;
  return {{lines.empty(), !is_about_it, !finding.caused_by.empty(), all.next_action() != &finding, all.all.size()},
          std::string(finding.rule->id) + " " + sample + "\n" + lines};
}

}  // namespace

TEST_CASE("the examples of findings are the stored ones", "[samples]") {
  std::map<std::string_view, Candidate> best;
  for (const std::string& name : samples::names()) {
    const samples::Examined sample(name);
    for (const findings::Finding& finding : sample.findings().all) {
      Candidate one = candidate(finding, sample.findings(), name);
      const auto [known, is_new] = best.try_emplace(finding.rule->id, one);
      if (!is_new && one.lacks < known->second.lacks) known->second = std::move(one);
    }
  }
  std::string text;
  for (const findings::Rule* rule : findings::catalogue()) text += best[rule->id].text;
  support::check_golden(std::filesystem::path(ALIGNMAIL_SOURCE_DIR) / "docs" / "examples.txt", text);
}

TEST_CASE("every finding has an example, whose sample is there", "[samples]") {
  for (const findings::Rule* rule : findings::catalogue()) {
    CAPTURE(rule->id);
    const auto example = report::find_example(rule->id);
    REQUIRE(example);
    CHECK(std::filesystem::exists(samples::folder / example->sample / "message.eml"));
    CHECK(report::render_rule(*rule, {}).find("samples/" + std::string(example->sample)) != std::string::npos);
  }
}

TEST_CASE("an example is found by the whole id and shows what to publish and to run", "[samples]") {
  const auto example = report::find_example("SES001");
  REQUIRE(example);
  CHECK_FALSE(example->records.empty());
  CHECK_FALSE(example->commands.empty());
  CHECK_FALSE(report::find_example("SES00"));
  CHECK_FALSE(report::find_example(""));
}
