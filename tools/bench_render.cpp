// SPDX-License-Identifier: Apache-2.0
// How long each format takes to render one report.
//
// usage: bench_render SAMPLE...    each a folder with message.eml and zone.txt
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "alignmail/report.hpp"
#include "run/driver.hpp"

using namespace alignmail;

namespace {

using Clock = std::chrono::steady_clock;

// The median of many: a busy machine makes some slow, and none fast.
double microseconds_of(const report::Format& format, const report::Subject& subject) {
  std::vector<double> times;
  std::size_t octets = 0;
  const Clock::time_point end = Clock::now() + std::chrono::milliseconds(300);
  while (Clock::now() < end || times.size() < 20) {
    const Clock::time_point begin = Clock::now();
    octets += format.render(subject, {}).size();
    times.push_back(std::chrono::duration<double, std::micro>(Clock::now() - begin).count());
  }
  const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
  std::nth_element(times.begin(), middle, times.end());
  return octets == 0 ? 0 : *middle;
}

bool measure(const std::string& folder) {
  std::ifstream file(folder + "/message.eml", std::ios::binary);
  auto parsed = message::parse(std::string(std::istreambuf_iterator<char>(file), {}));
  auto source = dns::make_source("zone:" + folder + "/zone.txt", {});
  if (!parsed || !source) {
    std::fprintf(stderr, "%s: no message.eml or zone.txt\n", folder.c_str());
    return false;
  }
  Judge judge(std::make_shared<const message::Message>(*std::move(parsed)), {});
  dns::Facts facts;
  const run::Outcome outcome = run::examine(judge, **source, facts, {});
  const report::Input input{.source = "message.eml", .origin = "file"};
  const report::Subject subject{.input = input,
                                .analysis = outcome.analysis,
                                .findings = outcome.findings,
                                .facts = facts,
                                .options = judge.options()};
  std::printf("%s\n", folder.c_str());
  for (const report::Format& format : report::formats()) {
    std::printf("  %-12.*s %8.1f microseconds\n", static_cast<int>(format.name.size()), format.name.data(),
                microseconds_of(format, subject));
  }
  return true;
}

}  // namespace

int main(int count, char** arguments) {
  bool all = count > 1;
  for (int i = 1; i < count; ++i) all = measure(arguments[i]) && all;
  return all ? 0 : 1;
}
