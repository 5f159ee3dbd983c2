// SPDX-License-Identifier: Apache-2.0
// A key that was published as it stands in its file.
#include "alignmail/findings.hpp"
#include "support/catch.hpp"
#include "support/dkim.hpp"

using namespace alignmail;

namespace {

findings::Evidence found(const std::string& material) {
  Judge judge(std::make_shared<const message::Message>(support::parsed(support::sign(support::letter()))),
              Options{.at = support::now, .now = support::now});
  std::string strings;
  const std::string record = "v=DKIM1; k=rsa; p=" + material;
  for (std::size_t at = 0; at < record.size(); at += 200) strings += " \"" + record.substr(at, 200) + "\"";
  support::Zone zone("s1._domainkey.example.com. TXT (" + strings + " )\n");
  const auto evidence =
      findings::find_rule("DKIM004")->find(zone.settle([&](dns::Inquiry& inquiry) { return judge.judge(inquiry); }));
  REQUIRE(evidence.size() == 1);
  REQUIRE(evidence.front().fix);
  return evidence.front();
}

}  // namespace

TEST_CASE("the lines around a key in its file are taken out of the record", "[findings]") {
  const std::string key = support::public_key(support::TestKey::Rsa2048);
  const auto c = GENERATE_COPY(values<std::string>({
      "-----BEGIN PUBLIC KEY-----" + key + "-----END PUBLIC KEY-----",
      "-----BEGIN PUBLIC KEY----- " + key,
      "-----BEGIN RSA PUBLIC KEY-----" + key + "-----END RSA PUBLIC KEY-----",
  }));
  const auto evidence = found(c);
  REQUIRE(evidence.fix->steps.size() == 1);
  REQUIRE(evidence.fix->steps.front().records.size() == 1);
  const auto& change = evidence.fix->steps.front().records.front();
  CHECK(change.name.text() == "s1._domainkey.example.com");
  CHECK(support::replaced(std::get<dns::Txt>(change.data).joined(), "p= ", "p=") == "v=DKIM1; k=rsa; p=" + key);
}

TEST_CASE("what is no whole key between such lines, or a private one, is not proposed as a record", "[findings]") {
  struct Case {
    std::string material;
    std::string words;  // of the reason, empty: those of the rule
  };
  const auto c = GENERATE(values<Case>({
      {"-----BEGIN PUBLIC KEY-----MIIBIjANBgkq", ""},
      {"-----BEGIN PUBLIC KEY", ""},
      {"not base64!", ""},
      {"-----BEGIN PRIVATE KEY-----MIIEvQ-----END PRIVATE KEY-----", "holds a private key"},
  }));
  CAPTURE(c.material);
  const auto evidence = found(c.material);
  CHECK(evidence.fix->steps.empty());
  CHECK(evidence.why.empty() == c.words.empty());
  CHECK(evidence.why.find(c.words) != std::string::npos);
}
