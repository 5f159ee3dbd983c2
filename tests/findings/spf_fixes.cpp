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

Judge judge_of(const std::string& letter) {
  auto message = std::make_shared<const message::Message>(support::parsed(letter));
  Options options{.at = support::now, .now = support::now};
  options.given.mail_from = "bounce@example.com";
  options.given.client_ip = IpAddress::parse("192.0.2.1");
  options.given.helo = "a1.sender.test";
  return {message, options};
}

const std::string policy = "_dmarc.example.com. TXT \"v=DMARC1; p=reject\"\n";

Analysis judged(const std::string& records, const std::string& letter = support::letter()) {
  Judge judge = judge_of(letter);
  support::Zone zone(records + policy);
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
      // Without the circle the server of this mail is to pass: it is named where nothing else could permit it.
      {"SPF006", txt("example.com.", "v=spf1 mx include:example.com -all"), "example.com",
       "v=spf1 mx ip4:192.0.2.1 -all"},
      {"SPF006", txt("example.com.", "v=spf1 include:example.com ip4:192.0.2.1 -all"), "example.com",
       "v=spf1 ip4:192.0.2.1 -all"},
      {"SPF006", txt("example.com.", "v=spf1 include:example.com mx -all"), "example.com", "v=spf1 mx -all"},
      {"SPF006", txt("example.com.", "v=spf1 redirect=example.com"), "example.com", "v=spf1 ip4:192.0.2.1 ~all"},
      // What permits nobody any more is no longer included; what still does is.
      {"SPF006",
       txt("example.com.", "v=spf1 include:_spf.example.com -all") +
           txt("_spf.example.com.", "v=spf1 include:example.com ~all"),
       "example.com", "v=spf1 ip4:192.0.2.1 -all"},
      {"SPF006",
       txt("example.com.", "v=spf1 include:_spf.example.com -all") +
           txt("_spf.example.com.", "v=spf1 mx include:example.com ~all"),
       "_spf.example.com", "v=spf1 mx ip4:192.0.2.1 ~all"},
      {"SPF006",
       txt("example.com.", "v=spf1 redirect=_spf.example.com") +
           txt("_spf.example.com.", "v=spf1 redirect=example.com"),
       "_spf.example.com", "v=spf1 ip4:192.0.2.1 ~all"},
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

TEST_CASE("a fix after which SPF is worse for this mail says so", "[findings]") {
  struct Case {
    std::string record;  // broken, so that nothing is decided today
    std::string says;
  };
  const auto c = GENERATE(values<Case>({
      {"v=spf1 include:example.com mx -all", "SPF of this message is then fail, and permerror today"},
      {"v=spf1 include:example.com mx ~all", ""},  // receivers take both alike
      {"v=spf1 include:example.com ip4:192.0.2.1 -all", ""},
  }));
  CAPTURE(c.record);
  Judge judge = judge_of(support::letter());
  support::Zone zone(txt("example.com.", c.record) + policy);
  const findings::Findings found =
      zone.settle([&](dns::Inquiry& inquiry) { return findings::explain(judge, judge.judge(inquiry), inquiry); });
  const findings::Finding* loop = found.find("SPF006");
  REQUIRE(loop != nullptr);
  CHECK(loop->fix.note.find(c.says) != std::string::npos);
  CHECK(loop->fix.note.empty() == c.says.empty());
}

TEST_CASE("a record that works near the limit is shown with its costs, and none of its terms is chosen to go",
          "[findings]") {
  struct Case {
    int others;  // includes beside one that costs three
    std::string room;
  };
  const auto c = GENERATE(values<Case>({
      {5, "Two are left"},
      {6, "One is left"},
      {7, "None is left"},
      {8, "A server that is found late"},
  }));
  std::string record = "v=spf1 ip4:192.0.2.1 include:big.test";
  std::string zone = txt("big.test.", "v=spf1 include:s0.test include:s1.test -all");
  for (int i = 0; i < c.others; ++i) {
    const std::string name = "s" + std::to_string(i) + ".test";
    record += " include:" + name;
    zone += txt(name + ".", "v=spf1 ip4:198.51.100.1 -all");
  }
  const Analysis analysis = judged(zone + txt("example.com.", record + " -all"));
  const std::vector<findings::Evidence> found = findings::find_rule("SPF009")->find(analysis);
  REQUIRE(found.size() == 1);
  CHECK(found.front().values.at("room").find(c.room) == 0);
  CHECK(first_record(found) == nullptr);
  CHECK(found.front().fix->steps.front().text.find("include:big.test (3), include:s0.test (1)") != std::string::npos);
  CHECK(found.front().fix->note.find("only you can tell") != std::string::npos);
}

TEST_CASE("a server that the record refuses is added where the signature proves whose the mail is", "[findings]") {
  const std::string zone = support::key_at(support::TestKey::Rsa2048) + txt("example.com.", "v=spf1 mx -all");
  const auto signed_mail = findings::find_rule("SPF007")->find(judged(zone, support::sign(support::letter())));
  const findings::RecordChange* change = first_record(signed_mail);
  REQUIRE(change != nullptr);
  CHECK(std::get<dns::Txt>(change->data).joined() == "v=spf1 mx ip4:192.0.2.1 -all");
  // It may be a forgery, which the record is there to stop.
  CHECK(first_record(findings::find_rule("SPF007")->find(judged(zone))) == nullptr);
}
