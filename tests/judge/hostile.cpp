// SPDX-License-Identifier: Apache-2.0
// What an attacker sends, and what must come of it: never a pass for the name that is stolen, and a
// finding that says what was tried.
#include "alignmail/findings.hpp"
#include "run/driver.hpp"
#include "support/catch.hpp"
#include "support/dkim.hpp"

using namespace alignmail;

namespace {

using support::TestKey;

// example.com is the name to be stolen; evil.test belongs to the attacker and is in perfect order.
const std::string world = support::key_at(TestKey::Rsa2048) + "\n" +
                          support::key_at(TestKey::OtherRsa2048, "s1._domainkey.evil.test") + "\n" +
                          "example.com. TXT \"v=spf1 ip4:192.0.2.1 -all\"\n"
                          "_dmarc.example.com. TXT \"v=DMARC1; p=reject\"\n"
                          "evil.test. TXT \"v=spf1 ip4:198.51.100.6 -all\"\n"
                          "_dmarc.evil.test. TXT \"v=DMARC1; p=none\"\n";

const std::string hop =
    "Received: from mx.evil.test (mx.evil.test [198.51.100.6]) by mx.example.org with ESMTPS id 1; "
    "Thu, 1 Jan 2026 01:00:00 +0000\r\n";
const std::string rest =
    "To: you@example.org\r\nSubject: Invoice\r\nDate: Thu, 1 Jan 2026 00:00:00 +0000\r\n\r\nPay now.\r\n";

std::string from(const std::string& value) { return "From: " + value + "\r\n" + rest; }

// Signed by the attacker, for the attacker's own domain or for what it says.
std::string signed_by_evil(const std::string& message, support::Signing how = {}) {
  how.key = TestKey::OtherRsa2048;
  if (how.domain == "example.com") how.domain = "evil.test";
  return support::sign(message, how);
}
std::string genuine() { return support::sign(from("ann@example.com")); }
std::string repeated(std::string_view piece, std::size_t count) {
  std::string text;
  for (; count > 0; --count) text += piece;
  return text;
}

struct Attack {
  std::string_view what;
  std::string message;
  std::string_view outcomes;  // those that are allowed
  std::string_view finding;   // that must be there; empty: none in particular
  std::string zone = {};      // beside the world
  std::string mail_from = "x@evil.test";
};

struct Result {
  std::string outcome;
  std::string found;  // " ID ID ID "
};

Result judged(const Attack& attack) {
  auto message = std::make_shared<const message::Message>(support::parsed(hop + attack.message));
  Options options{.at = support::now, .now = support::now};
  options.given.mail_from = attack.mail_from;
  options.given.client_ip = IpAddress::parse("198.51.100.6");
  options.given.helo = "mx.evil.test";
  Judge judge(message, options);
  support::Zone zone(world + attack.zone);
  Result result;
  dns::Facts facts;
  const run::Outcome seen = run::examine(judge, zone.source(), facts, {});
  result.outcome = to_string(seen.analysis.dmarc.outcome);
  result.found = " ";
  for (const findings::Finding& finding : seen.findings.all) result.found += std::string(finding.rule->id) + " ";
  return result;
}

void check(const Attack& attack) {
  CAPTURE(attack.what, attack.message.substr(0, 400));
  const Result result = judged(attack);
  CAPTURE(result.found);
  const std::string allowed = " " + std::string(attack.outcomes) + " ";
  CHECK(allowed.find(" " + result.outcome + " ") != std::string::npos);
  if (!attack.finding.empty()) CHECK(result.found.find(" " + std::string(attack.finding) + " ") != std::string::npos);
}

}  // namespace

TEST_CASE("an author that readers may take for another never passes in the stolen name", "[judge][hostile]") {
  check(GENERATE_COPY(values<Attack>({
      {"two From fields, the victim first", "From: ann@example.com\r\n" + from("x@evil.test"), "permerror", "FROM002"},
      {"two From fields, the victim last", "From: x@evil.test\r\n" + from("ann@example.com"), "permerror", "FROM002"},
      {"a second From in capitals", "FROM: x@evil.test\r\n" + from("ann@example.com"), "permerror", "FROM002"},
      {"a second From with a blank before the colon", "From : x@evil.test\r\n" + from("ann@example.com"), "permerror",
       "FROM002"},
      {"a From signed by the attacker below an unsigned one",
       "From: ann@example.com\r\n" + signed_by_evil(from("x@evil.test")), "permerror", "FROM002"},
      {"two authors of two domains", signed_by_evil(from("ann@example.com, x@evil.test")), "permerror", "FROM003"},
      {"the same in a group", signed_by_evil(from("Team: ann@example.com, x@evil.test;")), "permerror", "FROM003"},
      {"no From", "Sender: ann@example.com\r\n" + rest, "permerror", "FROM001"},
      {"an empty From", from(""), "permerror", ""},
      {"a group of nobody", from("undisclosed:;"), "permerror", ""},
      {"an address encoded in the name", signed_by_evil(from("=?utf-8?q?ann=40example=2Ecom?= <x@evil.test>")), "pass",
       "FROM005"},
      {"an address in quotes for the name", signed_by_evil(from("\"ann@example.com\" <x@evil.test>")), "pass",
       "FROM005"},
      {"the same in base64", signed_by_evil(from("=?utf-8?b?YW5uQGV4YW1wbGUuY29t?= <x@evil.test>")), "pass", "FROM005"},
      {"a second address in the name", signed_by_evil(from("\"a@b ann@example.com\" <x@evil.test>")), "pass",
       "FROM005"},
      {"an address behind a lone @", signed_by_evil(from("\"@ ann@example.com\" <x@evil.test>")), "pass", "FROM005"},
      {"an address with a full-width @",
       signed_by_evil(from("\"ann\xEF\xBC\xA0"
                           "example.com\" <x@evil.test>")),
       "pass", "FROM005"},
      {"an address of a domain in letters of its own", signed_by_evil(from("\"ann@ex\xC3\xA4mple.com\" <x@evil.test>")),
       "pass", "FROM005"},
      {"an address in the name of a group", signed_by_evil(from("\"ann@example.com\": x@evil.test;")), "pass",
       "FROM005"},
      {"the same encoded", signed_by_evil(from("=?utf-8?q?ann=40example.com?=: x@evil.test;")), "pass", "FROM005"},
      {"a group named like the victim", signed_by_evil(from("ann@example.com: x@evil.test;")), "permerror", "FROM004"},
      {"an author inside of a source route", signed_by_evil(from("<@evil.test, ann@example.com, b:x@evil.test>")),
       "permerror", "FROM004"},
      {"an address behind the angle", from("<x@evil.test> ann@example.com"), "permerror fail", "FROM004"},
      {"an address in front of the angle", from("ann@example.com <x@evil.test>"), "permerror fail pass", "FROM004"},
      {"two angles", from("<ann@example.com> <x@evil.test>"), "permerror fail", "FROM004"},
      {"an angle that does not end", from("Ann <ann@example.com"), "permerror fail", "FROM004"},
      {"a quote that does not end", from("\"Ann <ann@example.com>"), "permerror fail", "FROM004"},
      {"a comment that does not end", from("ann@example.com (x@evil.test"), "permerror fail", "FROM004"},
      {"NUL inside the address", from(std::string("ann@example.com\0@evil.test", 27)), "permerror fail", "FROM004"},
      {"a source route", signed_by_evil(from("<@example.com:x@evil.test>")), "permerror fail pass", ""},
      {"the victim as a local part", signed_by_evil(from("\"ann@example.com\"@evil.test")), "pass", ""},
      {"an author between commas of an encoded word",
       signed_by_evil(from("=?utf-8?q?x,ann@example.com,?= <x@evil.test>")), "permerror", "FROM003"},
      {"an author in brackets of an encoded word", signed_by_evil(from("=?utf-8?q?<ann@example.com>?= <x@evil.test>")),
       "permerror", "FROM004"},
      {"an encoded word in the address", from("ann@=?utf-8?q?example.com?="), "permerror fail", "FROM004"},
      {"a domain literal", from("ann@[198.51.100.6]"), "permerror", ""},
      {"an author without a domain", from("ann"), "permerror", ""},
      {"letters that look like others", signed_by_evil(from("ann@ex\xD0\xB0mple.com")), "fail none permerror",
       "FROM006"},
      {"a name that turns the direction of writing",
       signed_by_evil(from("=?utf-8?q?moc=2Eelpmaxe=E2=80=AE?= <x@evil.test>")), "pass", "FROM006"},
      {"an invisible character in the name", signed_by_evil(from("=?utf-8?q?A=E2=80=8Bnn?= <x@evil.test>")), "pass",
       "FROM006"},
      {"a name folded before its colon", "From\r\n : ann@example.com\r\n" + rest, "permerror fail", "INPUT005"},
  })));
}

TEST_CASE("a signature that proves nothing for the author never makes a pass", "[judge][hostile]") {
  const std::string stolen = from("ann@example.com");
  check(GENERATE_COPY(values<Attack>({
      {"a good signature of the attacker", signed_by_evil(stolen), "fail", "ALIGN001"},
      {"the victim's domain with the attacker's key", support::sign(stolen, {.key = TestKey::OtherRsa2048}), "fail",
       "DKIM007"},
      {"i= of the victim under d= of the attacker", signed_by_evil(stolen, {.more = "i=ann@example.com;"}), "fail",
       "DKIM014"},
      {"a body put in place of another", support::replaced(genuine(), "Pay now.", "Pay me."), "fail", "DKIM006"},
      {"everything behind l= put in place of another", support::sign(stolen, {.length = 0}) + "Pay me.\r\n", "pass",
       "DKIM012"},
      {"h= without From", support::sign(stolen, {.names = "to:subject"}), "fail", "DKIM013"},
      {"a signature that has expired", support::sign(stolen, {.more = "t=1700000000; x=1700000001;"}), "fail",
       "DKIM010"},
      {"a signature from the future", support::sign(stolen, {.more = "t=1900000000;"}), "pass fail", "DKIM011"},
      {"a tag given twice", support::sign(stolen, {.more = "d=evil.test;"}), "fail", "DKIM018"},
      {"a selector that is no host name", support::sign(stolen, {.selector = "../s1"}), "fail", "DKIM018"},
      {"a domain of one label", support::sign(stolen, {.domain = "com"}), "fail", ""},
      {"a domain that leads out of DNS", support::sign(stolen, {.domain = "example.com/../evil"}), "fail", "DKIM018"},
      {"SHA-1", support::sign(stolen, {.algorithm = "rsa-sha1"}), "fail", "DKIM016"},
      {"an algorithm nobody knows", support::sign(stolen, {.algorithm = "none"}), "fail", ""},
      {"a key of 512 bits", support::sign(stolen, {.key = TestKey::Rsa512, .selector = "weak"}), "fail", "DKIM005",
       support::key_at(TestKey::Rsa512, "weak._domainkey.example.com") + "\n"},
      {"an empty signature", "DKIM-Signature: v=1; a=rsa-sha256; d=example.com; s=s1; h=from; bh=; b=\r\n" + stolen,
       "fail", "DKIM018"},
      {"a signature of another kind of key",
       "DKIM-Signature: v=1; a=ed25519-sha256; d=example.com; s=s1; h=from; bh=AAAA; b=AAAA\r\n" + stolen, "fail", ""},
      {"a key that is revoked", support::sign(stolen, {.selector = "old"}), "fail", "DKIM003",
       "old._domainkey.example.com. TXT \"v=DKIM1; p=\"\n"},
      {"a key that is no key", support::sign(stolen, {.selector = "odd"}), "fail", "DKIM004",
       "odd._domainkey.example.com. TXT \"v=DKIM1; p=AAAA\"\n"},
      {"a key for other services only", support::sign(stolen, {.selector = "web"}), "fail", "",
       support::replaced(support::key_at(TestKey::Rsa2048, "web._domainkey.example.com"), "v=DKIM1;",
                         "v=DKIM1; s=tlsrpt;") +
           "\n"},
      {"a hundred bad signatures above a good one",
       repeated("DKIM-Signature: v=1; a=rsa-sha256; d=evil.test; s=s1; h=from; bh=AAAA; b=AAAA\r\n", 100) + genuine(),
       "pass fail unknown", "LIMIT001"},
      {"a million octets of signature",
       "DKIM-Signature: v=1; a=rsa-sha256; d=example.com; s=s1; h=from; bh=AAAA; b=" + repeated("A", 1'000'000) +
           "\r\n" + stolen,
       "fail unknown", "LIMIT001"},
      {"a second Subject above the signed one", "Subject: You won\r\n" + genuine(), "pass", "DKIM019"},
      {"a seal instead of a signature",
       "ARC-Seal: i=1; a=rsa-sha256; cv=none; d=evil.test; s=s1; b=AAAA\r\n"
       "ARC-Message-Signature: i=1; a=rsa-sha256; d=evil.test; s=s1; h=from; bh=AAAA; b=AAAA\r\n"
       "ARC-Authentication-Results: i=1; mx.example.org; dmarc=pass header.from=example.com\r\n" +
           stolen,
       "fail", "ARC001"},
      {"a chain with a gap",
       "ARC-Seal: i=2; a=rsa-sha256; cv=pass; d=evil.test; s=s1; b=AAAA\r\n"
       "ARC-Message-Signature: i=2; a=rsa-sha256; d=evil.test; s=s1; h=from; bh=AAAA; b=AAAA\r\n"
       "ARC-Authentication-Results: i=2; mx.example.org; dmarc=pass\r\n" +
           stolen,
       "fail", "ARC003"},
  })));
}

TEST_CASE("an envelope, a record or a report of the attacker's never makes a pass for another", "[judge][hostile]") {
  const std::string stolen = from("ann@example.com");
  check(GENERATE_COPY(values<Attack>({
      {"an SPF pass of the attacker's domain", stolen, "fail", "ALIGN001"},
      {"a bounce address of the victim", stolen, "fail", "SPF007", "", "ann@example.com"},
      {"a null reverse-path", stolen, "fail", "", "", "<>"},
      {"a bounce address that is none", stolen, "fail", "TRUST008", "", "ann@example.com@evil.test <"},
      {"a record that permits everyone", stolen, "fail", "SPF008", "open.evil.test. TXT \"v=spf1 +all\"\n",
       "x@open.evil.test"},
      {"a record that includes itself", stolen, "fail", "SPF006",
       "loop.evil.test. TXT \"v=spf1 include:loop.evil.test -all\"\n", "x@loop.evil.test"},
      {"a record of a thousand terms", stolen, "fail", "SPF004",
       "many.evil.test. TXT (\"v=spf1 " + repeated("a:x.evil.test \" \"", 1000) + "-all\")\n" +
           "x.evil.test. A 203.0.113.1\n",
       "x@many.evil.test"},
      {"a record whose names do not exist", stolen, "fail", "SPF005",
       "void.evil.test. TXT \"v=spf1 a:a.evil.test a:b.evil.test a:c.evil.test -all\"\n", "x@void.evil.test"},
      {"macros that grow", stolen, "fail", "",
       "big.evil.test. TXT \"v=spf1 exists:" + repeated("%{l}.", 40) + "evil.test -all\"\n",
       repeated("a", 60) + "@big.evil.test"},
      {"a result under the receiver's own id, below its boundary",
       "Authentication-Results: mx.example.org; dmarc=pass header.from=example.com\r\n" + stolen, "fail", "TRUST002"},
      {"a result of somebody else's",
       "Authentication-Results: mx.evil.test; dmarc=pass header.from=example.com\r\n" + stolen, "fail", "TRUST003"},
      {"a Received-SPF of the attacker's",
       "Received-SPF: pass (mx.example.org: domain of ann@example.com) client-ip=192.0.2.1\r\n" + stolen, "fail",
       "TRUST007"},
      {"two return paths", "Return-Path: <x@evil.test>\r\nReturn-Path: <ann@example.com>\r\n" + stolen, "fail",
       "TRUST008"},
      {"results without end", "Authentication-Results: mx.evil.test" + repeated("; spf=pass", 5000) + "\r\n" + stolen,
       "fail", ""},
      {"comments without end", "Authentication-Results: " + repeated("(", 50'000) + "\r\n" + stolen, "fail", ""},
      {"a thousand hops", repeated(hop, 1000) + stolen, "fail", "LIMIT001"},
      {"two DMARC records", from("x@two.evil.test"), "none pass", "DMARC002",
       "_dmarc.two.evil.test. TXT \"v=DMARC1; p=none\"\n_dmarc.two.evil.test. TXT \"v=DMARC1; p=reject\"\n"},
      {"a DMARC record that is junk", from("x@junk.evil.test"), "none fail pass", "DMARC003",
       "_dmarc.junk.evil.test. TXT \"v=DMARC1; p=what; ;;; =x\"\n"},
      {"a DMARC alias that loops", from("x@round.evil.test"), "temperror unknown none fail", "DNS003",
       "_dmarc.round.evil.test. CNAME _dmarc.round2.evil.test.\n_dmarc.round2.evil.test. CNAME "
       "_dmarc.round.evil.test.\n"},
      {"a name server that lies", from("x@bad.evil.test"), "temperror unknown", "DNS002",
       ";! _dmarc.bad.evil.test. TXT MALFORMED\n"},
  })));
}

TEST_CASE("octets that readers take for different things are said to be there", "[judge][hostile]") {
  check(GENERATE_COPY(values<Attack>({
      {"a second message behind a bare line feed and a dot",
       from("ann@example.com") + "\n.\r\nMAIL FROM:<x@evil.test>\r\nRCPT TO:<you@example.org>\r\nDATA\r\n", "fail",
       "INPUT007"},
      {"a bare line feed in the body", from("ann@example.com") + "a\nb\r\n", "fail", "INPUT002"},
      {"a bare carriage return in the header", "X-A: b\rFrom: x@evil.test\r\n" + from("ann@example.com"),
       "fail permerror", "INPUT002"},
      {"NUL in the header", std::string("X-A: b\0c\r\n", 10) + from("ann@example.com"), "fail", "INPUT003"},
      {"an escape sequence in the Subject", "X-A: \x1B[2J\r\n" + from("ann@example.com"), "fail", "INPUT003"},
      {"a line without a colon", "no colon here\r\n" + from("ann@example.com"), "fail permerror", "INPUT005"},
      {"a name with a blank in it", "X A: b\r\n" + from("ann@example.com"), "fail", "INPUT005"},
      {"two Message-ID fields", "Message-ID: <a@evil.test>\r\nMessage-ID: <b@evil.test>\r\n" + from("ann@example.com"),
       "fail", "INPUT004"},
      {"a header without end", repeated("X-A: b\r\n", 200'000) + from("ann@example.com"), "permerror fail", "LIMIT001"},
      {"a field without end", "X-A: " + repeated("b ", 300'000) + "\r\n" + from("ann@example.com"), "fail permerror",
       "LIMIT001"},
      {"a line of a million octets in the body", from("ann@example.com") + repeated("a", 1'000'000) + "\r\n", "fail",
       ""},
  })));
}
