// SPDX-License-Identifier: Apache-2.0
// What is foreseen of a signature is what happens to it.
#include "dkim/survival.hpp"

#include "base/ascii.hpp"
#include "support/catch.hpp"
#include "support/dkim.hpp"

using namespace alignmail;
using namespace alignmail::dkim;
using support::letter;
using support::replaced;

namespace {

// The change that a row foresees, done to a message.
std::string done(std::string_view change, const std::string& text) {
  if (change == "plain forwarding") return "Received: from a.test by b.test; Thu, 1 Jan 2026 00:30:00 +0000\r\n" + text;
  if (change == "a footer of a mailing list") return text + "____\r\nA list\r\n";
  if (change == "a tag in the Subject") return replaced(text, "Subject: ", "Subject: [list] ");
  if (change == "From rewritten by a mailing list") return replaced(text, "Ann <ann@example.com>", "list@example.org");
  if (change == "Reply-To added by a mailing list") return "Reply-To: list@example.org\r\n" + text;
  if (change == "List-Unsubscribe added") return "List-Unsubscribe: <mailto:u@example.org>\r\n" + text;
  if (change == "the body encoded anew") return replaced(text, "your Order", "your=20Order");
  if (change == "spaces at line ends taken away") return replaced(text, "-- \r\n", "--\r\n");
  if (change == "header lines folded anew") return replaced(text, "Subject: Order", "Subject:\r\n Order");
  return "";
}

}  // namespace

TEST_CASE("a change that a signature is said to survive leaves it good, and another breaks it", "[dkim]") {
  const auto signing = GENERATE(values<support::Signing>({
      {.canonicalization = "relaxed/relaxed"},
      {.canonicalization = "simple/simple"},
      {.canonicalization = "relaxed/simple", .names = "from:to:date"},
      {.canonicalization = "relaxed/relaxed", .names = "from:from:subject:reply-to:list-unsubscribe"},
      {.canonicalization = "relaxed/relaxed", .length = 30},
      {.canonicalization = "simple/relaxed", .names = "from:subject:to"},
  }));
  const std::string text = support::sign(letter(), signing);
  support::Zone zone(support::key_at(support::TestKey::Rsa2048));
  const auto before = support::verify(text, zone);
  REQUIRE(before.front().status == Status::Pass);
  const auto rows = foresee_changes(support::parsed(text), *before.front().signature);
  CHECK(rows.size() == 9);
  for (const Survival& row : rows) {
    const std::string changed = done(row.change, text);
    REQUIRE_FALSE(changed.empty());
    if (signing.length && row.change == "the body encoded anew") continue;  // may lie behind l=
    if (signing.length && row.change == "spaces at line ends taken away") continue;
    CAPTURE(row.change, row.why, signing.names, signing.canonicalization);
    const auto after = support::verify(changed, zone);
    CHECK((after.front().status == Status::Pass) == row.survives);
  }
}

TEST_CASE("what could be added without the signature noticing is listed", "[dkim]") {
  const auto c = GENERATE(table<std::string, std::string>({
      {"from:to:subject:date", "from to subject date"},
      {"from:from:to:subject:subject:date", "to date"},
      {"from:from:cc", ""},  // there is no Cc: a first one would be noticed
  }));
  const std::string text = support::sign(letter(), {.names = std::get<0>(c)});
  support::Zone zone(support::key_at(support::TestKey::Rsa2048));
  const auto results = support::verify(text, zone);
  CHECK(ascii::join(not_oversigned(support::parsed(text), *results.front().signature), " ") == std::get<1>(c));
}
