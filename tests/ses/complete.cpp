// SPDX-License-Identifier: Apache-2.0
#include "alignmail/ses.hpp"
#include "support/catch.hpp"

using namespace alignmail;
using namespace alignmail::ses;

namespace {

constexpr std::string_view token = "tcdcrjr25tyrvvo4522yc7jksyjedopz";

dns::Domain name(std::string_view text) { return *dns::Domain::parse(text); }

dkim::SignatureResult signed_by(std::string_view domain, std::string_view selector) {
  dkim::SignatureResult result;
  result.signature = dkim::Signature{
      .domain_text = std::string(domain), .domain = name(domain), .selector_text = std::string(selector)};
  return result;
}

// A message of SES, eu-west-1, custom MAIL FROM, signed once for example.com.
Recognition sent_by_ses() {
  Recognition recognition;
  recognition.detected = Detected::Yes;
  recognition.region = "eu-west-1";
  recognition.mail_from = MailFrom::Custom;
  recognition.mail_from_name = name("send.example.com");
  recognition.own_signatures = {0};
  return recognition;
}

Setup given_domain(std::string_view domain) {
  Setup setup;
  setup.domain = {name(domain), Origin::Given};
  return setup;
}

Setup candidate(std::string_view identity, std::string_view first_token) {
  Setup setup;
  setup.identity = identity;
  setup.is_address = identity.find('@') != std::string_view::npos;
  if (!setup.is_address) setup.domain = {name(identity), Origin::Given};
  setup.tokens = {{std::string(first_token)}, Origin::Given};
  return setup;
}

}  // namespace

TEST_CASE("without an expectation the message tells what it can, and that it was inferred", "[ses]") {
  const std::vector signatures{signed_by("example.com", token)};
  const Setup setup = complete({}, sent_by_ses(), signatures, name("shop.example.com"));
  CHECK(setup.domain.value == name("example.com"));  // the identity that signed, not the author domain
  CHECK(setup.domain.origin == Origin::Inferred);
  CHECK(setup.region.value == "eu-west-1");
  CHECK(setup.region.origin == Origin::Inferred);
  CHECK(setup.mail_from.value == name("send.example.com"));
  CHECK(setup.mail_from.origin == Origin::Inferred);
  CHECK(setup.dkim_kind.value == "easy");
  CHECK(setup.tokens.value == std::vector{std::string(token)});
  CHECK(setup.tokens.origin == Origin::Inferred);
  CHECK(setup.hosted_zone.origin == Origin::Absent);
  CHECK_FALSE(setup.is_given());
}

TEST_CASE("given items win over what the message shows", "[ses]") {
  const std::vector signatures{signed_by("example.com", token)};
  Setup given = given_domain("example.com");
  given.region = {"us-east-1", Origin::Given};
  given.mail_from = {name("bounce.example.com"), Origin::Given};
  given.tokens = {{"t1", "t2", "t3"}, Origin::Given};
  const Setup setup = complete(given, sent_by_ses(), signatures, name("example.com"));
  CHECK(setup.region.value == "us-east-1");
  CHECK(setup.region.given());
  CHECK(setup.mail_from.value == name("bounce.example.com"));
  CHECK(setup.tokens.value == std::vector<std::string>{"t1", "t2", "t3"});
  CHECK(setup.dkim_kind.origin == Origin::Inferred);
}

TEST_CASE("a selector that Easy DKIM did not make is a key of one's own", "[ses]") {
  const std::vector signatures{signed_by("example.com", "Resend")};
  const Setup setup = complete({}, sent_by_ses(), signatures, name("example.com"));
  CHECK(setup.dkim_kind.value == "byodkim");
  CHECK(setup.tokens.value == std::vector<std::string>{"resend"});
}

TEST_CASE("a signature of another identity or kind tells nothing of the expected one", "[ses]") {
  const std::vector signatures{signed_by("example.com", token)};
  const Setup other = complete(given_domain("shop.example.com"), sent_by_ses(), signatures, name("shop.example.com"));
  CHECK_FALSE(other.tokens.known());
  Setup moving = given_domain("example.com");
  moving.dkim_kind = {"byodkim", Origin::Given};
  CHECK_FALSE(complete(moving, sent_by_ses(), signatures, name("example.com")).tokens.known());
}

TEST_CASE("without a signature of its own the identity is taken to be the author domain", "[ses]") {
  Recognition recognition = sent_by_ses();
  recognition.own_signatures.clear();
  recognition.mail_from = MailFrom::Default;
  recognition.mail_from_name = name("eu-west-1.amazonses.com");
  const Setup setup = complete({}, recognition, {}, name("example.com"));
  CHECK(setup.domain.value == name("example.com"));
  CHECK_FALSE(setup.dkim_kind.known());
  CHECK_FALSE(setup.tokens.known());
  CHECK_FALSE(setup.mail_from.known());  // amazonses.com is nobody's expectation
}

TEST_CASE("a message that SES did not send tells nothing of a set-up", "[ses]") {
  Recognition recognition;
  recognition.detected = Detected::No;
  const Setup setup = complete({}, recognition, {}, name("example.com"));
  CHECK_FALSE(setup.domain.known());
  CHECK_FALSE(setup.is_given());
}

namespace {

struct ChoiceCase {
  std::string_view author;
  std::string_view address;  // empty where only the domain is known
  std::string_view token;    // of the identity that is chosen; empty when none fits
};

}  // namespace

TEST_CASE("of several identities the most specific one that holds the author is taken", "[ses]") {
  const auto c = GENERATE(values<ChoiceCase>({
      {"example.com", "", "t1"},
      {"news.example.com", "", "t1"},    // inherits from example.com
      {"shop.example.com", "", "t2"},    // has its own
      {"a.shop.example.com", "", "t2"},  // inherits from the nearer one
      {"only.example.net", "", "t3"},    // an address, for want of a domain
      {"badexample.com", "", ""},
      {"shop.example.com", "User@shop.example.com", "t4"},  // what is set for an address goes before its domain
      {"shop.example.com", "other@shop.example.com", "t2"},
      {"only.example.net", "other@only.example.net", ""},  // somebody else's identity
  }));
  CAPTURE(c.author, c.address);
  Setup given;
  given.candidates = {candidate("example.com", "t1"), candidate("shop.example.com", "t2"),
                      candidate("user@only.example.net", "t3"), candidate("user@shop.example.com", "t4")};
  const Setup setup = complete(given, sent_by_ses(), {}, name(c.author), c.address);
  CHECK(setup.tokens.given() == !c.token.empty());
  if (!c.token.empty()) CHECK(setup.tokens.value == std::vector{std::string(c.token)});
}

TEST_CASE("an identity's domain is given with it, and command-line values stay before the file's", "[ses]") {
  Setup given;
  given.tokens = {{"mine"}, Origin::Given};
  given.candidates = {candidate("example.com", "t1"), candidate("example.net", "t2")};
  const Setup setup = complete(given, sent_by_ses(), {}, name("example.com"));
  CHECK(setup.domain.given());
  CHECK(setup.domain.value == name("example.com"));
  CHECK(setup.tokens.value == std::vector<std::string>{"mine"});
}
