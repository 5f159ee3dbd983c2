// SPDX-License-Identifier: Apache-2.0
// Records that are proposed at a name where a CNAME stands, beside which nothing can.
#include "alignmail/findings.hpp"
#include "support/catch.hpp"
#include "support/dkim.hpp"

using namespace alignmail;

namespace {

// The texts of all steps of what is to be done for this finding.
std::string steps_of(std::string_view id, const std::string& records) {
  const std::string hop =
      "Received: from a8-30.smtp-out.amazonses.com (a8-30.smtp-out.amazonses.com [54.240.8.30]) by mx.example.org "
      "with ESMTPS id 1; Thu, 1 Jan 2026 01:00:00 +0000\r\n";
  auto message = std::make_shared<const message::Message>(support::parsed(hop + support::letter()));
  Options options{.at = support::now, .now = support::now};
  options.given.mail_from = "bounce@send.example.com";
  options.setup.mail_from = {*dns::Domain::parse("send.example.com"), ses::Origin::Given};
  options.setup.region = {"us-east-1", ses::Origin::Given};
  Judge judge(message, options);
  support::Zone zone("amazonses.com. TXT \"v=spf1 ip4:54.240.0.0/18 -all\"\nexample.com. A 192.0.2.1\n" + records);
  const findings::Findings found =
      zone.settle([&](dns::Inquiry& inquiry) { return findings::explain(judge, judge.judge(inquiry), inquiry); });
  const findings::Finding* finding = found.find(id);
  REQUIRE(finding != nullptr);
  REQUIRE_FALSE(finding->fix.steps.empty());
  std::string text;
  for (const findings::FixStep& step : finding->fix.steps) text += step.text + "\n";
  return text;
}

}  // namespace

TEST_CASE("where a CNAME stands at the name of a new record, that is said before the record", "[findings]") {
  struct Case {
    std::string_view id;
    std::string records;
    std::string says;  // at the front; empty: no word of a CNAME
  };
  const std::string dmarc = "_dmarc.example.com. TXT \"v=DMARC1; p=none\"\n";
  const auto c = GENERATE_COPY(values<Case>({
      {"DMARC001", "_dmarc.example.com. CNAME gone.vendor.test.\n",
       "_dmarc.example.com is a CNAME to gone.vendor.test today"},
      {"DMARC001", "", ""},
      {"DMARC003", "_dmarc.example.com. CNAME d.vendor.test.\nd.vendor.test. TXT \"v=DMARC1; p=rejct\"\n",
       "_dmarc.example.com is a CNAME to d.vendor.test today"},
      // DNS answers, and asking again brings nothing.
      {"DNS003", "_dmarc.example.com. CNAME _dmarc.example.org.\n_dmarc.example.org. CNAME _dmarc.example.com.\n",
       "Or point the CNAME at the name"},
      {"SES002", dmarc + "send.example.com. CNAME www.example.com.\nwww.example.com. A 192.0.2.1\n",
       "send.example.com is a CNAME to www.example.com today"},
      {"SES002", dmarc + "send.example.com. TXT \"v=spf1 include:amazonses.com ~all\"\n", ""},
  }));
  CAPTURE(c.id, c.records);
  const std::string steps = steps_of(c.id, c.records);
  if (!c.says.empty()) CHECK(steps.find(c.says) == 0);
  CHECK((steps.find("CNAME") == std::string::npos) == c.says.empty());
}

TEST_CASE("a CNAME that leads nowhere is its owner's to mend", "[findings]") {
  const auto [name, summary] = GENERATE(table<std::string, std::string>({
      {"_dmarc.example.com", "Delete the CNAME at _dmarc.example.com, and publish a TXT record there"},
      {"_dmarc.example.test", "Have whoever runs _dmarc.example.test mend its CNAME"},
  }));
  Analysis analysis{.author = *dns::Domain::parse("news.example.com")};
  analysis.dns_trouble = {{.question = {*dns::Domain::parse("_dmarc.vendor.test"), dns::Type::TXT}, .loops = true}};
  analysis.dns_trouble.insert(name == "_dmarc.example.com" ? analysis.dns_trouble.end() : analysis.dns_trouble.begin(),
                              {.question = {*dns::Domain::parse(name), dns::Type::TXT}, .loops = true});
  const auto found = findings::find_rule("DNS003")->find(analysis);
  REQUIRE(found.size() == 1);
  REQUIRE(found.front().fix);
  CHECK(found.front().fix->summary == summary);
}
