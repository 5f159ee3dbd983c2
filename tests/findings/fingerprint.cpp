// SPDX-License-Identifier: Apache-2.0
// Fingerprints: the same for the same fault on every message, and another one for another fault.
#include <algorithm>

#include "alignmail/findings.hpp"
#include "support/catch.hpp"
#include "support/dkim.hpp"

using namespace alignmail;

namespace {

// Those of a message that was signed with these keys of example.com, none of which is in DNS.
std::vector<std::string> fingerprints_of(const std::vector<std::string>& selectors) {
  std::string signatures;
  for (const std::string& selector : selectors) {
    signatures += "DKIM-Signature: v=1; a=rsa-sha256; d=example.com; s=" + selector +
                  "; h=from; bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; b=AAAA\r\n";
  }
  auto message = std::make_shared<const message::Message>(support::parsed(signatures + support::letter()));
  Judge judge(message, Options{.at = support::now, .now = support::now});
  support::Zone zone("example.com. A 192.0.2.1\n");
  const findings::Findings found =
      zone.settle([&](dns::Inquiry& inquiry) { return findings::explain(judge, judge.judge(inquiry), inquiry); });
  std::vector<std::string> fingerprints;
  for (const findings::Finding& finding : found.all) {
    if (finding.rule->id == "DKIM002") fingerprints.push_back(finding.fingerprint);
  }
  return fingerprints;
}

}  // namespace

TEST_CASE("two keys of one domain are two faults, whichever signature comes first", "[findings]") {
  const auto one = fingerprints_of({"one"});
  const auto both = fingerprints_of({"one", "two"});
  auto turned = fingerprints_of({"two", "one"});
  REQUIRE(one.size() == 1);
  REQUIRE(both.size() == 2);
  CHECK(both[0] != both[1]);
  std::reverse(turned.begin(), turned.end());
  CHECK(turned == both);
}

TEST_CASE("a finding that holds once is known by its rule and its domain", "[findings]") {
  CHECK(fingerprints_of({"one"}) == fingerprints_of({"two"}));
  CHECK(fingerprints_of({"one"}) == std::vector<std::string>{"5b5f05ae89f28ca5"});
}
