// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "alignmail/headers.hpp"
#include "support/catch.hpp"

using namespace alignmail::message;
using namespace std::string_literals;

TEST_CASE("a reverse-path is read as SMTP has it", "[message]") {
  struct Case {
    std::string given;
    std::string text;
    std::string local_part;
    std::string domain;
  };
  const auto c = GENERATE(values<Case>({
      {"<a@example.com>", "a@example.com", "a", "example.com"},
      {" a@Example.com\r\n", "a@Example.com", "a", "Example.com"},
      {"<a@example.com> (added by postmaster@example.net)", "a@example.com", "a", "example.com"},
      {"bounce+x=y%z@mail.example.com", "bounce+x=y%z@mail.example.com", "bounce+x=y%z", "mail.example.com"},
      {"\"a b\"@example.com", "\"a b\"@example.com", "a b", "example.com"},
      {"<\"a\\\"@>b\"@example.com>", "\"a\\\"@>b\"@example.com", "a\"@>b", "example.com"},
      {"<@example.com,@any.test:'any@evil.test>", "@example.com,@any.test:'any@evil.test", "'any", "evil.test"},
      {"<a@[192.0.2.1]>", "a@[192.0.2.1]", "a", "[192.0.2.1]"},
      {"<a@[IPv6:2001:db8::1]>", "a@[IPv6:2001:db8::1]", "a", "[IPv6:2001:db8::1]"},
      {"j\xC3\xB6rg@b\xC3\xBC"
       "cher.example",
       "j\xC3\xB6rg@b\xC3\xBC"
       "cher.example",
       "j\xC3\xB6rg",
       "b\xC3\xBC"
       "cher.example"},
      {"a@_spf.example.com", "a@_spf.example.com", "a", "_spf.example.com"},
      // against the grammar, but given out by mailbox providers and accepted by servers
      {"a..b@example.com", "a..b@example.com", "a..b", "example.com"},
      {".a.@example.com", ".a.@example.com", ".a.", "example.com"},
      {"a@example.com.", "a@example.com.", "a", "example.com"},
  }));
  CAPTURE(c.given);
  const ReversePath path = parse_reverse_path(c.given);
  CHECK(path.is_valid);
  CHECK_FALSE(path.is_null);
  CHECK_FALSE(path.domain_only);
  CHECK(path.text == c.text);
  CHECK(path.local_part == c.local_part);
  CHECK(path.domain == c.domain);
}

TEST_CASE("an empty reverse-path is a bounce, and valid", "[message]") {
  const auto given = GENERATE(values<std::string>({"<>", "", " <> ", "<> (bounce)"}));
  const ReversePath path = parse_reverse_path(given);
  CHECK(path.is_null);
  CHECK(path.is_valid);
  CHECK(path.domain.empty());
}

TEST_CASE("a lone domain is told apart from a mailbox", "[message]") {
  const ReversePath path = parse_reverse_path("eu-west-1.amazonses.com");
  CHECK(path.is_valid);
  CHECK(path.domain_only);
  CHECK(path.local_part.empty());
  CHECK(path.domain == "eu-west-1.amazonses.com");
  CHECK(parse_reverse_path("example.com.").domain == "example.com");
}

TEST_CASE("around the brackets of a Return-Path comments may stand, and white space within them", "[message]") {
  const auto [body, text, is_valid] = GENERATE(table<std::string, std::string, bool>({
      {" <u@example.com>\r\n", "u@example.com", true},
      {" (c) <u@example.com>", "u@example.com", true},
      {"(c)<u@example.com>(c)", "u@example.com", true},
      {"(a (b) \\) c)\r\n\t(d) < u@example.com\t> (e) (f)\r\n", "u@example.com", true},
      {"< \"a>b\"@example.com >", "\"a>b\"@example.com", true},
      {"<\"a\r\n b\"@example.com>", "\"a b\"@example.com", true},
      {"< >", "", true},
      {"", "", false},  // emptied: the null path has its brackets
      {" \r\n", "", false},
      {"(c)", "", false},
      {"(c)<>", "", true},
      {"<>(c)", "", true},
      {"u@example.com", "u@example.com", true},  // as Exchange writes it
      {"(c) u@example.com", "(c) u@example.com", false},
      {"(c <u@example.com>", "(c <u@example.com>", false},  // the comment never ends
      {"<u@example.com> x", "<u@example.com> x", false},
      {"<u@example.com> (c) x", "<u@example.com> (c) x", false},
      {"<(c)u@example.com>", "(c)u@example.com", false},  // within the brackets readers part
      {"<u@ example.com>", "u@ example.com", false},
      {"(c) <u@example.com", "(c) <u@example.com", false},
  }));
  CAPTURE(body);
  const ReversePath path = parse_return_path(body);
  CHECK(path.text == text);
  CHECK(path.is_valid == is_valid);
  CHECK(path.is_null == (is_valid && text.empty()));
  // What a caller gives is a path of SMTP.
  if (body.find("(c)") == 0) CHECK_FALSE(parse_reverse_path(body).is_valid);
}

TEST_CASE("what is no mailbox of SMTP gives no domain to judge by", "[message]") {
  const auto given = GENERATE(values<std::string>({
      "<(any@example.com>",                // no comments in SMTP
      "<any@example.com'@any.evil.test>",  // two @
      "any@example.com@evil.test",
      "a b@example.com",
      "@example.com",
      "< >",
      "a@",
      "a@example..com",
      "a@example.com..",
      "a@-example.com",
      "a@[192.0.2]",
      "a@[]",
      "<a@example.com",
      "a@example.com>",
      "<a@example.com> b",
      "\"a@example.com",
      "\"a\"b@example.com",
      "@a.test a@example.com",  // a route without its colon
      "@a(b.test:a@example.com",
      "postmaster",
      "a@example.com\0.evil.test"s,
      "a@exam\xE2\x80\x8Bple.com",
      "a@example\xFF.com",
      "a@" + std::string(256, 'a'),
  }));
  CAPTURE(given);
  const ReversePath path = parse_reverse_path(given);
  CHECK_FALSE(path.is_valid);
  CHECK_FALSE(path.is_null);
  CHECK(path.domain.empty());
  CHECK(path.local_part.empty());
  CHECK_FALSE(path.text.empty());
}
