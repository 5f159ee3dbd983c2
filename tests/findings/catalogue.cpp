// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>

#include "alignmail/findings.hpp"
#include "base/ascii.hpp"
#include "support/catch.hpp"

using namespace alignmail;
using namespace alignmail::findings;

namespace {

// The permanent ids: families and how many letters a number has.
bool is_id(std::string_view id) {
  const auto digits = id.substr(std::min(id.size(), id.find_first_of("0123456789")));
  const std::string_view family = id.substr(0, id.size() - digits.size());
  static const std::set<std::string_view> families = {"ALIGN", "SES", "SPF", "DKIM",  "DMARC", "FROM",
                                                      "TRUST", "ARC", "DNS", "INPUT", "LIMIT"};
  return digits.size() == 3 && families.contains(family) && std::all_of(digits.begin(), digits.end(), ascii::is_digit);
}

bool is_slug(std::string_view slug) {
  return !slug.empty() && std::all_of(slug.begin(), slug.end(),
                                      [](char c) { return ascii::is_lower(c) || ascii::is_digit(c) || c == '-'; });
}

bool is_reference(std::string_view reference) {
  return reference.starts_with("RFC ") || reference.starts_with("draft-") ||
         reference.starts_with("https://docs.aws.amazon.com/");
}

}  // namespace

TEST_CASE("ids and slugs are unique and well formed", "[findings]") {
  std::set<std::string_view> ids;
  std::set<std::string_view> slugs;
  for (const Rule* rule : catalogue()) {
    CAPTURE(rule->id);
    CHECK(is_id(rule->id));
    CHECK(is_slug(rule->slug));
    CHECK(ids.insert(rule->id).second);
    CHECK(slugs.insert(rule->slug).second);
  }
}

TEST_CASE("every rule explains itself, says what to do and names its source", "[findings]") {
  for (const Rule* rule : catalogue()) {
    CAPTURE(rule->id);
    CHECK_FALSE(rule->title.empty());
    CHECK_FALSE(rule->title.ends_with('.'));
    CHECK(rule->explanation.ends_with('.'));
    CHECK_FALSE(rule->why.empty());
    CHECK_FALSE(rule->fix.empty());
    CHECK_FALSE(rule->fix.ends_with('.'));
    CHECK(ascii::is_upper(rule->fix.front()));
    CHECK(rule->title.size() <= 78);  // one line of a report
    CHECK(rule->references.size() > 0);
    for (const std::string_view reference : rule->references) CHECK(is_reference(reference));
    for (const std::string_view text : {rule->title, rule->why, rule->explanation, rule->fix}) {
      CHECK(text.find("  ") == std::string_view::npos);
      CHECK(text.find("Fill this in") == std::string_view::npos);
    }
  }
}

TEST_CASE("a rule is found by id and by slug, whatever the letter case", "[findings]") {
  const Rule* rule = find_rule("ses001");
  REQUIRE(rule != nullptr);
  CHECK(rule->id == "SES001");
  CHECK(find_rule("default-mail-from") == rule);
  CHECK(find_rule("SES999") == nullptr);
  CHECK(find_rule("") == nullptr);
}

TEST_CASE("names in braces are filled in where there is a value, and left where there is none", "[findings]") {
  const std::map<std::string, std::string> values = {{"domain", "example.com"}, {"sneaky", "{domain}"}};
  struct Case {
    std::string_view text;
    std::string_view filled;
  };
  const auto c = GENERATE(Catch::Generators::values<Case>({
      {"no names", "no names"},
      {"{domain}", "example.com"},
      {"a {domain} b {domain}", "a example.com b example.com"},
      {"{other}", "{other}"},
      {"{sneaky}", "{domain}"},  // a value is never filled in again
      {"{domain", "{domain"},
      {"}{domain}{", "}example.com{"},
  }));
  CAPTURE(c.text);
  CHECK(fill(c.text, values) == c.filled);
}
