// SPDX-License-Identifier: Apache-2.0
// Random and mutated octets through every parser, the same on every run.
#include <random>
#include <string>
#include <vector>

#include "alignmail/headers.hpp"
#include "alignmail/message.hpp"
#include "message/encoded_word.hpp"
#include "message/join.hpp"
#include "support/catch.hpp"

using namespace alignmail::message;
using namespace std::string_literals;

namespace {

using Random = std::mt19937;

std::size_t below(Random& random, std::size_t bound) { return random() % bound; }

const std::vector<std::string>& seeds() {
  static const std::vector<std::string> texts = {
      "From bounce@example.com Thu Jan  1 00:00:00 2026\n",
      "From: \"x \\\" y, z\" <j@example.com>, Team: (c (d)) a . b@[192.0.2.1];\r\n",
      "From\r\n : <@a.test,@b.test:=?utf-8?B?Y2Fmw6k=?= =?iso-8859-1?Q?=E9_?=@example.com> x\r\n",
      "Received: from h (HELO x) (192.0.2.1) by y (Exim 4) ([IPv6:2001:db8::1]:25 \"EHLO z\" helo=q)\r\n\tid 7; "
      "Thu, 1 Jan 2026 00:00:01 +0000 (UTC)\r\n",
      "Authentication-Results: mx.example.org 1; dkim=pass (a (b); c) reason=\"x;\" header.i=\"a b\"@example.com;\r\n"
      "\tspf=pa\r\n\tss smtp.mailfrom=<>; none; dmarc=pass(p=NONE) header . from = x action=none;\r\n",
      "ARC-Authentication-Results: i=1; x; arc=none (\"y\")\r\n",
      "Received-SPF: Pass (mailfrom) identity=mailfrom; client-ip=192.0.2.1; envelope-from=\"a b\"@example.com\r\n",
      "Content-Type: multipart/mixed; boundary=\"b\"\r\n",
      "\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\n--b--\r\n",
      "x\n.\r\nMAIL FROM:<a@example.com>\r\n\r.\rFrom: y\r\n",
      "\0\r\n\n\r\r\n \t:;,<>@()[]\\\"\x7F\x80\xC3\xE2\x80\x8B\xEF\xBB\xBF"s,
  };
  return texts;
}

std::string pick_text(Random& random) {
  std::string text;
  const std::size_t pieces = 1 + below(random, 6);
  for (std::size_t i = 0; i < pieces; ++i) text += seeds()[below(random, seeds().size())];
  const std::size_t changes = below(random, 12);
  for (std::size_t i = 0; i < changes && !text.empty(); ++i) {
    const std::size_t at = below(random, text.size());
    const std::size_t length = 1 + below(random, 8);
    switch (below(random, 5)) {
      case 0: text[at] = static_cast<char>(below(random, 256)); break;
      case 1: text.erase(at, length); break;
      case 2: text.insert(at, text.substr(below(random, text.size()), length)); break;
      case 3: text.insert(at, 1, "\r\n \t\"\\()<>@;:,=."[below(random, 16)]); break;
      default: text.resize(at); break;
    }
  }
  return text;
}

void read_as_every_field(std::string_view text) {
  const AddressList addresses = parse_addresses(text);
  CHECK(addresses.mailboxes.empty() == addresses.has(AddressDefect::Empty));
  const ReversePath path = parse_reverse_path(text);
  CHECK((path.is_valid || path.domain.empty()));
  parse_received(text);
  parse_received_spf(text);
  const AuthenticationResults results = parse_authentication_results(text);
  CHECK((!results.results.empty() || results.none || !results.defects.empty()));
  parse_authentication_results(text, true);
  CHECK(decode_encoded_words(text).size() <= 2 * text.size());
}

}  // namespace

TEST_CASE("mutated messages never crash, and their parts always join to the input", "[message]") {
  Random random(20'260'101);
  std::size_t messages = 0;
  for (int i = 0; i < 3'000; ++i) {
    const std::string text = pick_text(random);
    for (const Reading reading : {Reading::Detect, Reading::Headers, Reading::Message}) {
      const auto message = parse(text, reading);
      if (!message) continue;
      ++messages;
      const std::string read(message->octets());
      REQUIRE(join(*message) == read);
      REQUIRE((read == text || !message->repairs().empty()));
      for (const Field& field : message->fields()) {
        REQUIRE(read.substr(field.offset, field.raw.size()) == field.raw);
        REQUIRE(field.raw.find(field.name) != std::string::npos);
      }
      if (reading == Reading::Detect) read_mime(*message);
    }
  }
  CHECK(messages > 2'000);  // the mutations leave enough to read
}

TEST_CASE("mutated fields never crash a parser", "[message]") {
  Random random(20'260'102);
  for (int i = 0; i < 3'000; ++i) read_as_every_field(pick_text(random));
}

TEST_CASE("random octets never crash a parser", "[message]") {
  Random random(20'260'103);
  for (int i = 0; i < 1'000; ++i) {
    std::string text(below(random, 200), '\0');
    for (char& c : text) c = static_cast<char>(below(random, 256));
    read_as_every_field(text);
    const auto message = parse(text);
    if (message && message->repairs().empty()) CHECK(join(*message) == text);
  }
}
