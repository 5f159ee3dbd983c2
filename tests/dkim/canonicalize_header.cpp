// SPDX-License-Identifier: Apache-2.0
#include "dkim/canonicalize.hpp"
#include "support/catch.hpp"
#include "support/fields.hpp"

using namespace alignmail;
using namespace alignmail::dkim;
using message::LineEnding;
using support::field_of;

TEST_CASE("a header field is canonicalized as sections 3.4.1 and 3.4.2 say", "[dkim]") {
  struct Case {
    std::string raw;
    std::string simple;
    std::string relaxed;
  };
  const auto c = GENERATE(values<Case>({
      {"A: X\r\n", "A: X\r\n", "a:X\r\n"},  // the examples of section 3.4.5
      {"B : Y\t\r\n\tZ  \r\n", "B : Y\t\r\n\tZ  \r\n", "b:Y Z\r\n"},
      {"SUBJect: AbC\r\n", "SUBJect: AbC\r\n", "subject:AbC\r\n"},  // only the name changes its case
      {"Subject:\r\n", "Subject:\r\n", "subject:\r\n"},
      {"Subject: \t \r\n", "Subject: \t \r\n", "subject:\r\n"},
      {"Subject:\r\n text\r\n", "Subject:\r\n text\r\n", "subject:text\r\n"},
      {"Subject: a\r\n\t \t b\r\n", "Subject: a\r\n\t \t b\r\n", "subject:a b\r\n"},
      {"Subject: a\r\n \r\n b\r\n", "Subject: a\r\n \r\n b\r\n", "subject:a b\r\n"},  // a fold of white space alone
      {"Subject: caf\xC3\xA9\xA0\r\n", "Subject: caf\xC3\xA9\xA0\r\n", "subject:caf\xC3\xA9\xA0\r\n"},
      {"Subject: a:b\r\n", "Subject: a:b\r\n", "subject:a:b\r\n"},
      {"Subject: a", "Subject: a\r\n", "subject:a\r\n"},                     // the text ended in the field
      {"Subject: a \r b\r\n", "Subject: a \r b\r\n", "subject:a \r b\r\n"},  // a lone CR is an octet like others
  }));
  const message::Field field = field_of(c.raw);
  CAPTURE(c.raw);
  CHECK(canonicalize_field(field, Canonicalization::Simple, LineEnding::Crlf) == c.simple);
  CHECK(canonicalize_field(field, Canonicalization::Relaxed, LineEnding::Crlf) == c.relaxed);
}

TEST_CASE("header lines that end otherwise are read as CRLF", "[dkim]") {
  const auto [raw, end] = GENERATE(table<std::string, LineEnding>({
      {"Subject: a\n\tb \n", LineEnding::Lf},
      {"Subject: a\r\tb \r", LineEnding::Cr},
      {"Subject: a\n\tb \r\n", LineEnding::Mixed},
      {"Subject: a\r\n\tb \n", LineEnding::Mixed},
  }));
  const message::Field field = field_of(raw);
  CHECK(canonicalize_field(field, Canonicalization::Simple, end) == "Subject: a\r\n\tb \r\n");
  CHECK(canonicalize_field(field, Canonicalization::Relaxed, end) == "subject:a b\r\n");
}

TEST_CASE("the value of b= is removed with its white space, nothing else is", "[dkim]") {
  struct Case {
    std::string body;
    std::string simple;
    std::string relaxed;
  };
  const auto c = GENERATE(values<Case>({
      {" v=1; b=AbC=; d=example.com", " v=1; b=; d=example.com", "v=1; b=; d=example.com"},
      {" v=1; b = Ab\r\n C ; d=x", " v=1; b =; d=x", "v=1; b =; d=x"},  // folds inside, white space around
      {" v=1; b=AbC", " v=1; b=", "v=1; b="},                           // the last tag
      {" v=1; b=AbC\r\n ", " v=1; b=", "v=1; b="},
      {" v=1; b=AbC;\r\n ", " v=1; b=;\r\n ", "v=1; b=;"},
      {"b=AbC; bh=xyz", "b=; bh=xyz", "b=; bh=xyz"},
      {" bh=b=; v=1;b=AbC; h=b", " bh=b=; v=1;b=; h=b", "bh=b=; v=1;b=; h=b"},  // names, not letters
      {" bh=xyz; B=AbC", " bh=xyz; B=AbC", "bh=xyz; B=AbC"},                    // tag names are case-sensitive
      {" bh=xyz", " bh=xyz", "bh=xyz"},
  }));
  const std::string raw = "DKIM-Signature:" + c.body + "\r\n";
  const message::Field field = field_of(raw);
  CAPTURE(c.body);
  CHECK(canonicalize_signature_field(field, Canonicalization::Simple, LineEnding::Crlf) ==
        "DKIM-Signature:" + c.simple);
  CHECK(canonicalize_signature_field(field, Canonicalization::Relaxed, LineEnding::Crlf) ==
        "dkim-signature:" + c.relaxed);
}

TEST_CASE("h= takes instances of a name from the bottom up", "[dkim]") {
  const std::vector<message::Field> fields = {
      field_of("Received: 1\r\n"), field_of("DKIM-Signature: 2\r\n"), field_of("SUBJECT: 3\r\n"),
      field_of("Received: 4\r\n"), field_of("DKIM-Signature: 5\r\n"), field_of("From: 6\r\n"),
  };
  const auto [names, expected] = GENERATE(table<std::vector<std::string>, std::vector<int>>({
      {{"from"}, {6}},
      {{"received"}, {4}},
      {{"received", "received"}, {4, 1}},
      {{"received", "from", "received", "received"}, {4, 6, 1}},  // one too many is the null string (5.4.2)
      {{"subject", "absent", "from"}, {3, 6}},
      {{"dkim-signature", "dkim-signature"}, {5}},  // never the field being verified
      {{}, {}},
  }));
  std::vector<int> values;
  for (const message::Field* field : select_fields(fields, names, &fields[1])) {
    values.push_back(std::stoi(std::string(field->body)));
  }
  CHECK(values == expected);
}

TEST_CASE("the header input ends with the signature field, without a line end", "[dkim]") {
  const std::vector<message::Field> fields = {field_of("DKIM-Signature: a=x;\r\n b=yz\r\n"),
                                              field_of("From: a@example.com\r\n")};
  const std::vector<std::string> names = {"from", "subject"};
  CHECK(header_input(fields, names, fields[0], Canonicalization::Relaxed, LineEnding::Crlf) ==
        "from:a@example.com\r\ndkim-signature:a=x; b=");
  CHECK(header_input(fields, names, fields[0], Canonicalization::Simple, LineEnding::Crlf) ==
        "From: a@example.com\r\nDKIM-Signature: a=x;\r\n b=");
}

TEST_CASE("b= of an ARC field is where its tags are read, with comments around the instance and the status", "[dkim]") {
  const auto [raw, canonical] = GENERATE(table<std::string, std::string>({
      {"ARC-Seal: i=1 (z; b=q) ; b=AA==; d=x\r\n", "arc-seal:i=1 (z; b=q) ; b=; d=x"},
      {"ARC-Message-Signature: i=1 (z; b=q) ; b=AA==; d=x\r\n", "arc-message-signature:i=1 (z; b=q) ; b=; d=x"},
      {"ARC-Seal: i=1; cv=(z; b=q) none; b=AA==\r\n", "arc-seal:i=1; cv=(z; b=q) none; b="},
      {"ARC-Seal: i=1; n=(z; b=q); b=AA==\r\n", "arc-seal:i=1; n=(z; b=; b=AA=="},
      {"ARC-Message-Signature: i=1; cv=(z; b=q) none; b=AA==\r\n", "arc-message-signature:i=1; cv=(z; b=; b=AA=="},
      {"DKIM-Signature: v=1 (z; b=q); b=AA==\r\n", "dkim-signature:v=1 (z; b=; b=AA=="},
  }));
  CHECK(canonicalize_signature_field(field_of(raw), Canonicalization::Relaxed, LineEnding::Crlf) == canonical);
}

namespace {

// Section 3.4.2 octet by octet, of a value between line ends of CRLF or LF.
std::string relaxed_octet_by_octet(std::string_view value) {
  std::string result;
  bool space = false;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] == '\n' || value.substr(i, 2) == "\r\n") continue;
    if (value[i] == ' ' || value[i] == '\t') {
      space = true;
      continue;
    }
    if (space && !result.empty()) result += ' ';
    space = false;
    result += value[i];
  }
  return result;
}

}  // namespace

TEST_CASE("white space is found wherever it stands among eight octets", "[dkim]") {
  // Mostly letters, so that several steps are taken between two of the others.
  constexpr std::string_view octets = "abcdefghijklmnopqrs.. \t\r\n\x01\xE9 ";
  std::uint32_t state = 1;
  for (int round = 0; round < 20'000; ++round) {
    std::string value;
    const auto next = [&] { return (state = state * 1664525 + 1013904223) >> 16; };
    const std::size_t size = next() % 48;
    while (value.size() < size) value += octets[next() % octets.size()];
    const std::string raw = "A:" + value + "x\r\n";
    const message::Field field = field_of(raw);
    CAPTURE(value);
    REQUIRE(canonicalize_field(field, Canonicalization::Relaxed, LineEnding::Crlf) ==
            "a:" + relaxed_octet_by_octet(value + "x") + "\r\n");
  }
}
