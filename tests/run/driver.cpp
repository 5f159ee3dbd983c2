// SPDX-License-Identifier: Apache-2.0
#include "run/driver.hpp"

#include <algorithm>

#include "run/input.hpp"
#include "support/catch.hpp"

using namespace alignmail;

namespace {

const std::string samples = ALIGNMAIL_SOURCE_DIR "/samples/";

// A sample's zone, counting the waves.
struct CountingZone : dns::Source {
  std::unique_ptr<dns::Source> zone;
  std::size_t waves = 0;
  std::vector<dns::Question> first_wave{};

  explicit CountingZone(const std::string& sample)
      : zone(*dns::make_source("zone:" + samples + sample + "/zone.txt", {})) {}
  void fetch(std::span<const dns::Question> wanted, std::chrono::steady_clock::time_point deadline,
             dns::Facts& facts) override {
    if (++waves == 1) first_wave.assign(wanted.begin(), wanted.end());
    zone->fetch(wanted, deadline, facts);
  }
};

struct Examined {
  CountingZone zone;
  dns::Facts facts{};
  run::Outcome outcome{};

  explicit Examined(const std::string& sample, const std::vector<const dns::Layer*>& layers = {},
                    const run::Budget& budget = {}, const std::vector<std::string>& reached = {})
      : zone(sample) {
    const auto octets = run::read_octets(samples + sample + "/message.eml", 1'000'000);
    auto message = std::make_shared<const message::Message>(*run::parse_octets(*octets, message::Reading::Message));
    Judge judge(message, Options{});
    outcome = run::examine(judge, zone, facts, layers, budget, reached);
  }
};

}  // namespace

TEST_CASE("the default MAIL FROM takes three waves at most, proofs included", "[run]") {
  const Examined examined("ses-default-mail-from");
  CHECK(examined.zone.waves <= 3);
  CHECK(examined.outcome.waves.size() == examined.zone.waves);
  CHECK(examined.outcome.analysis.dmarc.outcome == dmarc::Outcome::Pass);
  const findings::Finding* next = examined.outcome.findings.next_action();
  REQUIRE(next);
  CHECK(next->rule->id == "SES001");
  CHECK(next->fix.proof);  // was proved within the same rounds
}

TEST_CASE("mail of SES with its whole checklist takes two waves, SES's own record in the first", "[run]") {
  const auto* sample = GENERATE("ses-perfect", "mail-from-in-use", "dkim-cname-missing");
  const Examined examined(sample);
  INFO(sample);
  CHECK(examined.outcome.analysis.checklist.size() == 8);
  CHECK(examined.zone.waves <= 2);
  const dns::Question ahead{*dns::Domain::parse("amazonses.com"), dns::Type::TXT};
  const auto& first = examined.zone.first_wave;
  CHECK(std::find(first.begin(), first.end(), ahead) != first.end());
}

TEST_CASE("an overlay is judged as if it were published", "[run]") {
  const dns::Domain name = *dns::Domain::parse("_dmarc.example.com");
  dns::Layer overlay;
  overlay.set(name, dns::Type::TXT, {dns::Txt{{"v=DMARC1; p=reject; aspf=s; adkim=s"}}});
  const Examined examined("ses-perfect", {&overlay});
  const dmarc::Verdict& dmarc = examined.outcome.analysis.dmarc;
  REQUIRE(dmarc.discovery);
  REQUIRE(dmarc.discovery->record);
  CHECK(dmarc.spf_mode == dmarc::Mode::Strict);
  CHECK_FALSE(dmarc.counts(dmarc::Method::Spf));  // a MAIL FROM of SES is always a subdomain
  CHECK(examined.facts.find({name, dns::Type::TXT}) == nullptr);
}

TEST_CASE("what cut the work short is a finding, whoever noticed it", "[run]") {
  SECTION("a ceiling before judging") {
    const Examined examined("ses-perfect", {}, {}, {"a message of 10 octets"});
    CHECK(examined.outcome.findings.find("LIMIT001"));
    CHECK(examined.outcome.analysis.limits == std::vector<std::string>{"a message of 10 octets"});
  }
  SECTION("a ceiling of the rounds") {
    const Examined examined("ses-perfect", {}, {.questions = 3});
    CHECK(examined.outcome.findings.find("LIMIT001"));
    CHECK(examined.outcome.analysis.dmarc.outcome != dmarc::Outcome::Fail);  // unknown is no failure
  }
}

TEST_CASE("nobody is asked about a name that was taken out of a pasted text", "[run]") {
  struct Refusing : dns::Source {
    std::vector<std::string> asked;
    void fetch(std::span<const dns::Question> wanted, std::chrono::steady_clock::time_point,
               dns::Facts& facts) override {
      for (const dns::Question& question : wanted) {
        asked.push_back(std::string(question.name.text()));
        facts.put(question, {.status = dns::Status::NxDomain});
      }
    }
  } source;
  const std::string text =
      "Return-Path: <x@mail.example.com>\nFrom: [email protected]\nTo: you@example.org\n"
      "DKIM-Signature: v=1; a=rsa-sha256; d=xxxx.com; s=abc; h=From; bh=AAAA; b=AAAA\n"
      "DKIM-Signature: v=1; a=rsa-sha256; d=example.com; s=abc; h=From; bh=AAAA; b=AAAA\n";
  Judge judge(std::make_shared<const message::Message>(*message::parse(text)), Options{});
  dns::Facts facts;
  const run::Outcome outcome = run::examine(judge, source, facts, {});
  CHECK_FALSE(source.asked.empty());  // what is left is asked about
  for (const std::string& name : source.asked) {
    CAPTURE(name);
    CHECK(name.find("redacted") == std::string::npos);
    CHECK(name.find("xxxx") == std::string::npos);
  }
  CHECK(outcome.analysis.dmarc.outcome == dmarc::Outcome::Unknown);
  CHECK(outcome.findings.find("INPUT001"));
}
