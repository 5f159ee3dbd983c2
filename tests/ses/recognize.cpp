// SPDX-License-Identifier: Apache-2.0
#include "mail.hpp"
#include "support/catch.hpp"

using namespace ses_test;

namespace {

struct DetectionCase {
  std::string header;
  Detected detected;
  std::string_view region;
  MailFrom mail_from;
};

std::string direct(std::string_view mail_from) {
  return return_path(mail_from) + ses_received() + signature("example.com", easy_token) + amazonses_signature() +
         std::string(from) + ses_fields();
}

const std::string list_path = field("Return-Path", "<users-bounces@lists.example.net>") +
                              received("lists.example.net", "192.0.2.80", "mx.example.org");
const std::string forward_path = received("fwd.example.net", "192.0.2.77", "mx.example.org");
const std::string forged_hop = received("d221-104.smtp-out.us-west-2.amazonses.com", "40.71.96.226", "mx.example.org");

}  // namespace

TEST_CASE("SES is told by what cannot be copied, or by traces that agree", "[ses]") {
  const auto c = GENERATE(values<DetectionCase>({
      {direct("send.example.com"), Detected::Yes, "us-east-1", MailFrom::Custom},
      {direct("amazonses.com"), Detected::Yes, "us-east-1", MailFrom::Default},
      // A MAIL FROM of the sender's own making is custom when SES handed it over itself.
      {field("Return-Path", "<2023-C39@bounces.example.com>") + ses_received() + std::string(from) + ses_fields(),
       Detected::Yes, "us-east-1", MailFrom::Custom},
      // A bounce has no MAIL FROM to look at.
      {field("Return-Path", "<>") + ses_received() + std::string(from), Detected::Yes, "us-east-1", MailFrom::Unknown},
      // The host and its address alone will do.
      {received("b224-6.smtp-out.eu-central-1.amazonses.com", "69.169.224.6", "mx.example.org") + std::string(from),
       Detected::Yes, "eu-central-1", MailFrom::Unknown},
      // A list put its own MAIL FROM in place of SES's.
      {list_path + ses_received("lists.example.net") + amazonses_signature() + std::string(from) + ses_fields(),
       Detected::Yes, "us-east-1", MailFrom::Unknown},
      // A forward kept it.
      {return_path("send.example.com") + forward_path + ses_received("fwd.example.net") + std::string(from) +
           ses_fields(),
       Detected::Yes, "us-east-1", MailFrom::Custom},
      {return_path("eu-west-1.amazonses.com") + forward_path + std::string(from) + ses_fields() + amazonses_signature(),
       Detected::Yes, "eu-west-1", MailFrom::Default},
      // Headers pasted without their path.
      {std::string(from) + ses_fields(), Detected::Yes, "us-east-1", MailFrom::Unknown},
      // SES under another name: no amazonses.com anywhere, but its fields and its address.
      {return_path("bounce.example.com") + received("mailer1.example.net", "54.240.8.33", "mx.example.org") +
           signature("example.com", easy_token) + signature("fabric.example", easy_token, ":Feedback-ID") +
           std::string(from) + ses_fields("us-east-1.fabric.example"),
       Detected::Yes, "us-east-1", MailFrom::Custom},
      // Forgeries: a HELO that the address belies, fields of a form that SES does not make.
      {forged_hop + std::string(from), Detected::No, "", MailFrom::Unknown},
      {forged_hop + std::string(from) + ses_fields() + amazonses_signature(), Detected::No, "", MailFrom::Unknown},
      {received("mail.example.net", "192.0.2.1", "mx.example.org") + std::string(from) +
           field("Message-ID", "<bgBOyFjc1ppgWaCEubmiXphtyd@email.amazonses.com>"),
       Detected::No, "", MailFrom::Unknown},
      {received("mail.example.net", "192.0.2.1", "mx.example.org") + std::string(from) +
           feedback("us-east-1", "BLUELAGOON"),
       Detected::No, "", MailFrom::Unknown},
      // Names that only look alike.
      {received("a8-33.smtp-out.amazonses.com.example.net", "54.240.8.33", "mx.example.org") +
           field("Return-Path", "<x@amazonses.com.example.net>") + std::string(from),
       Detected::No, "", MailFrom::Unknown},
      // Copied fields on a path that never saw SES, and a single one.
      {received("mail.example.net", "192.0.2.1", "mx.example.org") + std::string(from) + ses_fields(),
       Detected::Unknown, "us-east-1", MailFrom::Unknown},
      {received("mail.example.net", "192.0.2.1", "mx.example.org") + std::string(from) + feedback(), Detected::Unknown,
       "us-east-1", MailFrom::Unknown},
      {received("mail.example.net", "192.0.2.1", "mx.example.org") + std::string(from), Detected::No, "",
       MailFrom::Unknown},
  }));
  INFO(c.header);
  const Recognition seen = recognized(c.header).recognition;
  INFO(seen.why);
  CHECK(to_string(seen.detected) == to_string(c.detected));
  CHECK(seen.region == c.region);
  CHECK(to_string(seen.mail_from) == to_string(c.mail_from));
  CHECK_FALSE(seen.why.empty());
}

TEST_CASE("a signature of SES that fits settles it wherever the message came from", "[ses]") {
  const std::string header = list_path + amazonses_signature() + std::string(from);
  CHECK(recognized(header, dkim::Check::Match).recognition.detected == Detected::Yes);
  // One that does not fit is a text like any other.
  CHECK(recognized(header, dkim::Check::Mismatch).recognition.detected == Detected::Unknown);
  // Even a forged HELO does not take it back: SES made this header, and someone sent it again.
  const Recognition replayed =
      recognized(forged_hop + amazonses_signature() + std::string(from), dkim::Check::Match).recognition;
  CHECK(replayed.detected == Detected::Yes);
  CHECK(replayed.contradicts_address);
}

TEST_CASE("a host that does not fit its address is named as a contradiction", "[ses]") {
  const Recognition seen = recognized(forged_hop + std::string(from)).recognition;
  CHECK(seen.contradicts_address);
  REQUIRE(seen.contradictions.size() == 1);
  CHECK_THAT(seen.contradictions.front(), Catch::Matchers::Contains("40.71.96.226"));
}

TEST_CASE("the session that the caller tells is held against the same rule", "[ses]") {
  const trust::Given forged{.client_ip = IpAddress::parse("40.71.96.226"), .helo = "a8-33.smtp-out.amazonses.com"};
  CHECK(recognized(std::string(from), dkim::Check::NotChecked, "example.com", forged).recognition.contradicts_address);
  const trust::Given honest{.client_ip = IpAddress::parse("54.240.8.33"),
                            .mail_from = "x@send.example.com",
                            .helo = "a8-33.smtp-out.amazonses.com"};
  const Recognition seen = recognized(std::string(from), dkim::Check::NotChecked, "example.com", honest).recognition;
  CHECK(seen.detected == Detected::Yes);
  CHECK(seen.mail_from == MailFrom::Custom);
}

namespace {

struct ContradictionCase {
  std::string fields;
  std::string_view says;
};

}  // namespace

TEST_CASE("traces that contradict each other are named, though SES sent the message", "[ses]") {
  const auto c = GENERATE(values<ContradictionCase>({
      {field("X-SES-Outgoing", "2026.11.02-54.240.9.1"), "X-SES-Outgoing says 54.240.9.1"},
      {feedback("us-east-1", "BLUELAGOON"), "BLUELAGOON"},
      {field("Message-ID", "<abc@email.amazonses.com>"), "not of the form"},
      {field("Message-ID", "<" + std::string(id) + "@email.amazonses.com>") +
           signature("amazonses.com", easy_token, "", "1793612000"),
       "1073 seconds apart"},
  }));
  INFO(c.fields);
  const Recognition seen = recognized(ses_received() + std::string(from) + c.fields).recognition;
  CHECK(seen.detected == Detected::Yes);
  REQUIRE(seen.contradictions.size() == 1);
  CHECK_THAT(seen.contradictions.front(), Catch::Matchers::Contains(std::string(c.says)));
}

TEST_CASE("evidence of the region is listed strongest first, and disagreement is named", "[ses]") {
  const Recognition agreed = recognized(direct("amazonses.com")).recognition;
  std::vector<std::string> sources;
  for (const RegionEvidence& evidence : agreed.evidence) {
    INFO(evidence.source);
    CHECK(evidence.region == "us-east-1");
    sources.push_back(evidence.source);
  }
  CHECK(sources == std::vector<std::string>{"Received", "MAIL FROM", "Feedback-ID", "Message-ID", "Message-ID prefix",
                                            "DKIM selector", "X-SES-Outgoing"});
  CHECK_FALSE(agreed.evidence_disagrees);

  const Recognition mixed = recognized(ses_received() + std::string(from) + feedback("eu-west-1")).recognition;
  CHECK(mixed.region == "us-east-1");
  CHECK(mixed.evidence_disagrees);
  // A hint alone is no disagreement: the tables behind it are incomplete and change.
  const Recognition hinted =
      recognized(ses_received() + signature("amazonses.com", "gdwg2y3kokkkj5a55z2ilkup5wp5hhxx") + std::string(from))
          .recognition;
  CHECK(hinted.evidence.back().region == "us-west-2");
  CHECK_FALSE(hinted.evidence_disagrees);
}

TEST_CASE("the clock of the message id is compared with t=", "[ses]") {
  const Recognition seen = recognized(direct("amazonses.com")).recognition;
  CHECK(seen.message_id_time == "2026-11-02T09:15:27Z");
  CHECK(seen.clock_difference == std::chrono::seconds(0));
  CHECK(recognized(std::string(from)).recognition.message_id_time == std::nullopt);
}

TEST_CASE("the hop of SES and its address are found below a list", "[ses]") {
  const Recognition seen =
      recognized(list_path + ses_received("lists.example.net") + std::string(from) + ses_fields()).recognition;
  CHECK(seen.hop == std::size_t{1});
  CHECK(seen.address == IpAddress::parse("54.240.8.33"));
}

TEST_CASE("hostile fields are read without harm", "[ses]") {
  const std::string flood(200'000, 'a');
  CHECK(
      recognized(std::string(from) + field("Message-ID", "<" + flood + "@email.amazonses.com>")).recognition.detected !=
      Detected::Yes);
  CHECK(recognized(std::string(from) + field("Feedback-ID", flood) + field("X-SES-Outgoing", flood))
            .recognition.detected == Detected::No);
  const std::string late = "0100ffffffffffff-fafe97f7-def3-28bb-d4f1-0779b9625a8a-000000";
  CHECK_FALSE(recognized(std::string(from) + field("Message-ID", "<" + late + "@email.amazonses.com>"))
                  .recognition.message_id_time == "");
}
