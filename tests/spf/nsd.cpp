// SPDX-License-Identifier: Apache-2.0
// The same tables through a real name server: what the verdict rests on came over the wire.
#include "support/nsd.hpp"

#include <map>

#include "alignmail/dns_source.hpp"
#include "case_file.hpp"
#include "support/catch.hpp"

using namespace alignmail;
using spf_tests::Case;

namespace {

// Zones that a server can serve: each case's own fault is for the zone files alone.
std::map<std::string, std::vector<Case>> cases_by_zone() {
  std::map<std::string, std::vector<Case>> zones;
  for (Case& c : spf_tests::all_cases()) {
    if (c.zone->find(";!") == std::string::npos) zones[*c.zone].push_back(std::move(c));
  }
  std::erase_if(zones, [](const auto& zone) { return zone.second.size() < 3; });
  return zones;
}

spf::Verdict judge(const Case& c, dns::Source& source) {
  dns::Facts facts;
  while (true) {
    dns::Inquiry inquiry(facts);
    spf::Verdict verdict = spf::check_host(c.request, inquiry);
    std::vector<dns::Question> wanted;
    for (const auto& want : inquiry.wanted()) wanted.push_back(want.question);
    if (wanted.empty()) return verdict;
    source.fetch(wanted, std::chrono::steady_clock::now() + std::chrono::minutes(1), facts);
  }
}

}  // namespace

TEST_CASE("answers of a real name server lead to the results of the tables", "[spf][nsd]") {
  std::size_t judged = 0;
  for (const auto& [zone, cases] : cases_by_zone()) {
    const support::Nsd nsd(zone);
    const auto source = dns::make_source(nsd.spec(), {.timeout = std::chrono::seconds(5)});
    REQUIRE(source);
    for (const Case& c : cases) {
      INFO(c.file << ":" << c.line << ": " << c.name);
      const spf::Verdict verdict = judge(c, **source);
      CHECK(to_string(verdict.status) == c.result);
      if (c.lookups) CHECK(verdict.lookups == *c.lookups);
      if (c.voids) CHECK(verdict.void_lookups == *c.voids);
      ++judged;
    }
  }
  CHECK(judged >= 45);
}
