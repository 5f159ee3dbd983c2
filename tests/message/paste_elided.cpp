// SPDX-License-Identifier: Apache-2.0
// Lines that were left out of a header, and the marks that say so.
#include "alignmail/message.hpp"
#include "support/catch.hpp"

using namespace alignmail;
using namespace alignmail::message;

namespace {

std::uint32_t marks_in(const Message& message) {
  for (const Repair& repair : message.repairs()) {
    if (repair.id == "elided") return repair.count;
  }
  return 0;
}

}  // namespace

TEST_CASE("a mark of left-out lines is taken away and counted where it stands in the header", "[message][paste]") {
  struct Case {
    std::string given;
    std::string header;  // what is read, with LF
    std::uint32_t marks;
  };
  const auto c = GENERATE(values<Case>({
      {"Received: x\n[...]\nFrom: a@b.example\n", "Received: x\nFrom: a@b.example\n", 1},
      {"Received: x\n...\nFrom: a@b.example\n", "Received: x\nFrom: a@b.example\n", 1},
      {"Received: x\n[\xE2\x80\xA6]\nFrom: a@b.example\n", "Received: x\nFrom: a@b.example\n", 1},
      {"Received: x\n(...)\n...\nFrom: a@b.example\n", "Received: x\nFrom: a@b.example\n", 2},
      {"Received: x\n[snip]\nFrom: a@b.example\n", "Received: x\nFrom: a@b.example\n", 1},
      {"Received: x\n-- 12 lines omitted --\nFrom: a@b.example\n", "Received: x\nFrom: a@b.example\n", 1},
      {"Received: x\n-----8<----- cut -----8<-----\nFrom: a@b.example\n", "Received: x\nFrom: a@b.example\n", 1},
      // With room around it, which ends no header: a field follows.
      {"Received: x\n\n[...]\n\nFrom: a@b.example\n", "Received: x\nFrom: a@b.example\n", 1},
      {"[...]\nReceived: x\nFrom: a@b.example\n", "Received: x\nFrom: a@b.example\n", 1},
      {"Received: x\nFrom: a@b.example\n[...]\n", "Received: x\nFrom: a@b.example\n", 1},
      {"Received: x\nFrom: a@b.example\n[...]\n\nHello\n", "Received: x\nFrom: a@b.example\n", 1},
      // Within a field that a server wrote.
      {"Received: from x\n  [...]\n  by y; Sat, 21 Nov 2026\nFrom: a@b.example\n",
       "Received: from x\n  by y; Sat, 21 Nov 2026\nFrom: a@b.example\n", 1},
      // A fold of what somebody wrote is text.
      {"Received: x\nSubject: well\n ...\nFrom: a@b.example\n", "Received: x\nSubject: well\n ...\nFrom: a@b.example\n",
       0},
      // A word alone is no mark, nor is a long line.
      {"Received: x\nFrom: a@b.example\nSubject: s\n\nsnip\n", "Received: x\nFrom: a@b.example\nSubject: s\n", 0},
      // In the body it marks nothing of the header.
      {"Received: x\nFrom: a@b.example\nSubject: s\n\nHello\n[...]\nFrom: c@d.example\n",
       "Received: x\nFrom: a@b.example\nSubject: s\n", 0},
  }));
  CAPTURE(c.given);
  const auto message = parse(c.given, Reading::Headers);
  REQUIRE(message);
  CHECK(marks_in(*message) == c.marks);
  CHECK(message->has_repair("elided") == (c.marks > 0));
  std::string header;
  for (const Field& field : message->fields()) header += std::string(field.raw);
  header.erase(std::remove(header.begin(), header.end(), '\r'), header.end());
  CHECK(header == c.header);
}

TEST_CASE("marks without end take no time worth the name", "[message][paste][hostile]") {
  // Each is a fold that is looked at, and none may be looked at again for the next.
  std::string text = "From: a@b.example\nSubject: s\n";
  for (int i = 0; i < 40'000; ++i) text += " ...\n";
  const auto folded = parse(text + "To: c@d.example\n", Reading::Headers);
  REQUIRE(folded);
  CHECK_FALSE(folded->has_repair("elided"));
  std::string blank = "From: a@b.example\n";
  for (int i = 0; i < 40'000; ++i) blank += "\n...\n";
  const auto marked = parse(blank + "To: c@d.example\n", Reading::Headers);
  REQUIRE(marked);
  CHECK(marks_in(*marked) == 40'000);
}
