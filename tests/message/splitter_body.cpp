// SPDX-License-Identifier: Apache-2.0
// Where the header ends, and whether a body follows.
#include <string>

#include "message/exact.hpp"

using namespace alignmail;
using namespace alignmail::message;
using namespace std::string_literals;

TEST_CASE("the first empty line ends the header, whatever its line end", "[message]") {
  struct Case {
    std::string text;
    std::string body;
  };
  const auto c = GENERATE(values<Case>({
      {"A: 1\r\n\r\nB: 2\r\n", "B: 2\r\n"},
      {"A: 1\r\n\nB: 2\r\n", "B: 2\r\n"},    // a lone LF
      {"A: 1\r\n\r\n\r\nx", "\r\nx"},        // further empty lines are body
      {"A: 1\r\n \r\n\r\nx", "x"},           // a line of white space is a continuation
      {"A: 1\r\n\r\r\nB: 2\r\n\r\nx", "x"},  // CR CR LF is no empty line
      {"A: 1\r\n\r\n", ""},
  }));
  CAPTURE(c.text);
  const Message message = split(c.text);
  CHECK(message.body() == c.body);
  CHECK(message.body_state() == Body::Present);
}

TEST_CASE("without an empty line the body is absent, unless a message was asked for", "[message]") {
  struct Case {
    std::string text;
    Reading reading;
    Body body;
    bool no_separator;
    bool truncated;
  };
  const auto c = GENERATE(values<Case>({
      {"A: 1\r\nB: 2\r\n", Reading::Detect, Body::Absent, true, false},
      {"A: 1\r\nB: 2", Reading::Detect, Body::Absent, true, true},
      {"A: 1\r\nB: 2\r\n", Reading::Message, Body::Present, true, false},
      {"A: 1\r\nB: 2\r\n", Reading::Headers, Body::Absent, false, false},
      {"A: 1\r\nB: 2\r\n\r\n", Reading::Headers, Body::Absent, false, false},
      {"A: 1\r\nB: 2\r\n\r\nC: 3\r\n", Reading::Headers, Body::Absent, false, false},
      {"A: 1\r\nB: 2\r\n\r\n", Reading::HeaderOfMessage, Body::Absent, false, false},
      {"A: 1\r\nB: 2\r\n", Reading::HeaderOfMessage, Body::Absent, false, true},  // its end is missing
      {"A: 1\r\nB: 2\r\n\r\n", Reading::Detect, Body::Present, false, false},     // a real message, empty
  }));
  CAPTURE(c.text);
  Message message = split(c.text, c.reading);
  CHECK(message.fields().size() == 2);
  CHECK(message.body_state() == c.body);
  CHECK(message.is_headers_only() == (c.body == Body::Absent));
  CHECK(message.body().empty());
  CHECK((message.find_defect(DefectKind::NoSeparator) != nullptr) == c.no_separator);
  CHECK((message.find_defect(DefectKind::Truncated) != nullptr) == c.truncated);
  message.mark_truncated();  // says something of a body only
  CHECK(message.body_state() == (c.body == Body::Present ? Body::Truncated : Body::Absent));
}

TEST_CASE("a file of Outlook is named as one", "[message]") {
  const auto message = exact(std::string("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") + std::string(2000, '\0'));
  REQUIRE_FALSE(message);
  CHECK(message.error().what.find(".msg file") != std::string::npos);
}

TEST_CASE("what has no header field is no message", "[message]") {
  const auto text = GENERATE(values<std::string>({
      "",
      "\r\n\r\n",
      "Hello,\r\nplain text\r\n",
      "From a@example.com Thu Jan  1 00:00:00 2026\n",
      "{\"notificationType\":\"Bounce\",\"mail\":{}}",
      " {\n  \"From\": \"a@example.com\"\n}\n",
      "dear all: this is prose\n",  // a colon alone makes no field
      "\x7F"
      "ELF\x02:\x01",
      " \n",
  }));
  CAPTURE(text);
  const auto message = exact(text);
  REQUIRE_FALSE(message);
  CHECK(message.error().kind == Error::Kind::NotAMessage);
  CHECK_FALSE(message.error().what.empty());
}
