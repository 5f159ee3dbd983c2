// SPDX-License-Identifier: Apache-2.0
// Each ceiling just below, at, and just above it: nothing is said of the first two, and of the last
// it is said what was not evaluated.
#include "alignmail/findings.hpp"
#include "base/limits.hpp"
#include "support/catch.hpp"
#include "support/dkim.hpp"

using namespace alignmail;

namespace {

const std::string dated = "; Thu, 1 Jan 2026 01:00:00 +0000\r\n";

// So many things on top of a letter, or within it.
using Build = std::string (*)(std::size_t count);

std::string repeated(std::string_view line, std::size_t count) {
  std::string text;
  for (; count > 0; --count) text += line;
  return text;
}

std::string with_fields(std::size_t count) {
  const std::size_t own = 5;  // those of support::header()
  return repeated("X-More: a\r\n", count - own) + support::letter();
}
std::string with_results(std::size_t count) {
  return repeated("Authentication-Results: mx.example.org; none\r\n", count) + support::letter();
}
std::string with_received_spf(std::size_t count) {
  return repeated("Received-SPF: none (mx.example.org)\r\n", count) + support::letter();
}
std::string with_hops(std::size_t count) {
  return repeated("Received: from a.test (a.test [192.0.2.1]) by mx.example.org id 1" + dated, count) +
         support::letter();
}
std::string with_authors(std::size_t count) {
  std::string from = "From: a@d0.test";
  for (std::size_t i = 1; i < count; ++i) from += ", a@d" + std::to_string(i) + ".test";
  return from + "\r\nSubject: s\r\n\r\nx\r\n";
}
std::string with_signatures(std::size_t count) {
  return repeated("DKIM-Signature: v=1; a=rsa-sha256; d=example.com; s=gone; h=from; bh=AAAA; b=AAAA\r\n", count) +
         support::letter();
}
std::string with_signed_names(std::size_t count) {
  return support::sign(support::letter(), {.names = "from" + repeated(":x", count - 1)});
}
std::string with_seals(std::size_t count) {
  std::string fields;
  for (std::size_t i = count; i > 0; --i) {
    const std::string instance = "i=" + std::to_string(i) + "; ";
    fields +=
        "ARC-Seal: " + instance + "a=rsa-sha256; cv=" + (i == 1 ? "none" : "pass") + "; d=x.test; s=s; b=AAAA\r\n";
    fields += "ARC-Message-Signature: " + instance + "a=rsa-sha256; d=x.test; s=s; h=from; bh=AAAA; b=AAAA\r\n";
    fields += "ARC-Authentication-Results: " + instance + "x.test; none\r\n";
  }
  return fields + support::letter();
}
std::string with_field_of(std::size_t octets) {
  const std::string name = "X-Long: ";
  return name + std::string(octets - name.size() - 2, 'a') + "\r\n" + support::letter();
}

struct Case {
  std::string_view what;
  Build build;
  std::size_t ceiling;
};

bool says_so(const std::string& letter) {
  auto message = std::make_shared<const message::Message>(support::parsed(letter));
  Judge judge(message, Options{.at = support::now, .now = support::now});
  support::Zone zone(support::key_at(support::TestKey::Rsa2048));
  const Analysis analysis = zone.settle([&](dns::Inquiry& inquiry) { return judge.judge(inquiry); });
  return !findings::find_rule("LIMIT001")->find(analysis).empty();
}

}  // namespace

TEST_CASE("a ceiling is said to be reached above it, and neither at it nor below it", "[judge]") {
  const auto c = GENERATE(values<Case>({
      {"fields of the header", with_fields, limits::fields},
      {"Authentication-Results fields", with_results, limits::results_fields},
      {"Received-SPF fields, which count among them", with_received_spf, limits::results_fields},
      {"Received fields", with_hops, limits::received_hops},
      {"author domains", with_authors, limits::authors_judged},
      {"signatures", with_signatures, limits::signatures_verified},
      {"names in h=", with_signed_names, limits::signed_names},
      {"ARC sets", with_seals, limits::arc_sets},
      {"octets of a field", with_field_of, limits::field_octets},
  }));
  CAPTURE(c.what);
  CHECK_FALSE(says_so(c.build(c.ceiling - 1)));
  CHECK_FALSE(says_so(c.build(c.ceiling)));
  CHECK(says_so(c.build(c.ceiling + 1)));
  CHECK(says_so(c.build(c.ceiling * 3)));
}
