// SPDX-License-Identifier: Apache-2.0
// Messages within messages.
#include "alignmail/findings.hpp"
#include "support/catch.hpp"

using namespace alignmail;

namespace {

std::string mixed(const std::string& type, const std::string& inner) {
  return "From: a@a.example\nTo: b@b.example\nMIME-Version: 1.0\nContent-Type: " + type + "\n\n--q\n" + inner +
         "\n\n--q--\n";
}

}  // namespace

TEST_CASE("a message that carries another one is told of, and which of the two was judged", "[findings]") {
  struct Case {
    std::string text;
    std::string others;  // empty: nothing is said
  };
  const std::string one = "Content-Type: message/rfc822\n\nFrom: c@c.example\n\nHello\n";
  const auto c = GENERATE_COPY(values<Case>({
      {mixed("multipart/mixed; boundary=q", one), "another message"},
      {mixed("Multipart/Digest; boundary=q", one + "\n--q\n" + one), "2 other messages"},
      {mixed("multipart/report; report-type=delivery-status; boundary=q",
             "Content-Type: TEXT/RFC822-Headers\n\nFrom: c@c.example\n"),
       "another message"},
      {mixed("multipart/mixed; boundary=q", "Content-Type: message/global\n\nFrom: c@c.example\n\nHello\n"),
       "another message"},
      {mixed("multipart/mixed; boundary=q", "Content-Type: text/plain\n\nSee message/rfc822 in RFC 822.\n"), ""},
      {mixed("multipart/mixed; boundary=q", "Content-Type: message/delivery-status\n\nStatus: 5.1.1\n"), ""},
      {mixed("text/plain", one), ""},
      {mixed("multipart/mixed", one), ""},  // no boundary is named
      {"From: a@a.example\nContent-Type: message/rfc822\n\nFrom: c@c.example\n\nHello\n", "another message"},
      {"From: a@a.example\nContent-Type: message/rfc822\n", ""},  // a header alone
  }));
  CAPTURE(c.text);
  Judge judge(std::make_shared<const message::Message>(*message::parse(c.text)), Options{});
  dns::Facts facts;
  dns::Inquiry inquiry(facts);
  const auto found = findings::find_rule("INPUT009")->find(judge.judge(inquiry));
  REQUIRE(found.size() == (c.others.empty() ? 0 : 1));
  if (!found.empty()) CHECK(found.front().values.at("others") == c.others);
}
