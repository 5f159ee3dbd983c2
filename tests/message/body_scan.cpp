// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <random>
#include <string>
#include <vector>

#include "alignmail/message.hpp"
#include "support/catch.hpp"

using namespace alignmail::message;
using namespace std::string_literals;

namespace {

Message with_body(const std::string& body, const std::string& line_end = "\r\n") {
  return *parse("From: a@example.com" + line_end + line_end + body);
}

}  // namespace

TEST_CASE("a second message behind a lone dot is named", "[message]") {
  struct Case {
    std::string body;
    bool is_smuggling;
  };
  const auto c = GENERATE(values<Case>({
      // Commands behind the dot, whatever the line ends.
      {"x\r\n\n.\r\nMAIL FROM:<a@example.com>\r\n", true},
      {"x\r\n.\r\nMAIL FROM:<a@example.com>\r\n", true},
      {"x\n.\nmail from:<a@example.com>\r\n", true},
      {"x\r.\rRCPT TO:<b@example.org>\r\n", true},
      {"x\r\n.\r\r\nEHLO mx.example.com\r\n", true},
      {"x\r\n.\r\n\r\nRSET\r\n", true},
      {"x\r\n.\r\nDATA\r\n", true},
      {".\nHELO mx.example.com\r\n", true},  // in the first line
      // A header behind a dot between uneven line ends.
      {"x\n.\r\nFrom: <a@example.com>\r\n", true},
      {"x\r\n.\nReceived: from a.example\r\n", true},
      {"x\r.\r\nDKIM-Signature: v=1\r\n", true},
      // Honest text.
      {"x\r\n.\r\nFrom: here on it is text\r\n", false},  // as the transport leaves a doubled dot
      {"x\r\n.\r\nQUIT\r\n", false},                      // the end of a quoted session
      {"x\r\n.\r\nDATABASE\r\n", false},
      {"x\r\n.\r\n", false},
      {"x\n.", false},
      {"x\n.\nplain words\r\n", false},
      {"x\n..\nMAIL FROM:<a@example.com>\r\n", false},
      {"MAIL FROM:<a@example.com>\r\nDATA\r\n", false},  // no dot
  }));
  CAPTURE(c.body);
  const Message message = with_body(c.body);
  const Defect* found = message.find_defect(DefectKind::Smuggling);
  REQUIRE((found != nullptr) == c.is_smuggling);
  CHECK(message.body() == c.body);  // never split there
  if (found == nullptr) return;
  CHECK_FALSE(found->in_header);
  CHECK(message.octets()[found->offset] == '.');
}

TEST_CASE("in a saved file with LF alone only commands behind a dot are suspicious", "[message]") {
  CHECK(with_body("x\n.\nFrom: text\n", "\n").find_defect(DefectKind::Smuggling) == nullptr);
  CHECK(with_body("x\n.\nMAIL FROM:<a@example.com>\n", "\n").find_defect(DefectKind::Smuggling) != nullptr);
  CHECK(with_body("x\r.\rFrom: a@example.com\n", "\n").find_defect(DefectKind::Smuggling) != nullptr);
  CHECK(with_body("x\r.\rFrom: text\r", "\r").find_defect(DefectKind::Smuggling) == nullptr);
  CHECK(with_body("x\r.\rMAIL FROM:<a@example.com>\r", "\r").find_defect(DefectKind::Smuggling) != nullptr);
}

TEST_CASE("NUL and overlong lines of the body are named at their place", "[message]") {
  const Message message =
      with_body("x\r\ny\0z\0\r\n"s + std::string(999, 'a') + "\r\n" + std::string(998, 'b') + "\r\n");
  const Defect* nul = message.find_defect(DefectKind::Nul);
  REQUIRE(nul != nullptr);
  CHECK_FALSE(nul->in_header);
  CHECK(message.octets()[nul->offset] == '\0');
  CHECK(nul->line == 4);
  CHECK(nul->count == 2);
  const Defect* long_line = message.find_defect(DefectKind::LongLine);
  REQUIRE(long_line != nullptr);
  CHECK(long_line->line == 5);
  CHECK(long_line->count == 1);
}

TEST_CASE("a large body takes time that grows with its size alone", "[message]") {
  // Each would show a search that begins anew for every line.
  const auto unit =
      GENERATE(values<std::string>({"\r", "\n", "\r\n", ".\r\n", ".\n", "\0"s, "a", "x\n.\nFrom: y\r\n"}));
  std::string body;
  while (body.size() < (1U << 19)) body += unit;
  CHECK(with_body(body).body().size() == body.size());
}

namespace {

// What the scan must find, octet by octet.
struct Reference {
  explicit Reference(std::string_view text, std::size_t begin) {
    std::uint32_t line = 3;
    std::size_t start = begin;
    for (std::size_t i = begin; i < text.size(); ++i) {
      const bool ends = text[i] == '\n';
      const bool is_crlf = ends && i > start && text[i - 1] == '\r';
      if (text[i] == '\0') note(DefectKind::Nul, i, line);
      if (text[i] == '\r' && (i + 1 == text.size() || text[i + 1] != '\n')) note(DefectKind::BareCr, i, line);
      if (ends && !is_crlf) note(DefectKind::BareLf, i, line);
      if (!ends) continue;
      if (i - start > 998U + (is_crlf ? 1U : 0U)) note(DefectKind::LongLine, start, line);
      start = i + 1;
      ++line;
    }
    if (text.size() - start > 998) note(DefectKind::LongLine, start, line);
  }
  void note(DefectKind kind, std::size_t offset, std::uint32_t line) {
    const auto [place, is_new] = defects.try_emplace(kind, Defect{kind, offset, line, 0, false});
    ++place->second.count;
  }
  std::map<DefectKind, Defect> defects{};
};

}  // namespace

TEST_CASE("stretches of plain lines are skipped without a defect being missed", "[message]") {
  // Mostly plain lines, so that whole stretches are; now and then what must be seen, at any place in one.
  const std::vector<std::string> rare = {"\n",
                                         "\r",
                                         "\0"s,
                                         ".\r\n",
                                         std::string(998, 'a') + "\r\n",
                                         std::string(999, 'a') + "\r\n",
                                         "\r\r\n",
                                         "\r\n\n",
                                         "..\r\n",
                                         std::string(999, 'a') + "\n",
                                         std::string(40'000, 'b'),
                                         "\n."};
  const auto seed = GENERATE(range(1U, 60U));
  std::mt19937 random(seed);
  std::string body;
  while (body.size() < 100'000) {
    body += std::string(random() % 120, 'x') + "\r\n";
    if (random() % (20 * seed) == 0) body += rare[random() % rare.size()];
  }
  if (random() % 2 == 0) body += "no line end";
  const Message message = with_body(body);
  const std::string_view text = message.octets();
  const Reference reference(text, text.size() - message.body().size());
  for (const DefectKind kind : {DefectKind::Nul, DefectKind::BareCr, DefectKind::BareLf, DefectKind::LongLine}) {
    CAPTURE(seed, to_string(kind));
    const Defect* found = message.find_defect(kind);
    const auto expected = reference.defects.find(kind);
    REQUIRE((found != nullptr) == (expected != reference.defects.end()));
    if (found == nullptr) continue;
    CHECK(found->offset == expected->second.offset);
    CHECK(found->line == expected->second.line);
    CHECK(found->count == expected->second.count);
  }
}

TEST_CASE("in a file with LF alone dots and NULs among plain lines are seen", "[message]") {
  const auto before = GENERATE(0, 1, 300, 20'000);
  std::string body;
  for (int i = 0; i < before; ++i) body += "line " + std::to_string(i) + "\n";
  const auto line = static_cast<std::uint32_t>(before + 3);
  const Message nul = with_body(body + "a\0b\n"s + body, "\n");
  REQUIRE(nul.find_defect(DefectKind::Nul) != nullptr);
  CHECK(nul.find_defect(DefectKind::Nul)->line == line);
  CHECK(nul.line_ending() == LineEnding::Lf);
  const Message dot = with_body(body + ".\nMAIL FROM:<a@example.com>\n" + body, "\n");
  REQUIRE(dot.find_defect(DefectKind::Smuggling) != nullptr);
  CHECK(dot.find_defect(DefectKind::Smuggling)->line == line);
}
