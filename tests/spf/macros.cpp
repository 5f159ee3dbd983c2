// SPDX-License-Identifier: Apache-2.0
#include "spf/macros.hpp"

#include "alignmail/spf.hpp"
#include "support/catch.hpp"

using namespace alignmail::spf;

namespace {

MacroValues values_of(std::string local_part) {
  MacroValues values;
  values.sender = local_part + "@example.com";
  values.local_part = std::move(local_part);
  values.sender_domain = "example.com";
  values.ip = "192.0.2.3";
  values.ip_readable = "192.0.2.3";
  values.version = "in-addr";
  values.helo = "mail.example.net";
  values.receiver = "mx.example.org";
  values.time = "1793613600";
  return values;
}

}  // namespace

TEST_CASE("a domain-spec ends in a top label or in a macro", "[spf]") {
  const auto fits = GENERATE(values<std::pair<std::string, bool>>({
      {"example.com", true},
      {"example.com.", true},
      {".com", true},  // macro-string may be empty; the name is refused
                       // when it is expanded
      {"a.1a", true},
      {"a.a1", true},
      {"a.1-1", true},
      {"a.xn--p1ai", true},
      {"a.b-", false},
      {"a.-b", false},
      {"a.11", false},
      {"a.b_c", false},
      {"com", false},
      {"com.", false},
      {".", false},
      {"", false},
      {"%{d}", true},
      {"a%{d}", true},
      {"a.%%", true},  // "%%" is a macro-expand too
      {"%{d}a", false},
      {"%{d}.a", true},
      {"%{d}.", false},
      {"%{d}%{d}", true},
  }));
  INFO(fits.first);
  CHECK(!check_domain_spec(fits.first).has_value() == fits.second);
}

TEST_CASE("an explanation may hold blanks, and the macros for explanations", "[spf]") {
  CHECK_FALSE(check_macros("%{c} said %{r} at %{t}", MacroPlace::Explanation));
  CHECK_FALSE(check_macros("%{c}", MacroPlace::UnknownModifier));
  CHECK(check_macros("a b", MacroPlace::UnknownModifier)->offset == 1);
  CHECK(check_macros("a%{c}", MacroPlace::DomainSpec)->offset == 3);
  CHECK(check_macros(std::string("a\0b", 3), MacroPlace::Explanation)->offset == 1);
  CHECK(check_macros("a\nb", MacroPlace::Explanation)->offset == 1);
}

TEST_CASE("macros that are used are found by their letter", "[spf]") {
  CHECK(uses_macro("%{ir}.example.com", "pi"));
  CHECK(uses_macro("%{P}", "p"));
  CHECK_FALSE(uses_macro("p.example.com", "p"));
  CHECK_FALSE(uses_macro("%%{p}.example.com", "p"));  // an escaped percent sign
}

TEST_CASE("a name is cut from the left, label by label, to 253 octets", "[spf]") {
  const std::string label(63, 'a');
  const std::string whole = label + "." + label + "." + label + ".";
  CHECK(fit_name(whole + std::string(61, 'b')).size() == 253);
  CHECK(fit_name(whole + std::string(62, 'b')) == label + "." + label + "." + std::string(62, 'b'));
  CHECK(fit_name("x." + whole + std::string(61, 'b')) == whole + std::string(61, 'b'));
  CHECK(fit_name("example.com.") == "example.com");
  CHECK(fit_name(std::string(300, 'c')).size() == 300);  // nothing to cut: no domain name
}

TEST_CASE("a hostile record does not make a name grow without bound", "[spf]") {
  const MacroValues values = values_of(std::string(1'000, 'x'));
  std::string spec;
  for (int i = 0; i < 10'000; ++i) spec += "%{s}%{l1r-}";
  spec += ".example.com";
  CHECK(expand_name(spec, {values, "example.com", "unknown"}).size() < 2'100);
}

TEST_CASE("an explanation that grows beyond its ceiling is none", "[spf]") {
  const MacroValues values = values_of(std::string(1'000, 'x'));
  std::string text;
  for (int i = 0; i < 66; ++i) text += "%{l}";
  CHECK_FALSE(expand_text(text, {values, "example.com", "unknown"}));
  CHECK(expand_text("%{l}", {values, "example.com", "unknown"})->size() == 1'000);
}

TEST_CASE("delimiters, reversal and right-hand parts work in this order", "[spf]") {
  const auto c = GENERATE(values<std::pair<std::string, std::string>>({
      {"%{l}", "a.b-c+d"},
      {"%{l1}", "b-c+d"},
      {"%{lr}", "b-c+d.a"},
      {"%{l1r}", "a"},
      {"%{l-}", "a.b.c+d"},
      {"%{l-+}", "a.b.c.d"},
      {"%{l.-+}", "a.b.c.d"},
      {"%{l2.-+}", "c.d"},
      {"%{l2r.-+}", "b.a"},
      {"%{L+}", "a.b-c.d"},
      {"%{L}", "a.b-c%2Bd"},
      {"%{l200000000000000000000000.-+}", "a.b.c.d"},
      {"%%%_%-", "% %20"},
  }));
  const MacroValues values = values_of("a.b-c+d");
  CHECK(expand_text(c.first, {values, "example.com", "unknown"}) == c.second);
}
