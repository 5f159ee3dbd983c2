// SPDX-License-Identifier: Apache-2.0
// How long one message takes from its octets to the results of all its signatures when every answer is known, beside
// SHA-256 over its body once: bench_dkim ZONE MESSAGE.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <vector>

#include "alignmail/dkim.hpp"
#include "dkim/crypto.hpp"
#include "dns/zone_source.hpp"

using namespace alignmail;

namespace {

using Clock = std::chrono::steady_clock;

std::string read(const char* path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::chrono::sys_seconds now() { return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()); }

// Whether all signatures are evaluated; asks the zone for what is not known yet.
bool verify(const std::string& octets, dns::Source& zone, dns::Facts& facts, bool& passes) {
  const auto message = message::parse(std::string_view(octets), nullptr, message::Reading::Message);
  if (!message) return false;
  dns::Inquiry inquiry(facts);
  dkim::Verifier verifier(*message);
  const auto results = verifier.verify(inquiry, now(), {});
  passes = !results.empty() && std::all_of(results.begin(), results.end(),
                                           [](const auto& result) { return result.status == dkim::Status::Pass; });
  std::vector<dns::Question> wanted;
  for (const dns::Wanted& each : inquiry.wanted()) wanted.push_back(each.question);
  if (!wanted.empty()) zone.fetch(wanted, Clock::time_point::max(), facts);
  return wanted.empty();
}

template <class Work>
double microseconds(const Work& work) {
  std::vector<double> times;
  while (times.size() < 101) {
    const Clock::time_point begin = Clock::now();
    work();
    times.push_back(std::chrono::duration<double, std::micro>(Clock::now() - begin).count());
  }
  const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
  std::nth_element(times.begin(), middle, times.end());
  return *middle;
}

}  // namespace

int main(int count, char** words) {
  if (count != 3) {
    std::fprintf(stderr, "usage: bench_dkim ZONE MESSAGE\n");
    return 64;
  }
  const auto zone = dns::ZoneSource::from_text(read(words[1]), words[1]);
  const std::string octets = read(words[2]);
  dns::Facts facts;
  bool passes = false;
  while (zone && !octets.empty() && !verify(octets, **zone, facts, passes)) {
  }
  if (!passes) {
    std::fprintf(stderr, "bench_dkim: the signatures of %s do not pass\n", words[2]);
    return 1;
  }
  const std::size_t body = octets.find("\r\n\r\n") + 4;
  const double hashing = microseconds([&] { return dkim::sha256(std::string_view(octets).substr(body)); });
  const double all = microseconds([&] { return verify(octets, **zone, facts, passes); });
  std::printf("%zu octets: SHA-256 once %.0f, parsed and verified %.0f microseconds: %.0f %% of the rate of SHA-256\n",
              octets.size(), hashing, all, 100 * hashing / all);
  return 0;
}
