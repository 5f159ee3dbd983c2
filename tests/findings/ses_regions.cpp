// SPDX-License-Identifier: Apache-2.0
#include "alignmail/domain_audit.hpp"
#include "alignmail/findings.hpp"
#include "support/catch.hpp"
#include "support/zone.hpp"

using namespace alignmail;

TEST_CASE("the host for bounces of a region that no source lists is to be compared with what SES shows", "[findings]") {
  const auto [region, is_doubted] = GENERATE(table<std::string, bool>(
      {{"us-east-1", false}, {"eu-south-1", false}, {"eusc-de-east-1", true}, {"cn-north-1", true}}));
  CAPTURE(region);
  Options options{};
  options.setup.region = {region, ses::Origin::Given};
  support::Zone zone("amazonses.com. TXT \"v=spf1 ip4:54.240.0.0/18 -all\"\nexample.com. A 192.0.2.1\n");
  const Analysis analysis = zone.settle(
      [&](dns::Inquiry& inquiry) { return audit_domain(*dns::Domain::parse("example.com"), options, inquiry, {}); });
  const auto evidence = findings::find_rule("SES001")->find(analysis);
  REQUIRE(evidence.size() == 1);
  CHECK((evidence.front().fix->note.find("no published source names it") != std::string::npos) == is_doubted);
}
