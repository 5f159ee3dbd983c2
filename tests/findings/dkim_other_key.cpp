// SPDX-License-Identifier: Apache-2.0
// A signature that does not fit beside one that does: what was changed, or that nothing was.
#include "alignmail/findings.hpp"
#include "support/catch.hpp"
#include "support/dkim.hpp"

using namespace alignmail;
using support::Signing;
using support::TestKey;

namespace {

constexpr const char* nothing_changed = "nothing was changed";

// Signed by `first`, then by `second`; one of them for example.com with a key that is not the published one.
std::string why(const Signing& first, const Signing& second, std::string_view from = "", std::string_view to = "") {
  std::string text = support::sign(support::sign(support::letter(), first), second);
  if (!from.empty()) text = support::replaced(text, from, to);
  Judge judge(std::make_shared<const message::Message>(support::parsed(text)),
              Options{.at = support::now, .now = support::now});
  support::Zone zone(support::key_at(TestKey::Rsa2048) + "\n" +
                     support::key_at(TestKey::Rsa2048, "s2._domainkey.relay.test"));
  const Analysis analysis = zone.settle([&](dns::Inquiry& inquiry) { return judge.judge(inquiry); });
  const auto evidence = findings::find_rule("DKIM007")->find(analysis);
  REQUIRE(evidence.size() == 1);
  return evidence.front().why;
}

Signing signing(const std::string& names, const std::string& canonicalization) {
  return {.key = TestKey::OtherRsa2048, .canonicalization = canonicalization, .names = names};
}

Signing witness(const std::string& names, const std::string& canonicalization) {
  return {.canonicalization = canonicalization, .names = names, .domain = "relay.test", .selector = "s2"};
}

}  // namespace

TEST_CASE("a key is to blame where another signature shows that nothing was changed", "[findings]") {
  struct Case {
    std::string broken;  // h=
    std::string broken_c;
    std::string witness;
    std::string witness_c;
    bool is_key;
  };
  const auto c = GENERATE(values<Case>({
      {"from:to:subject:date", "relaxed/relaxed", "from:to:subject:date", "relaxed/relaxed", true},
      {"from:to", "relaxed/simple", "from:to:subject:date", "relaxed/simple", true},
      {"from:to", "relaxed/simple", "from:to", "simple/simple", true},
      // White space may have been changed.
      {"from:to", "simple/simple", "from:to", "relaxed/simple", false},
      // So may Subject, and a second To may have been added.
      {"from:to:subject", "relaxed/simple", "from:to:date", "relaxed/simple", false},
      {"from:to:to", "relaxed/simple", "from:to", "relaxed/simple", false},
  }));
  CAPTURE(c.broken, c.broken_c, c.witness, c.witness_c);
  const std::string text = why(witness(c.witness, c.witness_c), signing(c.broken, c.broken_c));
  CHECK((text.find(nothing_changed) != std::string::npos) == c.is_key);
}

TEST_CASE("no key is to blame where the text was changed", "[findings]") {
  const Signing broken = signing("from:to:subject:date", "relaxed/simple");
  const Signing other = witness("from:to:date", "relaxed/simple");
  CHECK(why(other, broken, "Order 66", "Order 67").find(nothing_changed) == std::string::npos);
  CHECK(why(witness("from:to:subject:date", "relaxed/simple"), broken, "on its way", "not on its way")
            .find(nothing_changed) == std::string::npos);
  // Whoever signed later may have signed what was changed before.
  CHECK(why(broken, witness("from:to:subject:date", "relaxed/simple")).find(nothing_changed) == std::string::npos);
}
