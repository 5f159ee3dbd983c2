// SPDX-License-Identifier: Apache-2.0
// Words below a pasted header that cannot be the body of the message.
#include "alignmail/message.hpp"
#include "support/catch.hpp"

using namespace alignmail::message;

namespace {

const std::string path = "Received: from a.example.com by mx.example.org; Thu, 1 Jan 2026 01:00:00 +0000\r\n";
const std::string header = "From: Ann <ann@example.com>\r\nTo: you@example.org\r\nSubject: x\r\n";
const std::string parts = "Content-Type: multipart/mixed; boundary=b1\r\n";
const std::string coded = "Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n";
const std::string words = "Can you look at this?\r\n";

std::string foreign_text(const std::string& text, Reading reading) {
  const auto message = parse(text, reading);
  REQUIRE(message);
  return message->foreign_text();
}

}  // namespace

TEST_CASE("a paste tells what below its header cannot be the body", "[message]") {
  struct Case {
    std::string fields;
    std::string below;
    std::string says;  // empty: it may be the body
  };
  const auto c = GENERATE_COPY(values<Case>({
      {parts, words, "announces several parts"},
      {coded, words, "announces base64"},
      {"Content-Length: 5000\r\n", words, "announces 5000 octets"},
      {"", "\r\n \r\n", "Nothing but empty lines"},
      {"", "", "Nothing but empty lines"},
      {"", words, ""},  // a short letter
      {parts, "--b1\r\nContent-Type: text/plain\r\n\r\nHello\r\n--b1--\r\n", ""},
      {coded, "SGVsbG8=\r\n", ""},
      {"Content-Length: 24\r\n", words, ""},
      // Longer than anybody types below a header: a body that somebody damaged is one.
      {parts, std::string(500, 'x') + "\r\n", ""},
  }));
  CAPTURE(c.fields, c.below);
  const std::string found = foreign_text(path + header + c.fields + "\r\n" + c.below, Reading::Pasted);
  CHECK(found.find(c.says) != std::string::npos);
  CHECK(found.empty() == c.says.empty());
}

TEST_CASE("only of what is surely pasted any text is called foreign", "[message]") {
  struct Case {
    std::string text;
    Reading reading;
    bool is_foreign;
  };
  const std::string message = path + header + parts + "\r\n" + words;
  const std::string table = "Original Message\r\nMessage ID\t<x@example.com>\r\nSPF:\tPASS with IP 192.0.2.1\r\n\r\n";
  const auto c = GENERATE_COPY(values<Case>({
      {message, Reading::Pasted, true},
      {message, Reading::Detect, false},  // a file may hold what an attacker wrote
      {message, Reading::Message, false},
      {path + header + parts, Reading::Pasted, false},  // no text below at all
      {"> " + path + "> " + header, Reading::Pasted, false},
      // A letter, or a mail program's page, above the header: no server leaves that there.
      {"Here it is:\r\n\r\n" + message, Reading::Detect, true},
      {table + message, Reading::Detect, true},
      // Below what a server wrote it is the sender's own, and all of it the mail.
      {path + "Here it is:\r\n\r\n" + header + parts + "\r\n" + words, Reading::Detect, false},
      {"Return-Path: <ann@example.com>\r\n" + path + table + header + parts + "\r\n" + words, Reading::Detect, false},
      {"From ann@example.com Thu Jan  1 01:00:00 2026\r\n" + message, Reading::Detect, false},
      // An editor may have left it.
      {"\xEF\xBB\xBF" + message, Reading::Detect, false},
  }));
  CAPTURE(c.text, static_cast<int>(c.reading));
  CHECK(foreign_text(c.text, c.reading).empty() != c.is_foreign);
}

TEST_CASE("the buttons of a page below a header are no body where they were pasted, and may be one in a file",
          "[message]") {
  const std::string text = "From: a@example.com\r\nTo: b@example.org\r\n\r\nDownload Original\r\nCopy to clipboard\r\n";
  CHECK(parse(text, Reading::Pasted)->is_headers_only());
  for (const Reading reading : {Reading::Detect, Reading::Message}) {
    CHECK(parse(text, reading)->body_state() == Body::Present);
  }
}
