// SPDX-License-Identifier: Apache-2.0
#include "base/limits.hpp"
#include "alignmail/analysis.hpp"
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
