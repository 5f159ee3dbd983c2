// SPDX-License-Identifier: Apache-2.0
// Whatever stands in a message or in DNS, no format passes on an octet that could steer, hide or
// reorder what its reader sees. Messages and zones are made at random, from a fixed seed, out of
// pieces that have broken such promises before.
#include <algorithm>
#include <random>

#include "base/escape.hpp"
#include "report/fixture.hpp"
#include "support/catch.hpp"

using namespace alignmail;
using namespace std::string_literals;

namespace {

const std::vector<std::string> pieces = {"\x1b[31m",
                                         "\x1b]8;;x\x07",
                                         "\x9b",
                                         "\xc2\x9b",
                                         "\0"s,
                                         "\r",
                                         "\n",
                                         "\r\n ",
                                         "\t",
                                         "\x7f",
                                         "\x08",
                                         "\xe2\x80\xae",      // right-to-left override
                                         "\xe2\x80\x8b",      // zero-width space
                                         "\xe2\x80\xa8",      // line separator
                                         "\xef\xbb\xbf",      // byte order mark
                                         "\xef\xbf\xbf",      // noncharacter
                                         "\xf3\xa0\x81\x81",  // tag
                                         "\xed\xa0\x80",
                                         "\xff",
                                         "\xc0\xaf",
                                         "\xe2\x80",  // no UTF-8
                                         "\xe6\x97\xa5",
                                         "\xcc\x81",
                                         "\xf0\x9f\x98\x80",  // wide, combining, beyond the first plane
                                         "<script>",
                                         "</style>",
                                         "\"",
                                         "'",
                                         "]]>",
                                         "-->",
                                         "&",
                                         "%0A::error::",
                                         "=1+1",
                                         "|",
                                         "`",
                                         ",",
                                         "\\",
                                         "\\x1B",
                                         "{{7*7}}",
                                         "[x](y)",
                                         "example.com",
                                         "a",
                                         "b",
                                         ".",
                                         "@",
                                         ";",
                                         "=",
                                         " ",
                                         "<",
                                         ">",
                                         "(",
                                         ")",
                                         ":",
                                         "/",
                                         "=?utf-8?Q?=1B=0A=E2=80=AE?=",
                                         "=?utf-8?B?G1sybQ==?="};

class Dice {
 public:
  explicit Dice(unsigned seed) : engine_(seed) {}
  std::size_t below(std::size_t limit) { return std::uniform_int_distribution<std::size_t>(0, limit - 1)(engine_); }
  std::string text() {
    std::string made;
    for (std::size_t left = below(8); left > 0; --left) {
      made += below(5) == 0 ? std::string(1, static_cast<char>(below(256))) : pieces[below(pieces.size())];
    }
    return made;
  }

 private:
  std::mt19937 engine_;
};

std::string letter(Dice& dice) {
  std::string text;
  const auto field = [&](const std::string& start, const std::string& end = "") {
    text.append(start).append(dice.text()).append(end).append("\r\n");
  };
  field("Return-Path: <", "@example.com>");
  field("Received: from ", " by mx.example.org; Tue, 3 Nov 2026 10:00:00 +0000");
  field("Received: from a (b [192.0.2.1]) by ", " with ESMTP; Tue, 3 Nov 2026 09:00:00 +0000");
  field("Authentication-Results: mx.example.org; spf=pass smtp.mailfrom=", "; dkim=fail (x)");
  field("Authentication-Results: ");
  field("Received-SPF: pass (", ") client-ip=192.0.2.1; envelope-from=x");
  field("DKIM-Signature: v=1; a=rsa-sha256; d=example.com; s=", "; h=from:x; bh=AA==; b=AA==");
  field("DKIM-Signature: v=1; a=rsa-sha256; d=", "; s=s1; h=from; bh=AA==; b=AA==; z=x");
  field("DKIM-Signature: v=1; d=example.com; s=s1; i=@", "; h=from; bh=AA==; b=AA==");
  field("ARC-Seal: i=1; cv=none; d=", "; s=x; b=AA==");
  field("From: ", dice.below(2) == 0 ? " <x@example.com>" : "");
  field("To: ");
  field("Subject: ");
  field("Date: ");
  field("Message-ID: <", "@email.amazonses.com>");
  field("List-Id: ");
  field("X-SES-Outgoing: ");
  return text + "\r\n" + dice.text() + "\r\n";
}

dns::Facts answers(Dice& dice) {
  dns::Facts facts;
  const auto txt = [&](const std::string& owner, const std::string& text) {
    facts.put({fixture::name(owner), dns::Type::TXT},
              {.status = dns::Status::Found, .records = {dns::Txt{{text}}}, .server = dice.text()});
  };
  txt("_dmarc.example.com", "v=DMARC1; p=none; rua=mailto:" + dice.text());
  txt("example.com", "v=spf1 include:" + dice.text() + " " + dice.text() + " -all");
  txt("s1._domainkey.example.com", "v=DKIM1; k=" + dice.text() + "; p=" + dice.text());
  if (const auto target = dns::Domain::parse(dice.text() + ".example.net")) {
    facts.put({fixture::name("_dmarc.com"), dns::Type::TXT}, {.status = dns::Status::Found, .alias = *target});
  }
  return facts;
}

// The first character that must not be there, in words; empty when all is well.
std::string first_fault(std::string_view text, std::string_view allowed) {
  for (std::size_t at = 0; at < text.size();) {
    const escape::CodePoint point = escape::decode_utf8(text.substr(at));
    const bool fine = point.length > 0 && (!escape::is_deceptive(point.value) ||
                                           (point.value < 0x80 && allowed.find(text[at]) != std::string_view::npos));
    if (!fine)
      return "octet " + std::to_string(at) + " behind \"" +
             std::string(text.substr(at < 60 ? 0 : at - 60, std::min<std::size_t>(at, 60))) + "\"";
    at += point.length;
  }
  return "";
}

// Colours are the program's own: without them nothing of ESC may be left.
std::string without_colors(std::string text) {
  for (const std::string_view color :
       {"\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[31m", "\x1b[32m", "\x1b[33m", "\x1b[36m"}) {
    for (std::size_t at = text.find(color); at != std::string::npos; at = text.find(color, at))
      text.erase(at, color.size());
  }
  return text;
}

}  // namespace

TEST_CASE("no format passes on what could steer, hide or reorder", "[report]") {
  const auto seed = static_cast<unsigned>(GENERATE(range(0, 60)));
  Dice dice(seed);
  const auto parsed = message::parse(letter(dice), message::Reading::Message);
  REQUIRE(parsed);
  const dns::Facts facts = answers(dice);
  Judge judge(std::make_shared<const message::Message>(*parsed), {});
  dns::Inquiry inquiry(facts);
  const Analysis analysis = judge.judge(inquiry);
  const findings::Findings found = findings::explain(judge, analysis, inquiry);
  const report::Input input{
      .source = dice.text(), .id = dice.text(), .overlay = dice.text(), .overlaid = {dice.text(), dice.text()}};
  const report::Subject subject{input, analysis, found, facts, judge.options(), 1, {}};
  for (const report::Format& format : report::formats()) {
    for (const report::Style& style :
         {report::Style{.verbosity = 2}, report::Style{.color = true, .unicode = true, .verbosity = 1},
          report::Style{.unicode = true, .verbosity = -1, .records = report::RecordForm::Panel}}) {
      INFO("seed " << seed << ", " << format.name);
      const std::string text = without_colors(report::render_document(format, subject, style));
      CHECK(first_fault(text, format.name == "csv" ? "\r\n" : "\n") == "");
    }
  }
}

TEST_CASE("the check of that promise would find a breach", "[report]") {
  CHECK(first_fault("fine\n", "\n").empty());
  CHECK_FALSE(first_fault("a\x1b[0m", "\n").empty());
  CHECK_FALSE(first_fault("a\xe2\x80\xae", "\n").empty());
  CHECK_FALSE(first_fault("a\xff", "\n").empty());
  CHECK_FALSE(first_fault("a\rb", "\n").empty());
}
