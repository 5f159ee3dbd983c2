// SPDX-License-Identifier: Apache-2.0
#include "mail.hpp"
#include "support/catch.hpp"

using namespace ses_test;

namespace {

using Indices = std::vector<std::size_t>;

struct Case {
  std::string signatures;
  std::string_view author;
  Indices own;
  Indices other;
  std::optional<std::size_t> ses;
};

// As a program of the sender's own signs, before SES.
const std::string foreign =
    "DKIM-Signature: v=1; a=rsa-sha256; c=simple/simple; d=example.com; s=mail;\r\n"
    "\tt=1793610927; h=From; bh=fyCylA8ItmYbW233fdg22QTf8HzPOPDfM5+5Psi5Ggs=; b=AAAA\r\n";

}  // namespace

TEST_CASE("signatures are sorted by whom SES made them for", "[ses]") {
  const auto c = GENERATE(values<Case>({
      {signature("example.com", easy_token) + amazonses_signature(), "example.com", {0}, {}, 1},
      {amazonses_signature(), "example.com", {}, {}, 0},
      // The identity above the author domain signs for it.
      {signature("example.com", easy_token), "shop.example.com", {0}, {}, std::nullopt},
      // A key of one's own has a selector of any form.
      {signature("example.com", "resend"), "example.com", {0}, {}, std::nullopt},
      // Signed before SES saw it.
      {signature("example.com", easy_token) + amazonses_signature() + foreign, "example.com", {0}, {2}, 1},
      // SES never signs for a name below the author's.
      {signature("shop.example.com", easy_token), "example.com", {}, {0}, std::nullopt},
      {signature("example.net", easy_token), "example.com", {}, {}, std::nullopt},
      {signature("badexample.com", easy_token), "example.com", {}, {}, std::nullopt},
      // Without a clear author no signature is the author's.
      {signature("example.com", easy_token), "", {}, {}, std::nullopt},
      {signature("amazonses.com.example.com", easy_token), "example.com", {}, {0}, std::nullopt},
  }));
  INFO(c.signatures << c.author);
  const Recognition seen =
      recognized(ses_received() + c.signatures + std::string(from), dkim::Check::NotChecked, c.author).recognition;
  CHECK(seen.own_signatures == c.own);
  CHECK(seen.other_signatures == c.other);
  CHECK(seen.ses_signature == c.ses);
}

TEST_CASE("another order of tags, canonicalization or algorithm is not the hand of SES", "[ses]") {
  const std::string made = signature("example.com", easy_token);
  const auto replaced = [&](std::string_view what, std::string_view by) {
    std::string text = made;
    return text.replace(text.find(what), what.size(), by);
  };
  const auto text = GENERATE_COPY(values<std::string>({
      replaced("v=1; a=rsa-sha256;", "a=rsa-sha256; v=1;"),
      replaced("relaxed/simple", "relaxed/relaxed"),
      replaced("rsa-sha256", "rsa-sha1"),
      replaced("q=dns/txt;", ""),
      replaced("q=dns/txt;", "q=dns/txt; i=@example.com;"),
  }));
  INFO(text);
  const Recognition seen = recognized(ses_received() + text + std::string(from)).recognition;
  CHECK(seen.own_signatures.empty());
  CHECK(seen.other_signatures == Indices{0});
}

TEST_CASE("a second signature that covers Feedback-ID stands in for amazonses.com", "[ses]") {
  const std::string own = signature("example.com", easy_token);
  const std::string fabric = signature("fabric.example", easy_token, ":Feedback-ID");
  CHECK(recognized(ses_received() + own + fabric + std::string(from)).recognition.white_label == std::size_t{1});
  CHECK(recognized(ses_received() + own + std::string(from)).recognition.white_label == std::nullopt);
  CHECK(recognized(ses_received() + own + fabric + amazonses_signature() + std::string(from)).recognition.white_label ==
        std::nullopt);
}

TEST_CASE("of two signatures d=amazonses.com the one of SES's form is taken", "[ses]") {
  std::string odd = amazonses_signature();
  odd.replace(odd.find("v=1; a=rsa-sha256;"), 18, "a=rsa-sha256; v=1;");
  CHECK(recognized(ses_received() + odd + amazonses_signature() + std::string(from)).recognition.ses_signature ==
        std::size_t{1});
  CHECK(recognized(ses_received() + odd + std::string(from)).recognition.ses_signature == std::size_t{0});
}
