// SPDX-License-Identifier: Apache-2.0
// Each row changes a signed message as a program on the way would, and the diagnosis must name
// just that.
#include "dkim/diagnose.hpp"

#include "base/base64.hpp"
#include "dkim/crypto.hpp"
#include "support/catch.hpp"
#include "support/dkim.hpp"

using namespace alignmail;
using namespace alignmail::dkim;
using support::letter;
using support::replaced;
using support::Signing;
using support::TestKey;

namespace {

const std::string simple = "simple/simple";
const std::string relaxed = "relaxed/relaxed";

SignatureResult verified(const std::string& text) {
  return support::verify_one(text, support::key_at(TestKey::Rsa2048));
}

std::string signed_body(const std::string& body, const std::string& canonicalization = simple) {
  return support::sign(support::header() + "\r\n" + body, {.canonicalization = canonicalization});
}

// The signature of one body on a message with another.
std::string carried_over(const std::string& from, const std::string& to, const std::string& canonicalization = simple) {
  const std::string text = support::header() + "\r\n";
  return support::signature_field(text + from, {.canonicalization = canonicalization}) + text + to;
}

}  // namespace

TEST_CASE("a footer is found line by line and shown", "[dkim]") {
  struct Case {
    std::string added;
    std::vector<std::string> lines;
  };
  const auto canonicalization = GENERATE_COPY(values<std::string>({simple, relaxed}));
  const auto c = GENERATE(values<Case>({
      {"A footer.\r\n", {"A footer."}},
      {"____\r\nA list\r\nleave it \r\n", {"____", "A list", "leave it "}},
      {"\r\n\r\n-- \r\nA list\r\n\r\n", {"-- ", "A list"}},  // empty lines around it prove nothing
      {"one\r\n\r\ntwo", {"one", "", "two"}},
  }));
  const SignatureResult result = verified(support::sign(letter(), {.canonicalization = canonicalization}) + c.added);
  CHECK(result.reason == Reason::BodyHashDiffers);
  CHECK(result.header_hash == Check::Match);
  REQUIRE(result.diagnosis);
  CHECK(result.diagnosis->change == Change::TextAppended);
  CHECK(result.diagnosis->lines == c.lines);
  CHECK(result.diagnosis->line_count == c.lines.size());
  CHECK(result.diagnosis->body_hash == result.signature.body_hash_text);
  CHECK_FALSE(result.diagnosis->proved_by_signature);
  CHECK(result.diagnosis->description.find("added at the end of the body") != std::string::npos);
}

TEST_CASE("a footer is found behind a long body and in a saved file with lone LF", "[dkim]") {
  std::string body;
  for (int i = 0; i < 20'000; ++i) body += "Line " + std::to_string(i) + " of a long text.\r\n";
  const std::string text = signed_body(body, relaxed) + "\r\n____\r\nA list\r\n";
  for (const std::string& form : {text, support::with_lf(text)}) {
    const SignatureResult result = verified(form);
    REQUIRE(result.diagnosis);
    CHECK(result.diagnosis->change == Change::TextAppended);
    CHECK(result.diagnosis->lines == std::vector<std::string>{"____", "A list"});
  }
}

TEST_CASE("a footer is found however large the body is", "[dkim]") {
  const std::string body(std::size_t{40} << 20, 'x');
  const SignatureResult result = verified(signed_body(body + "\r\n") + "A footer.\r\n");
  REQUIRE(result.diagnosis);
  CHECK(result.diagnosis->change == Change::TextAppended);
  CHECK(result.diagnosis->lines == std::vector<std::string>{"A footer."});
}

TEST_CASE("only the first lines of a long footer are shown, all are counted", "[dkim]") {
  std::string footer;
  for (int i = 0; i < 100; ++i) footer += "line\r\n";
  const SignatureResult result = verified(support::sign(letter()) + footer);
  REQUIRE(result.diagnosis);
  CHECK(result.diagnosis->lines.size() == 20);
  CHECK(result.diagnosis->line_count == 100);
}

TEST_CASE("text put into one of several parts is found", "[dkim]") {
  struct Case {
    std::string from;
    std::string to;
    Change change;
    std::string said;
    std::string ending = "\r\n";
  };
  const auto canonicalization = GENERATE_COPY(values<std::string>({simple, relaxed}));
  const std::string at_end = "2 lines were added at the end of a part, above line 8 of the body, after it was signed.";
  const std::string at_front =
      "1 line was added at the front of a part, above line 5 of the body, after it was signed.";
  const auto c = GENERATE_COPY(values<Case>({
      {"Hello\r\n\r\n", "Hello\r\n\r\n____\r\nA  list \r\n", Change::TextAppended, at_end},
      {"Hello\r\n", "Caution\r\nHello\r\n", Change::TextPrepended, at_front},
      {"Hello\r\n\r\n", "Hello\r\n\r\n____\r\nA list\r\n", Change::TextAppended, at_end, ""},  // no final line end
  }));
  const std::string body =
      "--b\r\nContent-Type: text/plain\r\n\r\nHello\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>\r\n--b--" +
      c.ending;
  const std::string changed = replaced(body, c.from, c.to);
  const SignatureResult result = verified(carried_over(body, changed, canonicalization));
  REQUIRE(result.diagnosis);
  CHECK(result.diagnosis->change == c.change);
  CHECK(result.diagnosis->description == c.said);
  CHECK_FALSE(result.diagnosis->has_more);
}

TEST_CASE("one change of each kind is found at once", "[dkim]") {
  struct Case {
    std::string before;
    std::string after;
    Change change;
    std::vector<std::string> said;
  };
  const std::string footer = "1 line was added at the end of the body after it was signed.";
  const auto c = GENERATE_COPY(values<Case>({
      {"one\r\ntwo\r\n",
       "zero\r\none\r\ntwo\r\nthree\r\n",
       Change::TextAppended,
       {footer, "1 line was added at the front, too."}},
      {"a\r\nFrom b\r\n", "a\r\n>From b\r\nA list\r\n", Change::TextAppended, {footer, "were quoted with"}},
      {"caf\xC3\xA9\r\n", "caf=C3=A9\r\nA list\r\n", Change::TextAppended, {footer, "encoded as quoted-printable"}},
      {"a\r\n.b\r\nFrom c\r\n", "a\r\n..b\r\n>From c\r\n", Change::FromQuoting, {"were quoted", "Dots at line starts"}},
  }));
  CAPTURE(c.after);
  const SignatureResult result = verified(carried_over(c.before, c.after));
  REQUIRE(result.diagnosis);
  CHECK(result.diagnosis->change == c.change);
  CHECK(result.diagnosis->has_more);
  for (const std::string& said : c.said) CHECK(result.diagnosis->description.find(said) != std::string::npos);
}

TEST_CASE("text added inside a multipart is found too", "[dkim]") {
  const auto [added, lines] = GENERATE(table<std::string, std::size_t>({
      {"--b\r\nContent-Type: text/plain\r\n\r\nA list\r\n", 4},  // a part of its own
      {"A footer in the last part.\r\n", 1},
  }));
  const std::string front = "--b\r\nContent-Type: text/plain\r\n\r\nHello\r\n";
  const std::string text = carried_over(front + "--b--\r\n", front + added + "--b--\r\n", relaxed);
  const SignatureResult result = verified(text);
  REQUIRE(result.diagnosis);
  CHECK(result.diagnosis->change == Change::TextAppended);
  CHECK(result.diagnosis->line_count == lines);
  CHECK(result.diagnosis->lines.front() == added.substr(0, added.find("\r\n")));
}

TEST_CASE("a body that was changed on its way is undone", "[dkim]") {
  struct Case {
    std::string before;
    std::string after;
    Change change;
    std::string canonicalization = simple;
  };
  const auto c = GENERATE(values<Case>({
      {"text\r\n", "[External]\r\n\r\ntext\r\n", Change::TextPrepended},
      {"text\r\n", "\xEF\xBB\xBFtext\r\n", Change::TextPrepended},
      {"\r\n", "only this\r\n", Change::TextAppended},  // an empty body was signed
      {"", "only this\r\n", Change::TextAppended, relaxed},
      {"a\r\nb\r\n", "a\r\nb\n", Change::LineEndings},
      {"a\r\nb\r\nc\r\n", "a\r\r\nb\r\r\nc\r\n", Change::LineEndings},
      {"a\r\nFrom here\r\n", "a\r\n>From here\r\n", Change::FromQuoting},
      {"a\r\n>From here\r\n", "a\r\n>>From here\r\n", Change::FromQuoting, relaxed},
      {"a\r\n>From here\r\n>From\r\n", "a\r\nFrom here\r\n>From\r\n", Change::FromQuoting},
      {"a\r\n.\r\n.b\r\n", "a\r\n..\r\n..b\r\n", Change::DotStuffing},
      {"a\r\n..b\r\n", "a\r\n.b\r\n", Change::DotStuffing},
      {"a  b\r\n--\r\n", "a  b \r\n-- \t\r\n", Change::TrailingSpace},
      {"a\r\n-- \r\nb\r\n", "a\r\n--\r\nb\r\n", Change::TrailingSpace},
      {"caf\xC3\xA9 a=b\r\n", "caf=C3=A9 a=3Db\r\n", Change::TransferEncoding},
      {"a long line\r\n", "a long=\r\n line\r\n", Change::TransferEncoding},
      {std::string(76, 'A') + "\r\nQUJD\r\n", std::string(40, 'A') + "\r\n" + std::string(36, 'A') + "\r\nQUJD\r\n",
       Change::TransferEncoding},
      {"Hello\r\n", "SGVsbG8NCg==\r\n", Change::TransferEncoding},
      {"caf=C3=A9 =3D\t=20\r\n", "caf\xC3\xA9 =\t \r\n", Change::TransferEncoding},
      {std::string(75, 'a') + "=\r\nbb\r\n", std::string(75, 'a') + "bb\r\n", Change::TransferEncoding},
      {"--b\r\n\r\n" + std::string(64, 'A') + "\r\nQUJD\r\n--b--\r\n",
       "--b\r\n\r\n" + std::string(64, 'A') + "QUJD\r\n--b--\r\n", Change::TransferEncoding},
  }));
  CAPTURE(c.before, c.after);
  const SignatureResult result = verified(carried_over(c.before, c.after, c.canonicalization));
  CHECK(result.reason == Reason::BodyHashDiffers);
  REQUIRE(result.diagnosis);
  CHECK(result.diagnosis->change == c.change);
  CHECK(result.diagnosis->description.ends_with('.'));
  CHECK(result.diagnosis->body_hash == result.signature.body_hash_text);
}

TEST_CASE("a signer's own slips are told from changes on the way", "[dkim]") {
  const std::string body = "a  b\r\n\r\n";
  const auto hash = [](const std::string& text) { return encode_base64(sha256(text)); };
  const auto [hashed, change] = GENERATE_COPY(table<std::string, Change>({
      {hash("a b\r\n"), Change::OtherCanonicalization},  // relaxed, while c= says simple
      {hash("a  b"), Change::FinalNewline},
      {hash("a  b\r\n\r\n"), Change::FinalNewline},
  }));
  Signature signature;
  signature.body_hash = *decode_base64(hashed);
  const auto diagnosis = diagnose_body(body, message::LineEnding::Crlf, signature);
  REQUIRE(diagnosis);
  CHECK(diagnosis->change == change);
}

TEST_CASE("an l= that the signer did not honour is named", "[dkim]") {
  Signature signature;
  signature.body_hash = sha256("whole body\r\n");
  signature.length = 5;
  const auto diagnosis = diagnose_body("whole body\r\n", message::LineEnding::Crlf, signature);
  REQUIRE(diagnosis);
  CHECK(diagnosis->description == "The body hash fits the whole body, but l= says 5 octets.");
}

TEST_CASE("a body that is gone is said to be, without proof", "[dkim]") {
  const SignatureResult result = verified(carried_over("text\r\n", "\r\n"));
  REQUIRE(result.diagnosis);
  CHECK(result.diagnosis->change == Change::None);
  CHECK(result.diagnosis->body_hash.empty());
}

TEST_CASE("what no change of any kind explains has no diagnosis", "[dkim]") {
  const auto [before, after] = GENERATE(table<std::string, std::string>({
      {"one\r\ntwo\r\n", "one\r\n2\r\n"},
      {"one\r\ntwo\r\n", "one\r\n"},
      {"one\r\ntwo\r\n", "zero\r\none\r\n2\r\nthree\r\n"},
  }));
  CHECK_FALSE(verified(carried_over(before, after)).diagnosis);
  CHECK_FALSE(verified(signed_body(before)).diagnosis);  // nor has what verifies
}

TEST_CASE("a change to the signed header is undone", "[dkim]") {
  struct Case {
    std::string from;
    std::string to;
    Change change;
    std::string names = "from:to:subject:date";
  };
  const auto canonicalization = GENERATE_COPY(values<std::string>({simple, relaxed}));
  const auto c = GENERATE(values<Case>({
      {"Subject: ", "Subject: [list] ", Change::SubjectTag},
      {"Subject: ", "Subject: Fwd: [my list] ", Change::SubjectTag},
      {"Subject: ", "Subject: ***SPAM*** ", Change::SubjectTag},
      {"Subject: Order ", "Subject: Order [list] ", Change::SubjectTag},  // as behind "Re:"
      {"Date: ", "Subject: another\r\nDate: ", Change::FieldAdded},       // below: h= counts from there
      {"Date: ", "Cc: all@example.org\r\nDate: ", Change::FieldAdded, "from:to:cc:subject:date"},
      {"From: Ann", "From: b@example.org\r\nFrom: Ann", Change::FieldAdded, "from:from:to:subject"},
      {"From: Ann <ann@example.com>", "From: Ann via list <l@example.org>\r\nX-Original-From: Ann <ann@example.com>",
       Change::FieldReplaced},
      {"Date: Thu, 1 Jan", "X-Original-Date: Thu, 1 Jan 2026 00:00:00 +0000\r\nDate: Fri, 2 Jan",
       Change::FieldReplaced},
      {"Subject: Order 66 of today", "Subject: Order 66 of today [ticket 5]", Change::SubjectTag},
      {"Date: Thu", "X-Original-Date: Thu", Change::FieldReplaced},  // taken away, and kept
      {"From: Ann <", "From: \"Ann\" <", Change::FieldReplaced},
  }));
  CAPTURE(c.to);
  const std::string text = support::sign(letter(), {.canonicalization = canonicalization, .names = c.names});
  const SignatureResult result = verified(replaced(text, c.from, c.to));
  CHECK(result.reason == Reason::SignatureMismatch);
  REQUIRE(result.diagnosis);
  CHECK(result.diagnosis->change == c.change);
  CHECK(result.diagnosis->proved_by_signature);
  CHECK(result.diagnosis->body_hash.empty());
}

TEST_CASE("several changes of the header are told together", "[dkim]") {
  struct Case {
    std::string from;
    std::string to;
    std::vector<std::string> said;
  };
  const std::string tagged = "Subject: [list] Order";
  const auto c = GENERATE_COPY(values<Case>({
      {"From: Ann <ann@example.com>",
       "From: l@example.org\r\nReply-To: Ann <ann@example.com>",
       {"stands in Reply-To", "\"[list]\" was put into the Subject"}},
      {"From: Ann <ann@example.com>",
       "From: l@example.org\r\nReply-To: l@example.org\r\nX-Original-From: Ann <ann@example.com>",
       {"stands in X-Original-From", "\"[list]\" was put into the Subject"}},
      {"From: Ann <ann@example.com>",
       "From: l@example.org\r\nReply-To: Ann <ann@example.com>\r\nX-Original-From: ann@example.com",
       {"stands in Reply-To", "\"[list]\" was put into the Subject"}},
  }));
  const std::string text = support::sign(letter());
  const SignatureResult result = verified(replaced(replaced(text, c.from, c.to), "Subject: Order", tagged));
  REQUIRE(result.diagnosis);
  CHECK(result.diagnosis->proved_by_signature);
  for (const std::string& said : c.said) CHECK(result.diagnosis->description.find(said) != std::string::npos);
}

TEST_CASE("a field of few values that was changed or taken away is found", "[dkim]") {
  const auto [to, said] = GENERATE(table<std::string, std::string>({
      {"", "was taken away after it was signed; its value was"},
      {"MIME-Version: 1.0 (by a gateway)\r\n", "The field MIME-Version was rewritten"},
      {"Content-Transfer-Encoding: 7bit\r\n", "The field Content-Transfer-Encoding was rewritten"},
  }));
  const bool is_version = to.empty() || to.starts_with("MIME");
  const std::string field = is_version ? "MIME-Version: 1.0\r\n" : "Content-Transfer-Encoding: 8bit\r\n";
  const std::string text = support::sign(field + letter(), {.names = "from:mime-version:content-transfer-encoding"});
  const SignatureResult result = verified(replaced(text, field, to));
  REQUIRE(result.diagnosis);
  CHECK(result.diagnosis->change == Change::FieldReplaced);
  CHECK(result.diagnosis->description.find(said) != std::string::npos);
}

TEST_CASE("what z= keeps of a changed field proves the change", "[dkim]") {
  struct Case {
    std::string_view why;
    std::string from;
    std::string to;
    std::string said;
  };
  const std::string copies =
      "z=From:=20Ann=20<ann@example.com>|Subject:=20Order=2066=20of=20today|To:=20Bob=20"
      "<bob@example.net>;";
  const auto canonicalization = GENERATE_COPY(values<std::string>({simple, relaxed}));
  const auto c = GENERATE(values<Case>({
      {"rewritten so that no tag could be taken off", "Subject: Order 66 of today", "Subject: Your order",
       "The field Subject was rewritten after it was signed; z= keeps its old value, \"Order 66 of today\"."},
      {"taken away", "Subject: Order 66 of today\r\n", "",
       "The field Subject was taken away after it was signed; z= keeps its value, \"Order 66 of today\"."},
      {"two at once", "To: Bob <bob@example.net>\r\nSubject: Order 66 of today", "To: all@example.net\r\nSubject: x",
       "The field Subject was rewritten after it was signed; z= keeps its old value, \"Order 66 of today\". The field "
       "To "
       "was rewritten after it was signed; z= keeps its old value, \"Bob <bob@example.net>\"."},
  }));
  CAPTURE(c.why, canonicalization);
  const std::string text = support::sign(letter(), {.canonicalization = canonicalization, .more = copies});
  const std::string changed = replaced(text, c.from, c.to);
  REQUIRE(changed != text);
  const SignatureResult result = verified(changed);
  REQUIRE(result.diagnosis);
  CHECK(result.diagnosis->change == Change::FieldReplaced);
  CHECK(result.diagnosis->description == c.said);
  CHECK(result.diagnosis->proved_by_signature);
}

TEST_CASE("lines that were folded anew are found", "[dkim]") {
  struct Case {
    std::string_view why;
    std::string from;
    std::string to;
    std::string canonicalization;
  };
  const auto c = GENERATE(values<Case>({
      {"at a space, which simple canonicalization keeps", "Order 66 of", "Order 66\r\n of", simple},
      {"inside a word, with a space of its own", "of today", "of to\r\n day", simple},
      {"inside a word, which no canonicalization forgives", "of today", "of to\r\n\tday", relaxed},
      {"two fields", "Bob <bob@example.net>\r\nSubject: Order", "Bob\r\n <bob@example.net>\r\nSubject:\r\n Order",
       simple},
  }));
  CAPTURE(c.why);
  const std::string text = support::sign(letter(), {.canonicalization = c.canonicalization});
  const SignatureResult result = verified(replaced(text, c.from, c.to));
  CHECK(result.reason == Reason::SignatureMismatch);
  REQUIRE(result.diagnosis);
  CHECK(result.diagnosis->change == Change::FieldReplaced);
  CHECK(result.diagnosis->description.find("into several lines") != std::string::npos);
}

TEST_CASE("a header canonicalization other than c= says is found", "[dkim]") {
  std::string field = support::signature_field(letter(), {.canonicalization = "relaxed/simple"});
  // The relaxed form of the field is signed, with the word that stands in it.
  const message::Message message = support::parsed(field + letter());
  Signature signature = verified(field + letter()).signature;
  signature.header_canonicalization = Canonicalization::Simple;
  const auto diagnosis = diagnose_header(message, signature, parse_key_record(support::key_record(TestKey::Rsa2048)));
  REQUIRE(diagnosis);
  CHECK(diagnosis->change == Change::OtherCanonicalization);
}

TEST_CASE("another key is no change of the header", "[dkim]") {
  CHECK_FALSE(support::verify_one(support::sign(letter()), support::key_at(TestKey::OtherRsa2048)).diagnosis);
}

TEST_CASE("a list that tags and adds a footer is told in one diagnosis", "[dkim]") {
  const std::string text = replaced(support::sign(letter()), "Subject: ", "Subject: [list] ") + "A footer.\r\n";
  const SignatureResult result = verified(text);
  REQUIRE(result.diagnosis);
  CHECK(result.diagnosis->change == Change::TextAppended);
  CHECK(result.diagnosis->description ==
        "1 line was added at the end of the body after it was signed. \"[list]\" was put into the Subject after it was "
        "signed.");
}

TEST_CASE("three failing signatures are diagnosed, no more", "[dkim]") {
  std::string text = letter();
  for (int i = 0; i < 5; ++i) text.insert(0, support::signature_field(letter(), {.key = TestKey::Rsa1024}));
  support::Zone zone(support::key_at(TestKey::Rsa1024));
  const auto results = support::verify(text + "A footer.\r\n", zone);
  REQUIRE(results.size() == 5);
  CHECK(results[2].diagnosis);
  CHECK_FALSE(results[3].diagnosis);
}
