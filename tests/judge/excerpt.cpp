// SPDX-License-Identifier: Apache-2.0
// Parts of a header: what they lack proves nothing.
#include "alignmail/findings.hpp"
#include "support/catch.hpp"
#include "support/dkim.hpp"

using namespace alignmail;

namespace {

Analysis judged(const std::string& text, message::Reading reading, const Options& options = {}) {
  auto parsed = message::parse(text, reading);
  REQUIRE(parsed);
  Judge judge(std::make_shared<const message::Message>(*std::move(parsed)), options);
  support::Zone zone("_dmarc.example.com. TXT \"v=DMARC1; p=reject\"\nexample.com. TXT \"v=spf1 -all\"\n" +
                     support::key_at(support::TestKey::Rsa2048));
  return zone.settle([&](dns::Inquiry& inquiry) { return judge.judge(inquiry); });
}

const std::string from = "From: Ann <ann@example.com>\r\n";
const std::string hop =
    "Received: from a1.sender.test (a1.sender.test [192.0.2.1]) by mx.example.org with ESMTPS id 1; "
    "Thu, 1 Jan 2026 01:00:00 +0000\r\n";

}  // namespace

TEST_CASE("a part of a header that shows neither path nor signature leaves DMARC open", "[judge]") {
  struct Case {
    std::string_view why;
    std::string text;
    message::Reading reading;
    dmarc::Outcome outcome;
  };
  using message::Reading;
  const std::string returned = "Return-Path: <ann@example.com>\r\n";
  const auto c = GENERATE_COPY(values<Case>({
      {"what programs display", from + "To: bob@example.net\r\nSubject: x\r\n", Reading::Headers,
       dmarc::Outcome::Unknown},
      {"with the envelope, and nobody who connected", returned + from, Reading::Headers, dmarc::Outcome::Unknown},
      {"lines were left out below the path, and say so", returned + hop + "[...]\r\n" + from, Reading::Headers,
       dmarc::Outcome::Unknown},
      {"the path shows who connected", returned + hop + from, Reading::Headers, dmarc::Outcome::Fail},
      {"a whole message without a path is unsigned", from + "\r\nbody\r\n", Reading::Message, dmarc::Outcome::Fail},
  }));
  CAPTURE(c.why);
  const Analysis analysis = judged(c.text, c.reading);
  CHECK(analysis.dmarc.outcome == c.outcome);
  CHECK(analysis.is_excerpt == (c.outcome == dmarc::Outcome::Unknown));
  CHECK(analysis.other_standard.outcome == c.outcome);
}

TEST_CASE("who tells the address that connected gives no excerpt", "[judge]") {
  Options options;
  options.given.client_ip = IpAddress::parse("192.0.2.1");
  options.given.mail_from = "ann@example.com";
  CHECK(judged(from, message::Reading::Headers, options).dmarc.outcome == dmarc::Outcome::Fail);
}

TEST_CASE("a signature whose fields were not copied is not checked", "[judge]") {
  struct Case {
    std::string_view why;
    std::string dropped;  // of the header
    std::string added;
    dkim::Status status;
    dkim::Check header_hash;
  };
  const std::string subject = "Subject: Order 66 of today\r\n";
  const auto c = GENERATE_COPY(values<Case>({
      {"all are there", "", "", dkim::Status::NotChecked, dkim::Check::Match},
      {"one is not", subject, "", dkim::Status::NotChecked, dkim::Check::NotChecked},
      {"one is not, and the path shows that the header is whole", subject, hop, dkim::Status::Fail,
       dkim::Check::Mismatch},
      {"all are there, and one is another", "of today", "", dkim::Status::Fail, dkim::Check::Mismatch},
  }));
  CAPTURE(c.why);
  const std::string text = support::sign(support::letter());
  std::string header = text.substr(0, text.find("\r\n\r\n") + 2);
  if (!c.dropped.empty()) header = support::replaced(header, c.dropped, "");
  const Analysis analysis = judged(c.added + header, message::Reading::Headers);
  REQUIRE(analysis.dkim.size() == 1);
  CHECK(analysis.dkim.front().status == c.status);
  CHECK(analysis.dkim.front().header_hash == c.header_hash);
}
