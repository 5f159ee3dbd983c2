// SPDX-License-Identifier: Apache-2.0
#include "alignmail/ses.hpp"
#include "support/catch.hpp"

using namespace alignmail;
using namespace alignmail::ses;

TEST_CASE("our own form of the set-up is read whole", "[ses]") {
  const auto setup = parse_setup(R"({
    "domain": "Example.com", "region": "us-east-1", "mail_from": "send.example.com.",
    "dkim": {"kind": "easy", "tokens": ["T1", "t2", "t3"], "hosted_zone": "dkim.amazonses.com."},
    "verification_token": "EXAMPLE3VYb9EDI2nTOQRi/Tf6MI/6bD6THIGiP1MVY=",
    "other_senders": ["_spf.example.net"], "policy": "reject"})",
                                 "expect.json");
  REQUIRE(setup);
  CHECK(setup->domain.value->text() == "example.com");
  CHECK(setup->domain.given());
  CHECK(setup->region.value == "us-east-1");
  CHECK(setup->mail_from.value->text() == "send.example.com");
  CHECK(setup->dkim_kind.value == "easy");
  CHECK(setup->tokens.value == std::vector<std::string>{"t1", "t2", "t3"});
  CHECK(setup->hosted_zone.value == "dkim.amazonses.com");
  CHECK(setup->verification_token.value == "EXAMPLE3VYb9EDI2nTOQRi/Tf6MI/6bD6THIGiP1MVY=");
  CHECK(setup->other_senders == std::vector<std::string>{"_spf.example.net"});
  CHECK(setup->policy.value == "reject");
  CHECK(setup->is_given());
}

TEST_CASE("all keys but the domain may be missing or null", "[ses]") {
  const auto setup = parse_setup(R"({"domain": "example.com", "verification_token": null, "dkim": {}})", "e.json");
  REQUIRE(setup);
  CHECK(setup->domain.given());
  CHECK_FALSE(setup->region.known());
  CHECK_FALSE(setup->mail_from.known());
  CHECK_FALSE(setup->dkim_kind.known());
  CHECK_FALSE(setup->tokens.known());
  CHECK_FALSE(setup->verification_token.known());
}

namespace {

struct KindCase {
  std::string_view dkim;
  std::string_view kind;
  std::vector<std::string> tokens;
};

}  // namespace

TEST_CASE("the kind of DKIM follows from what is there when it is not said", "[ses]") {
  const auto c = GENERATE(values<KindCase>({
      {R"({"tokens": ["t1"]})", "easy", {"t1"}},
      {R"({"selector": "s1"})", "byodkim", {"s1"}},
      {R"({"kind": "byodkim", "selector": "s1.mail"})", "byodkim", {"s1.mail"}},  // a selector may have dots
      {R"({"kind": "none"})", "none", {}},
      {R"({"kind": "easy"})", "easy", {}},
  }));
  INFO(c.dkim);
  const auto setup = parse_setup(R"({"domain": "example.com", "dkim": )" + std::string(c.dkim) + "}", "e.json");
  REQUIRE(setup);
  CHECK(setup->dkim_kind.value == c.kind);
  CHECK(setup->tokens.value == c.tokens);
  CHECK(setup->tokens.known() == !c.tokens.empty());
}

namespace {

struct BadCase {
  std::string json;
  std::string_view says;  // key and reason
};

}  // namespace

TEST_CASE("a fault in our own form names file, key and reason", "[ses]") {
  const auto c = GENERATE(values<BadCase>({
      {"", "is not JSON"},
      {"{", "is not JSON"},
      {"{\"domain\": \"\xff\"}", "is not JSON"},                              // not UTF-8
      {std::string("\xff\xfe{\0}\0", 6), "is UTF-16 text, UTF-8 is needed"},  // > FILE in PowerShell
      {"[]", "is a list, an object is needed"},
      {"null", "is null, an object is needed"},
      {std::string(100, '[') + std::string(100, ']'), "nested too deep"},
      {"{}", "\"domain\" is missing"},
      {R"({"domain": 5})", "\"domain\" is a number, a string is needed"},
      {R"({"domain": "exa mple.com"})", "\"domain\" \"exa mple.com\" is not a domain name"},
      {R"({"domain": "a..b"})", "\"domain\" \"a..b\" is not a domain name"},
      {R"({"domain": "example.com", "Domain": "x"})", "\"Domain\" is not known"},  // keys have a case
      {R"({"domain": "example.com", "mailfrom": "x"})", "\"mailfrom\" is not known; there are domain"},
      {R"({"domain": "example.com", "region": "europe"})", "\"region\" \"europe\" is not a region"},
      {R"({"domain": "example.com", "dkim": []})", "\"dkim\" is a list, an object is needed"},
      {R"({"domain": "example.com", "dkim": {"token": "a"}})", "\"dkim.token\" is not known"},
      {R"({"domain": "example.com", "dkim": {"kind": "hard"}})",
       "\"dkim.kind\" \"hard\" is none of easy, byodkim, none"},
      {R"({"domain": "example.com", "dkim": {"kind": "byodkim"}})", "\"dkim.selector\" is missing"},
      {R"({"domain": "example.com", "dkim": {"kind": "easy", "selector": "s"}})", "\"dkim.selector\" goes with"},
      {R"({"domain": "example.com", "dkim": {"kind": "none", "tokens": ["s"]}})", "\"dkim.tokens\" go with"},
      {R"({"domain": "example.com", "dkim": {"tokens": ["a", 1]}})", "\"dkim.tokens[1]\" is a number, a string"},
      {R"({"domain": "example.com", "dkim": {"tokens": "a"}})", "\"dkim.tokens\" is a string, a list of strings"},
      {R"({"domain": "example.com", "dkim": {"tokens": ["a b"]}})",
       "\"dkim.tokens\" \"a b\" cannot be a DKIM selector"},
      {R"({"domain": "example.com", "dkim": {"tokens": ["a", "b", "c", "d"]}})", "\"dkim.tokens\" are more than"},
      {R"({"domain": "example.com", "dkim": {"tokens": ["a"], "hosted_zone": "-"}})", "\"dkim.hosted_zone\""},
      {R"({"domain": "example.com", "other_senders": {}})", "\"other_senders\" is an object, a list of strings"},
      {R"({"domain": "example.com", "other_senders": ["a b"]})", "\"other_senders\" \"a b\""},
      {R"({"domain": "example.com", "policy": "block"})", "\"policy\" \"block\" is none of none, quarantine, reject"},
      {R"({"domain": "example.com", "verification_token": true})", "\"verification_token\" is true or false, a string"},
  }));
  INFO(c.json.substr(0, 100));
  const auto setup = parse_setup(c.json, "expect.json");
  REQUIRE_FALSE(setup);
  CHECK(setup.error().kind == Error::Kind::Config);
  CHECK_THAT(setup.error().what, Catch::Matchers::StartsWith("expect.json: "));
  CHECK_THAT(setup.error().what, Catch::Matchers::Contains(std::string(c.says)));
}

TEST_CASE("what a fault quotes is safe to show", "[ses]") {
  const auto setup = parse_setup("{\"domain\": \"\\u001b[31m\\u202e.com\"}", "expect.json");
  REQUIRE_FALSE(setup);
  CHECK(setup.error().what.find('\x1b') == std::string::npos);
  CHECK(setup.error().what.find("\xe2\x80\xae") == std::string::npos);
}

TEST_CASE("an internationalized domain is taken in its A-label form", "[ses]") {
  const auto setup = parse_setup(R"({"domain": "b\u00fccher.example"})", "expect.json");
  REQUIRE(setup);
  CHECK(setup->domain.value->text() == "xn--bcher-kva.example");
}
