// SPDX-License-Identifier: Apache-2.0
// How long the hot functions take on one message of which every answer is known:
//   bench_functions FOLDER [options of Google Benchmark]    a folder with message.eml and zone.txt
#include <benchmark/benchmark.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include "alignmail/report.hpp"
#include "dkim/crypto.hpp"
#include "dns/zone_source.hpp"
#include "run/driver.hpp"

using namespace alignmail;

namespace {

// A message that was judged once, so that nothing is left to be asked.
struct Known {
  std::string octets{};
  std::shared_ptr<const message::Message> message{};
  dns::Facts facts{};
  run::Outcome outcome{};
};

std::string read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

bool load(const std::filesystem::path& folder, Known& known) {
  known.octets = read(folder / "message.eml");
  auto parsed = message::parse(known.octets);
  const auto zone = dns::ZoneSource::from_text(read(folder / "zone.txt"), "zone.txt");
  if (!parsed || !zone) return false;
  known.message = std::make_shared<const message::Message>(*std::move(parsed));
  Judge judge(known.message, {});
  known.outcome = run::examine(judge, **zone, known.facts, {});
  return true;
}

// 17 networks, two look-ups and the end; the last network matches.
std::string spf_of_twenty_terms() {
  std::string record = "\"v=spf1 a mx\"";
  for (int i = 0; i < 17; ++i) record += " \" ip4:198.51." + std::to_string(i) + ".0/24\"";
  return "example.com. TXT " + record + " \" -all\"\nexample.com. A 192.0.2.1\nexample.com. MX 10 mx.example.com.\n" +
         "mx.example.com. A 192.0.2.2\n";
}

void check_host_of_twenty_terms(benchmark::State& state) {
  const auto zone = dns::ZoneSource::from_text(spf_of_twenty_terms(), "zone");
  const spf::Request request{.ip = IpAddress::parse("198.51.16.9"),
                             .domain = *dns::Domain::parse("example.com"),
                             .sender = "user@example.com",
                             .helo = "mx.example.com"};
  dns::Facts facts;
  for (auto status = spf::Status::None; status != spf::Status::Pass;) {
    dns::Inquiry inquiry(facts);
    status = spf::check_host(request, inquiry).status;
    std::vector<dns::Question> wanted;
    for (const dns::Wanted& each : inquiry.wanted()) wanted.push_back(each.question);
    (*zone)->fetch(wanted, std::chrono::steady_clock::time_point::max(), facts);
  }
  for (auto _ : state) {
    dns::Inquiry inquiry(facts);
    benchmark::DoNotOptimize(spf::check_host(request, inquiry));
  }
}

void add(const char* name, const std::function<void()>& work) {
  benchmark::RegisterBenchmark(name, [work](benchmark::State& state) {
    for (auto _ : state) work();
  })->Unit(benchmark::kMicrosecond);
}

void add_all(Known& known) {
  const std::string_view body = std::string_view(known.octets).substr(known.octets.find("\r\n\r\n") + 4);
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  add("sha256 of the body", [=] { benchmark::DoNotOptimize(dkim::sha256(body)); });
  add("message::parse", [&known] {
    benchmark::DoNotOptimize(message::parse(std::string_view(known.octets), nullptr, message::Reading::Message));
  });
  add("trust::assess", [&known] { benchmark::DoNotOptimize(trust::assess(*known.message, {})); });
  add("dkim::Verifier", [&known, now] {
    dns::Inquiry inquiry(known.facts);
    dkim::Verifier verifier(*known.message);
    benchmark::DoNotOptimize(verifier.verify(inquiry, now, {}));
  });
  add("Judge", [&known] {
    dns::Inquiry inquiry(known.facts);
    benchmark::DoNotOptimize(Judge(known.message, {}).judge(inquiry));
  });
  add("findings::explain", [&known] {
    dns::Inquiry inquiry(known.facts);
    Judge judge(known.message, {});
    benchmark::DoNotOptimize(findings::explain(judge, known.outcome.analysis, inquiry));
  });
  benchmark::RegisterBenchmark("spf::check_host, 20 terms", check_host_of_twenty_terms)->Unit(benchmark::kMicrosecond);
}

}  // namespace

int main(int count, char** words) {
  benchmark::Initialize(&count, words);
  Known known;
  if (count != 2 || !load(words[1], known)) {
    std::fprintf(stderr, "usage: bench_functions FOLDER, a folder with message.eml and zone.txt\n");
    return 64;
  }
  add_all(known);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
