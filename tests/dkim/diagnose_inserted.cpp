// SPDX-License-Identifier: Apache-2.0
// Text that gateways put into parts and into HTML, and links that they rewrite.
#include "dkim/changed.hpp"
#include "dkim/links.hpp"
#include "support/catch.hpp"

using namespace alignmail;
using namespace alignmail::dkim;
using support::replaced;

namespace {

const std::string html =
    "<html><head><title>x</title></head><BODY class=\"x\">\r\n<p>Hello</p>\r\n<p>all</p>\r\n</body></html>\r\n";
const std::string parts =
    "--b\r\nContent-Type: text/plain\r\n\r\nHello\r\n\r\nAnn\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n" + html +
    "\r\n--b--\r\n";

struct Put {
  std::string before;  // this is replaced by that
  std::string after;
};

std::string changed(std::string body, const std::vector<Put>& puts) {
  for (const Put& put : puts) body = replaced(body, put.before, put.after);
  return body;
}

// The diagnosis of a body that carries the signature of another.
std::optional<Diagnosis> diagnosis_of(const std::string& before, const std::string& after,
                                      const std::string& canonicalization = simple) {
  const std::string text = support::header() + "\r\n";
  const std::string field = support::signature_field(text + before, {.canonicalization = canonicalization});
  return verified(field + text + after).diagnosis;
}

}  // namespace

TEST_CASE("text that was put into HTML is found where gateways put it", "[dkim]") {
  struct Case {
    std::string_view why;
    std::vector<Put> puts;
    Change change;
    std::vector<std::string> lines;
  };
  const auto body = GENERATE_COPY(values<std::string>({html, parts}));
  const auto canonicalization = GENERATE_COPY(values<std::string>({simple, relaxed}));
  const auto c = GENERATE(values<Case>({
      {"behind <body>, in its line", {{"\"x\">", "\"x\"><p>Caution</p>"}}, Change::TextPrepended, {"<p>Caution</p>"}},
      {"behind <body>, in lines of its own",
       {{"\"x\">\r\n", "\"x\">\r\n<div>\r\n<p>Caution</p>\r\n</div>\r\n"}},
       Change::TextPrepended,
       {"<div>", "<p>Caution</p>", "</div>"}},
      {"before </body>, in its line",
       {{"</body>", "<hr><p>A list</p></body>"}},
       Change::TextAppended,
       {"<hr><p>A list</p>"}},
      {"before </body>, in lines of its own",
       {{"</body>", "<hr>\r\n<p>A list</p>\r\n</body>"}},
       Change::TextAppended,
       {"<hr>", "<p>A list</p>"}},
      {"an image that tells who reads",
       {{"</body>", "<img src=\"https://t.example.test/1\" width=1></body>"}},
       Change::TextAppended,
       {"<img src=\"https://t.example.test/1\" width=1>"}},
  }));
  CAPTURE(c.why, canonicalization, body);
  const auto diagnosis = diagnosis_of(body, changed(body, c.puts), canonicalization);
  REQUIRE(diagnosis);
  CHECK(diagnosis->change == c.change);
  CHECK(diagnosis->lines == c.lines);
  CHECK_FALSE(diagnosis->has_more);
  CHECK(diagnosis->description.find("into the HTML") != std::string::npos);
}

TEST_CASE("what a gateway puts into the plain text and into the HTML is found together", "[dkim]") {
  struct Case {
    std::string_view why;
    std::vector<Put> puts;
    Change change;
    std::vector<std::string> said;
  };
  const std::string lines_in_front = "1 line was added at the front of a part, above line 6 of the body";
  const std::string lines_at_end = "2 lines were added at the end of a part, above line";
  const auto c = GENERATE_COPY(values<Case>({
      {"a banner",
       {{"\r\n\r\nHello", "\r\n\r\nCaution\r\n\r\nHello"}, {"\"x\">", "\"x\"><p>Caution</p>"}},
       Change::TextPrepended,
       {lines_in_front, "behind the <body> tag"}},
      {"a banner before the HTML begins",
       {{"\r\n\r\nHello", "\r\n\r\nCaution\r\n\r\nHello"}, {"<html>", "<p>Caution</p>\r\n<html>"}},
       Change::TextPrepended,
       {lines_in_front, "above line 14 of the body"}},
      {"a footer",
       {{"Ann\r\n", "Ann\r\n____\r\nA list\r\n"}, {"</body>", "<hr>A list</body>"}},
       Change::TextAppended,
       {lines_at_end, "before the </body> tag"}},
      {"a footer behind the HTML",
       {{"Ann\r\n", "Ann\r\n____\r\nA list\r\n"}, {"</html>\r\n", "</html>\r\n<p>A list</p>\r\n"}},
       Change::TextAppended,
       {lines_at_end, "1 line was added at the end of a part"}},
  }));
  const auto canonicalization = GENERATE_COPY(values<std::string>({simple, relaxed}));
  CAPTURE(c.why, canonicalization);
  const auto diagnosis = diagnosis_of(parts, changed(parts, c.puts), canonicalization);
  REQUIRE(diagnosis);
  CHECK(diagnosis->change == c.change);
  CHECK(diagnosis->has_more);
  CAPTURE(diagnosis->description);
  for (const std::string& said : c.said) CHECK(diagnosis->description.find(said) != std::string::npos);
}

TEST_CASE("what else was changed in the HTML is not laid to what was put in", "[dkim]") {
  const auto puts = GENERATE(values<std::vector<Put>>({
      {{"\"x\">", "\"x\"><p>Caution</p>"}, {"all", "everybody"}},
      {{"\"x\">", "\"x\"><p>Caution"}},  // no end of a tag or line
      {{"all", "all<p>in the middle</p>"}},
  }));
  CHECK_FALSE(diagnosis_of(html, changed(html, puts)));
}

TEST_CASE("lines that SMTP does not allow are found broken", "[dkim]") {
  struct Case {
    std::string_view why;
    std::size_t at;
    std::string put;
  };
  const auto c = GENERATE(values<Case>({
      {"plainly", 998, "\r\n"},
      {"with a space", 990, "\r\n "},
      {"with a mark", 990, "!\r\n "},
  }));
  std::string words;
  while (words.size() < 1500) words += "word ";
  std::string broken = words;
  broken.insert(c.at, c.put);
  const auto diagnosis = diagnosis_of("Hello\r\n" + words + "\r\nAnn\r\n", "Hello\r\n" + broken + "\r\nAnn\r\n");
  REQUIRE(diagnosis);
  CHECK(diagnosis->change == Change::LongLines);
}

TEST_CASE("doubled line ends are found", "[dkim]") {
  const auto diagnosis = diagnosis_of("one\r\n\r\ntwo\r\n", "one\r\n\r\n\r\n\r\ntwo\r\n\r\n");
  REQUIRE(diagnosis);
  CHECK(diagnosis->change == Change::LineEndings);
}

TEST_CASE("links that a gateway checks are led back", "[dkim]") {
  struct Case {
    std::string_view why;
    std::string before;
    std::string after;
  };
  const auto c = GENERATE(values<Case>({
      {"Safe Links", "https://example.com/a?b=1&c=2#d",
       "https://eur01.safelinks.protection.outlook.com/"
       "?url=https%3A%2F%2Fexample.com%2Fa%3Fb%3D1%26c%3D2%23d&data=05%7C&"
       "reserved=0"},
      {"Safe Links in HTML", "<a href=\"https://example.com/?b=1&amp;c=2\">",
       "<a href=\"https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.com%2F%3Fb%3D1%26c%3D2&amp;"
       "data=05&amp;reserved=0\">"},
      {"URL Defense 2", "(https://example.com/a_b-c",
       "(https://urldefense.proofpoint.com/v2/url?u=https-3A__example.com_a-5Fb-2Dc&d=x&e="},
      {"URL Defense 3", "https://example.com/a", "https://urldefense.com/v3/__https://example.com/a__;!!x!y$"},
      {"Link Protection", "https://example.com/a",
       "https://linkprotect.cudasvc.com/url?a=https%3a%2f%2fexample.com%2fa&c=E,1,x"},
  }));
  CAPTURE(c.why);
  CHECK(unwrap_links(c.after) == c.before);
  const auto diagnosis = diagnosis_of("see " + c.before + " and\r\n", "see " + c.after + " and\r\n");
  REQUIRE(diagnosis);
  CHECK(diagnosis->change == Change::Links);
}

TEST_CASE("what is no link of a gateway stays as it stands", "[dkim]") {
  const auto text = GENERATE(values<std::string>({
      "",
      "http",
      "https://example.com/?url=https%3A%2F%2Fexample.net",
      "https://eur01.safelinks.protection.outlook.com/?data=05",
      "https://urldefense.com/v3/__https://example.com",
      "https://urldefense.com/v3/__;",
      "https://urldefense.proofpoint.com/v2/url?d=x",
      "httphttphttp https:// http:// https://https://https:///",
      "https://urldefense.com.example.net/v3/__https://example.com/a__;!!x!y$",
      "https://safelinks.protection.outlook.com/?url=x",
  }));
  CHECK(unwrap_links(text) == text);
}

TEST_CASE("escapes that are none stay in a link", "[dkim]") {
  CHECK(unwrap_links("https://a.safelinks.protection.outlook.com/?url=x%2%zz%4") == "x%2%zz%4");
}
