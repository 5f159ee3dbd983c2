// SPDX-License-Identifier: Apache-2.0
#include <optional>
#include <string>

#include "alignmail/headers.hpp"
#include "base/limits.hpp"
#include "support/catch.hpp"

using namespace alignmail;
using namespace alignmail::message;

namespace {

// "dkim=pass reason=[x] header.d=[example.com] (comment); ..."
std::string shown(const AuthenticationResults& results) {
  std::string text;
  for (const MethodResult& result : results.results) {
    if (!text.empty()) text += "; ";
    text += result.method + "=" + result.result;
    if (!result.reason.empty()) text += " reason=[" + result.reason + "]";
    for (const AuthProperty& property : result.properties) {
      text += " " + (property.type.empty() ? "" : property.type + ".") + property.name + "=[" + property.value + "]";
    }
    for (const std::string& comment : result.comments) text += " (" + comment + ")";
  }
  return text;
}

std::string words(const AuthenticationResults& results) {
  std::string text;
  for (const std::string& defect : results.defects) text += (text.empty() ? "" : "; ") + defect;
  return text;
}

}  // namespace

TEST_CASE("results by the grammar are read without a defect", "[message]") {
  struct Case {
    std::string body;
    std::string id;
    std::string shown;
  };
  const auto c = GENERATE(values<Case>({
      {" mx.example.org; none", "mx.example.org", ""},
      {"mx.example.org 1; none (nothing to check)", "mx.example.org", ""},
      {"MX.Example.ORG; dmarc=pass header.from=example.com", "mx.example.org", "dmarc=pass header.from=[example.com]"},
      {"\"mx.example.org\"; spf=pass", "mx.example.org", "spf=pass"},
      {"(c)mx.example.org(c) 1 (c); spf=pass", "mx.example.org", "spf=pass"},
      {"a;\r\n\tdkim=pass (2048-bit key; unprotected) header.d=example.com\r\n\theader.b=\"a/b+c=\"", "a",
       "dkim=pass header.d=[example.com] header.b=[a/b+c=] (2048-bit key; unprotected)"},
      {"a; dkim=fail reason=\"key (not) found; sorry\" header.d=example.com", "a",
       "dkim=fail reason=[key (not) found; sorry] header.d=[example.com]"},
      {"a; dkim/1 = Pass header . d = example.com", "a", "dkim=pass header.d=[example.com]"},
      // section 2.2: CFWS may stand beside the slash and the dot, whatever the ptype is called
      {"a; dkim (x) /\r\n\t1 = pass; spf/ 1=fail (y); arc /01=none", "a", "dkim=pass (x); spf=fail (y); arc=none"},
      {"a; auth=pass x-p (1) . (2) a=b x-p. c=d x-p .e=f", "a", "auth=pass x-p.a=[b] x-p.c=[d] x-p.e=[f] (1)"},
      {"a; spf=pass smtp.mailfrom=\r\n\tbounce@example.com smtp.helo=mx.example.com", "a",
       "spf=pass smtp.mailfrom=[bounce@example.com] smtp.helo=[mx.example.com]"},
      {"a; spf=pass smtp.mailfrom=\"a b\"@example.com", "a", "spf=pass smtp.mailfrom=[\"a b\"@example.com]"},
      {"a; dkim=pass header.i=@example.com; dkim=fail header.d=example.net", "a",
       "dkim=pass header.i=[@example.com]; dkim=fail header.d=[example.net]"},
      {"a; dmarc=pass(p=NONE,sp=NONE) header.from=example.com", "a",
       "dmarc=pass header.from=[example.com] (p=NONE,sp=NONE)"},  // no white space is asked for
      {"a; dkim=pass (outer (inner; dmarc=pass) \\) still) header.d=x.example", "a",
       "dkim=pass header.d=[x.example] (outer (inner; dmarc=pass) ) still)"},
      {"a; spf=pass (1) smtp.mailfrom=x.example (2; helo=y)", "a",
       "spf=pass smtp.mailfrom=[x.example] (1) (2; helo=y)"},
      {"a; x-odd=whatever policy.uri=https://example.com/a?b=c", "a",
       "x-odd=whatever policy.uri=[https://example.com/a?b=c]"},
      {"a; spf=pass smtp.mailfrom=\"\"", "a", "spf=pass smtp.mailfrom=[]"},
  }));
  CAPTURE(c.body);
  const AuthenticationResults results = parse_authentication_results(c.body);
  CHECK(results.authserv_id == c.id);
  CHECK(shown(results) == c.shown);
  CHECK(results.none == c.shown.empty());
  CHECK(words(results).empty());
  CHECK_FALSE(results.instance);
}

TEST_CASE("each departure of a receiver is read without guessing, and named", "[message]") {
  struct Case {
    std::string body;
    std::string id;  // "-" for none
    std::string shown;
    std::string defects;
  };
  const auto c = GENERATE(values<Case>({
      // No authserv-id, bare keys, no space behind semicolons.
      {"spf=pass (sender IP is 192.0.2.1)\r\n smtp.mailfrom=example.com;dmarc=bestguesspass action=none "
       "header.from=example.com;compauth=pass reason=109",
       "-",
       "spf=pass smtp.mailfrom=[example.com] (sender IP is 192.0.2.1); dmarc=bestguesspass action=[none] "
       "header.from=[example.com]; compauth=pass reason=[109]",
       "no authserv-id; the bare key \"action=\""},
      // The recipient's domain between results.
      {"spf=pass smtp.mailfrom=a.example; example.org; dkim=pass header.d=a.example;example.org; dmarc=fail", "-",
       "spf=pass smtp.mailfrom=[a.example]; dkim=pass header.d=[a.example]; dmarc=fail",
       "no authserv-id; the word \"example.org\" in place of a result"},
      {"a; dkim=pass header.d=x.example;", "a", "dkim=pass header.d=[x.example]", "a semicolon at the end"},
      {"a;; dkim=pass", "a", "dkim=pass", "nothing between two semicolons"},
      {"a; dmarc=pass header.from=<b@x.example> (p=none)", "a", "dmarc=pass header.from=[b@x.example] (p=none)",
       "angle brackets behind \"header.from=\""},
      {"a; spf=none smtp.mailfrom=<>", "a", "spf=none smtp.mailfrom=[<>]", "angle brackets behind \"smtp.mailfrom=\""},
      {"a; spf=none smtp.mailfrom= smtp.helo=x.example", "a", "spf=none smtp.mailfrom=[] smtp.helo=[x.example]",
       "nothing behind \"smtp.mailfrom=\""},
      {"a; spf=none smtp.mailfrom=;dkim=none", "a", "spf=none smtp.mailfrom=[]; dkim=none",
       "nothing behind \"smtp.mailfrom=\""},
      // Lines folded at a fixed width, inside words.
      {"mx19; spf=pass smtp.mail=0101-a63b\r\n\t8f9e@eu-west-1.amazonses.com; dkim=\r\n\tpass header.i=@x.example",
       "mx19", "spf=pass smtp.mail=[0101-a63b8f9e@eu-west-1.amazonses.com]; dkim=pass header.i=[@x.example]",
       "a fold inside a word"},
      {"a; spf=pass smtp.mail=b@x.\r\n\texample; dkim=none", "a", "spf=pass smtp.mail=[b@x.example]; dkim=none",
       "a fold inside a word"},
      {"a; dkim=pass header.b=abc\r\n def", "a", "dkim=pass header.b=[abcdef]", "a fold inside a word"},
      {"a; dk\r\n im=pass", "a", "dkim=pass", "a fold inside a word"},
      {"a; dkim=pa\n ss header.d=x.example", "a", "dkim=pass header.d=[x.example]", "a fold inside a word"},
      {"a; dkim=pass head\r\n er.d=x.example", "a", "dkim=pass header.d=[x.example]", "a fold inside a word"},
      // The same words with a plain space, or where no word is missing its rest, are not joined.
      {"a; dkim=pa ss", "a", "dkim=pa", "the word \"ss\" among properties"},
      {"a; spf=pass smtp.mail=b@x.example\r\n designates", "a", "spf=pass smtp.mail=[b@x.example]",
       "the word \"designates\" among properties"},
      {"a; dk im=pass", "a", "im=pass", "the word \"dk\" before a result"},
      // No method version: more than digits, or nothing in front of the slash.
      {"a; dkim / x=pass", "a", "x=pass", "the word \"dkim\" before a result; the word \"/\" before a result"},
      {"a; dkim / 1/2=pass", "a", "",
       "the word \"dkim\" before a result; the word \"/\" before a result; the method \"1/2\" of no known version was "
       "left out"},
      // No ptype: an address at the end of a sentence.
      {"a; spf=fail 192.0.2.1. helo=x.example", "a", "spf=fail helo=[x.example]",
       "the word \"192.0.2.1.\" among properties; the bare key \"helo=\""},
      // Missing pieces.
      {"mx.example.org", "mx.example.org", "", "neither a result nor \"none\""},
      {"mx.example.org;", "mx.example.org", "", "neither a result nor \"none\""},
      {"", "-", "", "no authserv-id; neither a result nor \"none\""},
      {"(mx.example.org); dkim=pass", "-", "dkim=pass", "no authserv-id"},
      {"mx.example.org; none; dmarc=pass", "mx.example.org", "dmarc=pass", "results beside \"none\""},
      {"mx.example.org dkim=pass", "mx.example.org", "dkim=pass", "no semicolon behind the authserv-id"},
      // Section 2.2 describes version 1.
      {"mx.example.org 2; dkim=pass", "mx.example.org", "", "version \"2\" of the field, whose results were left out"},
      {"a; spf/2=pass; dkim=none", "a", "dkim=none", "the method \"spf/2\" of no known version was left out"},
      {"a; dmarc/9=pass header.from=x.example", "a", "", "the method \"dmarc/9\" of no known version was left out"},
      {"a; dkim / 2 = pass", "a", "", "the method \"dkim/2\" of no known version was left out"},
      {"a; dkim/x=pass", "a", "", "the method \"dkim/x\" of no known version was left out"},
      {"a; dkim/=pass", "a", "", "the method \"dkim/\" of no known version was left out"},
      {"a; dkim/18446744073709551617=pass", "a", "",
       "the method \"dkim/18446744073709551617\" of no known version was left out"},
      {"a; spf=pass smtp.mailfrom=x.example SMTP.mailfrom=y.example", "a",
       "spf=pass smtp.mailfrom=[x.example] smtp.mailfrom=[y.example]", "the property \"SMTP.mailfrom\" stands twice"},
      {"a; dkim=pass header.d=x.example; dkim=pass header.d=x.example", "a",
       "dkim=pass header.d=[x.example]; dkim=pass header.d=[x.example]", ""},
      {"a; dkim= ; spf=pass", "a", "dkim=; spf=pass", "no result behind \"dkim=\""},
      {"a; =pass; spf=pass", "a", "spf=pass", "no method in front of ="},
      {"a; dkim=pass header.d=x.example reason=late", "a", "dkim=pass reason=[late] header.d=[x.example]",
       "a reason among properties"},
      {"a; \"dmarc=pass\"; spf=pass", "a", "spf=pass", "text that is neither a result nor a property"},
      {"a; ) dkim=pass", "a", "dkim=pass", "text that is neither a result nor a property"},
  }));
  CAPTURE(c.body);
  const AuthenticationResults results = parse_authentication_results(c.body);
  CHECK(results.authserv_id.value_or("-") == c.id);
  CHECK(shown(results) == c.shown);
  CHECK(words(results) == c.defects);
}

TEST_CASE("a result inside a quoted string or a comment is none", "[message]") {
  const auto body = GENERATE(values<std::string>({
      "a; spf=fail smtp.mailfrom=\"x; dmarc=pass header.from=example.com\"",
      "a; spf=fail smtp.mailfrom=\"a(b\\\"; dmarc=pass (c\"@evil.test",
      "a; spf=fail smtp.mailfrom=x\"; dmarc=pass \"@evil.test",
      "a; spf=fail (evil; dmarc=pass)",
      "a; spf=fail (evil (nested) \\); dmarc=pass)",
      "a; spf=fail reason=\"; dmarc=pass\"",
      // What never ends swallows the rest: less is believed, never more.
      "a; spf=fail (evil; dmarc=pass",
      "a; spf=fail smtp.mailfrom=\"evil; dmarc=pass",
      "a; spf=fail smtp.mailfrom=x\"evil; dmarc=pass",
      "a; spf=fail header.d=example.com(.evil.test header.b=\"x; dmarc=pass\"",
  }));
  CAPTURE(body);
  const AuthenticationResults results = parse_authentication_results(body);
  REQUIRE(results.results.size() == 1);
  CHECK(results.results[0].method == "spf");
}

TEST_CASE("a comment or quoted string that never ends is named", "[message]") {
  const auto body = GENERATE(values<std::string>({"a; spf=fail (x", "a; spf=fail smtp.helo=\"x", "a; spf=fail \"x"}));
  CHECK(words(parse_authentication_results(body)).find("never ends") != std::string::npos);
}

TEST_CASE("a field of which a part was left out, or that says two things, is doubtful", "[message]") {
  const auto is_doubtful = [](const std::string& text) { return parse_authentication_results(text).is_doubtful; };
  CHECK(is_doubtful("mx; spf=pass smtp.mailfrom=a@example.com smtp.mailfrom=b@example.com"));
  CHECK(is_doubtful("mx; spf=fail (never ends; dkim=pass header.d=example.com"));
  CHECK(is_doubtful("mx 2; dkim=pass header.d=example.com"));
  CHECK_FALSE(is_doubtful("mx; spf=pass smtp.mailfrom=a@example.com smtp.mailfrom=a@example.com"));
  CHECK_FALSE(is_doubtful("spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=example.com; dkim=none"));
}

TEST_CASE("a fold inside of a value is no part of it", "[message]") {
  const auto results = parse_authentication_results("mx; auth=pass smtp.auth=\"a\r\n x\"@example.com").results;
  REQUIRE(results.size() == 1);
  CHECK(results[0].find("smtp.auth") == "\"a x\"@example.com");
}

TEST_CASE("the instance stands in front of ARC results only", "[message]") {
  struct Case {
    std::string body;
    bool arc;
    std::optional<std::uint32_t> instance;
    std::string id;
    std::string defects;
  };
  const auto c = GENERATE(values<Case>({
      {"i=1; mx.example.org; spf=pass", true, 1, "mx.example.org", ""},
      {" i = 12 ;\r\n\tmx.example.org 1; spf=pass", true, 12, "mx.example.org", ""},
      {"mx.example.org; spf=pass", true, std::nullopt, "mx.example.org", "no i= in front"},
      {"i=x; mx.example.org; spf=pass", true, std::nullopt, "mx.example.org", "i= is not an instance number"},
      {"i=4294967297; mx.example.org; spf=pass", true, std::nullopt, "mx.example.org", "i= is not an instance number"},
      {"i=1 mx.example.org; spf=pass", true, 1, "mx.example.org", "no semicolon behind i="},
  }));
  CAPTURE(c.body);
  const AuthenticationResults results = parse_authentication_results(c.body, c.arc);
  CHECK(results.instance == c.instance);
  CHECK(results.authserv_id == c.id);
  CHECK(shown(results) == "spf=pass");
  CHECK(words(results) == c.defects);
}

TEST_CASE("a property is found by type and name, the first of several", "[message]") {
  const AuthenticationResults results =
      parse_authentication_results("dmarc=fail action=none header.from=a.example HEADER.From=b.example", false);
  REQUIRE(results.results.size() == 1);
  CHECK(results.results[0].find("header.from") == "a.example");
  CHECK(results.results[0].find("Header.From") == "a.example");
  CHECK(results.results[0].find("action") == "none");
  CHECK_FALSE(results.results[0].find("from"));
  CHECK_FALSE(results.results[0].find("header.d"));
}

TEST_CASE("ceilings of an Authentication-Results field are named", "[message]") {
  std::string many = "a";
  for (std::size_t i = 0; i <= limits::results_per_field; ++i) many += "; dkim=pass";
  const AuthenticationResults results = parse_authentication_results(many);
  CHECK(results.results.size() == limits::results_per_field);
  CHECK(words(results) == "more results than the ceiling; the rest was not kept");

  const auto defects_of = [](const std::string& body) { return words(parse_authentication_results(body)); };
  std::string properties = "a; dkim=pass";
  std::string comments = properties;
  for (int i = 0; i <= 100; ++i) {
    properties += " policy.p" + std::to_string(i) + "=x";
    comments += "()";
  }
  CHECK(defects_of(properties) == "more properties than the ceiling");
  CHECK(defects_of(comments) == "more comments than the ceiling");
  CHECK(defects_of("a; dkim=pass " + std::string(33, '(') + std::string(33, ')')) == "comments nest too deep");
  CHECK(defects_of("a; dkim=pass" + std::string(limits::field_octets, ' ')) ==
        "the field is over the ceiling; the rest was not read");
}

TEST_CASE("of a flood in an Authentication-Results field no more is kept than the ceilings allow", "[message]") {
  const auto unit = GENERATE(values<std::string>(
      {"(", "\"", "\"\\\"", ";", "=", "a=", "a=b ", "a\r\n b", ".", "x. ", ")", "a;", "()", "dkim=pass;", "a\r\n .b"}));
  std::string body = "a; dkim=pass ";
  while (body.size() < limits::field_octets) body += unit;
  CHECK(parse_authentication_results(body).results.size() <= limits::results_per_field);
  CHECK(parse_received_spf(body).pairs.size() <= 100);
}
