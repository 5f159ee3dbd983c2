// SPDX-License-Identifier: Apache-2.0
#include "alignmail/domain.hpp"

#include "support/catch.hpp"

using namespace alignmail;
using dns::Domain;
using namespace std::string_literals;

namespace {

std::string text_of(const Result<Domain>& domain) { return domain ? domain->text() : "refused"; }

}  // namespace

TEST_CASE("names are lower case, without the final dot, and refused when DNS has no room for them", "[dns]") {
  struct Case {
    std::string text;
    std::string name;
  };
  const auto c = GENERATE(values<Case>({
      {"Example.COM.", "example.com"},
      {"_dmarc.example.com", "_dmarc.example.com"},
      {"com", "com"},
      {"", "refused"},
      {".", "refused"},
      {"a..b", "refused"},
      {".a", "refused"},
      {std::string(63, 'a') + ".example", std::string(63, 'a') + ".example"},
      {std::string(64, 'a') + ".example", "refused"},
      {"a b.example", "a\\032b.example"},
      {"a\\b.example", "a\\092b.example"},
      {"a\0b.example"s, "a\\000b.example"},
      {"\xC3\xA4.example", "\\195\\164.example"},
  }));
  CAPTURE(c.text);
  CHECK(text_of(Domain::parse(c.text)) == c.name);
}

TEST_CASE("a name holds at most 253 octets", "[dns]") {
  const std::string label = std::string(49, 'x') + ".";
  const std::string five = label + label + label + label + label;  // 250 octets with the final dot
  CHECK(Domain::parse(five + "abc"));
  CHECK_FALSE(Domain::parse(five + "abcd"));
}

TEST_CASE("escapes of master files are understood where asked for", "[dns]") {
  CHECK(text_of(Domain::parse_escaped("a\\.b.example.")) == "a\\046b.example");
  CHECK(text_of(Domain::parse_escaped("a\\046b.example")) == "a\\046b.example");
  CHECK(text_of(Domain::parse_escaped("a\\b.example")) == "ab.example");
  CHECK(text_of(Domain::parse_escaped("a\\256.example")) == "refused");
  CHECK(text_of(Domain::parse_escaped("a\\")) == "refused");
}

TEST_CASE("a domain lies within itself and its ancestors", "[dns]") {
  struct Case {
    std::string_view name, ancestor;
    bool within;
  };
  const auto c = GENERATE(values<Case>({
      {"mail.example.com", "example.com", true},
      {"example.com", "example.com", true},
      {"badexample.com", "example.com", false},  // a suffix of letters is not a label
      {"example.com", "mail.example.com", false},
      {"example.com", "com", true},
  }));
  CAPTURE(c.name, c.ancestor);
  CHECK(Domain::parse(c.name)->is_within(*Domain::parse(c.ancestor)) == c.within);
}

TEST_CASE("parts of a name are names", "[dns]") {
  const Domain name = *Domain::parse("a.b.example.com");
  CHECK(name.label_count() == 4);
  CHECK(name.parent().text() == "b.example.com");
  CHECK(name.suffix(1).text() == "com");
  CHECK(name.suffix(2).text() == "example.com");
  CHECK(name.suffix(9).text() == "a.b.example.com");
  CHECK(name.with_prefix("_dmarc")->text() == "_dmarc.a.b.example.com");
  CHECK_FALSE(name.with_prefix(std::string(64, 'x')));
}

TEST_CASE("host names are letters, digits, hyphens and underscores", "[dns]") {
  CHECK(Domain::parse("t0ken._domainkey.example-1.com")->is_host_like());
  CHECK_FALSE(Domain::parse("example.com'a.test")->is_host_like());
  CHECK_FALSE(Domain::parse("-a.example")->is_host_like());
  CHECK_FALSE(Domain::parse("a-.example")->is_host_like());
}

TEST_CASE("international names become A-labels and are shown as U-labels", "[dns]") {
  const auto name = Domain::parse_international(
      "b\xC3\xBC"
      "cher.example");
  REQUIRE(name);
  CHECK(name->text() == "xn--bcher-kva.example");
  CHECK(name->unicode() ==
        "b\xC3\xBC"
        "cher.example");
  CHECK_FALSE(Domain::parse_international("\xC3.example"));
  CHECK(Domain::parse("xn--a.example")->unicode() == "xn--a.example");  // no U-label behind it
}
