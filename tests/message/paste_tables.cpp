// SPDX-License-Identifier: Apache-2.0
// Headers that were copied out of a table, and the summary that Gmail shows above the source.
#include <algorithm>

#include "alignmail/message.hpp"
#include "support/catch.hpp"

using namespace alignmail;
using namespace alignmail::message;

namespace {

std::string header_of(const Message& message) {
  std::string header;
  for (const Field& field : message.fields()) header += std::string(field.raw);
  header.erase(std::remove(header.begin(), header.end(), '\r'), header.end());
  return header;
}

}  // namespace

TEST_CASE("a table with a field in each row is read as a header", "[message][paste]") {
  struct Case {
    std::string given;
    std::string header;  // what is read, with LF
    bool is_table;
  };
  const auto c = GENERATE(values<Case>({
      {"Return-Path\t<x@a.example>\nFrom\ta@b.example\nTo\tc@d.example\nSubject\ts\n",
       "Return-Path: <x@a.example>\nFrom: a@b.example\nTo: c@d.example\nSubject: s\n", true},
      // What a cell held in several lines, and a field that only its sender knows.
      {"Received\tfrom x\nby y; Sat, 21 Nov 2026\nShop-Campaign\t7\nFrom\ta@b.example\nTo\tc@d.example\n",
       "Received: from x\n by y; Sat, 21 Nov 2026\nShop-Campaign: 7\nFrom: a@b.example\nTo: c@d.example\n", true},
      // The heading of the table.
      {"Header\tValue\nFrom\ta@b.example\nTo\tc@d.example\nDate\tx\n", "From: a@b.example\nTo: c@d.example\nDate: x\n",
       true},
      // The second tab belongs to the value.
      {"From\ta@b.example\nTo\tc@d.example\nSubject\tone\ttwo\n",
       "From: a@b.example\nTo: c@d.example\nSubject: one\ttwo\n", true},
      // Two such lines may be anything; a header with colons is one.
      {"From: a@b.example\nTo: c@d.example\nSubject: s\nDate\tx\nCc\ty\n",
       "From: a@b.example\nTo: c@d.example\nSubject: s\n", false},
      // Behind an empty line it is the text.
      {"From: a@b.example\nTo: c@d.example\n\nFrom\tx\nTo\ty\nDate\tz\n", "From: a@b.example\nTo: c@d.example\n",
       false},
  }));
  CAPTURE(c.given);
  const auto message = parse(c.given, Reading::Headers);
  REQUIRE(message);
  CHECK(message->has_repair("cells") == c.is_table);
  CHECK(header_of(*message) == c.header);
}

TEST_CASE("the summary of Gmail alone is read as the results that it shows", "[message][paste]") {
  struct Case {
    std::string given;
    std::string results;  // of the field that is made of it; empty where none is
  };
  const std::string top = "Original Message\nMessage ID\t<1@b.example>\nFrom:\tAnn <a@b.example>\nTo:\tc@d.example\n";
  const auto c = GENERATE_COPY(values<Case>({
      {top + "SPF:\tPASS with IP 192.0.2.1 Learn more\nDKIM:\t'PASS' with domain b.example Learn more\nDMARC:\t'FAIL' "
             "Learn more\n",
       "spf=pass; dkim=pass header.d=b.example; dmarc=fail"},
      {top + "SPF: SOFTFAIL with IP 192.0.2.1\nDKIM: 'PASS' with domain b.example\n\nDownload Original\n",
       "spf=softfail; dkim=pass header.d=b.example"},
      // A name ends where no name goes on, and words are words.
      {top + "DKIM: 'PASS' with domain b.example; dmarc=pass\nSPF: <script> x\nDMARC: 'PASS'\n",
       "dkim=pass header.d=b.example; dmarc=pass"},
      // One line is none, nor is a table without an author.
      {top + "SPF: PASS with IP 192.0.2.1\n", ""},
      {"Original Message\nTo:\tc@d.example\nSPF: PASS\nDKIM: 'PASS'\n", ""},
      // A header stands beside it: that is what counts, wherever it stands.
      {top + "SPF: PASS\nDKIM: 'PASS'\n\nReceived: from x by y; Sat, 21 Nov 2026\nFrom: a@b.example\n", ""},
      {"Received: from x by y; Sat, 21 Nov 2026\nFrom: a@b.example\nSPF: PASS\nDKIM: 'PASS'\n", ""},
      // In the text of a mail it says nothing of it.
      {"From: Ann <a@b.example>\nTo: c@d.example\n\nSPF: PASS\nDKIM: 'PASS' with domain b.example\n", ""},
  }));
  CAPTURE(c.given);
  const auto message = parse(c.given, Reading::Headers);
  REQUIRE(message);
  CHECK(message->has_repair("summary-alone") == !c.results.empty());
  const Field* results = message->find_first("Authentication-Results");
  CHECK((results != nullptr) == !c.results.empty());
  if (results == nullptr) return;
  CHECK(results->body == " mx.google.com; " + c.results);
  REQUIRE(message->find_first("From") != nullptr);
  REQUIRE(message->find_first("Message-ID") != nullptr);
  CHECK(message->fields().size() == 4);
}
