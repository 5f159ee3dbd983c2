// SPDX-License-Identifier: Apache-2.0
// Results of a header that was copied out without its path.
#include "support/catch.hpp"
#include "trust/support.hpp"

using namespace alignmail;
using namespace alignmail::trust;

namespace {

message::Message parsed(const std::string& text, message::Reading reading) {
  auto message = message::parse(text, reading);
  if (!message) throw std::runtime_error(message.error().what);
  return *message;
}

std::string heard(const Assessment& assessment) {
  std::string words;
  for (const std::string_view method : {"spf", "dkim", "dmarc"}) {
    for (const auto* claim : assessment.claims(method)) words += (words.empty() ? "" : " ") + claim->result;
  }
  return words;
}

const std::string from = "From: Example Shop <orders@example.com>\r\n";
const std::string own =
    "Authentication-Results: mx.example.org; spf=pass smtp.mailfrom=b@send.example.com; dkim=fail\r\n";
const std::string other = "Authentication-Results: relay.example.net; spf=softfail; dmarc=fail\r\n";
const std::string hop = "Received: from a (a [192.0.2.1]) by mx.example.org; Mon, 2 Nov 2026 09:15:29 +0000\r\n";

}  // namespace

TEST_CASE("a header without its path speaks by its results alone, which prove nothing", "[trust]") {
  struct Case {
    std::string_view why;
    std::string header;
    std::string_view heard;
    bool is_hearsay;
  };
  const auto c = GENERATE_COPY(values<Case>({
      {"its results", own + from, "pass fail", true},
      {"in any order: people copy what they look at", from + own, "pass fail", true},
      {"of the writer that stands first", own + other + from, "pass fail", true},
      {"two fields of that writer", own + "Authentication-Results: mx2.example.org; dmarc=fail\r\n" + from,
       "pass fail fail", true},
      {"and its Received-SPF", "Received-SPF: pass receiver=mx.example.org; client-ip=192.0.2.1\r\n" + from, "pass",
       true},
      {"moved aside is an earlier receiver's", "X-Original-Authentication-Results: a.test; spf=pass\r\n" + from, "",
       false},
      {"with the path the usual rules hold", own + hop + other + from, "pass fail", false},
      {"below the path", hop + other + from, "", false},
      {"begun at the Received above its own results", hop + own + from, "pass fail", true},
      {"with a delivery above they are the receiver's", "Delivered-To: b@example.org\r\n" + hop + own + from,
       "pass fail", false},
      {"of another client than that Received names",
       hop + "Authentication-Results: mx.example.org; spf=pass smtp.remote-ip=192.0.2.9\r\n" + from, "", false},
      {"nothing is reported", from, "", false},
  }));
  CAPTURE(c.why);
  const Assessment assessment = assess(parsed(c.header, message::Reading::Headers), {});
  CHECK(heard(assessment) == c.heard);
  CHECK(assessment.rests_on_hearsay() == c.is_hearsay);
}

TEST_CASE("of a header that a mail system hands over results below its Received are forged", "[trust]") {
  Given given{.mail_from = "b@send.example.com", .from_environment = {.mail_from = true}};
  const Assessment assessment = assess(parsed(hop + own + from, message::Reading::Headers), given);
  CHECK(heard(assessment).empty());
  CHECK(assessment.reported[0].trust == Trust::Forged);
}

TEST_CASE("of a whole message results below the Received of nobody's delivery are forged", "[trust]") {
  const Assessment assessment = assess(parsed(hop + own + from + "\r\nbody\r\n", message::Reading::Message), {});
  CHECK(heard(assessment).empty());
  CHECK(assessment.reported[0].trust == Trust::Forged);
}

TEST_CASE("of a whole message without Received no result is heard, for its sender may have written it", "[trust]") {
  const Assessment assessment = assess(parsed(own + from + "\r\nbody\r\n", message::Reading::Message), {});
  CHECK(heard(assessment).empty());
  CHECK_FALSE(assessment.rests_on_hearsay());
}

TEST_CASE("who is named by --authserv-id is trusted, and nobody else is heard", "[trust]") {
  Given given;
  given.authserv_ids = {"mx.example.org"};
  const Assessment named = assess(parsed(own + other + from, message::Reading::Headers), given);
  CHECK(trusts(named) == "T?");
  CHECK(heard(named) == "pass fail");
  CHECK_FALSE(named.rests_on_hearsay());
  CHECK(heard(assess(parsed(other + from, message::Reading::Headers), given)).empty());
}

TEST_CASE("hearsay tells the envelope sender, and trusted results tell it first", "[trust]") {
  const Assessment assessment = assess(parsed(own + from, message::Reading::Headers), {});
  CHECK(assessment.envelope.mail_from.text == "b@send.example.com");
  CHECK(assessment.envelope.mail_from_source == EnvelopeSource::AuthenticationResults);
  const Assessment returned =
      assess(parsed("Return-Path: <c@example.com>\r\n" + own + from, message::Reading::Headers), {});
  CHECK(returned.envelope.mail_from.text == "c@example.com");
}

TEST_CASE("the summary of a mail program is heard, and proves nothing", "[trust]") {
  const Assessment assessment =
      assess(parsed("From:\tAnn <a@b.example>\nSPF:\tPASS with IP 192.0.2.1\nDKIM:\t'PASS' with domain b.example\n",
                    message::Reading::Detect),
             {});
  CHECK(heard(assessment) == "pass pass");
  CHECK(assessment.rests_on_hearsay());
  // The address in it is nobody's observation: SPF is not evaluated for it.
  CHECK_FALSE(assessment.envelope.client_ip);
}
