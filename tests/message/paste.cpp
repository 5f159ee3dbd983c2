// SPDX-License-Identifier: Apache-2.0
// Single repairs. What whole messages keep through them is tested on the program.
#include "alignmail/message.hpp"
#include "support/catch.hpp"

using namespace alignmail;
using namespace alignmail::message;

namespace {

Message read(const std::string& text, Reading reading = Reading::Detect) {
  auto message = parse(text, reading);
  REQUIRE(message);
  return *std::move(message);
}

std::vector<std::string> ids(const Message& message) {
  std::vector<std::string> result;
  for (const Repair& repair : message.repairs()) result.push_back(repair.id);
  return result;
}

using Ids = std::vector<std::string>;

}  // namespace

TEST_CASE("each mangle of pasted text is undone and named", "[message][paste]") {
  struct Case {
    std::string given;
    std::string header;  // what is read, with LF
    Ids repairs;
  };
  const auto c = GENERATE(values<Case>({
      {"To: a@b.example\nReceived: from x.example\nby y.example; Sat, 21 Nov 2026\n16:20:05 -0400\n",
       "To: a@b.example\nReceived: from x.example\n by y.example; Sat, 21 Nov 2026\n 16:20:05 -0400\n",
       {"folding"}},
      // The example of a hash cut in its middle.
      {"From: a@b.example\nDKIM-Signature: v=1; d=exam\nple.com; bh=47DEQpj8HBSa+/TImW+5JCeu\nQeRkm5NMpJWZG3hSuFU=; "
       "b=\n",
       "From: a@b.example\nDKIM-Signature: v=1; d=example.com; bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; b=\n",
       {"wrapped"}},
      // Names of h= are no fields.
      {"DKIM-Signature: v=1; h=From:To:\nSubject:Date; d=b.example\nFrom: a@b.example\n",
       "DKIM-Signature: v=1; h=From:To:Subject:Date; d=b.example\nFrom: a@b.example\n",
       {"wrapped"}},
      {"Return-Path: <x@a.example> Received: from b.example (b.example) by c.example; today From: \"To: you\" "
       "<a@b.example> To: c@d.example",
       "Return-Path: <x@a.example>\nReceived: from b.example (b.example) by c.example; today\nFrom: \"To: you\" "
       "<a@b.example>\nTo: c@d.example\n",
       {"one-line"}},
      // A signature without a space behind its colon.
      {"Return-Path: <x@a.example> DKIM-Signature:v=1; d=b.example From: a@b.example To: c@d.example",
       "Return-Path: <x@a.example>\nDKIM-Signature:v=1; d=b.example\nFrom: a@b.example\nTo: c@d.example\n",
       {"one-line"}},
      {"> From: a@b.example\n> To: c@d.example\n> Subject: x\n> \ty\n",
       "From: a@b.example\nTo: c@d.example\nSubject: x\n\ty\n",
       {"quoting"}},
      {"Original Message\nMessage ID\t<x@y.example>\nFrom:\tother@x.example\nSPF:\tPASS with IP 192.0.2.1 Learn "
       "more\n\n"
       "Download Original\nCopy to clipboard\nDelivered-To: c@d.example\nFrom: a@b.example\n",
       "Delivered-To: c@d.example\nFrom: a@b.example\n",
       {"summary", "buttons"}},
      {R"("From: \"A\" <a@b.example>\r\nTo: c@d.example\r\n\tx\\y\r\nSubject: \/")",
       "From: \"A\" <a@b.example>\nTo: c@d.example\n\tx\\y\nSubject: /\n",
       {"escapes"}},
      {R"(From: a@b.example\nTo: c@d.example\nSubject: \q)"
       "\n",
       "From: a@b.example\nTo: c@d.example\nSubject: \\q\n",
       {"escapes"}},
      {"From: a@b.example\r\r\nTo: c@d.example\r\r\n\tx\r\r\n",
       "From: a@b.example\nTo: c@d.example\n\tx\n",
       {"line-ends"}},
      {"From: a@b.example\rTo: c@d.example\rSubject: x\r",
       "From: a@b.example\nTo: c@d.example\nSubject: x\n",
       {"line-ends"}},
      {"From: a@b.example\n\nTo: c@d.example\n\nSubject: x\n\n y\n\n\nBody\n",
       "From: a@b.example\nTo: c@d.example\nSubject: x\n y\n",
       {"blank-lines"}},
      {"Received: x;\n\xC2\xA0 y\nFrom: a@b.example\nDKIM-Signature: v=1; d=b.exam\xE2\x80\x8Bple\n",
       "Received: x;\n  y\nFrom: a@b.example\nDKIM-Signature: v=1; d=b.example\n",
       {"invisible-characters"}},
      {"From: \xE2\x80\x9CShop\xE2\x80\x9D <a@b.example>\nDKIM-Signature: v=1; a=rsa\xE2\x80\x91sha256\n",
       "From: \"Shop\" <a@b.example>\nDKIM-Signature: v=1; a=rsa-sha256\n",
       {"punctuation"}},
      {"Return-Path: &lt;x@b.example&gt;<br>\nFrom: <a href=\"mailto:a@b.example\">a@b.example</a><br>To: "
       "c@d.example\n",
       "Return-Path: <x@b.example>\nFrom: a@b.example\nTo: c@d.example\n",
       {"html"}},
      {"```\nFrom: [a@b.example](mailto:a@b.example)\nTo: c@d.example<mailto:c@d.example>\n```\n",
       "From: <a@b.example>\nTo: <c@d.example>\n",
       {"code-fence", "links"}},
      // Outlook leaves the link alone, or behind what it shows.
      {"From: Shop <mailto:a@b.example>\nTo: <mailto:c@d.example>, e@f.example <mailto:e@f.example>\nCc: G "
       "<g@h.example> <mailto:g@h.example>,\n I [mailto:i@j.example]\nMessage-ID: <mailto:1@b.example>\n",
       "From: Shop <a@b.example>\nTo: <c@d.example>, <e@f.example>\nCc: G <g@h.example>,\n I "
       "<i@j.example>\nMessage-ID: <1@b.example>\n",
       {"links"}},
      // In these fields it is meant, and a link with a subject is no address.
      {"From: <mailto:a@b.example>\nList-Unsubscribe: <mailto:x@y.example>,\n <mailto:z@y.example>\nTo: "
       "<mailto:c@d.example?subject=x>\n",
       "From: <a@b.example>\nList-Unsubscribe: <mailto:x@y.example>,\n <mailto:z@y.example>\nTo: "
       "<mailto:c@d.example?subject=x>\n",
       {"links"}},
      {"From: aa@b.example <mailto:a@b.example>\nTo: c@d.example\n",  // another address than is shown
       "From: aa@b.example <a@b.example>\nTo: c@d.example\n",
       {"links"}},
      {"From: Shop <a@REDACTED.example>\nDKIM-Signature: v=1; d=xxxx.com; s=x\nTo: [email protected]\n",
       "From: Shop <a@redacted.invalid>\nDKIM-Signature: v=1; d=redacted.invalid; s=x\nTo: redacted@redacted.invalid\n",
       {"redacted"}},
      // Local parts: what stays is the domain, on which alignment rests.
      {"From: Shop <***@b.example>\nTo: xxx@d.example, redacted@e.example\nCc: ****@****, xX@f.example\n",
       "From: Shop <***@b.example>\nTo: xxx@d.example, redacted@e.example\nCc: ****@redacted.invalid, xX@f.example\n",
       {"redacted"}},
      {"From: a@b.example\nTo: c@d.example\nSubject: hi\nHello Ann,\nhow are you?\n",
       "From: a@b.example\nTo: c@d.example\nSubject: hi\n",
       {"trailing-text"}},
      {"    From: a@b.example\n    To: c@d.example\n        x\n",
       "From: a@b.example\nTo: c@d.example\n    x\n",
       {"indent"}},
      {"Here are the headers you asked for:\nFrom: a@b.example\nTo: c@d.example\n",
       "From: a@b.example\nTo: c@d.example\n",
       {"leading-text"}},
      {"From: a@b.example\nReceived: from x by y; Sat, 21 Nov 2026 10:00:00 +0000\nReceived: from y by z; Sat, 21 Nov "
       "2026 "
       "10:00:05 +0000\nTo: c@d.example\n",
       "To: c@d.example\nReceived: from y by z; Sat, 21 Nov 2026 10:00:05 +0000\nReceived: from x by y; Sat, 21 Nov "
       "2026 "
       "10:00:00 +0000\nFrom: a@b.example\n",
       {"order"}},
      {"t.eml:12:From: a@b.example\nt.eml:13:To: c@d.example\nt.eml:14: x\n",
       "From: a@b.example\nTo: c@d.example\n x\n",
       {"line-numbers"}},
      {"9: From: a@b.example\n10: To: c@d.example\n11:  x\n",
       "From: a@b.example\nTo: c@d.example\n x\n",
       {"line-numbers"}},
      {"From: a@b.example\nDKIM-Signature: v=3D1; d=3Db.exam=\nple; s=3Dabc\n",
       "From: a@b.example\nDKIM-Signature: v=1; d=b.example; s=abc\n",
       {"quoted-printable"}},
      {"\xEF\xBB\xBF"
       "From: a@b.example\nTo: c@d.example\n",
       "From: a@b.example\nTo: c@d.example\n",
       {"byte-order-mark"}},
      {"\xEF\xBB\xBF"
       "> From: a@b.example\n> To: c@d.example\n",
       "From: a@b.example\nTo: c@d.example\n",
       {"byte-order-mark", "quoting"}},
      {"From: a@b.example\nDKIM-Signature: v=1; d=b.example; s=abc; b=Abc...\n",
       "From: a@b.example\nDKIM-Signature: v=1; d=b.example; s=abc; b=Abc\n",
       {"truncated"}},
      {"Von: x@y.example\nBetreff: z\n\nFrom: a@b.example\nTo: c@d.example\n",
       "From: a@b.example\nTo: c@d.example\n",
       {"display"}},
  }));
  CAPTURE(c.given);
  const Message message = read(c.given);
  std::string header;
  for (const Field& field : message.fields()) header += field.raw;
  header.erase(std::remove(header.begin(), header.end(), '\r'), header.end());
  CHECK(header == c.header);
  CHECK(ids(message) == c.repairs);
  CHECK(message.is_headers_only());
  CHECK(message.given() == c.given);
}

TEST_CASE("what RFC 5322 can read is not touched", "[message][paste]") {
  const std::string text = GENERATE(values<std::string>({
      "From: a@b.example\r\nTo: c@d.example\r\n\r\nHello\r\n",
      "From: a@b.example\r\nSubject: x\r\n\r\n> quoted\r\n> From: x\r\n",  // a body is a body
      "From: a@b.example\r\nSubject: x\r\n\r\nDKIM-Signature: v=3D1\r\n",
      "From: a@b.example\r\nDKIM-Signature: v=1; d=b.example;\r\n b=3DAb\r\n\r\nx\r\n",  // base64 that looks encoded
      "From: \xE2\x80\x9Cx\xE2\x80\x9D <a@b.example>\r\n\r\nHello\r\n",                  // mail in UTF-8
      "From: a@b.exam\xE2\x80\x8Bple\r\n\r\nHello\r\n",                                  // a deception is a finding
      "From: a@b.example\r\nList-Unsubscribe: <mailto:x@y.example>\r\n\r\n",
      "From: \"</b>\" <a@b.example>\r\nX-Note: <br>\r\n\r\nHello\r\n",
      "From: a@xxxx.example\r\nTo: c@d.example\r\n\r\nHello\r\n",  // an odd name, and somebody's
      "From : a@b.example\r\nTo: c@d.example\r\n\r\nHello\r\n",
      "From: a@b.example\nTo: c@d.example\n",  // a clean header alone
      "Received: x; y\n\tz\nFrom: a@b.example\n",
      "From MAILER Thu Jan  1 00:00:00 2026\nFrom: a@b.example\nTo: c@d.example\n\nx\n",
  }));
  CAPTURE(text);
  const Message message = read(text);
  CHECK(message.repairs().empty());
  CHECK(message.octets() == text);
}

TEST_CASE("a whole message below a mail program's summary or a mark is read as it stands", "[message][paste]") {
  const std::string table =
      "Original Message\nMessage ID\t<x@y.example>\nCreated at:\tSat, Nov 21, 2026 at 10:00 "
      "AM\nFrom:\tother@x.example\n"
      "SPF:\tPASS with IP 192.0.2.1 Learn more\nDKIM:\t'PASS' with domain x.example Learn more\n\n\n"
      "Download Original\nCopy to clipboard\n\n";
  const std::string mark = "\xEF\xBB\xBF";
  const std::string message =
      "Delivered-To: c@d.example\nFrom: a@b.example\nSubject: x\n y\n\nHello\nDownload Original\n";
  struct Case {
    std::string above;
    Ids repairs;
    std::uint32_t line;  // of the first field
  };
  const auto c = GENERATE_COPY(values<Case>({
      {table, {"summary", "buttons"}, 12},
      // The buttons as one line of the page.
      {table.substr(0, table.find("Download")) + "Download Original\tCopy to clipboard\n\n",
       {"summary", "buttons"},
       11},
      {mark, {"byte-order-mark"}, 1},
      {mark + table, {"byte-order-mark", "summary", "buttons"}, 12},
      {"Hi, could you look at this one?\nThanks!\n\n", {"leading-text"}, 4},
  }));
  const std::string text = c.above + message;
  const Message read_below = read(text);
  CHECK(ids(read_below) == c.repairs);
  CHECK_FALSE(read_below.is_rewritten());
  CHECK(read_below.body_state() == Body::Present);
  CHECK(read_below.body() == "Hello\nDownload Original\n");
  REQUIRE(read_below.fields().size() == 3);
  CHECK(read_below.fields()[0].line == c.line);
  CHECK(read_below.fields()[0].offset == c.above.size());
  CHECK(read_below.octets() == text);
  REQUIRE(read_below.skipped().size() == 1);
  CHECK(read_below.skipped()[0] == c.above);
}

TEST_CASE("no sign within a field makes a paste of a whole message, for a sender may have written it",
          "[message][paste]") {
  struct Case {
    std::string trace;
    std::string sent;
    bool is_repaired;
  };
  const std::string received = "Received: from a.example by b.example; Sat, 21 Nov 2026 16:20:05 +0000\n";
  const std::string from = "From: a@a.example\n";
  const auto c = GENERATE_COPY(values<Case>({
      {received, "From: \"A\" <a@a.example<mailto:a@a.example>>\n", false},
      {received, "Received: from x by a.example; &lt;today&gt;\n" + from, false},
      {received, "DKIM-Signature: v=1; d=a.example; b=3D</b>\n" + from, false},
      {received, "Created at: today\nDKIM: PASS\n" + from, false},
      {received, "Sender: b@a.example [REDACTED]\n" + from, false},
      {"Return-Path: <\"&lt;a&gt;\"@a.example>\n" + received, from, false},                // of MAIL FROM
      {"Received: from &lt; (a.example [192.0.2.1]) by b.example; today\n", from, false},  // of HELO
      {"", "From: \"A\" <a@a.example<mailto:a@a.example>>\n", false},
      {"Created at: today\nDKIM: PASS\n", from, true},  // above all that a server wrote
  }));
  CAPTURE(c.trace, c.sent);
  const Message message = read(c.trace + c.sent + "To: y@b.example\n\nText.\n");
  CHECK(message.repairs().empty() == !c.is_repaired);
}

TEST_CASE("what a server wrote is never set aside for a message in the body", "[message][paste]") {
  // Delivered mail begins with its servers' fields: a second message below them is text.
  const std::string message = "From: a@b.example\nDKIM-Signature: v=1; d=b.example\n\nHello\n";
  const std::string above = GENERATE(values<std::string>({
      "Received: from x by y; z\nFrom: e@f.example\nSPF: x\nDKIM: x\n\n",
      "SPF: x\nDKIM: x\nReturn-Path: <e@f.example>\nDMARC: x\n\n",
      "Original Message\nAuthentication-Results: y; spf=pass\nDKIM: x\nSPF: x\n\n",
  }));
  CAPTURE(above);
  const Message got = read(above + message);
  CHECK((got.is_rewritten() || got.body_state() == Body::Absent || got.body().find("Hello") != std::string::npos));
  const bool takes_inner = !got.is_rewritten() && !got.fields().empty() && got.fields()[0].body == " a@b.example";
  CHECK_FALSE(takes_inner);
}

TEST_CASE("the option --message forbids every repair, --headers looks for them in any text", "[message][paste]") {
  const std::string mangled = "> From: a@b.example\n> To: c@d.example\nx: y\n\nBody\n";
  CHECK(read(mangled, Reading::Message).repairs().empty());
  CHECK(read(mangled, Reading::HeaderOfMessage).repairs().empty());
  const std::string whole = "From: a@b.example\nReceived: from x\nby y; z\nTo: c@d.example\n\nBody\n";
  CHECK(ids(read(whole, Reading::Headers)) == Ids{"folding"});
}

TEST_CASE("a repaired field keeps the line it had in the text that was given", "[message][paste]") {
  const Message message =
      read("Look at this:\n\n> Received: from x\n> by y; z\n> From: a@b.example\n> To: c@d.example\n");
  REQUIRE(message.find_first("From"));
  CHECK(message.find_first("From")->line == 5);
  REQUIRE(message.repairs().size() == 3);
  CHECK(message.repairs()[0].id == "quoting");
  CHECK(message.repairs()[0].count == 4);
  CHECK(message.repairs()[0].line == 3);
  CHECK(in_words(message.repairs()[0]) == "the > of 4 quoted lines dropped");
  CHECK(in_words(message.repairs()[2]) == "a lost fold put back");
}

TEST_CASE("UTF-16 is read in both orders, marked or not", "[message][paste]") {
  const std::string text = "From: a@b.example\r\nSubject: \xF0\x9F\x98\x80 \xC3\xA4\r\n";
  const std::vector<unsigned> units = {0xD83D, 0xDE00, ' ', 0xE4};
  std::string little;
  const auto put = [&little](unsigned unit) {
    little += static_cast<char>(unit & 0xFFU);
    little += static_cast<char>(unit >> 8U);
  };
  for (const char c : std::string("From: a@b.example\r\nSubject: ")) put(static_cast<unsigned char>(c));
  for (const unsigned unit : units) put(unit);
  put('\r');
  put('\n');
  std::string big = little;
  for (std::size_t i = 0; i + 1 < big.size(); i += 2) std::swap(big[i], big[i + 1]);
  for (const std::string& given : {little, big, "\xFF\xFE" + little, "\xFE\xFF" + big}) {
    const Message message = read(given);
    CHECK(message.octets() == text);
    CHECK(ids(message) == Ids{"encoding"});
  }
}

TEST_CASE("repairing costs no more than the text is long", "[message][paste]") {
  // Each has something that a careless search would look for again and again.
  const std::string piece =
      GENERATE(values<std::string>({"[", "<", "(", "\r", "&", "=3", "> ", "1:", "\n\n", "x\n", "h=a:\n", "\xC2\xA0"}));
  std::string text = "From: a@b.example\nDKIM-Signature: v=3D1;\nnothing\nTo: c@d.example\nX-A: ";
  while (text.size() < 400'000) text += piece;
  CAPTURE(piece);
  CHECK(parse(text));
}
