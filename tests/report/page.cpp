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
