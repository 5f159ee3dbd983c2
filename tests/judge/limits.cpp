// SPDX-License-Identifier: Apache-2.0
#include "base/limits.hpp"
#include "alignmail/analysis.hpp"
#include "alignmail/findings.hpp"
#include "support/catch.hpp"
#include "support/dkim.hpp"

using namespace alignmail;

namespace {

Analysis judged(const std::string& records) {
  auto message = std::make_shared<const message::Message>(support::parsed(support::sign(support::letter())));
  Judge judge(message, Options{.at = support::now});
  support::Zone zone(records);
  return zone.settle([&](dns::Inquiry& inquiry) { return judge.judge(inquiry); });
}

}  // namespace

TEST_CASE("64 TXT records at a name are read; beyond that it is said that more were there", "[judge]") {
  const auto [others, limit_reached] = GENERATE(table<std::size_t, bool>({
      {limits::txt_records - 2, false},
      {limits::txt_records - 1, false},
      {limits::txt_records, true},
      {std::size_t{2000}, true},
  }));
  std::string records = support::key_at(support::TestKey::Rsa2048) + "\n";
  for (std::size_t i = 0; i < others; ++i) {
    records += "s1._domainkey.example.com. TXT \"v=DKIM1; n=" + std::to_string(i) + "; p=\"\n";
  }
  const Analysis analysis = judged(records);
  CHECK(analysis.limits.empty() != limit_reached);
  REQUIRE(analysis.dkim.size() == 1);
  REQUIRE(analysis.dkim.front().key);
  CHECK(analysis.dkim.front().key->rivals.size() <= limits::txt_records);
  CHECK(analysis.dkim.front().status == dkim::Status::Pass);  // its key came first
}

TEST_CASE("a search that was cut is a note, for no verdict rests on it", "[judge]") {
  struct Case {
    std::size_t octets;
    std::string says;  // empty: nothing
  };
  const auto c = GENERATE(values<Case>({
      {std::size_t{1} << 12, ""},
      {std::size_t{1} << 18, "64 MiB of hashing, and 48 MiB inside of parts"},
      {std::size_t{9} << 20, "more than 8 MiB"},
  }));
  const std::string letter = support::sign(support::letter());
  std::string body = "--b\r\n\r\n";
  while (body.size() < c.octets)
    body +=
        "Another text than the one that was signed.\r\n" + std::string(body.size() < c.octets / 2 ? "" : "--b\r\n\r\n");
  auto message = std::make_shared<const message::Message>(
      support::parsed(letter.substr(0, letter.find("\r\n\r\n") + 4) + body + "--b--\r\n"));
  Judge judge(message, Options{.at = support::now});
  support::Zone zone(support::key_at(support::TestKey::Rsa2048));
  const Analysis analysis = zone.settle([&](dns::Inquiry& inquiry) { return judge.judge(inquiry); });
  CHECK(analysis.cut_search.find(c.says) != std::string::npos);
  CHECK(analysis.cut_search.empty() == c.says.empty());
  CHECK(analysis.limits.empty());
  const auto found = findings::find_rule("LIMIT001")->find(analysis);
  REQUIRE(found.size() == (c.says.empty() ? 0 : 1));
  for (const findings::Evidence& evidence : found) CHECK(evidence.severity == findings::Severity::Info);
}
