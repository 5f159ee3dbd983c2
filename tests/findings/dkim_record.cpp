// SPDX-License-Identifier: Apache-2.0
// Key records that stand in the reader's own zone and need a change.
#include "alignmail/findings.hpp"
#include "support/catch.hpp"
#include "support/dkim.hpp"

using namespace alignmail;

namespace {

std::vector<findings::Evidence> found_in(std::string_view id, const std::string& zone_text) {
  auto message = std::make_shared<const message::Message>(support::parsed(support::sign(support::letter())));
  Judge judge(message, Options{.at = support::now, .now = support::now});
  support::Zone zone("example.com. A 192.0.2.1\n" + zone_text);
  return findings::find_rule(id)->find(zone.settle([&](dns::Inquiry& inquiry) { return judge.judge(inquiry); }));
}

constexpr const char* name = "s1._domainkey.example.com. ";

std::string txt(const std::string& owner, const std::string& text) { return owner + "TXT \"" + text + "\"\n"; }

std::string key(const std::string& tags, support::TestKey of = support::TestKey::Ed25519) {
  return "v=DKIM1; " + tags + "p=" + support::public_key(of);
}

}  // namespace

TEST_CASE("a key record is shown without t=y where it stands at the selector itself", "[findings]") {
  struct Case {
    std::string tags;
    bool is_elsewhere;  // behind a CNAME
    std::string mended;
  };
  const auto c = GENERATE(values<Case>({
      {"k=rsa; t=y; ", false, "v=DKIM1; k=rsa; p="},
      {"k=rsa; t=y:s; ", false, "v=DKIM1; k=rsa; t=s; p="},
      {"k=rsa; t=y; ", true, ""},
  }));
  CAPTURE(c.tags);
  const std::string record = "v=DKIM1; " + c.tags + "p=" + support::public_key(support::TestKey::Rsa1024);
  const auto found =
      found_in("DKIM015", c.is_elsewhere ? name + std::string("CNAME k.vendor.test.\n") + txt("k.vendor.test. ", record)
                                         : txt(name, record));
  REQUIRE(found.size() == 1);
  REQUIRE(found.front().fix.has_value() != c.mended.empty());
  if (c.mended.empty()) return;
  const findings::RecordChange& change = found.front().fix->steps.front().records.front();
  CHECK(std::get<dns::Txt>(change.data).joined() == c.mended + support::public_key(support::TestKey::Rsa1024));
  CHECK(change.was == std::vector<std::string>{record});
}

TEST_CASE("of two keys the one that fits the signature is kept", "[findings]") {
  using support::TestKey;
  const std::string fits = "v=DKIM1; k=rsa; p=" + support::public_key(TestKey::Rsa2048);
  const std::string other = "v=DKIM1; k=rsa; p=" + support::public_key(TestKey::OtherRsa2048);
  const auto in_parts = [](const std::string& text) {
    return name + std::string("TXT \"") + text.substr(0, 200) + "\" \"" + text.substr(200) + "\"\n";
  };
  const auto found = found_in("DKIM023", in_parts(other) + in_parts(fits));
  REQUIRE(found.size() == 1);
  REQUIRE(found.front().fix);
  const findings::FixStep& step = found.front().fix->steps.front();
  CHECK(std::get<dns::Txt>(step.records.front().data).joined() == fits);
  CHECK(step.records.front().was == std::vector<std::string>{other});
  CHECK(step.text.find("where the other has") != std::string::npos);
  // None of them fits: nothing tells which one is right.
  const auto neither = found_in("DKIM023", in_parts(other) + txt(name, key("k=ed25519; ")));
  REQUIRE(neither.size() == 1);
  CHECK_FALSE(neither.front().fix);
}
