// SPDX-License-Identifier: Apache-2.0
// What the JSON says of fixes and their proofs.
#include "report/json.hpp"

#include "report/json_fixture.hpp"
#include "support/catch.hpp"

using namespace alignmail;
using fixture::name;
using Fixture = fixture::JsonFixture;
using fixture::Json;

TEST_CASE("a fix lists its records and commands, and what would come of it", "[report]") {
  static const findings::Rule rule{.id = "SES006",
                                   .slug = "mail-from-spf-missing",
                                   .severity = findings::Severity::Error,
                                   .title = "No SPF record",
                                   .why = "There is none",
                                   .explanation = "There must be one.",
                                   .fix = "Publish one",
                                   .references = {"RFC 7208 section 4.5"},
                                   .find = nullptr};
  Fixture fixture;
  findings::Finding finding{.rule = &rule, .severity = findings::Severity::Error, .title = "No SPF record"};
  finding.evidence.items = {{.kind = findings::EvidenceKind::Dns, .name = "TXT mail.example.com", .value = "nodata"},
                            {.kind = findings::EvidenceKind::Header, .value = "<x@mail.example.com>", .line = 3}};
  finding.fix.summary = "Publish one";
  finding.fix.steps = {
      {.text = "Add this record:",
       .records = {{.name = name("mail.example.com"),
                    .data = dns::Txt{{"v=spf1 include:amazonses.com", " ~all"}},
                    .was = {"old"}}}},
      {.text = "Look:", .commands = {"dig +short TXT mail.example.com", "aws a \\", "  --b \\", "  --c"}}};
  finding.fix.proof = findings::Proof{.outcome = dmarc::Outcome::Pass, .spf = true};
  fixture.findings.all = {finding};
  fixture.findings.next = 0;
  fixture.findings.worst = findings::Severity::Error;
  const Json report = fixture.report();
  CHECK(report["verdict"]["next_action"] == "SES006");
  CHECK(report["verdict"]["worst_severity"] == "error");
  const Json& shown = report["findings"][0];
  CHECK(shown["caused_by"].is_null());
  CHECK(shown["refs"] == Json::array({"RFC 7208 section 4.5"}));
  CHECK(shown["evidence"][1]["line"] == 3);
  CHECK_FALSE(shown["evidence"][0].contains("line"));  // an answer has none
  CHECK(shown["fix"]["commands"] == Json::array({"dig +short TXT mail.example.com", "aws a --b --c"}));
  CHECK(shown["fix"]["records"] == Json::parse(R"([{"op": "add", "name": "mail.example.com", "type": "TXT", "ttl": 300,
      "value": "v=spf1 include:amazonses.com ~all", "was": ["old"]}])"));
  CHECK(shown["fix"]["proof"] == Json::parse(R"({"dmarc": "pass", "legs": ["spf"], "caveat": null})"));
  CHECK_FALSE(shown["fix"].contains("gain"));
}

TEST_CASE("a fix that leaves the verdict as it is says what it is good for", "[report]") {
  Fixture fixture;
  findings::Finding finding{.rule = findings::find_rule("DMARC006"), .severity = findings::Severity::Warning};
  finding.fix = {.summary = "Have them agree", .gain = "Reports arrive."};
  finding.fix.proof = findings::Proof{.outcome = dmarc::Outcome::Pass, .changes = false};
  fixture.findings.all = {finding};
  CHECK(fixture.report()["findings"][0]["fix"]["gain"] == "Reports arrive.");
}
