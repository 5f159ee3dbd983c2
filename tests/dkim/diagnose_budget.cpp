// SPDX-License-Identifier: Apache-2.0
#include "dkim/canonicalize.hpp"
#include "dkim/crypto.hpp"
#include "dkim/diagnose.hpp"
#include "support/catch.hpp"

using namespace alignmail;
using namespace alignmail::dkim;

namespace {

std::string lines(std::size_t octets) {
  std::string body;
  while (body.size() < octets) body += "Tasting every Saturday: jasmine, smoked black, and a winter tea.\r\n";
  return body;
}

std::string parts(std::size_t octets) {
  std::string body;
  for (int part = 0; part < 4; ++part) body += "--b\r\nContent-Type: text/plain\r\n\r\n" + lines(octets / 4);
  return body + "--b--\r\n";
}

Signature signature_of(const std::string& body) {
  Sha256 hash;
  canonicalize_body(body, message::LineEnding::Crlf, Canonicalization::Simple,
                    [&](std::string_view piece) { hash.update(piece); });
  Signature signature;
  signature.body_hash = hash.digest();
  return signature;
}

}  // namespace

TEST_CASE("a search that stops short of its end says so, and at which ceiling", "[dkim]") {
  struct Case {
    std::size_t octets;
    bool has_parts;
    Cut cut;
  };
  const auto c = GENERATE(values<Case>({
      {1U << 16, false, Cut::None},  // all of it was tried
      {1U << 18, false, Cut::None},
      {1U << 20, false, Cut::Work},  // not every banner at the front was tried
      {1U << 12, true, Cut::None},
      {1U << 18, true, Cut::Work},  // text in two of many parts: each pair costs passes of its own
      {9U << 20, false, Cut::LongBody},
      {body_search_octets + 1000, true, Cut::LongBody},
  }));
  CAPTURE(c.octets, c.has_parts);
  const std::string body = c.has_parts ? parts(c.octets) : lines(c.octets);
  std::string changed = body;
  changed.insert(changed.size() / 2, "XX");  // nothing that a search could undo
  Cut cut = c.cut == Cut::None ? Cut::Work : Cut::None;
  CHECK(!diagnose_body(changed, message::LineEnding::Crlf, signature_of(body), &cut));
  CHECK(cut == c.cut);
}

TEST_CASE("a closing delimiter is hashed again for each line, within the budget", "[dkim]") {
  const auto delimiter = [](std::size_t octets) { return "--" + std::string(octets - 6, 'x') + "--\r\n"; };
  struct Case {
    std::size_t lines;
    std::size_t delimiter;
    std::size_t behind;
    Cut cut;
  };
  const auto c = GENERATE_REF(values<Case>({
      {500, 76, 0, Cut::None},
      {11'000, 32'006, 0, Cut::None},  // 350 MB for each pass, were it taken for a delimiter
      {19'000, 76, 1'000, Cut::Work},  // 20 MB for each pass, in many passes
  }));
  CAPTURE(c.lines, c.delimiter, c.behind);
  std::string body;
  for (std::size_t i = 0; i < c.lines; ++i) body += "a\r\n";
  body += delimiter(c.delimiter);
  for (std::size_t i = 0; i < c.behind; i += 5) body += "x x\r\n";
  Cut cut = c.cut == Cut::None ? Cut::Work : Cut::None;
  CHECK(!diagnose_body(body, message::LineEnding::Crlf, signature_of("nothing like it\r\n"), &cut));
  CHECK(cut == c.cut);
}

TEST_CASE("no more than 76 octets are a closing delimiter", "[dkim]") {
  const auto octets = GENERATE(values<std::size_t>({76, 77}));
  const std::string closing = "--" + std::string(octets - 6, 'x') + "--\r\n";
  const std::string body = "Hello\r\nagain\r\n";
  const auto found = diagnose_body(body + "Sent through a list\r\n" + closing, message::LineEnding::Crlf,
                                   signature_of(body + closing));
  REQUIRE(found);
  CAPTURE(found->description);
  // Without one it is text within the body.
  CHECK((found->description.find("before the end of the last part") != std::string::npos) == (octets == 76));
}

TEST_CASE("what is found is not cut, however long the body", "[dkim]") {
  const std::string body = lines(body_search_octets + 1000);
  Cut cut = Cut::Work;
  const auto found = diagnose_body(body + "A footer\r\n", message::LineEnding::Crlf, signature_of(body), &cut);
  REQUIRE(found);
  CHECK(found->change == Change::TextAppended);
  CHECK(cut == Cut::None);
}
