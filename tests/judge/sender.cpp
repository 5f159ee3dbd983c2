// SPDX-License-Identifier: Apache-2.0
#include "judge/sender.hpp"

#include "alignmail/analysis.hpp"
#include "support/catch.hpp"
#include "support/dkim.hpp"

using alignmail::judge::clear_sender;

TEST_CASE("a MAIL FROM against the grammar has a domain where nobody can read another one (RFC 7208 4.3)", "[judge]") {
  struct Case {
    std::string_view mail_from;
    std::string_view sender;  // empty: none
  };
  const auto c = GENERATE(values<Case>({
      {"a,b@example.com", "a,b@example.com"},
      {"a:b/c@example.com", "a:b/c@example.com"},
      {"a,b@example.com.", "a,b@example.com"},
      {"@example.com", "postmaster@example.com"},  // no local part
      {"a@-x.example.com", "a@-x.example.com"},    // no host name, but labels of legal length
      {"a@b!c.example.com", "a@b!c.example.com"},
      {R"("a b"@-x.example.com)", "a b@-x.example.com"},  // a quoted local part is unambiguous
      {R"("a@b"@x!y.example.com)", "a@b@x!y.example.com"},
      {"example.com", ""},      // no "@"
      {"a@example.com..", ""},  // an empty label
      {"@example.com..", ""},
      {R"("a b"@example.com..)", ""},
      {"a@b@example.com", ""},  // which "@"?
      {"@relay.example.net,@b.example.net:a@example.com", ""},
      {R"(a"b@example.com)", ""},
      {R"("a@example.com)", ""},  // the quote never ends
      {R"("a"b@example.com)", ""},
      {R"(a\@b.example.com)", ""},
      {"(a@example.net", ""},  // a comment for some readers
      {"a@example.com(b)", ""},
      {"a@example.com>b", ""},
      {"a b@example.com", ""},
      {"a@example.com b", ""},
      {"a,b@ex\xC2\xAD"
       "ample.com",
       ""},  // a soft hyphen that conversion would drop
      {"a,b@example.com\x01", ""},
      {"", ""},
  }));
  CAPTURE(c.mail_from);
  const auto sender = clear_sender(c.mail_from);
  CHECK((sender ? sender->local_part + "@" + sender->domain : "") == c.sender);
}

TEST_CASE("a final dot of MAIL FROM is in no macro of SPF", "[judge]") {
  const auto mail_from = GENERATE(values<std::string>({"a@example.com", "a@example.com.", "a,b@example.com."}));
  CAPTURE(mail_from);
  alignmail::Options options{.at = support::now, .now = support::now};
  options.given.mail_from = mail_from;
  options.given.client_ip = alignmail::IpAddress::parse("192.0.2.1");
  auto message = std::make_shared<const alignmail::message::Message>(support::parsed(support::letter()));
  alignmail::Judge judge(message, options);
  support::Zone zone(
      "example.com. TXT \"v=spf1 exists:%{o}.%{d}.seen.example.net -all\"\n"
      "example.com.example.com.seen.example.net. A 127.0.0.2\n");
  const auto analysis = zone.settle([&](alignmail::dns::Inquiry& inquiry) { return judge.judge(inquiry); });
  CHECK(analysis.spf.status == alignmail::spf::Status::Pass);
}
