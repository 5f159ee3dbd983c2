// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "alignmail/headers.hpp"
#include "alignmail/message.hpp"
#include "support/catch.hpp"

using namespace alignmail::message;
using namespace std::string_literals;

namespace {

MimeStructure read(const std::string& text, Reading reading = Reading::Detect) {
  return read_mime(*parse("From: a@example.com\r\n" + text, reading));
}

// "0 multipart/mixed|1 text/plain utf-8 base64"
std::string shown(const MimeStructure& structure) {
  std::string text;
  for (const MimePart& part : structure.parts) {
    if (!text.empty()) text += '|';
    text += std::to_string(part.depth) + " " + part.type;
    if (!part.charset.empty()) text += " " + part.charset;
    if (!part.transfer_encoding.empty()) text += " " + part.transfer_encoding;
  }
  return text;
}

}  // namespace

TEST_CASE("the parts of a body are read in order, with their depth", "[message]") {
  struct Case {
    std::string text;
    std::string shown;
  };
  const auto c = GENERATE(values<Case>({
      {"\r\nplain\r\n", "0 text/plain"},  // no Content-Type at all
      {"Content-Type: Text/HTML; charset=\"UTF-8\"\r\nContent-Transfer-Encoding: Quoted-Printable\r\n\r\nx",
       "0 text/html utf-8 quoted-printable"},
      {"Content-Type: nonsense\r\n\r\nx", "0 text/plain"},
      {"Content-Type: multipart/alternative;\r\n boundary=\"b\"\r\n\r\npreamble\r\n--b\r\nContent-Type: "
       "text/plain\r\n\r\n"
       "x\r\n--b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\neA==\r\n--b--\r\n",
       "0 multipart/alternative|1 text/plain|1 text/html base64"},
      {"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--b\nContent-Type: multipart/related; boundary=c\n\n"
       "--c\nContent-Type: image/png\n\nx\n--c--\n--b--\n",
       "0 multipart/mixed|1 text/plain|1 multipart/related|2 image/png"},
      {"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: "
       "y\r\n\r\nz\r\n"
       "--b--\r\n",
       "0 multipart/mixed|1 message/rfc822|2 text/plain"},
  }));
  CAPTURE(c.text);
  const MimeStructure structure = read(c.text);
  CHECK(structure.refused.empty());
  CHECK(shown(structure) == c.shown);
}

TEST_CASE("what would cost too much is refused with its reason", "[message]") {
  const std::string type = "Content-Type: multipart/mixed; boundary=b\r\n\r\n";
  std::string deep = type;
  for (int i = 0; i < 101; ++i) {
    deep += "--b\r\nContent-Type: multipart/mixed; boundary=b" + std::to_string(i) + "\r\n\r\n";
  }
  std::string messages = type;
  for (int i = 0; i < 101; ++i) messages += "--b\r\nContent-Type: Message/RFC822\r\n\r\n";
  std::string many = type;
  for (int i = 0; i < 10'001; ++i) many += "--b\r\n";
  std::string unbounded = type;
  for (int i = 0; i < 101; ++i) unbounded += "--\r\nContent-Type:multipart/x\r\n\r\n";
  const std::string long_field = type + "--b\r\nX: " + std::string(65'536, 'x') + "\r\n\r\n";
  std::string folded = type + "--b\r\nX: a\r\n";
  for (int i = 0; i < 1'000; ++i) folded += " " + std::string(70, 'x') + "\r\n";
  struct Case {
    std::string text;
    std::string refused;
  };
  const auto c = GENERATE_COPY(values<Case>({
      {"\r\n" + std::string((1U << 20) + 1, 'x'), "the body is over 1 MiB"},
      {"Content-Type: text/plain; " + std::string(65'536, 'x') + "\r\n\r\nx", "the Content-Type field is over 64 KiB"},
      {"Content-Transfer-Encoding: " + std::string(65'536, 'x') + "\r\n\r\nx",
       "the Content-Transfer-Encoding field is over 64 KiB"},
      {"Content-Type: text/plain\r\nContent-Type: text/html\r\n\r\nx", "there are several Content-Type fields"},
      {deep, "parts may nest deeper than 100"},
      {messages, "parts may nest deeper than 100"},
      {unbounded, "parts may nest deeper than 100"},
      {long_field, "a field of a part may be over 64 KiB"},
      {folded, "a field of a part may be over 64 KiB"},
      {many, "there may be more than 10000 parts"},
      {"Subject: no body\r\n", "there is no body"},
  }));
  const MimeStructure structure = read(c.text);
  CHECK(structure.refused == c.refused);
  CHECK(structure.parts.empty());
}

TEST_CASE("hostile header lines around the MIME fields do not reach the reader of the structure", "[message]") {
  const MimeStructure structure = read("bad line\r\nX\0: y\r\nContent-Type: text/html\0; charset=x\r\n\r\nx"s);
  CHECK(structure.refused.empty());
  CHECK(shown(structure) == "0 text/html x");
}
