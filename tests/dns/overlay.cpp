// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <cstdio>
#include <fstream>

#include "alignmail/dns_source.hpp"
#include "support/catch.hpp"

using namespace alignmail;
using namespace alignmail::dns;

namespace {

Result<Layer> overlay(std::string_view text) {
  const std::string path = "overlay." + std::to_string(getpid()) + ".txt";
  std::ofstream(path) << text;
  auto layer = read_overlay(path);
  std::remove(path.c_str());
  return layer;
}

}  // namespace

TEST_CASE("an overlay file replaces the types and the names that it holds", "[dns]") {
  const auto layer = overlay(
      "$ORIGIN example.com.\n"
      "@ TXT \"v=spf1 -all\"\n@ TXT \"other\" \"and more\"\n"
      "g TXT \\# 2 0161\n"
      "s1._domainkey CNAME s1.dkim.amazonses.com.\n"
      ";! x.example.com. TXT TIMEOUT\n");
  REQUIRE(layer);
  const Domain name = *Domain::parse("example.com");
  REQUIRE(layer->find({name, Type::TXT}));
  CHECK(layer->find({name, Type::TXT})->records.size() == 2);
  CHECK_FALSE(layer->find({name, Type::MX}));
  const auto alias = layer->find({*Domain::parse("s1._domainkey.example.com"), Type::TXT});
  REQUIRE(alias);
  CHECK(alias->alias == *Domain::parse("s1.dkim.amazonses.com"));
  CHECK_FALSE(layer->find({*Domain::parse("x.example.com"), Type::TXT}));  // faults are the zone's to play
}

TEST_CASE("an overlay knows what of it nobody asked for", "[dns]") {
  auto layer = overlay(
      "example.com. TXT \"v=spf1 -all\"\nexample.com. MX 10 a.example.com.\n"
      "s1.example.com. CNAME b.example.com.\n_dmarc.exmaple.com. TXT \"v=DMARC1\"\n");
  REQUIRE(layer);
  layer->watch();
  const auto names = [&] {
    std::vector<std::string> result;
    for (const Question& question : layer->unasked()) {
      result.push_back(question.name.text() + " " + std::string(to_string(question.type)));
    }
    return result;
  };
  CHECK(names().size() == 4);
  const Layer copy = *layer;
  (void)copy.find({*Domain::parse("example.com"), Type::TXT});
  (void)copy.find({*Domain::parse("example.com"), Type::A});       // not in it
  (void)copy.find({*Domain::parse("s1.example.com"), Type::TXT});  // by its alias
  CHECK(names() == std::vector<std::string>{"_dmarc.exmaple.com TXT", "example.com MX"});
}

TEST_CASE("an overlay that cannot be meant so is refused with its line", "[dns]") {
  struct Case {
    std::string_view text;
    std::string_view expected;
  };
  const auto c = GENERATE(values<Case>({
      {"a. A 192.0.2.1\n*.a. A 192.0.2.1\n", "line 2: an overlay has no wildcards"},
      {"*. A 192.0.2.1\n", "line 1: an overlay has no wildcards"},
      {"a. A 192.0.2.1\na. CNAME b.\n", "line 2: a has a CNAME and another record"},
      {"a. TXT \"x\n", "line 1: a quoted string does not end"},
      // Three strings, which DNS joins without blanks.
      {"a. TXT v=spf1 include:b. -all\n",
       "line 1: the text of a TXT record stands in quotes; write a. TXT \"v=spf1 include:b. -all\""},
      // A comment from the semicolon on: only "v=DMARC1" would be left.
      {"\n_dmarc.a. 300 IN\tTXT\tv=DMARC1; p=none\n", "line 2: the text of a TXT record stands in quotes; write "},
      {"a. TXT \"x\" y\n", "write a. TXT \"x y\""},
      {"a. TXT ( x\n y )\n", "line 1: the text of a TXT record stands in quotes"},
  }));
  const auto layer = overlay(c.text);
  REQUIRE_FALSE(layer);
  CHECK(layer.error().kind == Error::Kind::Malformed);
  CHECK_THAT(layer.error().what, Catch::Matchers::Contains(std::string(c.expected)));
}
