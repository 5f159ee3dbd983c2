// SPDX-License-Identifier: Apache-2.0
#include "report/page.hpp"

#include "support/catch.hpp"

using namespace alignmail::report;

TEST_CASE("prose is wrapped inside the margin and indented", "[report]") {
  const Style style{.width = 44};
  Page page(style);
  page.put("Why").prose("one two three four five six seven eight nine ten", 6);
  CHECK(page.take() == "Why   one two three four five six seven\n      eight nine ten\n");
}

TEST_CASE("a line to be copied is never broken", "[report]") {
  const Style style{.width = 44};
  Page page(style);
  const std::string line = "mail.example.com. 300 IN MX 10 feedback-smtp.us-east-1.amazonses.com.";
  CHECK(page.copy(line).take() == line + "\n");
}

TEST_CASE("what does not fit on the right goes to a line of its own", "[report]") {
  const Style style{.width = 44};
  Page page(style);
  page.put("a headline that takes most of the room").right("1 error");
  CHECK(page.take() == "a headline that takes most of the room\n                                 1 error\n");
}

TEST_CASE("text from outside cannot steer the terminal", "[report]") {
  const Style style{};
  Page page(style);
  page.put("\x1B[2Jevil\r\n").prose("\xE2\x80\xAE reversed\nline", 2).copy("rm\n-rf");
  const std::string text = page.take();
  CHECK(text.find('\x1B') == std::string::npos);
  CHECK(text.find('\r') == std::string::npos);
  CHECK(text.find("\\u{202E}") != std::string::npos);
  CHECK(text.find("rm\\x0A-rf") != std::string::npos);
}

TEST_CASE("colour is added around the words and only when asked for", "[report]") {
  const Style plain{};
  const Style colored{.color = true};
  Page a(plain);
  Page b(colored);
  CHECK(a.put("NO", Paint::Bad).take() == "NO\n");
  CHECK(b.put("NO", Paint::Bad).take() == "\x1B[31mNO\x1B[0m\n");
}

TEST_CASE("long local parts lose their middle, domains never", "[report]") {
  CHECK(shorten_address("ann@example.com") == "ann@example.com");
  CHECK(shorten_address("0100018f0123456789-0123456789-000000@amazonses.com") == "0100018f...-000000@amazonses.com");
}

TEST_CASE("names are never broken: their row is, and they get as much of the line as they need", "[report]") {
  struct Case {
    std::string label;
    std::string text;
    std::string page;
  };
  const std::string name = "selector._domainkey.mail.example.com";  // 36 columns of 40
  const auto c = GENERATE_COPY(values<Case>({
      {"Why", "short words stay", "Why         short words stay\n"},
      {"Why", "x " + name + " y", "Why         x\n    " + name + "\n            y\n"},  // moved left to fit
      {"[ok]", name, "[ok]\n    " + name + "\n"},
      {"[ok]", name + ".example.org", "[ok]\n" + name + ".example.org\n"},  // longer than any line
      {"a longer label", "word", "a longer label word\n"},
  }));
  const Style style{.width = 44};
  Page page(style);
  page.put(c.label).prose(c.text, 12);
  CHECK(page.take() == c.page);
}

TEST_CASE("wide characters take two columns of a line, combining ones none", "[report]") {
  struct Case {
    std::string text;
    std::string page;
  };
  const std::string wide = "\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E";  // six columns
  const std::string accent = "e\xCC\x81\xCC\x81\xCC\x81";           // one
  const auto c = GENERATE_COPY(values<Case>({
      {wide + " " + wide + " " + wide + " " + wide + " " + wide + " " + wide,
       wide + " " + wide + " " + wide + " " + wide + " " + wide + "\n" + wide + "\n"},  // 34 of 36 columns, then 41
      {accent + " 2345678901234567890123456789012345", accent + " 2345678901234567890123456789012345\n"},
  }));
  const Style style{.unicode = true, .width = 40};
  Page page(style);
  CHECK(page.prose(c.text, 0).take() == c.page);
}

TEST_CASE("a column begins where it should behind wide characters", "[report]") {
  const Style style{.unicode = true};
  Page page(style);
  CHECK(page.put("\xE6\x97\xA5").column(4).put("x").take() == "\xE6\x97\xA5  x\n");
}

TEST_CASE("what is shown as it is stays so where it fits, and is wrapped where not", "[report]") {
  const Style style{.width = 40};
  Page page(style);
  page.shown_as_is("  missing  a.example.com")
      .shown_as_is("- one two three four five six seven eight nine", Paint::Bad);
  CHECK(page.take() == "  missing  a.example.com\n- one two three four five six seven\n  eight nine\n");
}
