// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include "alignmail/headers.hpp"
#include "base/limits.hpp"
#include "support/catch.hpp"

using namespace alignmail;
using namespace alignmail::message;
using namespace std::string_literals;
using Defects = std::vector<AddressDefect>;
using D = AddressDefect;

namespace {

// "name <local@domain>" for each mailbox, with "|" between them.
std::string shown(const AddressList& list) {
  std::string text;
  for (const Mailbox& mailbox : list.mailboxes) {
    if (!text.empty()) text += '|';
    if (!mailbox.display_name.empty()) text += mailbox.display_name + ' ';
    text += '<' + mailbox.address() + '>';
  }
  return text;
}

std::string words(const Defects& defects) {
  std::string text;
  for (const D defect : defects) text += (text.empty() ? "" : "; ") + std::string(to_string(defect));
  return text;
}

}  // namespace

TEST_CASE("honest address lists are read without a defect", "[message]") {
  struct Case {
    std::string body;
    std::string shown;
  };
  const auto c = GENERATE(values<Case>({
      {" a@example.com", "<a@example.com>"},
      {"<a@example.com>", "<a@example.com>"},
      {" <a@example.com> (x)", "<a@example.com>"},  // the comment is no second address
      {"Ann Example <a@example.com>\r\n", "Ann Example <a@example.com>"},
      {"Ann\r\n Example\r\n\t<a@example.com>", "Ann Example <a@example.com>"},
      {"\"x \\\" y, z\" <j@example.com>", "x \" y, z <j@example.com>"},
      {"\"Ann\r\n Example\" <a@example.com>", "Ann Example <a@example.com>"},
      {"(comment, one) a@example.com", "<a@example.com>"},
      {"a@example.com, B <b@example.net>", "<a@example.com>|B <b@example.net>"},
      {"Team: a@example.com, C <c@example.org>;", "<a@example.com>|C <c@example.org>"},
      {"a@[192.0.2.1]", "<a@[192.0.2.1]>"},
      {"Foo <a@[IPv6:2001:db8::1]>", "Foo <a@[IPv6:2001:db8::1]>"},
      {"\"a b\"@example.com", "<a b@example.com>"},
      {"\"a@b\"@example.com", "<a@b@example.com>"},  // the first @ is quoted
      {"a+tag=x@example.com", "<a+tag=x@example.com>"},
      {"a=?b@example.com", "<a=?b@example.com>"},  // no encoded-word begins so
      {"=?utf-8?Q?Caf=C3=A9_Shop?= <a@example.com>", "Caf\xC3\xA9 Shop <a@example.com>"},
      {"=?utf-8?B?Q2Fm?=\r\n =?utf-8?b?w6k=?= <a@example.com>", "Caf\xC3\xA9 <a@example.com>"},
      {"\"=?utf-8?Q?Caf=C3=A9?=\" <a@example.com>", "Caf\xC3\xA9 <a@example.com>"},  // as readers show it
      {"=?utf-8?Q?b@example.net?= <a@example.com>", "b@example.net <a@example.com>"},
      // Slips of programs that encode too little; nobody finds another author's domain in them.
      {"=?utf-8?Q?Caf=C3=A9,_Ann?= <a@example.com>", "Caf\xC3\xA9, Ann <a@example.com>"},
      {"=?utf-8?Q?Caf=C3=A9,_Ann_@_Shop?= <a@example.com>", "Caf\xC3\xA9, Ann @ Shop <a@example.com>"},
      {"=?utf-8?Q?Ann,_<a@Example.com>?= <a@example.com>", "Ann, <a@Example.com> <a@example.com>"},
      {"=?utf-8?Q?x=2Cb=40example.net=2C?= <a@example.com>",
       "x,b@example.net, <a@example.com>"},  // encoded as it must be
      {"\"=?utf-8?q?x,b@example.net,?=\" <a@example.com>", "x,b@example.net, <a@example.com>"},
      {"\"b@example.net\" <a@example.com>", "b@example.net <a@example.com>"},
      {"J\xC3\xB6rg <j\xC3\xB6rg@b\xC3\xBC"
       "cher.example>",
       "J\xC3\xB6rg <j\xC3\xB6rg@b\xC3\xBC"
       "cher.example>"},
      {"\xE2\x80\x8D <a@example.com>", "\xE2\x80\x8D <a@example.com>"},  // a joiner, as in emoji: only a name
  }));
  CAPTURE(c.body);
  const AddressList list = parse_addresses(c.body);
  CHECK(shown(list) == c.shown);
  CHECK(words(list.defects).empty());
  CHECK_FALSE(list.is_ambiguous());
}

TEST_CASE("legal but obsolete forms, and slips that leave the address clear, are no ambiguity", "[message]") {
  struct Case {
    std::string body;
    std::string shown;
    Defects defects;
  };
  const auto c = GENERATE(values<Case>({
      {"<@a.test,@b.test:a@example.com>", "<a@example.com>", {D::Route}},
      {"<,@a.test , @b.test : a@example.com>", "<a@example.com>", {D::Route}},
      {"<@a.test,,@[192.0.2.1],:a@example.com>", "<a@example.com>", {D::Route}},
      {"Team v.1: a@example.com;", "<a@example.com>", {D::ObsoleteSyntax}},
      {"a @ example . com", "<a@example.com>", {D::ObsoleteSyntax}},
      {"<a(x)@(y)example.com>", "<a@example.com>", {D::ObsoleteSyntax}},
      {"Ann Q. Example <a@example.com>", "Ann Q. Example <a@example.com>", {D::ObsoleteSyntax}},
      {"a@example.com,, b@example.com,", "<a@example.com>|<b@example.com>", {D::ObsoleteSyntax}},
      {"[Team] Ann <a@example.com>", "[Team] Ann <a@example.com>", {D::UnquotedName}},
      {"a@example.com <a@Example.COM>", "a@example.com <a@Example.COM>", {D::UnquotedName}},
      {"a..b.@example.com", "<a..b.@example.com>", {D::DotsInLocalPart}},
  }));
  CAPTURE(c.body);
  const AddressList list = parse_addresses(c.body);
  CHECK(shown(list) == c.shown);
  CHECK(words(list.defects).substr(0, words(c.defects).size()) == words(c.defects));
  CHECK_FALSE(list.is_ambiguous());
}

TEST_CASE("where readers could disagree on the author, the list says so and names every candidate", "[message]") {
  struct Case {
    std::string body;
    std::string shown;
    D defect;
  };
  const auto c = GENERATE(values<Case>({
      {"", "", D::Empty},
      {" \r\n ", "", D::Empty},
      {"undisclosed:;", "", D::Empty},
      {"<>", "", D::Empty},
      {"<a@evil.test>b@example.com", "<a@evil.test>|<b@example.com>", D::TextAfterAngle},
      {"<a@evil.test> x", "<a@evil.test>", D::TextAfterAngle},
      {"Foo <a@evil.test> <b@example.com>", "Foo <a@evil.test>|<b@example.com>", D::TextAfterAngle},
      {"a@evil.test@example.com", "<a@evil.test@example.com>", D::SeveralAtSigns},
      {"b@example.com <a@evil.test>", "b@example.com <a@evil.test>", D::SeveralAtSigns},
      {"b@evil.test.example.com <a@example.com>", "b@evil.test.example.com <a@example.com>", D::SeveralAtSigns},
      {"admin", "<admin@>", D::NoDomain},
      {"a@example.com, admin", "<a@example.com>|<admin@>", D::NoDomain},
      {"a@", "<a@>", D::NoDomain},
      {"<b@example.com>\\,<a@evil.test>", "<b@example.com>|<a@evil.test>", D::QuotedPairOutsideQuotes},
      {"a\\@b@example.com", "<a\\@b@example.com>", D::QuotedPairOutsideQuotes},
      {"Ann (never ends <a@example.com>", "Ann (never ends <a@example.com>", D::UnclosedComment},
      {"Ann \"never ends <a@example.com>", "Ann \"never ends <a@example.com>", D::UnclosedQuote},
      {"<a@example.com", "<a@example.com>", D::UnclosedAngle},
      {"<a@evil.test, b@example.com>", "<a@evil.test>|<b@example.com>", D::UnclosedAngle},
      {"<a@example.com\0@evil.test>"s, "<a@example.com\0@evil.test>"s, D::ControlCharacter},
      {"Ann\0 <a@example.com>"s, "Ann\0 <a@example.com>"s, D::ControlCharacter},  // a C string ends there
      {"<a@example.com\x01>", "<a@example.com\x01>", D::ControlCharacter},
      {"a@example.com\rb", "<a@example.com b>", D::ControlCharacter},  // a bare CR
      {"<a@example.com\xE2\x80\x80>", "<a@example.com\xE2\x80\x80>", D::InvisibleCharacter},
      {"<a@example\xC2\xA0.com>", "<a@example\xC2\xA0.com>", D::InvisibleCharacter},
      {"<a@exam\xE2\x80\x8Bple.com>", "<a@exam\xE2\x80\x8Bple.com>", D::InvisibleCharacter},
      {"\xE2\x80\xAE"
       "a@example.com",
       "<\xE2\x80\xAE"
       "a@example.com>",
       D::InvisibleCharacter},
      {"=?utf-8?B?YUBleGFtcGxlLmNvbQ==?=", "<=?utf-8?B?YUBleGFtcGxlLmNvbQ==?=@>", D::EncodedAddress},
      // What section 6.2 of RFC 2047 makes of them: the list is divided before anything is decoded.
      {"=?utf-8?q?x,a@evil.net,?= <u@example.com>", "<a@evil.net>|x,a@evil.net, <u@example.com>", D::HiddenAddress},
      {"=?utf-8?q?<a@evil.net>?= <u@example.com>", "<a@evil.net>|<a@evil.net> <u@example.com>", D::HiddenAddress},
      {"Ann =?utf-8?q?,a@evil.net?= <u@example.com>", "<a@evil.net>|Ann ,a@evil.net <u@example.com>", D::HiddenAddress},
      {"=?x,a@evil.net,?q?b?= <u@example.com>", "<a@evil.net>|=?x,a@evil.net,?q?b?= <u@example.com>", D::HiddenAddress},
      {"=?utf-8?q?x,a@evil.net,?=: u@example.com;", "<a@evil.net>|<u@example.com>", D::HiddenAddress},
      {"=?utf-8?q?<a@evil.net><b@evil.org>?= <u@example.com>",
       "<a@evil.net>|<b@evil.org>|<a@evil.net><b@evil.org> <u@example.com>", D::HiddenAddress},
      {"<=?utf-8?Q?a?=@example.com>", "<=?utf-8?Q?a?=@example.com>", D::EncodedAddress},
      {"<=?utf-8?q?a@example.com>", "<=?utf-8?q?a@example.com>", D::EncodedAddress},
      // A group whose name reads like the author.
      {"b@example.com: a@evil.test;", "<a@evil.test>", D::SeveralAtSigns},
      {"b@example.com:a@evil.test;", "<a@evil.test>", D::SeveralAtSigns},
      {"b@example.com:;, a@evil.test", "<a@evil.test>", D::SeveralAtSigns},
      {"b@ example.com: a@evil.test;", "<a@evil.test>", D::SeveralAtSigns},
      {"a@example.com: a@example.com;", "<a@example.com>", D::SeveralAtSigns},
      // What only begins like a route.
      {"<@a.test, b@example.com, c:a@evil.test>", "<@a.test>|<b@example.com>|<a@evil.test>", D::Syntax},
      {"<@a.test b@example.com:a@evil.test>", "<@a.test b@example.com:a@evil.test>", D::Syntax},
      {"<@:a@evil.test>", "<@:a@evil.test>", D::Syntax},
      {"<@a..test:a@evil.test>", "<@a..test:a@evil.test>", D::Syntax},
      {"Ann a@example.com", "<Ann a@example.com>", D::Syntax},
      {"a@example.com evil.test", "<a@example.com evil.test>", D::Syntax},
      {"a@example.com.", "<a@example.com.>", D::Syntax},
      {"a@.example.com", "<a@.example.com>", D::Syntax},
      {"a@\"example.com\"", "<a@example.com>", D::Syntax},
      {"@example.com", "<@example.com>", D::Syntax},
      {"a@example.com>", "<a@example.com>", D::Syntax},
      {"a@example.com; b@evil.test", "<a@example.com>|<b@evil.test>", D::Syntax},
      {"Team: a@example.com", "<a@example.com>", D::Syntax},
      {"<a@example\xE9.com>", "<a@example\xE9.com>", D::Syntax},
      {std::string(33, '(') + std::string(33, ')') + "a@example.com", "<a@example.com>", D::NestingTooDeep},
  }));
  CAPTURE(c.body);
  const AddressList list = parse_addresses(c.body);
  CHECK(shown(list) == c.shown);
  CAPTURE(words(list.defects));
  CHECK(list.has(c.defect));
  CHECK(is_ambiguous(c.defect));
  CHECK(list.is_ambiguous());
}

TEST_CASE("comments carry no address and are kept as they read", "[message]") {
  const AddressList list =
      parse_addresses("Pete(A nice \\) chap <b@example.com>) <pete(his(own)account)@evil.test(@example.com)>");
  CHECK(shown(list) == "Pete <pete@evil.test>");
  CHECK_FALSE(list.is_ambiguous());
  REQUIRE(list.comments.size() == 3);
  CHECK(list.comments[0] == "A nice ) chap <b@example.com>");
  CHECK(list.comments[1] == "his(own)account");
  CHECK(list.comments[2] == "@example.com");
}

TEST_CASE("groups are named beside their mailboxes", "[message]") {
  const AddressList list = parse_addresses("\"The Team\": a@example.com;, Nobody:;, b@example.com");
  CHECK(list.groups == std::vector<std::string>{"The Team", "Nobody"});
  CHECK(shown(list) == "<a@example.com>|<b@example.com>");
  CHECK_FALSE(list.is_ambiguous());
}

TEST_CASE("a list ends at its ceilings and says so", "[message]") {
  std::string many;
  for (std::size_t i = 0; i <= limits::addresses; ++i) many += "a@example.com,";
  const AddressList list = parse_addresses(many);
  CHECK(list.mailboxes.size() == limits::addresses);
  CHECK(list.has(D::TooManyAddresses));

  CHECK(parse_addresses("a@example.com" + std::string(limits::field_octets, ' ')).has(D::TooManyAddresses));
  CHECK(parse_addresses(std::string(200'000, '.')).has(D::TooManyAddresses));
}

TEST_CASE("floods of one token take time that grows with their size alone", "[message]") {
  const auto unit = GENERATE(values<std::string>({"(",
                                                  "\"",
                                                  "(\"",
                                                  "[",
                                                  "\\",
                                                  "\\\"",
                                                  "<",
                                                  "<@",
                                                  "@",
                                                  ",",
                                                  ":",
                                                  ":;",
                                                  "=?",
                                                  "=?a?q?",
                                                  "=?utf-8?Q?=41?= ",
                                                  "=?utf-8?Q?a@b.c,?= ",
                                                  "()",
                                                  "a@b,",
                                                  ".",
                                                  "\x80"}));
  std::string body;
  while (body.size() < limits::field_octets - 8) body += unit;
  CAPTURE(unit);
  CHECK(parse_addresses(body).is_ambiguous());
}

TEST_CASE("every address defect has words of its own", "[message]") {
  std::vector<std::string_view> seen;
  for (int i = 0; i <= static_cast<int>(D::TooManyEncodedWords); ++i) {
    const std::string_view word = to_string(static_cast<D>(i));
    CHECK_FALSE(word.empty());
    CHECK(std::find(seen.begin(), seen.end(), word) == seen.end());
    seen.push_back(word);
  }
}
