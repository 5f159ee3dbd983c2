// SPDX-License-Identifier: Apache-2.0
// A message that SES signed with one token, where three are expected.
#include "alignmail/findings.hpp"
#include "findings/rules/ses_signing_key.hpp"
#include "support/catch.hpp"
#include "support/dkim.hpp"

using namespace alignmail;

namespace {

const std::string used = "oahrv6o34b5itgyfp66mazdy4ikf32ix";
const std::vector<std::string> others = {std::string(32, 'a'), std::string(32, 'b'), std::string(32, 'c')};

std::string letter(const std::string& selector, const std::string& signer) {
  return "Return-Path: <0100018a1b2c3d4e-12345678-1234-1234-1234-123456789abc-000000@amazonses.com>\r\n"
         "Received: from a8-30.smtp-out.amazonses.com (a8-30.smtp-out.amazonses.com [54.240.8.30]) by mx.example.org "
         "with ESMTPS id 1; Thu, 1 Jan 2026 01:00:00 +0000\r\n"
         "DKIM-Signature: v=1; a=rsa-sha256; q=dns/txt; c=relaxed/simple; s=" +
         selector + "; d=" + signer +
         "; t=1767225600; h=From:To:Subject:Message-ID; bh=AAAA; b=AAAA\r\n"
         "DKIM-Signature: v=1; a=rsa-sha256; q=dns/txt; c=relaxed/simple; s=224i4yxa5dv7c2xz3womw6peuasteono; "
         "d=amazonses.com; t=1767225600; h=From:To:Subject:Message-ID:Feedback-ID; bh=AAAA; b=AAAA\r\n"
         "From: ann@example.com\r\nTo: you@example.org\r\nSubject: s\r\n"
         "Feedback-ID: ::1.us-east-1.+/0yOogWzIi3D8ARnOotcz86q10k/raZs7qhTf9fHs4=:AmazonSES\r\n"
         "Message-ID: <0100018a1b2c3d4e-12345678-1234-1234-1234-123456789abc-000000@email.amazonses.com>\r\n\r\nx\r\n";
}

ses::Setup expecting(std::vector<std::string> tokens, const std::string& kind) {
  ses::Setup setup;
  setup.domain = {*dns::Domain::parse("example.com"), ses::Origin::Given};
  setup.dkim_kind = {kind, ses::Origin::Given};
  if (!tokens.empty()) setup.tokens = {std::move(tokens), ses::Origin::Given};
  return setup;
}

const std::string key_of_used = used + ".dkim.amazonses.com. TXT \"v=DKIM1; p=AAAA\"\n";

Analysis judged(const std::string& mail, const ses::Setup& setup, const std::string& records) {
  auto message = std::make_shared<const message::Message>(support::parsed(mail));
  Judge judge(message, Options{.setup = setup, .at = support::now, .now = support::now});
  support::Zone zone("amazonses.com. TXT \"v=spf1 ip4:54.240.0.0/18 -all\"\nexample.com. A 192.0.2.1\n" + records);
  return zone.settle([&](dns::Inquiry& inquiry) { return judge.judge(inquiry); });
}

std::vector<findings::Evidence> found(std::string_view id, const std::string& mail, const ses::Setup& setup,
                                      const std::string& records = key_of_used) {
  return findings::find_rule(id)->find(judged(mail, setup, records));
}

std::string commands_of(const findings::Fix& fix) {
  std::string text;
  for (const findings::FixStep& step : fix.steps) {
    for (const std::string& line : step.commands) text += line + "\n";
    for (const std::string& line : step.lines) text += line + "\n";
  }
  return text;
}

}  // namespace

TEST_CASE("a token beside the three expected ones is another identity's", "[findings]") {
  struct Case {
    std::string selector;
    std::string signer;
    std::vector<std::string> tokens;
    std::string kind;
    bool is_unexpected;
  };
  const std::vector<std::string> with_ours = {others[0], used, others[1]};
  const auto c = GENERATE_COPY(values<Case>({
      {used, "example.com", others, "easy", true},
      {used, "example.com", with_ours, "easy", false},
      // Names have no case.
      {"OAHRV6O34B5ITGYFP66MAZDY4IKF32IX", "example.com", with_ours, "easy", false},
      // Of three only two are known: it may be the third.
      {used, "example.com", {others[0], others[1]}, "easy", false},
      {used, "example.com", {}, "easy", false},
      // A key of one's own, made before SES, is no token.
      {"shop2026", "example.com", others, "easy", false},
      // SES still signs with the old kind while the other is set up.
      {used, "example.com", {"shop2026"}, "byodkim", false},
      // Another identity of the organization has tokens of its own.
      {used, "news.example.com", others, "easy", false},
  }));
  CAPTURE(c.selector, c.signer, c.tokens.size(), c.kind);
  const auto evidence = found("SES027", letter(c.selector, c.signer), expecting(c.tokens, c.kind));
  REQUIRE(evidence.size() == (c.is_unexpected ? 1U : 0U));
  if (!c.is_unexpected) return;
  const auto& fix = evidence.front().fix;
  REQUIRE(fix);
  // Nothing is published for an identity that may be somebody else's.
  for (const findings::FixStep& step : fix->steps) CHECK(step.records.empty());
  REQUIRE(fix->steps.front().commands.size() == 1);
  CHECK(fix->steps.front().commands.front() ==
        "aws sesv2 get-email-identity --region us-east-1 --email-identity example.com");
}

TEST_CASE("records that are missing for tokens of another identity are no error of the set-up", "[findings]") {
  const auto foreign = found("SES008", letter(used, "example.com"), expecting(others, "easy"));
  REQUIRE(foreign.size() == 1);
  CHECK(foreign.front().severity == findings::Severity::Warning);
  CHECK(foreign.front().values.at("missing").find("another token (" + used + ")") != std::string::npos);
  // Where the token that signs is one of the three, the others are a gap.
  const auto own = found("SES008", letter(used, "example.com"), expecting({others[0], used, others[1]}, "easy"));
  REQUIRE(own.size() == 1);
  CHECK_FALSE(own.front().severity);
}

TEST_CASE("where not all tokens are known, the fix of one record says how to see the others", "[findings]") {
  struct Case {
    std::vector<std::string> tokens;  // that are expected
    std::string says;                 // empty: nothing
  };
  const auto c = GENERATE_COPY(values<Case>({
      {{}, "one of them is known here"},
      {{used, others[0]}, "two of them are known here"},
      {{used, others[0], others[1]}, ""},
  }));
  const auto evidence = found("SES008", letter(used, "example.com"), expecting(c.tokens, "easy"));
  REQUIRE(evidence.size() == 1);
  REQUIRE(evidence.front().fix);
  const findings::FixStep& last = evidence.front().fix->steps.back();
  CHECK((last.text.find("three such records") != std::string::npos) != c.says.empty());
  CHECK(last.text.find(c.says) != std::string::npos);
  if (!c.says.empty()) CHECK(last.commands.front().starts_with("aws sesv2 get-email-identity --region us-east-1"));
}

TEST_CASE("a record that would lead to no key of Amazon's is not proposed", "[findings]") {
  struct Case {
    std::string_view id;
    std::string records;
    std::string words;  // of the reason; empty: the records are the matter
  };
  const std::string alias = used + "._domainkey.example.com. CNAME " + used + ".dkim.amazonses.com.\n";
  const auto c = GENERATE_COPY(values<Case>({
      {"DKIM002", alias, "Your CNAME there is right, but Amazon keeps no key"},
      {"SES008", "", "one would not help by itself: Amazon keeps no key"},
      {"SES008", key_of_used, ""},
      // The key may be there for all that is known.
      {"SES008", ";! " + used + ".dkim.amazonses.com. TXT TIMEOUT\n", ""},
  }));
  CAPTURE(c.id, c.records);
  const auto evidence = found(c.id, letter(used, "example.com"), {}, c.records);
  REQUIRE_FALSE(evidence.empty());  // of Amazon's own signature DNS has no key here
  REQUIRE(evidence.front().fix);
  CHECK(evidence.front().why.find(c.words) != std::string::npos);
  CHECK(evidence.front().fix->steps.front().records.empty() != c.words.empty());
}

TEST_CASE("a key of 1024 bits is lengthened by the command for its kind", "[findings]") {
  struct Case {
    std::string selector;
    std::string command;
  };
  const auto c = GENERATE(values<Case>({
      {used, "--signing-attributes-origin AWS_SES \\\n  --signing-attributes NextSigningKeyLength=RSA_2048_BIT"},
      {"shop2026", "--signing-attributes-origin EXTERNAL \\\n  --signing-attributes DomainSigningSelector=NEWSELECTOR"},
  }));
  const std::string key = support::key_at(support::TestKey::Rsa1024, c.selector + "._domainkey.example.com");
  const auto evidence = found("DKIM005", letter(c.selector, "example.com"), {}, key + "\n");
  REQUIRE(evidence.size() == 1);
  REQUIRE(evidence.front().fix);
  CHECK(commands_of(*evidence.front().fix).find(c.command) != std::string::npos);
}

TEST_CASE(
    "a key of one's own that does not fit is brought together with the one in SES, and a selector that a shell "
    "could misread goes into no command",
    "[findings]") {
  struct Case {
    std::string selector;
    std::string words;
  };
  const auto c = GENERATE(values<Case>({
      {used, "aws sesv2 get-email-identity --region us-east-1 --email-identity example.com"},
      {"shop2026", "DomainSigningSelector=shop2026,"},
      {"shop$(id)", "DomainSigningSelector=SELECTOR,"},
  }));
  CAPTURE(c.selector);
  const Analysis analysis = judged(letter(c.selector, "example.com"), {}, key_of_used);
  const auto commands = commands_of(findings::bring_keys_together(analysis, analysis.dkim.front()));
  CHECK(commands.find(c.words) != std::string::npos);
  CHECK(commands.find("$(id)") == std::string::npos);
}

TEST_CASE("what stands at a token's name instead of the CNAME is told by how it got there", "[findings]") {
  struct Case {
    std::string_view id;
    std::string record;  // at the token's name
    std::string why;
    std::string fix;  // its summary or note
    std::optional<findings::Severity> severity;
  };
  const auto c = GENERATE(values<Case>({
      {"SES011", "A 104.16.1.1", "an address of Cloudflare", "\"DNS only\"", std::nullopt},
      {"SES011", "AAAA 2606:4700::6810:101", "an address of Cloudflare", "\"DNS only\"", std::nullopt},
      {"SES011", "A 192.0.2.1", "", "Is the CNAME in the provider's form already?", std::nullopt},
      {"SES020", "TXT \"v=DKIM1; p=AAAA\"", "stands the key itself", "if you copied the key yourself",
       findings::Severity::Info},
      {"SES020", "TXT \"" + used + ".dkim.amazonses.com\"", "", "Change the record type to CNAME", std::nullopt},
  }));
  CAPTURE(c.id, c.record);
  const auto evidence =
      found(c.id, letter(used, "example.com"), {}, key_of_used + used + "._domainkey.example.com. " + c.record + "\n");
  REQUIRE(evidence.size() == 1);
  REQUIRE(evidence.front().fix);
  CHECK(evidence.front().why.find(c.why) != std::string::npos);
  CHECK((evidence.front().fix->summary + evidence.front().fix->note).find(c.fix) != std::string::npos);
  CHECK(evidence.front().severity == c.severity);
}

TEST_CASE("a key in another zone than the one SES names is a warning as long as it is there", "[findings]") {
  ses::Setup setup = expecting({used, others[0], others[1]}, "easy");
  setup.hosted_zone = {"a31d.dkim.us-east-1.amazonses.com", ses::Origin::Given};
  const std::string alias = used + "._domainkey.example.com. CNAME " + used + ".dkim.amazonses.com.\n";
  const auto there = found("SES010", letter(used, "example.com"), setup, alias + key_of_used);
  REQUIRE(there.size() == 1);
  CHECK(there.front().severity == findings::Severity::Warning);
  CHECK(there.front().why.find(".a31d.dkim.us-east-1.amazonses.com") != std::string::npos);
  REQUIRE(there.front().fix);
  CHECK(there.front().fix->steps.front().records.empty());  // no key there yet
  const std::string both = alias + key_of_used + used + ".a31d.dkim.us-east-1.amazonses.com. TXT \"p=AAAA\"\n";
  const auto moved = found("SES010", letter(used, "example.com"), setup, both);
  REQUIRE(moved.size() == 1);
  CHECK(moved.front().fix->steps.front().records.size() == 1);
  const auto gone = found("SES010", letter(used, "example.com"), setup, alias);
  REQUIRE(gone.size() == 1);
  CHECK_FALSE(gone.front().severity);
}
