// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <optional>
#include <string>

#include "alignmail/message.hpp"
#include "base/limits.hpp"
#include "message/exact.hpp"

using namespace alignmail;
using namespace alignmail::message;
using namespace std::string_literals;

TEST_CASE("fields are views of the octets, folds included", "[message]") {
  const std::string text = "Received: from a.example\r\n\tby b.example\r\nSubject:x\r\n\r\nHello\r\n";
  const Message message = split(text);
  REQUIRE(message.fields().size() == 2);
  const Field& received = message.fields()[0];
  CHECK(received.name == "Received");
  CHECK(received.body == " from a.example\r\n\tby b.example");
  CHECK(received.raw == "Received: from a.example\r\n\tby b.example\r\n");
  CHECK(received.offset == 0);
  CHECK(received.line == 1);
  const Field& subject = message.fields()[1];
  CHECK(subject.body == "x");
  CHECK(subject.offset == received.raw.size());
  CHECK(subject.line == 3);
  CHECK(subject.is("SUBJECT"));
  CHECK(message.body() == "Hello\r\n");
  CHECK(message.separator() == "\r\n");
  CHECK(message.body_state() == Body::Present);
  CHECK(message.line_ending() == LineEnding::Crlf);
  CHECK(message.defects().empty());
}

TEST_CASE("a field is found by its name in any letter case, top down", "[message]") {
  const Message message = split("To: a\r\nFROM: b\r\nfrom: c\r\n\r\n");
  REQUIRE(message.find_all("From").size() == 2);
  CHECK(message.find_all("From")[1]->body == " c");
  CHECK(message.find_first("From")->body == " b");
  CHECK(message.find_first("Fro") == nullptr);
}

TEST_CASE("line ends of one kind are a kind, and others are defects", "[message]") {
  struct Case {
    std::string text;
    LineEnding ending;
    std::uint32_t bare_lf;
    std::uint32_t bare_cr;
  };
  const auto c = GENERATE(values<Case>({
      {"A: 1\r\nB: 2\r\n\r\nx\r\n", LineEnding::Crlf, 0, 0},
      {"A: 1\nB: 2\n\nx\n", LineEnding::Lf, 0, 0},  // a saved file: no defect
      {"A: 1\rB: 2\r\rx\r", LineEnding::Cr, 0, 0},  // a copy out of an old mail program
      {"A: 1\r\nB: 2\n\r\nx\r\n", LineEnding::Mixed, 1, 0},
      {"A: 1\nB: 2\n\nx\r\n", LineEnding::Mixed, 3, 0},  // one CRLF makes all others uneven
      {"A: 1\r2\r\nB: 3\r\n\r\n", LineEnding::Mixed, 0, 1},
      {"A: 1\r\nB: 2\r\n\r\nx\ry\r\n", LineEnding::Mixed, 0, 1},
      {"A: 1\r\r\nB: 2\r\n\r\n", LineEnding::Mixed, 0, 1},  // CR CR LF
      {"A: 1\nB: 2\n\nx\ry\n", LineEnding::Lf, 0, 1},       // every line still ends alike
      {"A: 1", LineEnding::Crlf, 0, 0},                     // no line end at all
  }));
  CAPTURE(c.text);
  const Message message = split(c.text);
  CHECK(message.fields().front().name == "A");
  CHECK(message.line_ending() == c.ending);
  const auto count = [&](DefectKind kind) {
    std::uint32_t sum = 0;
    for (const Defect& defect : message.defects()) sum += defect.kind == kind ? defect.count : 0;
    return sum;
  };
  CHECK(count(DefectKind::BareLf) == c.bare_lf);
  CHECK(count(DefectKind::BareCr) == c.bare_cr);
}

TEST_CASE("a defect carries its first place, its line and its part of the message", "[message]") {
  const Message message = split("A: 1\r\nB: 2\nC: 3\nD: 4\r\n\r\nx\r\ny\n"s);
  REQUIRE(message.defects().size() == 2);
  const Defect& header = message.defects()[0];
  CHECK(header.kind == DefectKind::BareLf);
  CHECK(header.in_header);
  CHECK(header.offset == 10);
  CHECK(header.line == 2);
  CHECK(header.count == 2);
  const Defect& body = message.defects()[1];
  CHECK_FALSE(body.in_header);
  CHECK(body.line == 7);
  CHECK(body.count == 1);
  CHECK(message.find_defect(DefectKind::BareLf) == &header);
  CHECK(message.find_defect(DefectKind::Nul) == nullptr);
}

TEST_CASE("odd header lines are named and hide no field", "[message]") {
  struct Case {
    std::string line;  // between two good fields
    DefectKind defect;
    std::string name;  // of the field it makes; empty when it makes none
    std::string body;
  };
  const auto c = GENERATE(values<Case>({
      {"From : a@example.com\r\n", DefectKind::SpaceBeforeColon, "From", " a@example.com"},
      {"From\t \t: a@example.com\r\n", DefectKind::SpaceBeforeColon, "From", " a@example.com"},
      {"From\r\n : a@example.com\r\n", DefectKind::FoldedName, "From", " a@example.com"},
      {"From\r\n \r\n\t: a@example.com\r\n", DefectKind::FoldedName, "From", " a@example.com"},
      {"From\r: a@example.com\r\n", DefectKind::SpaceBeforeColon, "From", " a@example.com"},
      {"no field here\r\n", DefectKind::NoColon, "", ""},
      {"no field\r\n Subject: nor here\r\n", DefectKind::NoColon, "", ""},  // goes with its line
      {"two words: x\r\n", DefectKind::BadName, "two words", " x"},
      {": x\r\n", DefectKind::BadName, "", " x"},
      {"Fr\xC3\xB6m: x\r\n", DefectKind::BadName, "Fr\xC3\xB6m", " x"},
      {"From\0: x\r\n"s, DefectKind::BadName, "From\0"s, " x"},
      {"From bounce@example.com 10:00\r\n", DefectKind::BadName, "From bounce@example.com 10", "00"},
      {"X: a\0b\r\n"s, DefectKind::Nul, "X", " a\0b"s},  // nothing is cut there
      {"X: a\x1B[31m\r\n", DefectKind::ControlCharacter, "X", " a\x1B[31m"},
      {"X: a\x7F\r\n", DefectKind::ControlCharacter, "X", " a\x7F"},
      {"X: " + std::string(996, 'a') + "\r\n", DefectKind::LongLine, "X", " " + std::string(996, 'a')},
  }));
  CAPTURE(c.line);
  const Message message = split("To: b@example.com\r\n" + c.line + "Subject: last\r\n\r\nbody\r\n");
  const Defect* defect = message.find_defect(c.defect);
  REQUIRE(defect != nullptr);
  CHECK(defect->line == 2);
  CHECK(defect->in_header);
  CHECK(message.fields().back().body == " last");
  CHECK(message.body() == "body\r\n");
  const bool makes_field = !c.body.empty();
  REQUIRE(message.fields().size() == (makes_field ? 3 : 2));
  if (makes_field) {
    CHECK(message.fields()[1].name == c.name);
    CHECK(message.fields()[1].body == c.body);
  } else {
    REQUIRE(message.skipped().size() == 1);
    CHECK(message.skipped()[0] == c.line);
  }
}

TEST_CASE("a line of white space alone inside a field is named, for some readers end the header there", "[message]") {
  const Message message = split("Subject: x\r\n \t\r\nFrom: a@example.com\r\n\r\nbody\r\n");
  const Defect* defect = message.find_defect(DefectKind::BlankContinuation);
  REQUIRE(defect != nullptr);
  CHECK(defect->line == 2);
  CHECK(message.fields().size() == 2);
  CHECK_FALSE(split("Subject: x\r\n y\r\n\r\nbody\r\n").find_defect(DefectKind::BlankContinuation));
}

TEST_CASE("TAB and 8-bit octets in a body of a field are no defect, nor is a line of 998 octets", "[message]") {
  const Message message = split("X: \tcaf\xC3\xA9\r\nY: " + std::string(995, 'a') + "\r\n\r\n");
  CHECK(message.defects().empty());
}

TEST_CASE("a control character is found wherever it stands in a long header", "[message]") {
  struct Case {
    char odd;
    DefectKind defect;
  };
  const auto c = GENERATE(values<Case>({
      {'\0', DefectKind::Nul},
      {'\x01', DefectKind::ControlCharacter},
      {'\x1F', DefectKind::ControlCharacter},
      {'\x7F', DefectKind::ControlCharacter},
      {'\r', DefectKind::BareCr},
  }));
  std::string text;
  for (int i = 0; i < 40; ++i)
    text += "X-Field: \t" + std::string(40, 'a') + "\r\n\tb " + std::string(30, 'a') + "\r\n";
  text += "\r\n";
  for (int i = 0; i < 40; ++i) text += std::string(50, 'b') + "\r\n";
  CHECK(split(text).defects().empty());
  for (std::size_t at = text.find('a'); at != std::string::npos; at = text.find('a', at + 23)) {
    std::string changed = text;
    changed[at] = c.odd;
    const Message message = split(changed);
    CAPTURE(at);
    REQUIRE(message.defects().size() == 1);
    CHECK(message.defects()[0].kind == c.defect);
    CHECK(message.defects()[0].offset == at);
    CHECK(message.defects()[0].in_header);
  }
}

TEST_CASE("what stands above the first field is skipped and named", "[message]") {
  struct Case {
    std::string above;
    DefectKind defect;
  };
  const auto c = GENERATE(values<Case>({
      {"From bounce@example.com Thu Jan  1 00:00:00 2026\n", DefectKind::MboxFromLine},
      {">From bounce@example.com Thu Jan  1 00:00:00 2026\n", DefectKind::MboxFromLine},
      {"\nFrom bounce@example.com Thu Jan  1 00:00:00 2026\n", DefectKind::MboxFromLine},
      {"\r\n\n", DefectKind::LeadingBlankLine},
      {"  by mx.example.org with ESMTP\n\tid 7; Thu\n", DefectKind::LeadingContinuation},  // a cut-off paste
      {" \n", DefectKind::LeadingContinuation},
      {"\xEF\xBB\xBF", DefectKind::BadName},  // a byte order mark
      {"here they are\n", DefectKind::NoColon},
  }));
  CAPTURE(c.above);
  const Message message = split(c.above + "From: a@example.com\nTo: b@example.com\n\nx\n");
  REQUIRE(message.find_defect(c.defect) != nullptr);
  REQUIRE(message.fields().size() == 2);
  CHECK(message.fields()[0].name == "From");
  CHECK(message.fields()[0].offset == c.above.size());
  REQUIRE(message.skipped().size() == 1);
  CHECK(message.skipped()[0] == c.above);
}

TEST_CASE("an indented first line that reads like a field is one, since some readers take it so", "[message]") {
  const Message message = split(" From: a@example.com\r\nFrom: b@example.com\r\n\r\n");
  REQUIRE(message.find_all("From").size() == 2);
  CHECK(message.fields()[0].raw == " From: a@example.com\r\n");
  CHECK(message.fields()[0].body == " a@example.com");
  CHECK(message.find_defect(DefectKind::LeadingContinuation) != nullptr);
}

TEST_CASE("\"From :\" on the first line is a field, not a mailbox line", "[message]") {
  const Message message = split("From : a@example.com\r\n\r\n");
  CHECK(message.fields()[0].name == "From");
  CHECK(message.find_defect(DefectKind::MboxFromLine) == nullptr);
}

TEST_CASE("fields behind a ceiling are named, and the body is still found", "[message]") {
  std::string many;
  for (std::size_t i = 0; i < limits::fields + 3; ++i) many += "A: 1\r\n";
  Message message = split(many + "\r\nbody");
  CHECK(message.fields().size() == limits::fields);
  REQUIRE(message.find_defect(DefectKind::TooManyFields) != nullptr);
  CHECK(message.find_defect(DefectKind::TooManyFields)->count == 3);
  CHECK(message.body() == "body");

  const std::string long_field = "A: " + std::string(limits::field_octets, 'a') + "\r\n";
  message = split(long_field + "B: 2\r\n\r\nbody");
  CHECK(message.fields().size() == 2);  // it is there, and so is what follows
  CHECK(message.find_defect(DefectKind::FieldTooLong) != nullptr);
  CHECK(message.find_defect(DefectKind::HeaderTooLong) == nullptr);

  message = split("A: 1\r\n" + long_field + long_field + long_field + long_field + "B: 2\r\n\r\nbody");
  CHECK(message.fields().size() == 4);
  CHECK(message.find_defect(DefectKind::HeaderTooLong)->count == 2);
  CHECK(message.body() == "body");
}

TEST_CASE("a message outlives the text it came from, and its copies share the octets", "[message]") {
  auto owner = std::make_shared<std::string>("From: a@example.com\r\n\r\nx\r\n");
  const char* const data = owner->data();
  std::optional<Message> message = *parse(std::string_view(*owner), owner);
  owner.reset();
  const Message copy = *message;
  message.reset();
  CHECK(copy.octets().data() == data);
  CHECK(copy.fields()[0].body == " a@example.com");
  CHECK(copy.repairs().empty());
}

TEST_CASE("every defect has words of its own", "[message]") {
  std::vector<std::string_view> words;
  for (int kind = 0; kind <= static_cast<int>(DefectKind::TooManyFields); ++kind) {
    const std::string_view word = to_string(static_cast<DefectKind>(kind));
    CHECK_FALSE(word.empty());
    CHECK(std::find(words.begin(), words.end(), word) == words.end());
    words.push_back(word);
  }
}
