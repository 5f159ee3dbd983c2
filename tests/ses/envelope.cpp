// SPDX-License-Identifier: Apache-2.0
#include "mail.hpp"
#include "support/catch.hpp"

using namespace ses_test;

namespace {

struct Case {
  std::string reported;  // below the list's hop
  MailFrom mail_from;
  std::string_view name;
};

std::string results(std::string_view authserv_id, std::string_view mail_from) {
  return field("Authentication-Results",
               std::string(authserv_id) + "; spf=pass smtp.mailfrom=" + std::string(mail_from));
}

const std::string full_path = std::string(id) + "@send.example.com";

}  // namespace

TEST_CASE("behind a list, the host that took the message from SES may tell its MAIL FROM", "[ses]") {
  const auto c = GENERATE(values<Case>({
      {"", MailFrom::Unknown, ""},
      {results("lists.example.net", "send.example.com"), MailFrom::Custom, "send.example.com"},
      {results("lists.example.net", "eu-west-1.amazonses.com"), MailFrom::Default, "eu-west-1.amazonses.com"},
      // An id of SES speaks for itself, whoever wrote it down.
      {results("relay.example.org", full_path), MailFrom::Custom, "send.example.com"},
      {results("lists.example.net", "@send.example.com"), MailFrom::Custom,
       "send.example.com"},  // RFC 8601 section 2.2
      // Some other host saw some other MAIL FROM.
      {results("relay.example.org", "send.example.com"), MailFrom::Unknown, ""},
      {results("lists.example.net", "amazonses.com.example.org"), MailFrom::Custom, "amazonses.com.example.org"},
      {field("Received-SPF", "Pass (mailfrom) identity=mailfrom; client-ip=54.240.8.33; envelope-from=" + full_path +
                                 "; receiver=lists.example.net"),
       MailFrom::Custom, "send.example.com"},
  }));
  INFO(c.reported);
  const std::string header = field("Return-Path", "<users-bounces@lists.example.net>") +
                             received("lists.example.net", "192.0.2.80", "mx.example.org") +
                             ses_received("lists.example.net") + c.reported + std::string(from) + ses_fields();
  const Recognition seen = recognized(header).recognition;
  CHECK(to_string(seen.mail_from) == to_string(c.mail_from));
  CHECK(seen.mail_from_name.has_value() == !c.name.empty());
  if (seen.mail_from_name) CHECK(seen.mail_from_name->text() == c.name);
}

TEST_CASE("a sender's rewritten path is not the MAIL FROM of SES", "[ses]") {
  const std::string rewritten = "<SRS0=ab12=C3=send.example.com=" + std::string(id) + "@fwd.example.net>";
  const Recognition seen =
      recognized(field("Return-Path", rewritten) + received("fwd.example.net", "192.0.2.77", "mx.example.org") +
                 ses_received("fwd.example.net") + std::string(from) + ses_fields())
          .recognition;
  CHECK(seen.detected == Detected::Yes);
  CHECK(seen.mail_from == MailFrom::Unknown);
}
