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

Signature signature_of(const std::string& body) {
  Sha256 hash;
  canonicalize_body(body, message::LineEnding::Crlf, Canonicalization::Simple,
                    [&](std::string_view piece) { hash.update(piece); });
  Signature signature;
  signature.body_hash = hash.digest();
  return signature;
}

}  // namespace

TEST_CASE("a search that stops short of its end says so", "[dkim]") {
  struct Case {
    std::size_t octets;
    bool is_cut;
  };
  const auto c = GENERATE(values<Case>({
      {1U << 16, false},  // all of it was tried
      {1U << 20, false},
      {9U << 20, true},
      {body_search_octets + 1000, true},
  }));
  const std::string body = lines(c.octets);
  std::string changed = body;
  changed.insert(changed.size() / 2, "XX");  // nothing that a search could undo
  bool was_cut = !c.is_cut;
  CHECK(!diagnose_body(changed, message::LineEnding::Crlf, signature_of(body), &was_cut));
  CHECK(was_cut == c.is_cut);
}

TEST_CASE("what is found is not cut, however long the body", "[dkim]") {
  const std::string body = lines(body_search_octets + 1000);
  bool was_cut = true;
  const auto found = diagnose_body(body + "A footer\r\n", message::LineEnding::Crlf, signature_of(body), &was_cut);
  REQUIRE(found);
  CHECK(found->change == Change::TextAppended);
  CHECK(!was_cut);
}
