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

std::string with_from(const std::string& text) {
  return support::replaced(support::letter(), "Ann <ann@example.com>", text);
}
std::string with_addresses(std::size_t count) {
  return with_from("ann@example.com" + repeated(", ann@example.com", count - 1));
}
std::string with_comments_in(std::size_t depth) {
  return with_from(std::string(depth, '(') + "a" + std::string(depth, ')') + " ann@example.com");
}
std::string with_words_in_from(std::size_t count) {
  return with_from(repeated("=?utf-8?q?a?=\r\n ", count) + "<ann@example.com>");
}
std::string with_words_in_subject(std::size_t count) {
  return support::replaced(support::letter(), "Order 66 of today", "s" + repeated("\r\n =?utf-8?q?a?=", count));
}
std::string with_results_in_one_field(std::size_t count) {
  return "Authentication-Results: mx.example.org" + repeated("; spf=none", count) + "\r\n" + support::letter();
}
std::string with_properties_of_one_result(std::size_t count) {
  return "Authentication-Results: mx.example.org; spf=none" + repeated(" policy.a=b", count) + "\r\n" +
         support::letter();
}
std::string with_pairs_in_received_spf(std::size_t count) {
  std::string field = "Received-SPF: none";
  for (std::size_t i = 0; i < count; ++i) field += " k" + std::to_string(i) + "=v;";
  return field + "\r\n" + support::letter();
}
std::string with_copies(std::size_t count) {
  std::string copies = "x:1";
  for (std::size_t i = 1; i < count; ++i) copies += "|x:1";
  return "DKIM-Signature: v=1; a=rsa-sha256; d=example.com; s=gone; h=from; z=" + copies + "; bh=AAAA; b=AAAA\r\n" +
         support::letter();
}
std::string with_comments_in_results(std::size_t depth) {
  return "Authentication-Results: mx.example.org; spf=none " + std::string(depth, '(') + "a" + std::string(depth, ')') +
         "\r\n" + support::letter();
}

struct Case {
  std::string_view what;
  Build build;
  std::size_t ceiling;
};

// What the finding lists; empty when there is none.
std::string said_of(const std::string& letter, const std::string& records = "") {
  auto message = std::make_shared<const message::Message>(support::parsed(letter));
  Judge judge(message, Options{.at = support::now, .now = support::now});
  support::Zone zone(support::key_at(support::TestKey::Rsa2048) + "\n" + records);
  const Analysis analysis = zone.settle([&](dns::Inquiry& inquiry) { return judge.judge(inquiry); });
  const auto found = findings::find_rule("LIMIT001")->find(analysis);
  return found.empty() ? "" : found.front().values.at("limits");
}

bool says_so(const std::string& letter) { return !said_of(letter).empty(); }

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
      {"addresses in From", with_addresses, limits::addresses},
      {"comments within comments in From", with_comments_in, limits::comment_nesting},
      {"encoded-words of a display name", with_words_in_from, limits::encoded_words},
      {"encoded-words of a Subject", with_words_in_subject, limits::encoded_words},
      {"results of one field", with_results_in_one_field, limits::results_per_field},
      {"properties of one result", with_properties_of_one_result, 100},
      {"copies in z=", with_copies, limits::copied_fields},
      {"pairs of a Received-SPF", with_pairs_in_received_spf, 100},
      {"comments within comments in a results field", with_comments_in_results, limits::comment_nesting},
  }));
  CAPTURE(c.what);
  CHECK_FALSE(says_so(c.build(c.ceiling - 1)));
  CHECK_FALSE(says_so(c.build(c.ceiling)));
  CHECK(says_so(c.build(c.ceiling + 1)));
  CHECK(says_so(c.build(c.ceiling * 3)));
}

TEST_CASE("what is over a ceiling is named with its place and its number", "[judge]") {
  struct Named {
    std::string letter;
    std::string_view words;
  };
  const auto c = GENERATE(values<Named>({
      {with_addresses(101), "From (line 2): addresses, groups or comments after the first 100"},
      {with_comments_in(33), "From (line 2): comments that nest deeper than 32"},
      {with_words_in_from(1001), "From (line 2): encoded-words after the first 1000"},
      {with_words_in_subject(1001), "Subject (line 4): encoded-words after the first 1000"},
      {with_results_in_one_field(101), "Authentication-Results (line 1): results after the first 100"},
      {with_properties_of_one_result(101),
       "Authentication-Results (line 1): properties of a result after the first 100"},
      {with_pairs_in_received_spf(101), "Received-SPF (line 1): pairs after the first 100"},
      {with_copies(101), "copies of fields in z= after the first 100"},
      {with_authors(5), "authors (domains, or From fields) after the first 4"},
      {with_fields(5001), "the fields behind the first 5000"},
      {with_field_of(limits::field_octets + 1), "a field of more than 256 KiB (line 1)"},
      {with_signatures(11), "1 signature was not evaluated (the ceiling is 10)"},
      {with_seals(51), "ARC sets after the first 50"},
      {with_hops(201), "of 201 Received fields the first 200 were read"},
  }));
  CAPTURE(c.words);
  CHECK(said_of(c.letter).find(c.words) != std::string::npos);
}

TEST_CASE("addresses for reports beyond those that are looked up are counted", "[judge]") {
  const auto [count, words] = GENERATE(table<std::size_t, std::string>({
      {limits::report_destinations, ""},
      {limits::report_destinations + 1, "of 11 addresses for DMARC reports the first 10 were read"},
  }));
  std::string record = "_dmarc.example.com. TXT \"v=DMARC1; p=none; rua=mailto:a@example.com\"";
  for (std::size_t i = 1; i < count; ++i) record += " \",mailto:a" + std::to_string(i) + "@example.com\"";
  CHECK(said_of(support::letter(), record + "\n") == words);
}

TEST_CASE("a paste that goes on behind the ceiling of a header says so, repaired or not", "[judge]") {
  std::string paste = "> From: ann@example.com\n";
  while (paste.size() <= limits::header_octets) paste += "> X-More: " + std::string(900, 'a') + "\n";
  auto message = std::make_shared<const message::Message>(support::parsed(paste, alignmail::message::Reading::Headers));
  CHECK(message->is_rewritten());
  Judge judge(message, Options{.at = support::now, .now = support::now});
  support::Zone zone("");
  const Analysis analysis = zone.settle([&](dns::Inquiry& inquiry) { return judge.judge(inquiry); });
  const auto found = findings::find_rule("LIMIT001")->find(analysis);
  REQUIRE(found.size() == 1);
  CHECK(found.front().values.at("limits").find("a header of more than 1 MiB") != std::string::npos);
}
