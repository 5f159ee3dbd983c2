// SPDX-License-Identifier: Apache-2.0
// The record that each SPF finding proposes, for set-ups that no sample has.
#include "alignmail/findings.hpp"
#include "support/catch.hpp"
#include "support/dkim.hpp"

using namespace alignmail;

namespace {

struct Case {
  std::string_view id;
  std::string zone;
  std::string name;    // of the record to publish; empty: nothing is proposed
  std::string record;  // its text
};

Analysis judged(const std::string& records) {
  auto message = std::make_shared<const message::Message>(support::parsed(support::letter()));
  Options options{.at = support::now, .now = support::now};
  options.given.mail_from = "bounce@example.com";
  options.given.client_ip = IpAddress::parse("192.0.2.1");
  options.given.helo = "a1.sender.test";
  Judge judge(message, options);
  support::Zone zone(records + "_dmarc.example.com. TXT \"v=DMARC1; p=reject\"\n");
  return zone.settle([&](dns::Inquiry& inquiry) { return judge.judge(inquiry); });
}

std::string txt(const std::string& name, const std::string& text) { return name + " TXT \"" + text + "\"\n"; }

const findings::RecordChange* first_record(const std::vector<findings::Evidence>& found) {
  for (const findings::Evidence& evidence : found) {
    if (!evidence.fix) continue;
    for (const findings::FixStep& step : evidence.fix->steps) {
      if (!step.records.empty()) return &step.records.front();
    }
  }
  return nullptr;
}

}  // namespace

TEST_CASE("an SPF finding proposes the record that mends it, or none where the record is somebody else's",
          "[findings]") {
  const auto c = GENERATE(values<Case>({
      {"SPF002", txt("example.com.", "v=spf1 ipv4:192.0.2.1 -all"), "example.com", "v=spf1 ip4:192.0.2.1 -all"},
      // An included record of one's own is mended where it stands; of a stranger's the include goes.
      {"SPF002", txt("example.com.", "v=spf1 include:_spf.example.com -all") + txt("_spf.example.com.", "v=spf1 mx;"),
       "_spf.example.com", "v=spf1 mx"},
      {"SPF002", txt("example.com.", "v=spf1 include:x.test mx -all") + txt("x.test.", "v=spf1 mx;"), "example.com",
       "v=spf1 mx -all"},
      {"SPF006", txt("example.com.", "v=spf1 mx include:example.com -all"), "example.com", "v=spf1 mx -all"},
      {"SPF006", txt("example.com.", "v=spf1 redirect=example.com"), "example.com", "v=spf1 ~all"},
      {"SPF006", txt("example.com.", "v=spf1 include:x.test -all") + txt("x.test.", "v=spf1 include:x.test -all"), "",
       ""},
      // What permits everybody is never proposed.
      {"SPF003", txt("example.com.", "v=spf1 mx ~all") + txt("example.com.", "v=spf1 ip4:192.0.2.1 +all"),
       "example.com", "v=spf1 mx ip4:192.0.2.1 ~all"},
      {"SPF003", txt("example.com.", "v=spf1 mx ?all") + txt("example.com.", "v=spf1 ip4:192.0.2.1 all"), "example.com",
       "v=spf1 mx ip4:192.0.2.1 ~all"},
      {"SPF003", txt("example.com.", "v=spf1 mx -all") + txt("example.com.", "v=spf1 ip4:192.0.2.1 ?all"),
       "example.com", "v=spf1 mx ip4:192.0.2.1 ?all"},
      {"SPF008", txt("example.com.", "v=spf1 ip4:192.0.2.1 +all"), "example.com", "v=spf1 ip4:192.0.2.1 ~all"},
      {"SPF008", txt("example.com.", "v=spf1 +all"), "example.com",
       "v=spf1 ip4:192.0.2.1 ~all"},  // it needs the server
      {"SPF008", txt("example.com.", "v=spf1 ip4:0.0.0.0/1 ip4:128.0.0.0/1 -all"), "example.com",
       "v=spf1 ip4:192.0.2.1 ~all"},
      {"SPF008", txt("example.com.", "v=spf1 include:x.test -all") + txt("x.test.", "v=spf1 +all"), "", ""},
      {"SPF011", txt("example.com.", "v=spf1 ptr ip4:192.0.2.1 -all"), "example.com", "v=spf1 ip4:192.0.2.1 -all"},
      {"SPF014", txt("example.com.", "v=spf1 mx"), "example.com", "v=spf1 mx ip4:192.0.2.1 ~all"},
      {"SPF014", txt("example.com.", "v=spf1 mx ?ip4:192.0.2.0/24 -all"), "example.com",
       "v=spf1 mx ip4:192.0.2.0/24 -all"},
      {"SPF014", txt("example.com.", "v=spf1 redirect=_spf.example.com") + txt("_spf.example.com.", "v=spf1 mx ?all"),
       "_spf.example.com", "v=spf1 mx ip4:192.0.2.1 ~all"},
      {"SPF014", txt("example.com.", "v=spf1 redirect=x.test") + txt("x.test.", "v=spf1 mx ?all"), "", ""},
  }));
  CAPTURE(c.id, c.zone);
  const std::vector<findings::Evidence> found = findings::find_rule(c.id)->find(judged(c.zone));
  REQUIRE(found.size() == 1);
  const findings::RecordChange* change = first_record(found);
  if (c.name.empty()) {
    CHECK(change == nullptr);
  } else {
    REQUIRE(change != nullptr);
    CHECK(change->name.text() == c.name);
    CHECK(std::get<dns::Txt>(change->data).joined() == c.record);
  }
}
