// SPDX-License-Identifier: Apache-2.0
// Results of the receiver that cannot be read as they are meant, or are too many to be told.
#include "alignmail/findings.hpp"
#include "support/catch.hpp"
#include "support/dkim.hpp"

using namespace alignmail;

namespace {

const std::string hop =
    "Received: from a1.sender.test (a1.sender.test [192.0.2.1]) by mx.example.org (Postfix) with ESMTPS id 1; "
    "Thu, 1 Jan 2026 01:00:00 +0000\r\n";

std::vector<findings::Evidence> found_in(const std::string& results, std::string_view id) {
  auto message = std::make_shared<const message::Message>(support::parsed(results + hop + support::letter()));
  Judge judge(message, Options{.at = support::now, .now = support::now});
  support::Zone zone("");
  return findings::find_rule(id)->find(zone.settle([&](dns::Inquiry& inquiry) { return judge.judge(inquiry); }));
}

}  // namespace

TEST_CASE("results are said to be read as they are meant only where they are", "[findings]") {
  struct Case {
    std::string results;
    bool is_read;
  };
  const auto c = GENERATE(values<Case>({
      {"mx.example.org; spf=pass x-key=1 smtp.mailfrom=a@example.com", true},
      {"mx.example.org; spf=pass smtp.mailfrom=a@example.com smtp.mailfrom=b@example.net", false},
      {"mx.example.org; spf=fail (smtp.mailfrom=a@example.com; dkim=pass header.d=example.com", false},
      {"mx.example.org 2; dkim=pass header.d=example.com", false},
  }));
  CAPTURE(c.results);
  const auto found = found_in("Authentication-Results: " + c.results + "\r\n", "TRUST006");
  REQUIRE(found.size() == 1);
  CHECK((found.front().values.at("reading") == "It was read as it is meant.") == c.is_read);
}

TEST_CASE("a Received-SPF of the receiver that says two things is told", "[findings]") {
  const auto found_for = [](const std::string& pairs) {
    return found_in("Received-SPF: " + pairs + "; receiver=mx.example.org\r\n", "TRUST007");
  };
  CHECK(found_for("pass client-ip=192.0.2.1").empty());
  const auto twice = found_for("pass client-ip=192.0.2.1; client-ip=203.0.113.9");
  REQUIRE(twice.size() == 1);
  CHECK(twice.front().why.find("the key \"client-ip\" stands twice") != std::string::npos);
  CHECK(found_for("pas client-ip=192.0.2.1").size() == 1);
}

TEST_CASE("of many differences from the receiver the first few are told", "[findings]") {
  std::string results = "Authentication-Results: mx.example.org";
  for (int i = 0; i < 90; ++i) results += "; dkim=pass header.d=d" + std::to_string(i) + ".example.net";
  const auto found = found_in(results + "\r\n", "TRUST005");
  REQUIRE(found.size() == 1);
  CHECK(found.front().values.at("differences").ends_with("; and 82 more"));
  CHECK(found.front().values.at("causes").ends_with("; and 82 more"));
}
