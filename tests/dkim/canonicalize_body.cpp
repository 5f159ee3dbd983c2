// SPDX-License-Identifier: Apache-2.0
#include <random>

#include "dkim/canonicalize.hpp"
#include "support/catch.hpp"

using namespace alignmail;
using namespace alignmail::dkim;
using message::LineEnding;

namespace {

std::string body_of(std::string_view body, Canonicalization canonicalization, LineEnding end = LineEnding::Crlf) {
  std::string canonical;
  canonicalize_body(body, end, canonicalization, [&](std::string_view piece) { canonical += piece; });
  return canonical;
}

struct Case {
  std::string body;
  std::string simple;
  std::string relaxed;
};

// Section 3.4.4 said octet by octet, as the words of the RFC have it: the yardstick for the
// version in spans.
std::string relaxed_by_octets(std::string_view body) {
  std::string result;
  std::string held;  // line ends that may be trailing
  bool space = false;
  for (std::size_t i = 0; i < body.size(); ++i) {
    if (body.substr(i, 2) == "\r\n") {
      held += "\r\n";
      space = false;
      ++i;
    } else if (body[i] == ' ' || body[i] == '\t') {
      space = true;
    } else {
      result += held;
      held.clear();
      if (space) result += ' ';
      space = false;
      result += body[i];
    }
  }
  return result.empty() ? result : result + "\r\n";
}

}  // namespace

TEST_CASE("a body is canonicalized as sections 3.4.3 and 3.4.4 say", "[dkim]") {
  const auto c = GENERATE(values<Case>({
      {" C \r\nD \t E\r\n\r\n\r\n", " C \r\nD \t E\r\n", " C\r\nD E\r\n"},  // the example of section 3.4.5
      {"", "\r\n", ""},                                                     // no body at all
      {"\r\n", "\r\n", ""},
      {"\r\n\r\n\r\n", "\r\n", ""},
      {"text", "text\r\n", "text\r\n"},  // no final CRLF: one is added (3.4.3; 3.4.4 with its erratum)
      {"text \t", "text \t\r\n", "text\r\n"},
      {"text\r\n", "text\r\n", "text\r\n"},
      {"text\r\n\r\n \t\r\n", "text\r\n\r\n \t\r\n", "text\r\n"},  // white space is an empty line to relaxed only
      {" \t\r\n", " \t\r\n", ""},
      {" ", " \r\n", ""},
      {"\r\ntext\r\n", "\r\ntext\r\n", "\r\ntext\r\n"},  // leading empty lines stay
      {"a\r\n\r\n\r\nb\r\n", "a\r\n\r\n\r\nb\r\n", "a\r\n\r\n\r\nb\r\n"},
      {"a\r\n \t \r\nb\r\n", "a\r\n \t \r\nb\r\n", "a\r\n\r\nb\r\n"},
      {"\ta\tb\t\r\n", "\ta\tb\t\r\n", " a b\r\n"},  // a tab becomes a space, leading ones stay
      {"a  b\r\n", "a  b\r\n", "a b\r\n"},
      {"a \r\nb", "a \r\nb\r\n", "a\r\nb\r\n"},
      {"a\xC2\xA0 b\xFF \r\n", "a\xC2\xA0 b\xFF \r\n", "a\xC2\xA0 b\xFF\r\n"},  // 8-bit is never white space
      {"a\v\f \r\n", "a\v\f \r\n", "a\v\f\r\n"},                                // nor are other controls (WSP, 2.8)
      {"-- \r\n", "-- \r\n", "--\r\n"},                                         // a signature separator
  }));
  CAPTURE(c.body);
  CHECK(body_of(c.body, Canonicalization::Simple) == c.simple);
  CHECK(body_of(c.body, Canonicalization::Relaxed) == c.relaxed);
}

TEST_CASE("in a mixed message only CRLF ends a body line, other octets stand", "[dkim]") {
  const auto c = GENERATE(values<Case>({
      {"a \nb\r\n", "a \nb\r\n", "a \nb\r\n"},  // space before a lone LF is inside a line
      {"a  \nb\r\n", "a  \nb\r\n", "a \nb\r\n"},
      {"a \rb\r\n", "a \rb\r\n", "a \rb\r\n"},        // the same before a lone CR
      {"a\r\n\n\r\n", "a\r\n\n\r\n", "a\r\n\n\r\n"},  // a line that holds an LF is not empty
      {"a\n", "a\n\r\n", "a\n\r\n"},
      {"a\r\r\n\r\n", "a\r\r\n", "a\r\r\n"},
      {"a \r", "a \r\r\n", "a \r\r\n"},
      {"\n \r\n", "\n \r\n", "\n\r\n"},
  }));
  CAPTURE(c.body);
  CHECK(body_of(c.body, Canonicalization::Simple, LineEnding::Mixed) == c.simple);
  CHECK(body_of(c.body, Canonicalization::Relaxed, LineEnding::Mixed) == c.relaxed);
}

TEST_CASE("a message of lone LF or CR is read as if its lines ended with CRLF", "[dkim]") {
  const auto body = GENERATE(values<std::string>(
      {"", "\r\n", "text", "text\r\n\r\n", " C \r\nD \t E\r\n\r\n\r\n", "a\r\n \r\n\tb \r\n \r\n", "\r\n\r\na\r\n"}));
  const auto canonicalization = GENERATE(Canonicalization::Simple, Canonicalization::Relaxed);
  std::string lf;
  std::string cr;
  for (const char c : body) {
    if (c != '\r') lf += c;
    if (c != '\n') cr += c;
  }
  CAPTURE(body);
  CHECK(body_of(lf, canonicalization, LineEnding::Lf) == body_of(body, canonicalization));
  CHECK(body_of(cr, canonicalization, LineEnding::Cr) == body_of(body, canonicalization));
}

TEST_CASE("the spans give what the octets give, on random white space", "[dkim]") {
  std::mt19937 random(6376);
  const std::string pieces[] = {"a", "bc", " ", "  ", "\t", "\r\n", "\r\n\r\n", "\r", "\n", " \r\n", "x y z "};
  for (int round = 0; round < 3000; ++round) {
    std::string body;
    // Long runs without a change cross the borders of blocks.
    for (auto n = random() % 12; n > 0; --n) {
      body += random() % 3 == 0 ? std::string(random() % 140, 'q') : pieces[random() % std::size(pieces)];
    }
    CAPTURE(body);
    REQUIRE(body_of(body, Canonicalization::Relaxed) == relaxed_by_octets(body));
  }
}

TEST_CASE("a large body goes out in large pieces of itself", "[dkim]") {
  std::string body;
  while (body.size() < 1'000'000) body += "A line of quite ordinary text, as mail has it.\r\n";
  std::size_t pieces = 0;
  std::size_t within = 0;
  canonicalize_body(body, LineEnding::Crlf, Canonicalization::Relaxed, [&](std::string_view piece) {
    ++pieces;
    if (piece.data() >= body.data() && piece.data() < body.data() + body.size()) within += piece.size();
  });
  CHECK(pieces <= 2);
  CHECK(within == body.size() - 2);
}
