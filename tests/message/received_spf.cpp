// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "alignmail/headers.hpp"
#include "support/catch.hpp"

using namespace alignmail::message;

TEST_CASE("Received-SPF is read in the forms that receivers write", "[message]") {
  struct Case {
    std::string body;
    std::string result;
    std::string comment;
    std::string client_ip;
    std::string envelope_from;
  };
  const auto c = GENERATE(values<Case>({
      // RFC 7208 section 9.1
      {" pass (mx.example.org: domain of a@example.com designates 192.0.2.1 as permitted sender)\r\n"
       "\treceiver=mx.example.org; client-ip=192.0.2.1; envelope-from=\"a@example.com\"; helo=x.example",
       "pass", "mx.example.org: domain of a@example.com designates 192.0.2.1 as permitted sender", "192.0.2.1",
       "a@example.com"},
      // Google: a tail of one pair
      {"softfail (google.com: domain of transitioning a@example.com does not) client-ip=192.0.2.1;", "softfail",
       "google.com: domain of transitioning a@example.com does not", "192.0.2.1", ""},
      // pypolicyd-spf: a word in capitals, identity in front
      {"Pass (mailfrom) identity=mailfrom; client-ip=2001:db8::1; envelope-from=<>; receiver=<UNKNOWN>", "pass",
       "mailfrom", "2001:db8::1", "<>"},
      {"none", "none", "", "", ""},
      {"fail(x)client-ip = 192.0.2.1", "fail", "x", "192.0.2.1", ""},
      {"fail (a (nested; client-ip=192.0.2.9) comment) client-ip=192.0.2.1", "fail",
       "a (nested; client-ip=192.0.2.9) comment", "192.0.2.1", ""},
      {"pass envelope-from=\"x; client-ip=192.0.2.9\"", "pass", "", "", "x; client-ip=192.0.2.9"},
      {"pass envelope-from=\"a b\"@example.com;", "pass", "", "", "\"a b\"@example.com"},
      {"pass envelope-from=\"a\r\n b\"@example.com;", "pass", "", "", "\"a b\"@example.com"},
      // Behind the pairs it is no word of the receiver.
      {"pass client-ip=192.0.2.1; (mx.example.org: domain of a@example.com designates 192.0.2.9 as permitted sender)",
       "pass", "", "192.0.2.1", ""},
      {"(x) pass (y)", "pass", "y", "", ""},
  }));
  CAPTURE(c.body);
  const ReceivedSpf received = parse_received_spf(c.body);
  CHECK(received.result == c.result);
  CHECK(received.comment == c.comment);
  CHECK(received.find("Client-IP").value_or("") == c.client_ip);
  CHECK(received.find("envelope-from").value_or("") == c.envelope_from);
  CHECK(received.defects.empty());
}

TEST_CASE("a Received-SPF field that says two things, or no result, is doubtful", "[message]") {
  CHECK(parse_received_spf("pass client-ip=192.0.2.1; client-ip=192.0.2.2").is_doubtful);
  CHECK(parse_received_spf("pas (x) client-ip=192.0.2.1").is_doubtful);
  CHECK(parse_received_spf("pass (never ends").is_doubtful);
  CHECK_FALSE(parse_received_spf("pass client-ip=192.0.2.1; client-ip=192.0.2.1").is_doubtful);
  CHECK_FALSE(parse_received_spf("unknown client-ip=192.0.2.1").is_doubtful);
}

TEST_CASE("what is odd in Received-SPF is named", "[message]") {
  struct Case {
    std::string body;
    std::string result;
    std::string defect;
  };
  const auto c = GENERATE(values<Case>({
      {"", "", "no result"},
      {"(pass)", "", "no result"},
      {"client-ip=192.0.2.1", "", "a pair in place of the result"},
      {"Pas (x) client-ip=192.0.2.1", "pas", "the word \"pas\" in place of a result"},
      {"pass some words client-ip=192.0.2.1", "pass", "text that is not a pair"},
      {"pass \"client-ip=192.0.2.1\"", "pass", "text that is not a pair"},
      {"pass client-ip=192.0.2.1; client-ip=192.0.2.2", "pass", "the key \"client-ip\" stands twice"},
      {"pass (never ends; client-ip=192.0.2.1", "pass",
       "a comment or quoted string never ends; nothing in it was read"},
  }));
  CAPTURE(c.body);
  const ReceivedSpf received = parse_received_spf(c.body);
  CHECK(received.result == c.result);
  REQUIRE(received.defects.size() == 1);
  CHECK(received.defects[0] == c.defect);
}
