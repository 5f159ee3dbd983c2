// SPDX-License-Identifier: Apache-2.0
#include "alignmail/ses.hpp"
#include "support/catch.hpp"

using namespace alignmail;
using namespace alignmail::ses;

namespace {

constexpr std::string_view email_identity = R"({
  "IdentityType": "DOMAIN", "FeedbackForwardingStatus": true, "VerifiedForSendingStatus": true,
  "DkimAttributes": {
    "SigningEnabled": true, "Status": "SUCCESS",
    "Tokens": ["aaaabbbbccccddddeeeeffffgggghhhh", "iiiijjjjkkkkllllmmmmnnnnoooopppp", "qqqqrrrrssssttttuuuuvvvvwwwwxxxx"],
    "SigningHostedZone": "a31d.dkim.us-west-2.amazonses.com.", "SigningAttributesOrigin": "AWS_SES",
    "LastKeyGenerationTimestamp": "2026-02-11T09:41:05.123000+00:00"},
  "MailFromAttributes": {
    "MailFromDomain": "mail.example.com", "MailFromDomainStatus": "SUCCESS", "BehaviorOnMxFailure": "USE_DEFAULT_VALUE"},
  "Policies": {}, "Tags": [], "VerificationStatus": "SUCCESS",
  "VerificationInfo": {"LastCheckedTimestamp": 1795168800.123, "SOARecord": {"SerialNumber": 1}}})";

Setup parsed(std::string_view json, const std::optional<std::string>& identity = std::nullopt) {
  const auto setup = parse_setup(json, "identity.json", identity);
  if (!setup) FAIL(setup.error().what);
  return *setup;
}

}  // namespace

TEST_CASE("the output of get-email-identity is read, with timestamps of either form", "[ses]") {
  const Setup setup = parsed(email_identity);
  CHECK_FALSE(setup.domain.known());  // it does not tell its own name
  CHECK_FALSE(setup.region.known());
  CHECK(setup.dkim_kind.value == "easy");
  CHECK(setup.tokens.value.size() == 3);
  CHECK(setup.tokens.value.front() == "aaaabbbbccccddddeeeeffffgggghhhh");
  CHECK(setup.hosted_zone.value == "a31d.dkim.us-west-2.amazonses.com");  // without the final dot
  CHECK(setup.mail_from.value->text() == "mail.example.com");
  CHECK(setup.mail_from_behavior == "USE_DEFAULT_VALUE");
  CHECK(setup.not_ready.empty());
  CHECK_FALSE(setup.is_address);
}

namespace {

struct StatusCase {
  std::string_view json;
  std::vector<std::string> not_ready;
};

}  // namespace

TEST_CASE("statuses other than SUCCESS are named", "[ses]") {
  const auto c = GENERATE(values<StatusCase>({
      {R"({"IdentityType": "DOMAIN"})", {}},  // any key may be missing
      {R"({"IdentityType": "DOMAIN", "VerificationStatus": null})", {}},
      {R"({"IdentityType": "DOMAIN", "VerificationStatus": "PENDING"})", {"VerificationStatus is PENDING"}},
      {R"({"VerificationStatus": "FAILED", "VerificationInfo": {"ErrorType": "HOST_NOT_FOUND"}})",
       {"VerificationStatus is FAILED (HOST_NOT_FOUND)"}},
      {R"({"VerificationStatus": "SUCCESS", "VerificationInfo": {"ErrorType": "HOST_NOT_FOUND"}})", {}},
      {R"({"VerifiedForSendingStatus": false})", {"VerifiedForSendingStatus is false"}},
      {R"({"DkimAttributes": {"SigningEnabled": false, "Status": "NOT_STARTED"}})",
       {"SigningEnabled is false", "DkimAttributes.Status is NOT_STARTED"}},
      {R"({"MailFromAttributes": {"MailFromDomain": "m.example.com", "MailFromDomainStatus": "TEMPORARY_FAILURE"}})",
       {"MailFromDomainStatus is TEMPORARY_FAILURE"}},
      {R"({"MailFromAttributes": {"BehaviorOnMxFailure": "USE_DEFAULT_VALUE"}})", {}},  // no custom MAIL FROM
  }));
  INFO(c.json);
  CHECK(parsed(c.json).not_ready == c.not_ready);
}

namespace {

struct MissingCase {
  std::string_view json;
  bool tokens;
  bool mail_from;
  bool default_mail_from;  // told by attributes of MAIL FROM without a name; left out they tell nothing
};

}  // namespace

TEST_CASE("of each output any key may be missing, and timestamps have either form", "[ses]") {
  const auto c = GENERATE(values<MissingCase>({
      {R"({"IdentityType": "DOMAIN"})", false, false, false},
      {R"({"VerificationInfo": {"LastCheckedTimestamp": "2026-11-20T10:00:00+00:00"}})", false, false, false},
      {R"({"VerificationInfo": {"LastCheckedTimestamp": 1795168800, "LastSuccessTimestamp": 1.5e9}})", false, false,
       false},
      {R"({"DkimAttributes": {"Tokens": ["t1"], "LastKeyGenerationTimestamp": 1795168800.5}})", true, false, false},
      {R"({"DkimAttributes": {"Tokens": ["t1"], "LastKeyGenerationTimestamp": "2026-02-11T09:41:05Z"}})", true, false,
       false},
      {R"({"DkimAttributes": {"Tokens": []}})", false, false, false},  // before the keys are made
      {R"({"DkimAttributes": null, "MailFromAttributes": null})", false, false, false},
      {R"({"MailFromAttributes": {}})", false, false, true},
      {R"({"MailFromAttributes": {"MailFromDomain": "m.example.com"}})", false, true, false},
      {R"({"MailFromAttributes": {"BehaviorOnMxFailure": "USE_DEFAULT_VALUE"}})", false, false, true},
      {R"({"DkimAttributes": {"example.com": {"DkimTokens": ["t1"]}}})", true, false, false},
      {R"({"DkimAttributes": {"example.com": {}}})", false, false, false},
      {R"({"MailFromDomainAttributes": {"example.com": {"MailFromDomain": "m.example.com"}}})", false, true, false},
      {R"({"MailFromDomainAttributes": {"example.com": {}}})", false, false, true},
      {R"({"MailFromDomainAttributes": {"example.com": {"MailFromDomain": ""}}})", false, false, true},
      {R"({"VerificationAttributes": {"example.com": {"VerificationStatus": "Success"}}})", false, false, false},
      {R"({"VerificationAttributes": {"example.com": {"VerificationToken": "x"}}})", false, false, false},
      {R"({"IdentityType": "DOMAIN", "SomethingNew": {"a": [1, {}]}})", false, false, false},
  }));
  INFO(c.json);
  const Setup setup = parsed(c.json);
  CHECK(setup.tokens.given() == c.tokens);
  CHECK(setup.mail_from.given() == c.mail_from);
  CHECK(setup.default_mail_from == c.default_mail_from);
  CHECK(setup.not_ready.empty());
}

TEST_CASE("the origin of the key tells the kind, and the parent of a replica", "[ses]") {
  const Setup own = parsed(R"({"DkimAttributes": {"Tokens": ["resend"], "SigningAttributesOrigin": "EXTERNAL"}})");
  CHECK(own.dkim_kind.value == "byodkim");
  CHECK(own.tokens.value == std::vector<std::string>{"resend"});
  const Setup replica = parsed(R"({"DkimAttributes": {"SigningAttributesOrigin": "AWS_SES_AP_SOUTH_2"}})");
  CHECK(replica.dkim_kind.value == "easy");
  CHECK(replica.parent_region == "ap-south-2");
  CHECK(parsed(R"({"DkimAttributes": {"SigningAttributesOrigin": "AWS_SES"}})").parent_region.empty());
}

TEST_CASE("version 1 names no origin: a selector that is no token of Easy DKIM is an own key's", "[ses]") {
  CHECK(parsed(R"({"DkimAttributes": {"example.com": {"DkimTokens": ["resend"]}}})").dkim_kind.value == "byodkim");
  CHECK(parsed(R"({"DkimAttributes": {"example.com": {"DkimTokens": ["EXAMPLEjcs5xoyqytjsotsijas7236gr"]}}})")
            .dkim_kind.value == "easy");
  CHECK_FALSE(parsed(R"({"DkimAttributes": {"example.com": {"DkimEnabled": true}}})").dkim_kind.known());
}

TEST_CASE("what SES says of the MAIL FROM is kept in the words of version 2", "[ses]") {
  CHECK(parsed(email_identity).mail_from_status == "SUCCESS");
  CHECK(parsed(R"({"MailFromDomainAttributes": {"example.com": {"MailFromDomain": "m.example.com",
    "MailFromDomainStatus": "TemporaryFailure"}}})")
            .mail_from_status == "TEMPORARY_FAILURE");
}

TEST_CASE("an address identity is known as one", "[ses]") {
  const Setup setup = parsed(R"({"IdentityType": "EMAIL_ADDRESS", "DkimAttributes": {"SigningEnabled": false}})");
  CHECK(setup.is_address);
  CHECK_FALSE(setup.tokens.known());
  CHECK_FALSE(setup.dkim_kind.known());
}

TEST_CASE("the three outputs of version 1 name their identity", "[ses]") {
  const Setup dkim = parsed(R"({"DkimAttributes": {"example.com": {
    "DkimTokens": ["EXAMPLEjcs5xoyqytjsotsijas7236gr", "EXAMPLEjr76cvoc6mysspnioorxsn6ep"],
    "DkimEnabled": true, "DkimVerificationStatus": "TemporaryFailure"}}})");
  CHECK(dkim.domain.value->text() == "example.com");
  CHECK(dkim.tokens.value.front() == "examplejcs5xoyqytjsotsijas7236gr");
  CHECK(dkim.dkim_kind.value == "easy");
  CHECK(dkim.not_ready == std::vector<std::string>{"DkimVerificationStatus is TEMPORARY_FAILURE"});

  const Setup mail_from = parsed(R"({"MailFromDomainAttributes": {"example.com": {"MailFromDomain": "mail.example.com",
    "MailFromDomainStatus": "Success", "BehaviorOnMXFailure": "RejectMessage"}}})");
  CHECK(mail_from.domain.value->text() == "example.com");
  CHECK(mail_from.mail_from.value->text() == "mail.example.com");
  CHECK(mail_from.mail_from_behavior == "REJECT_MESSAGE");
  CHECK(mail_from.not_ready.empty());

  const Setup token = parsed(R"({"VerificationAttributes": {"example.com": {"VerificationStatus": "Pending",
    "VerificationToken": "EXAMPLE3VYb9EDI2nTOQRi/Tf6MI/6bD6THIGiP1MVY="}}})");
  CHECK(token.verification_token.value == "EXAMPLE3VYb9EDI2nTOQRi/Tf6MI/6bD6THIGiP1MVY=");
  CHECK(token.not_ready == std::vector<std::string>{"VerificationStatus is PENDING"});
}

TEST_CASE("of several identities the one that is asked for is taken, else all are kept", "[ses]") {
  constexpr std::string_view json = R"({"DkimAttributes": {
    "example.com": {"DkimTokens": ["t1"], "DkimEnabled": true, "DkimVerificationStatus": "Success"},
    "shop.example.com": {"DkimTokens": ["t2"], "DkimEnabled": true, "DkimVerificationStatus": "Success"},
    "user@example.com": {"DkimEnabled": false, "DkimVerificationStatus": "NotStarted"}}})";
  const Setup all = parsed(json);
  CHECK(all.candidates.size() == 3);
  CHECK_FALSE(all.domain.known());
  CHECK(all.is_given());
  const Setup one = parsed(json, "Shop.example.com");
  CHECK(one.candidates.empty());
  CHECK(one.tokens.value == std::vector<std::string>{"t2"});
  const auto none = parse_setup(json, "identity.json", "example.org");
  REQUIRE_FALSE(none);
  CHECK(none.error().what == "identity.json: holds no identity \"example.org\"");
}

namespace {

const SetupFile dkim_file{R"({"DkimAttributes": {
  "example.com": {"DkimTokens": ["t1"], "DkimEnabled": true, "DkimVerificationStatus": "Success"},
  "example.net": {"DkimTokens": ["t2"], "DkimEnabled": true, "DkimVerificationStatus": "Success"}}})",
                          "dkim.json"};
const SetupFile mail_from_file{R"({"MailFromDomainAttributes": {"example.com": {"MailFromDomain": "mail.example.com",
  "MailFromDomainStatus": "Pending", "BehaviorOnMXFailure": "RejectMessage"}}})",
                               "mail_from.json"};
const SetupFile own_file{R"({"domain": "example.com"})", "own.json"};
const SetupFile broken_file{R"({"VerificationAttributes": []})", "verification.json"};

}  // namespace

TEST_CASE("outputs of version 1 in several files make one set-up", "[ses]") {
  const auto one = parse_setup(std::vector{dkim_file, mail_from_file}, "example.com");
  REQUIRE(one);
  CHECK(one->tokens.value == std::vector<std::string>{"t1"});
  CHECK(one->mail_from.value->text() == "mail.example.com");
  CHECK(one->not_ready == std::vector<std::string>{"MailFromDomainStatus is PENDING"});
  const auto all = parse_setup(std::vector{mail_from_file, dkim_file});
  REQUIRE(all);
  CHECK(all->candidates.size() == 2);
  CHECK_FALSE(parse_setup(std::vector<SetupFile>{})->is_given());
}

TEST_CASE("of several files the one at fault is named", "[ses]") {
  const auto bad = parse_setup(std::vector{dkim_file, broken_file});
  REQUIRE_FALSE(bad);
  CHECK(bad.error().what == "verification.json: \"VerificationAttributes\" is a list, an object is needed");
  const auto mixed = parse_setup(std::vector{dkim_file, own_file});
  REQUIRE_FALSE(mixed);
  CHECK(mixed.error().what == "own.json: only the outputs of aws ses get-identity-... can be given together");
}

namespace {

struct BadCase {
  std::string_view json;
  std::string_view says;
};

}  // namespace

TEST_CASE("output of AWS with a value of a wrong type is refused by key", "[ses]") {
  const auto c = GENERATE(values<BadCase>({
      {R"({"IdentityType": 1})", "\"IdentityType\" is a number"},
      {R"({"DkimAttributes": "x"})", "\"DkimAttributes\" is a string, an object is needed"},
      {R"({"DkimAttributes": {"Tokens": "x"}})", "\"DkimAttributes.Tokens\" is a string"},
      {R"({"DkimAttributes": {"SigningEnabled": "yes"}})",
       "\"DkimAttributes.SigningEnabled\" is a string, true or false"},
      {R"({"MailFromAttributes": {"MailFromDomain": "a b"}})", "\"MailFromAttributes.MailFromDomain\" \"a b\" is no"},
      {R"({"MailFromDomainAttributes": {"example.com": 1}})", "\"MailFromDomainAttributes.example.com\" is a number"},
      {R"({"VerificationAttributes": {"a b": {}}})", "\"VerificationAttributes\" \"a b\" is not a domain name"},
      {R"({"VerificationAttributes": {}})", "holds no identity"},
      {R"({"DkimAttributes": {}})", "holds no identity"},  // asked for an identity that SES does not know
      {R"({"MailFromDomainAttributes": {}})", "holds no identity"},
      // Of several identities the one at fault is named.
      {R"({"DkimAttributes": {"example.com": {"DkimTokens": "x"}}})", "\"DkimAttributes.example.com.DkimTokens\" is"},
      {R"({"DkimAttributes": {"example.com": {"DkimEnabled": 1}}})", "\"DkimAttributes.example.com.DkimEnabled\" is"},
      {R"({"DkimAttributes": {"example.com": {"DkimTokens": ["a b"]}}})", "\"a b\" cannot be a DKIM selector"},
      {R"({"MailFromDomainAttributes": {"example.com": {"MailFromDomain": "-"}}})",
       "\"MailFromDomainAttributes.example.com.MailFromDomain\" \"-\" is not a domain name"},
      {R"({"VerificationAttributes": {"example.com": {"VerificationToken": []}}})",
       "\"VerificationAttributes.example.com.VerificationToken\" is a list, a string is needed"},
      {R"({"MailFromAttributes": {"BehaviorOnMxFailure": false}})", "\"MailFromAttributes.BehaviorOnMxFailure\" is"},
      {R"({"VerificationInfo": []})", "\"VerificationInfo\" is a list, an object is needed"},
      {R"({"IdentityType": "DOMAIN", "DkimAttributes": {"SigningHostedZone": "a b"}})",
       "\"DkimAttributes.SigningHostedZone\" \"a b\" is not a domain name"},
  }));
  INFO(c.json);
  const auto setup = parse_setup(c.json, "identity.json");
  REQUIRE_FALSE(setup);
  CHECK(setup.error().kind == Error::Kind::Config);
  CHECK_THAT(setup.error().what, Catch::Matchers::Contains(std::string(c.says)));
}
