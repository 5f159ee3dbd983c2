// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <cstdio>
#include <fstream>

#include "alignmail/suffix_list.hpp"
#include "support/catch.hpp"

using namespace alignmail;
using namespace alignmail::dns;

namespace {

Domain name(std::string_view text) { return *Domain::parse(text); }

// A list in a file that is gone at the end of the test.
class ListFile {
 public:
  explicit ListFile(std::string_view text) : path_("suffixes." + std::to_string(getpid()) + ".dat") {
    std::ofstream(path_) << text;
  }
  ListFile(const ListFile&) = delete;
  ListFile& operator=(const ListFile&) = delete;
  ~ListFile() { std::remove(path_.c_str()); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

constexpr std::string_view small_list =
    "// VERSION: 2026-10-01_12-00-00_UTC\n"
    "// ===BEGIN ICANN DOMAINS===\n"
    "test\nco.test\n*.wild.test\n!city.wild.test\n"
    "\xC3\xBC.test\n"
    "// ===END ICANN DOMAINS===\n"
    "// ===BEGIN PRIVATE DOMAINS===\nhosting.test\n// ===END PRIVATE DOMAINS===\n";

}  // namespace

TEST_CASE("the organizational domain is one label below the public suffix", "[dns]") {
  const ListFile file(small_list);
  const auto list = SuffixList::load(file.path());
  REQUIRE(list);
  CHECK(list->date() == "2026-10-01");
  struct Case {
    std::string_view name;
    std::string_view organizational;
  };
  const auto c = GENERATE(values<Case>({
      {"example.test", "example.test"},
      {"a.b.example.test", "example.test"},
      {"a.example.co.test", "example.co.test"},
      {"co.test", "co.test"},  // a suffix is its own, and nothing above it is
      {"test", "test"},
      {"a.b.wild.test", "a.b.wild.test"},
      {"b.wild.test", "b.wild.test"},
      {"a.city.wild.test", "city.wild.test"},        // the exception
      {"a.shop.hosting.test", "shop.hosting.test"},  // private rules count
      {"a.xn--tda.test", "a.xn--tda.test"},          // rules in Unicode hold for A-labels
      {"a.b.unlisted", "b.unlisted"},                // the rule "*" stands for what is not listed
      {"unlisted", "unlisted"},
      {"192.0.2.1", "192.0.2.1"},  // an address has no suffix
  }));
  CAPTURE(c.name);
  CHECK(list->organizational_domain(name(c.name)) == name(c.organizational));
}

TEST_CASE("the system's list knows real suffixes and its day", "[dns]") {
  const SuffixList list = SuffixList::system();
  CHECK(list.organizational_domain(name("mail.example.co.uk")) == name("example.co.uk"));
  REQUIRE(list.date().size() == 10);
  CHECK(list.date() > "2020-01-01");
}

TEST_CASE("a list that cannot be read says why", "[dns]") {
  const auto missing = SuffixList::load("/nonexistent/list.dat");
  REQUIRE_FALSE(missing);
  CHECK(missing.error().kind == Error::Kind::NoInput);
  const ListFile file("// nothing but a comment\n");
  const auto empty = SuffixList::load(file.path());
  REQUIRE_FALSE(empty);
  CHECK(empty.error().kind == Error::Kind::Malformed);
  CHECK_THAT(empty.error().what, Catch::Matchers::Contains("holds no rules"));
}

TEST_CASE("a list without a version has no day", "[dns]") {
  const ListFile file("test\n");
  const auto list = SuffixList::load(file.path());
  REQUIRE(list);
  CHECK(list->date().empty());
}
