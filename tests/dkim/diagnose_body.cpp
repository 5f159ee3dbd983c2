// SPDX-License-Identifier: Apache-2.0
// Each row changes the body of a signed message as a program on the way would, and the diagnosis must name
// just that.
#include "base/base64.hpp"
#include "dkim/changed.hpp"
#include "dkim/crypto.hpp"
#include "support/catch.hpp"

using namespace alignmail;
using namespace alignmail::dkim;
using support::letter;
using support::replaced;
using support::TestKey;

namespace {

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
  CHECK(result.diagnosis->body_hash == result.signature->body_hash_text);
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
  CHECK(result.diagnosis->body_hash == result.signature->body_hash_text);
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
