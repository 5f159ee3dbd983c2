// SPDX-License-Identifier: Apache-2.0
// Mail that SES signed and that came from an address which the SPF record does not permit: whose address it is.
#include "alignmail/findings.hpp"
#include "support/catch.hpp"
#include "support/dkim.hpp"

using namespace alignmail;

namespace {

constexpr const char* id = "0100018a1b2c3d4e-12345678-1234-1234-1234-123456789abc-000000";
constexpr const char* names_ses = "v=spf1 include:amazonses.com ~all";

struct Way {
  std::string host;      // that handed it in, with its address
  std::string outgoing;  // X-SES-Outgoing
  std::string before{};  // a Received below
  std::string record = names_ses;
  std::string bounce = std::string(id) + "@mail.example.com";  // Return-Path
  std::string from = "ann@example.com";
  bool signs_for_author = true;
  std::string setup{};  // saved output of the AWS command line
};

const std::string ses_host = "a8-30.smtp-out.amazonses.com (a8-30.smtp-out.amazonses.com [54.240.8.30])";

// Signed by amazonses.com, so that SES is the sender whatever the path says.
Analysis judged(const Way& way) {
  const std::string letter = "From: " + way.from +
                             "\r\nTo: you@example.org\r\nSubject: s\r\nDate: Thu, 1 Jan 2026 00:00:00 +0000\r\n"
                             "Message-ID: <" +
                             std::string(id) + "@email.amazonses.com>\r\n" +
                             (way.outgoing.empty() ? "" : "X-SES-Outgoing: 2026.01.01-" + way.outgoing + "\r\n") +
                             "\r\nx\r\n";
  const std::string received = " by mx.example.org with ESMTPS id 1; Thu, 1 Jan 2026 01:00:00 +0000\r\n";
  const std::string text =
      "Return-Path: <" + way.bounce + ">\r\nReceived: from " + way.host + received + way.before +
      support::sign(way.signs_for_author ? support::sign(letter) : letter, {.domain = "amazonses.com"});
  Options options{.at = support::now, .now = support::now};
  if (!way.setup.empty()) options.setup = *ses::parse_setup(way.setup, "identity.json");
  Judge judge(std::make_shared<const message::Message>(support::parsed(text)), options);
  support::Zone zone(support::key_at(support::TestKey::Rsa2048) + "\n" +
                     support::key_at(support::TestKey::Rsa2048, "s1._domainkey.amazonses.com") +
                     "\namazonses.com. TXT \"v=spf1 ip4:54.240.0.0/18 -all\"\nexample.com. A 192.0.2.1\n"
                     "_dmarc.example.com. TXT \"v=DMARC1; p=reject\"\n"
                     "mail.example.com. MX 10 feedback-smtp.us-east-1.amazonses.com.\n"
                     "mail.example.com. TXT \"" +
                     way.record + "\"\n");
  return zone.settle([&](dns::Inquiry& inquiry) { return judge.judge(inquiry); });
}

findings::Evidence found(std::string_view rule, const Way& way) {
  const auto evidence = findings::find_rule(rule)->find(judged(way));
  REQUIRE(evidence.size() == 1);
  return evidence.front();
}

std::string record_of(const findings::Evidence& evidence) {
  if (!evidence.fix || evidence.fix->steps.empty() || evidence.fix->steps.front().records.empty()) return "";
  return std::get<dns::Txt>(evidence.fix->steps.front().records.front().data).joined();
}

const std::string from_ses =
    "Received: from a8-30.smtp-out.amazonses.com (a8-30.smtp-out.amazonses.com [54.240.8.30]) by fwd.example.net with "
    "ESMTPS id 2; Thu, 1 Jan 2026 00:59:00 +0000\r\n";

}  // namespace

TEST_CASE("an address that SPF refuses is listed where it is SES's for this sender, and left out where it forwards",
          "[findings]") {
  struct Case {
    Way way;
    std::string words;
    std::string record;  // to publish; empty: none
  };
  const std::string byoip = "mta7.example.com (mta7.example.com [203.0.113.7])";
  const std::string relay = "fwd.example.net (fwd.example.net [203.0.113.7])";
  const auto c = GENERATE_COPY(values<Case>({
      {{byoip, "203.0.113.7"}, "does not list it", "v=spf1 include:amazonses.com ip4:203.0.113.7 ~all"},
      {{"mta7.example.com (mta7.example.com [IPv6:2001:db8::7])", "2001:db8::7"},
       "does not list it",
       "v=spf1 include:amazonses.com ip6:2001:db8::7 ~all"},
      // Its name is one of SES and encodes another address.
      {{"e183-17.smtp-out.amazonses.com (e183-17.smtp-out.amazonses.com [66.179.17.183])", "66.179.17.183"},
       "does not list it",
       "v=spf1 include:amazonses.com ip4:66.179.17.183 ~all"},
      // Amazon's own may be all that is missing.
      {{byoip, "203.0.113.7", "", "v=spf1 ~all"}, "SES sends from it", "v=spf1 include:amazonses.com ~all"},
      {{relay, "54.240.8.30"}, "forwarded this mail", ""},
      {{relay, "", from_ses}, "forwarded this mail", ""},
      // Nothing tells which of the two it is.
      {{relay, ""}, "Either a server there forwarded the mail", ""},
  }));
  CAPTURE(c.way.host, c.way.outgoing);
  const auto evidence = found("SPF007", c.way);
  CHECK(evidence.why.find(c.words) != std::string::npos);
  CHECK(record_of(evidence) == c.record);
  CHECK(evidence.severity.has_value() == c.record.empty());
}

TEST_CASE("a name of SES that does not fit its address makes no forgery of what SES signed", "[findings]") {
  const std::string host = "e183-17.smtp-out.amazonses.com (e183-17.smtp-out.amazonses.com [66.179.17.183])";
  const auto own = found("SES017", {host, "66.179.17.183"});
  CHECK(own.severity == findings::Severity::Info);
  CHECK(own.why.find("sends from it for you") != std::string::npos);
  const auto other = found("SES017", {host, "54.240.8.30"});
  CHECK_FALSE(other.severity);
  CHECK(other.why.find("SES signed this message") == 0);
}

TEST_CASE("where SPF vouches for the bounce address of somebody else, it is said whose it is", "[findings]") {
  struct Case {
    Way way;
    std::string words;
    std::optional<findings::Severity> severity;
    std::string assumed;  // MAIL FROM that the fix brings; empty: there is nothing to do
  };
  const std::string relay = "fwd.example.net (fwd.example.net [203.0.113.7])";
  const auto c = GENERATE_COPY(values<Case>({
      {{relay, "54.240.8.30", from_ses, names_ses, "SRS0=ab=XY=mail.example.com=x@fwd.example.net"},
       "put a bounce address of its own (fwd.example.net)",
       findings::Severity::Info,
       ""},
      // Nothing but the address itself tells of the forwarder.
      {{relay, "", "", names_ses, "you+caf_=you=example.org@fwd.example.net"},
       "put a bounce address of its own (fwd.example.net)",
       findings::Severity::Info,
       ""},
      {{ses_host, "54.240.8.30", "", names_ses, std::string(id) + "@bounce.shop.test"},
       "which is that of another identity and not of example.com",
       std::nullopt,
       std::string(id) + "@mail.example.com"},
  }));
  CAPTURE(c.way.bounce);
  const auto evidence = found("ALIGN002", c.way);
  CHECK(evidence.why.find(c.words) != std::string::npos);
  CHECK(evidence.severity == c.severity);
  REQUIRE(evidence.fix);
  CHECK(evidence.fix->assumed_mail_from.value_or("") == c.assumed);
  CHECK(evidence.fix->steps.empty() == c.assumed.empty());
}

TEST_CASE("a Received-SPF that an earlier server wrote below its own Received is a remark", "[findings]") {
  const std::string relay = "fwd.example.net (fwd.example.net [203.0.113.7])";
  const auto about = [&](const std::string& client) {
    return found("TRUST007", {relay, "54.240.8.30",
                              from_ses + "Received-SPF: pass (example.net: domain of x@mail.example.com designates " +
                                  client + " as permitted sender) client-ip=" + client + ";\r\n"});
  };
  CHECK(about("54.240.8.30").severity == findings::Severity::Info);
  // It speaks of no hop that the path shows.
  CHECK_FALSE(about("54.240.8.31").severity);
}

TEST_CASE("an identity that SES signs for is not waited for", "[findings]") {
  struct Case {
    std::string verification;
    std::string mail_from_status;
    bool sends_enabled;
    std::string bounce;
    bool is_outdated;  // what the file says
  };
  const std::string own = std::string(id) + "@mail.example.com";
  const std::string of_ses = std::string(id) + "@amazonses.com";
  const auto c = GENERATE_COPY(values<Case>({
      {"PENDING", "SUCCESS", true, own, true},
      {"PENDING", "SUCCESS", false, own, true},
      {"NOT_STARTED", "PENDING", true, own, true},
      // What the message does not disprove, or what may have come since.
      {"PENDING", "PENDING", true, of_ses, false},
      {"SUCCESS", "FAILED", true, own, false},
      {"TEMPORARY_FAILURE", "SUCCESS", true, own, false},
      {"SUCCESS", "SUCCESS", false, own, false},
  }));
  CAPTURE(c.verification, c.mail_from_status, c.sends_enabled);
  const std::string setup =
      R"({"VerificationStatus": ")" + c.verification +
      R"(", "MailFromAttributes": {"MailFromDomain": "mail.example.com", "MailFromDomainStatus": ")" +
      c.mail_from_status + R"("}, "DkimAttributes": {"SigningEnabled": true, "Status": "SUCCESS"}, )" +
      R"("VerifiedForSendingStatus": )" + (c.sends_enabled ? "true" : "false") + "}";
  Analysis analysis = judged({.host = ses_host, .outgoing = "", .bounce = c.bounce, .setup = setup});
  REQUIRE(analysis.dkim.at(1).signature->domain_text == "example.com");
  analysis.ses.own_signatures = {1};  // which the form of SES would tell
  const auto found = findings::find_rule("SES024")->find(analysis);
  REQUIRE(found.size() == 1);
  const findings::Evidence& evidence = found.front();
  REQUIRE(evidence.fix);
  CHECK(evidence.fix->summary.starts_with("Save the identity file again") == c.is_outdated);
  CHECK((evidence.why.find("so the file is older") != std::string::npos) == c.is_outdated);
}

TEST_CASE("of an address that may be an identity of its own the command is shown, safe for a shell", "[findings]") {
  struct Case {
    std::string from;
    std::string shown;  // empty: it is not
  };
  const auto c = GENERATE(values<Case>({
      {"ann@example.com", "--email-identity ann@example.com"},
      {"\"$(id)\"@example.com", "--email-identity '$(id)@example.com'"},
      {"\"a'b\"@example.com", ""},
      {"\"a b\"@example.com", ""},
      {"-x@example.com", ""},
  }));
  CAPTURE(c.from);
  const auto evidence = found("SES012", {.host = ses_host, .outgoing = "", .from = c.from, .signs_for_author = false});
  REQUIRE(evidence.fix);
  const auto& commands = evidence.fix->steps.back().commands;
  REQUIRE(commands.empty() == c.shown.empty());
  if (!c.shown.empty()) CHECK(commands.front().ends_with(c.shown));
}

TEST_CASE("why SPF fails for forwarded mail is told before that the forwarder's seals do not hold", "[findings]") {
  const std::string relay = "fwd.example.net (fwd.example.net [203.0.113.7])";
  const std::string gap =
      "ARC-Seal: i=2; a=rsa-sha256; d=x.test; s=s; cv=none; b=AA\r\nARC-Message-Signature: i=2; a=rsa-sha256; "
      "d=x.test; "
      "s=s; h=from; bh=AA; b=AA\r\nARC-Authentication-Results: i=2; x.test; none\r\n";
  for (const std::string outgoing : {"54.240.8.30", ""}) {
    const auto evidence = found("ARC003", {relay, outgoing, gap});
    CHECK((evidence.values.at("forwarded").find("forwarded this mail") != std::string::npos) == !outgoing.empty());
  }
}
