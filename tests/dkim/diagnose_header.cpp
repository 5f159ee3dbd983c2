// SPDX-License-Identifier: Apache-2.0
// Each row changes the header of a signed message as a program on the way would, and the diagnosis must name
// just that.
#include "dkim/changed.hpp"
#include "support/catch.hpp"

using namespace alignmail;
using namespace alignmail::dkim;
using support::letter;
using support::replaced;
using support::TestKey;

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
  Signature signature = *verified(field + letter()).signature;
  signature.header_canonicalization = Canonicalization::Simple;
  const auto diagnosis = diagnose_header(message, signature, parse_key_record(support::key_record(TestKey::Rsa2048)));
  REQUIRE(diagnosis);
  CHECK(diagnosis->change == Change::OtherCanonicalization);
}

TEST_CASE("another key is no change of the header", "[dkim]") {
  CHECK_FALSE(support::verify_one(support::sign(letter()), support::key_at(TestKey::OtherRsa2048)).diagnosis);
}
