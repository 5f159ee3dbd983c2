// SPDX-License-Identifier: Apache-2.0
// One sample for each change that a diagnosis can name. The change is taken back and every signature passes; it is made
// again, octet for octet, and the report names just that.
#include <algorithm>
#include <set>

#include "base/ascii.hpp"
#include "run/driver.hpp"
#include "samples/examine.hpp"
#include "samples/sample.hpp"
#include "support/catch.hpp"

using namespace alignmail;
using dkim::Change;

namespace {

struct Row {
  std::string_view sample;
  Change change;
  std::string_view said;
  // What stands in the message now, and what was signed; where the signer itself slipped, nothing.
  std::string_view now = {};
  std::string_view before = {};
};

const Row rows[] = {
    {"banner-added", Change::TextPrepended, "1 line was added at the front of the body after it was signed.",
     "\r\n\r\nCAUTION: this message came from outside.\r\n\r\n", "\r\n\r\n"},
    {"byte-order-mark", Change::TextPrepended, "A byte order mark was put before the body after it was signed.",
     "\xEF\xBB\xBF", ""},
    {"footer-in-part", Change::TextAppended,
     "1 line was added at the end of a part, above line 10 of the body, after it was signed.",
     "\r\nThis mail was checked for worms.\r\n", ""},
    {"links-checked", Change::Links,
     "Links were led through a gateway that checks them: with the old ones back the hash fits.",
     "https://eur01.safelinks.protection.outlook.com/"
     "?url=https%3A%2F%2Fexample.net%2Fbulbs%3Fyear%3D2026&data=05%7C02%7C&sdata=x&reserved=0",
     "https://example.net/bulbs?year=2026"},
    {"long-line-broken", Change::LongLines,
     "Lines that are too long for SMTP were broken, with \"!\" where they go on.", "!\r\n ", ""},
    {"warning-in-both-parts", Change::TextPrepended,
     "1 line was added at the front of a part, above line 7 of the body, after it was signed. Text was put into the "
     "HTML behind the <body> tag after it was signed."},
    {"list-footer", Change::TextAppended, "4 lines were added at the end of the body after it was signed.",
     "_______________________________________________\r\nusers mailing list -- users@lists.example.org\r\n"
     "To unsubscribe send an email to\r\nusers-leave@lists.example.org\r\n",
     ""},
    {"line-ends-doubled", Change::LineEndings, "Line ends were changed: with CR LF at every line end the hash fits.",
     "\r\r\n", "\r\n"},
    {"bare-lf-body", Change::LineEndings, "Line ends were changed: with CR LF at every line end the hash fits.",
     "blue\n", "blue\r\n"},
    {"blanks-stripped", Change::TrailingSpace, "Spaces at line ends were taken away.", "\r\n--\r\n", "\r\n-- \r\n"},
    {"body-reencoded", Change::FromQuoting,
     "Lines that begin with \"From \" were quoted with \">\" by a program that keeps mail in mbox files.",
     "\r\n>From ten", "\r\nFrom ten"},
    {"dots-doubled", Change::DotStuffing, "Dots at line starts were doubled, as SMTP does on the wire, and not undone.",
     "\r\n..g", "\r\n.g"},
    {"base64-rewrapped", Change::TransferEncoding, "The base64 lines of the body were wrapped anew."},
    {"encoded-as-quoted-printable", Change::TransferEncoding,
     "The body was encoded as quoted-printable on the way. The field Content-Transfer-Encoding was rewritten after it "
     "was signed; its value was \"8bit\"."},
    {"final-newline-not-hashed", Change::FinalNewline,
     "The body hash fits without the line end at the end of the body."},
    {"dkim-wrong-canonicalization", Change::OtherCanonicalization,
     "The body hash fits with relaxed canonicalization, but c= says simple."},
    {"length-not-honoured", Change::OtherCanonicalization, "The body hash fits the whole body, but l= says 42 octets."},
    {"subject-tagged", Change::SubjectTag, "\"[EXTERNAL]\" was put into the Subject after it was signed.",
     "Subject: [EXTERNAL] ", "Subject: "},
    {"field-added", Change::FieldAdded, "The field Subject in line 36 was added after it was signed.",
     "Subject: Bulbs for spring, sent on by the gate\r\n", ""},
    {"from-rewritten", Change::FieldReplaced,
     "The field From was rewritten after it was signed; its old value stands in X-Original-From.",
     "From: Garden Club via Members <members@example.net>", "From: Garden Club <club@example.net>"},
    {"header-refolded", Change::FieldReplaced,
     "The field Subject in line 30 was broken into several lines after it was signed.", "wheel\r\n barrows",
     "wheelbarrows"},
    {"signed-field-gone", Change::FieldReplaced,
     "The field MIME-Version was taken away after it was signed; its value was \"1.0\".",
     "\r\nContent-Type:", "\r\nMIME-Version: 1.0\r\nContent-Type:"},
    {"copied-fields-tell", Change::FieldReplaced,
     "The field Subject was rewritten after it was signed; z= keeps its old value, \"Bulbs for spring\".",
     "Subject: Your flowers", "Subject: Bulbs for spring"},
    {"body-gone", Change::None, ""},
};

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
  return text;
}

std::string stored(std::string_view sample) { return samples::read(samples::folder / sample / "message.eml"); }

std::vector<dkim::SignatureResult> signatures(std::string_view sample, const std::string& octets) {
  samples::Case given = samples::load(std::string(sample));
  auto message = message::parse(octets);
  REQUIRE(message);
  Judge judge(std::make_shared<const message::Message>(*std::move(message)), given.options);
  const auto source = dns::make_source(given.dns, {});
  REQUIRE(source);
  dns::Facts facts;
  return run::examine(judge, **source, facts, {}).analysis.dkim;
}

// As one line, however it is wrapped.
std::string one_line(std::string text) {
  std::string line;
  for (const char c : text) {
    if (!ascii::is_space(c))
      line += c;
    else if (!line.ends_with(' '))
      line += ' ';
  }
  return line;
}

}  // namespace

TEST_CASE("every change that a diagnosis names has a sample, and its report names just that", "[samples]") {
  for (const Row& row : rows) {
    DYNAMIC_SECTION(row.sample) {
      std::string said;
      for (const dkim::SignatureResult& result : signatures(row.sample, stored(row.sample))) {
        REQUIRE(result.diagnosis);
        CHECK(result.diagnosis->change == row.change);
        if (row.change != Change::None) CHECK(result.diagnosis->description == row.said);
        said = result.diagnosis->description;
      }
      CHECK(one_line(samples::Examined(std::string(row.sample)).render("text")).find(said) != std::string::npos);
    }
  }
}

TEST_CASE("with the change taken back every signature of the sample passes", "[samples]") {
  for (const Row& row : rows) {
    if (row.now.empty()) continue;
    DYNAMIC_SECTION(row.sample) {
      const std::string changed = stored(row.sample);
      const std::string original = replaced(changed, row.now, row.before);
      REQUIRE(original != changed);
      for (const dkim::SignatureResult& result : signatures(row.sample, original)) {
        CHECK(result.status == dkim::Status::Pass);
        CHECK_FALSE(result.diagnosis);
      }
    }
  }
}

TEST_CASE("no kind of change is without a sample", "[samples]") {
  std::set<Change> shown;
  for (const Row& row : rows) shown.insert(row.change);
  std::string missing;
  for (int i = 0; i <= static_cast<int>(Change::FieldReplaced); ++i) {
    const auto change = static_cast<Change>(i);
    if (shown.count(change) == 0) missing += std::string(to_string(change)) + " ";
  }
  CHECK(missing == "");
}
