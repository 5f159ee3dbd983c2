// SPDX-License-Identifier: Apache-2.0
#include "dkim/signature.hpp"

#include "base/ascii.hpp"
#include "support/catch.hpp"
#include "support/fields.hpp"

using namespace alignmail;
using namespace alignmail::dkim;

namespace {

Signature parsed(const std::string& body, SignatureKind kind = SignatureKind::Dkim) {
  const std::string raw = "DKIM-Signature: " + body + "\r\n";
  return parse_signature(support::field_of(raw), 7, kind);
}

// A field without fault, with one tag set anew ("d=...") or taken away ("d").
std::string with(const std::string& tag) {
  const std::string_view tags[] = {"v=1",
                                   "a=rsa-sha256",
                                   "c=relaxed/relaxed",
                                   "d=example.com",
                                   "s=s1",
                                   "h=from:to",
                                   "bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
                                   "b=AAAA"};
  const std::string name(ascii::trim(tag.substr(0, tag.find('='))));
  std::string result;
  bool is_known = false;
  for (const std::string_view known : tags) {
    const bool is_this = known.substr(0, known.find('=')) == name;
    is_known = is_known || is_this;
    if (!is_this) {
      result += std::string(known) + "; ";
    } else if (tag != name) {
      result += tag + "; ";
    }
  }
  return is_known ? result : result + tag;
}

}  // namespace

TEST_CASE("the informative example of section 3.5 parses", "[dkim]") {
  const Signature s = parsed(
      "v=1; a=rsa-sha256; d=example.net; s=brisbane;\r\n c=simple; q=dns/txt; i=@eng.example.net;\r\n"
      " t=1117574938; x=1118006938;\r\n h=from:to:subject:date;\r\n z=From:foo@eng.example.net|To:joe@example.com|\r\n"
      "  Subject:demo=20run|Date:July=205,=202005=203:44:08=20PM=20-0700;\r\n"
      " bh=MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI=;\r\n"
      " b=dzdVyOfAKCdLXdJOc9G2q8LoXSlEniSbav+yuU4zGeeruD00lszZVoG4ZHRNiYzR");
  CHECK(s.faults.empty());
  CHECK_FALSE(s.refused);
  CHECK(s.field == 7);
  CHECK(s.domain->text() == "example.net");
  CHECK(s.key_name->text() == "brisbane._domainkey.example.net");
  CHECK(s.canonicalization_text() == "simple/simple");
  CHECK(s.identity == "@eng.example.net");
  CHECK(s.timestamp == 1117574938);
  CHECK(s.expiration == 1118006938);
  CHECK(s.signed_fields == std::vector<std::string>{"from", "to", "subject", "date"});
  CHECK(s.body_hash == "12345678901234567890123456789012");
  CHECK(s.signature.size() == 48);
  CHECK(s.copied_fields.starts_with("From:foo@eng.example.net|To:"));
}

TEST_CASE("tags may be folded, spaced and unknown", "[dkim]") {
  const auto body = GENERATE(values<std::string>({
      with("v=1"),
      with("v = 1 "),
      with("b=AA\r\n AA"),                       // white space in base64 is ignored
      with("h= From : \r\n\tTo ; unknown=a=b"),  // unknown tags are ignored, "=" may stand in a value
      with("x_tag=1"),
      with("a=RSA-SHA256"),  // ABNF literals know no case (RFC 5234 section 2.3)
      with("c=Relaxed/SIMPLE"),
      with("c=relaxed"),
      with("d=EXAMPLE.com"),
      with("d=test"),  // section 6.1.1 leaves it to local policy to refuse a "com"
      with("d=b\xC3\xBC"
           "cher.EXAMPLE.com"),
      with("d=xn--bcher-kva.b\xC3\xBC"
           "cher.example"),
      with("s=a.b_c.d"),
      with("q=dns/txt"),
      with("q=other/x : dns/txt"),  // an unknown method beside a known one
      with("l=0"),
      with("i=user@example.com"),
      with("i=\"a@b\"@sub.example.com"),  // the last @ counts
      with("i=@EXAMPLE.COM"),
      with("i=an\r\n n@exam ple.com"),  // white space means nothing in dkim-quoted-printable (section 2.11)
      with("i=ann=40example=2Ecom"),
      with("i=a=3Bb@example.com"),
      with("i=list=de@example.com"),  // lower case encodes nothing
      with("i=.a..b.@example.com"),   // dots as mailbox providers give them out
      with("i=ann=2eb@example.com"),
      with("n=b\xC3\xBC"
           "cher"),  // RFC 8616
      with("h=from:from:to"),
  }));
  CAPTURE(body);
  const Signature s = parsed(body);
  CHECK(s.faults == std::vector<std::string>{});
  CHECK_FALSE(s.refused);
  CHECK(s.key_name);
}

TEST_CASE("a field that breaks the grammar is refused and says why", "[dkim]") {
  const auto [body, fault] = GENERATE(table<std::string, std::string>({
      {with("v"), "no v= tag"},
      {with("a"), "no a= tag"},
      {with("b"), "no b= tag"},
      {with("bh"), "no bh= tag"},
      {with("d"), "no d= tag"},
      {with("s"), "no s= tag"},
      {with("h"), "no h= tag"},
      {with("v=2"), "v= is \"2\", not \"1\""},
      {with("v=1.0"), "v= is \"1.0\", not \"1\""},
      {with("v="), "v= is empty"},
      {with("b="), "b= is empty"},
      {with("b=A*AA"), "b= is not valid base64"},
      {with("b=AAA"), "b= is not valid base64"},
      {with("bh==AAA"), "bh= is not valid base64"},
      {with("h="), "h= is empty"},
      {with("h=from::to"), "h= holds \"\", which is not a field name"},
      {with("h=from:t o"), "h= holds \"t o\", which is not a field name"},
      {with("d=example.com'a.evil.test"), "d= is \"example.com'a.evil.test\", which is not a domain name"},
      {with("d=example.com(.evil.test"), "d= is \"example.com(.evil.test\", which is not a domain name"},
      {with("d=exam\rple.com"), "a line end without white space behind it stands in a tag"},
      {with("n=a\r\nb"), "a line end without white space behind it stands in a tag"},
      // To become a U-label these would have to be mapped (RFC 5890 section 2.3.2.1).
      {with("d=B\xC3\x9C"
            "CHER.example"),
       "d= is \"B\xC3\x9C"
       "CHER.example\", which is not a domain name"},
      {with("d=\xEF\xBD\x85xample.com"), "d= is \"\xEF\xBD\x85xample.com\", which is not a domain name"},
      {with("d=example\xE3\x80\x82"
            "com"),
       "d= is \"example\xE3\x80\x82"
       "com\", which is not a domain name"},
      {with("s=a\xC2\xAD"
            "b"),
       "s= is \"a\\u{00AD}b\", which is not a domain name"},
      {with("d=bu\xCC\x88"
            "cher.example"),
       "d= is \"bu\xCC\x88"
       "cher.example\", which is not a domain name"},
      {with("i=a=20b@example.com"), "i= is \"a=20b@example.com\", which is not an address"},
      {with("i=a=00b@example.com"), "i= is \"a=00b@example.com\", which is not an address"},
      {with("d=example..com"), "d= is \"example..com\", which is not a domain name"},
      {with("d=example.com."), "d= is \"example.com.\", which is not a domain name"},
      {with("d=-a.example.com"), "d= is \"-a.example.com\", which is not a domain name"},
      {with("d=a b.example.com"), "d= is \"a b.example.com\", which is not a domain name"},
      {with("d=exa\xFFmple.com"), "d= is \"exa\\xFFmple.com\", which is not a domain name"},
      {with("d=[192.0.2.1]"), "d= is \"[192.0.2.1]\", which is not a domain name"},
      {with("s=../../x"), "s= is \"../../x\", which is not a domain name"},
      {with("s=a%00"), "s= is \"a%00\", which is not a domain name"},
      {with("s=" + std::string(64, 'a')), "s= is \"" + std::string(64, 'a') + "\", which is not a domain name"},
      {with("i=user"), "i= is \"user\", without \"@\""},
      {with("i=user@"), "i= has no domain"},
      {with("i=@exa_!mple.com"), "i= is \"exa_!mple.com\", which is not a domain name"},
      {with("i=@@example.com"), "i= is \"@@example.com\", which is not an address"},
      {with("i=j=zze@example.com"), "i= is \"j=zze@example.com\", where \"=\" stands without two hexadecimal digits"},
      {with("i=a=4@example.com"), "i= is \"a=4@example.com\", where \"=\" stands without two hexadecimal digits"},
      {with("i=a@example.com="), "i= is \"a@example.com=\", where \"=\" stands without two hexadecimal digits"},
      {with("n=a\x01"
            "b"),
       "the octet \\x01 may not stand in a tag"},
      {with("n=a\x7F"), "the octet \\x7F may not stand in a tag"},
      {with("n=\xFC"), "the octet \\xFC may not stand in a tag"},  // Latin-1 is no UTF-8 (RFC 8616)
      {with("i=<a@example.com>"), "i= is \"<a@example.com>\", which is not an address"},
      {with("i=\"a\"b@example.com"), "i= is \"\"a\"b@example.com\", which is not an address"},
      {with("l=-1"), "l= is \"-1\", which is not a number"},
      {with("l=1e3"), "l= is \"1e3\", which is not a number"},
      {with("l="), "l= is \"\", which is not a number"},
      {with("l=" + std::string(77, '1')), "l= is \"" + std::string(77, '1') + "\", which is not a number"},
      {with("t=now"), "t= is \"now\", which is not a number"},
      {with("t=5; x=5"), "x= is not after t="},
      {with("t=5; x=4"), "x= is not after t="},
      {with("q=http/json"), "q= is \"http/json\", without \"dns/txt\""},
      {with("q=dns"), "q= is \"dns\", without \"dns/txt\""},  // the option must be there
      {with("q=dns/txt:"), "q= is \"dns/txt:\", with an empty method"},
      {with("q=d ns/txt"), "q= is \"d ns/txt\", without \"dns/txt\""},
      {with("d=example.com; d=example.com"), "tag \"d\" stands twice"},
      {with("nothing"), "no \"=\" behind \"nothing\""},
  }));
  CAPTURE(body);
  const Signature s = parsed(body);
  REQUIRE_FALSE(s.faults.empty());
  CHECK(s.faults.front() == fault);
  CHECK(s.refused == Reason::SignatureSyntax);
}

TEST_CASE("no key name is made of what is no host name", "[dkim]") {
  const auto body = GENERATE(values<std::string>({with("d=a b.example.com"), with("s=x..y"), with("d"), with("s"),
                                                  with("s=" + std::string(60, 'a') + "." + std::string(60, 'b') + "." +
                                                       std::string(60, 'c') + "." + std::string(60, 'd'))}));
  CHECK_FALSE(parsed(body).key_name);
}

TEST_CASE("what is well formed but cannot verify has its own reason", "[dkim]") {
  std::string many = "from";
  for (int i = 0; i < 1000; ++i) many += ":x";
  const auto [body, reason] = GENERATE_COPY(table<std::string, Reason>({
      {with("a=rsa-sha1"), Reason::HistoricAlgorithm},
      {with("a=rsa-sha512"), Reason::UnknownAlgorithm},
      {with("a=rsa"), Reason::UnknownAlgorithm},
      {with("c=nowsp/simple"), Reason::UnknownCanonicalization},
      {with("c=simple/"), Reason::UnknownCanonicalization},
      {with("c=simple / simple"), Reason::UnknownCanonicalization},  // no blank may stand around the slash
      {with("c="), Reason::UnknownCanonicalization},
      {with("h=to:subject"), Reason::FromNotSigned},
      {with("i=@example.org"), Reason::IdentityOutsideDomain},
      {with("i=@badexample.com"), Reason::IdentityOutsideDomain},  // a suffix of letters is not a label
      {with("i=@com"), Reason::IdentityOutsideDomain},
      {with("h=" + many), Reason::TooManyNames},
      {with("h=to; nothing"), Reason::SignatureSyntax},  // syntax comes before all others
  }));
  CAPTURE(body);
  CHECK(parsed(body).refused == reason);
}

TEST_CASE("numbers that no 64 bits hold stand for infinity", "[dkim]") {
  constexpr std::uint64_t infinite = UINT64_MAX;
  CHECK(parsed(with("l=" + std::string(76, '9'))).length == infinite);
  CHECK(parsed(with("l=18446744073709551616")).length == infinite);
  CHECK(parsed(with("l=000000000000000000000000000000012")).length == 12);
  CHECK(parsed(with("x=9999999999999")).expiration == infinite);  // over 12 digits
  CHECK(parsed(with("t=4294967297")).timestamp == 4294967297);    // beyond 32 bits
}

TEST_CASE("U-labels in d= become A-labels", "[dkim]") {
  const Signature s =
      parsed(with("d=b\xC3\xBC"
                  "cher.example"));
  CHECK(s.key_name->text() == "s1._domainkey.xn--bcher-kva.example");
}

TEST_CASE("ARC has comments around its own tags, and DKIM nowhere", "[dkim]") {
  const std::string rest = "; a=rsa-sha256; d=example.org; s=s1; b=AAAA; cv ";
  const Signature seal =
      parsed("(x;y) i (a (b\\) ) ) = (c) 1 (d)" + rest + "(e;) = (f;(g)) none", SignatureKind::ArcSeal);
  CHECK(seal.faults == std::vector<std::string>{});
  CHECK(seal.instance == 1);
  CHECK(seal.cv == "none");
  const std::string tags = with("i").substr(0, with("i").size() - 1);
  const Signature ams = parsed("i=(c;) 2 ; n=(never closed;" + tags, SignatureKind::ArcMessageSignature);
  CHECK(ams.faults == std::vector<std::string>{});
  CHECK(ams.instance == 2);
  CHECK(parsed("(c) i=(never closed 2;" + tags, SignatureKind::ArcMessageSignature).refused == Reason::SignatureSyntax);
  CHECK(parsed("(c) " + with("v=1")).refused == Reason::SignatureSyntax);
}

TEST_CASE("in a seal no tag hides behind a parenthesis that is no comment", "[dkim]") {
  const std::string seal = "i=1; a=rsa-sha256; cv=none; d=f1.example; b=AAAA; ";
  const auto [body, fault] = GENERATE_COPY(table<std::string, std::string>({
      {seal + "s=sel; foo=(x; bar=y)", ""},
      {seal + "foo=(x; s=sel; bar=y)", ""},
      {seal + "s=sel; foo=(x; h=from; bar=y)", "h= stands in a seal"},
      {seal + "s=sel; foo=(x; cv=fail; bar=y)", "tag \"cv\" stands twice"},
      {seal + "s=sel (x)", "s= is \"sel (x)\", which is not a domain name"},
      {"i=1; a=rsa-sha256; cv=none; d=f1.example (x); s=sel; b=AAAA",
       "d= is \"f1.example (x)\", which is not a domain name"},
      {"i=1; a=rsa-sha256 (x); cv=none; d=f1.example; s=sel; b=AAAA",
       "a= names \"rsa-sha256 (x)\", which is not a known algorithm"},
      {"a=rsa-sha256 (x); i=1; cv=none; d=f1.example; s=sel; b=AAAA",
       "a= names \"rsa-sha256 (x)\", which is not a known algorithm"},
      {"i=1; a=rsa-sha256; cv=(never closed; d=f1.example; s=sel; b=AAAA", ""},  // no status either
      {"i=1; cv=(closed; b=q) none; a=rsa-sha256; d=f1.example; s=sel; b=AAAA", ""},
  }));
  CAPTURE(body);
  const Signature s = parsed(body, SignatureKind::ArcSeal);
  CHECK(s.faults == (fault.empty() ? std::vector<std::string>{} : std::vector<std::string>{fault}));
  CHECK(s.refused.has_value() != fault.empty());
  CHECK(s.selector_text.substr(0, 3) == "sel");
  CHECK(parsed(seal + "s=sel; cv2=none", SignatureKind::ArcSeal).cv == "none");
  CHECK(parsed("i=1; cv=none (x)", SignatureKind::ArcSeal).cv == "none (x)");  // CFWS stands before the status only
}

TEST_CASE("a message signature may not cover the chain itself", "[dkim]") {
  const auto name = GENERATE(values<std::string>({"ARC-Seal", "arc-message-signature", "Arc-Authentication-Results"}));
  const std::string body = "i=1; " + with("h=from:" + name);
  CHECK(parsed(body, SignatureKind::ArcMessageSignature).refused == Reason::SignatureSyntax);
  CHECK_FALSE(parsed(with("h=from:" + name)).refused);  // a DKIM-Signature may
}

TEST_CASE("fields of ARC have an instance in place of i= and need no version", "[dkim]") {
  const std::string seal = "; a=rsa-sha256; d=example.org; s=s1; cv=none; b=AAAA";
  CHECK(parsed("i=1" + seal, SignatureKind::ArcSeal).faults.empty());
  CHECK(parsed("i=50" + seal, SignatureKind::ArcSeal).instance == 50);
  CHECK(parsed("i=1" + seal, SignatureKind::ArcSeal).cv == "none");
  CHECK(parsed(with("i=3"), SignatureKind::ArcMessageSignature).instance == 3);
  const auto body = GENERATE_COPY(values<std::string>({
      "i=0" + seal,
      "i=51" + seal,
      "i=4294967297" + seal,
      "i=18446744073709551617" + seal,
      "i=a" + seal,
      seal.substr(2),
      "i=1; h=from" + seal,  // h= in a seal fails (RFC 8617 section 4.1.3)
      "i=1; a=rsa-sha256; d=example.org; s=s1; b=AAAA",
  }));
  CAPTURE(body);
  CHECK(parsed(body, SignatureKind::ArcSeal).refused == Reason::SignatureSyntax);
}
