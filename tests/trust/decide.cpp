// SPDX-License-Identifier: Apache-2.0
#include "support/catch.hpp"
#include "trust/support.hpp"

using namespace alignmail;
using namespace alignmail::trust;

namespace {

struct Case {
  std::string_view why;
  Lines lines;
  std::string_view trusts;  // of every reporting field, top down
  std::string_view receiver;
};

void check(const Case& c, const Given& given = {}) {
  CAPTURE(c.why);
  const Assessment assessment = assess(mail(c.lines), given);
  CHECK(trusts(assessment) == c.trusts);
  CHECK(assessment.receiver == c.receiver);
  for (const Reported& field : assessment.reported) {
    CHECK_FALSE(field.why.empty());
    CHECK(field.line > 0);
  }
}

const std::string upstream = "Authentication-Results: relay.sender.test; dkim=pass header.d=example.com";
const std::string spf_above =
    "Received-SPF: Pass (mailfrom) identity=mailfrom; client-ip=192.0.2.1; helo=a1.sender.test; "
    "envelope-from=bounce@send.example.com; receiver=mx.example.org";

}  // namespace

TEST_CASE("what the receiver wrote is trusted, in the place where each receiver writes", "[trust]") {
  check(GENERATE(values<Case>({
      {"Gmail: the sealed copy above, the others below its Received", gmail() + Lines{signature}, "TTT",
       "mx.google.test"},
      {"Microsoft: no name, above", microsoft() + Lines{signature}, "TT", "fd1.mail.protection.outlook.test"},
      {"OpenDKIM and OpenDMARC: above", postfix({own_pass, own_spf, spf_above}) + Lines{signature}, "TTT",
       "mx.example.org"},
      {"filters that write below",
       postfix({}, {own_pass, own_spf, "X-Spamd-Result: default: False"}) + Lines{signature}, "TT", "mx.example.org"},
      {"a filter under its own name",
       postfix({spf_above}, {"Authentication-Results: mx.example.org; dkim=pass header.d=example.com",
                             "Authentication-Results: OpenDMARC; dmarc=pass header.from=example.com"}) +
           Lines{signature},
       "TTT", "mx.example.org"},
      {"policy server above, filters below", postfix({spf_above}, {own_pass, own_spf}) + Lines{signature}, "TTT",
       "mx.example.org"},
      {"another name of the same organization",
       postfix({"Authentication-Results: filter.example.org; dmarc=pass"}) + Lines{signature}, "T",
       "filter.example.org"},
      {"the same below", postfix({}, {"Authentication-Results: example.org; dmarc=pass header.from=example.com"}), "T",
       "example.org"},
      {"iCloud: four names, below an internal host name",
       {"Return-Path: <bounce@send.example.com>",
        "Received: from p00-icloudmta-smtpin-9 by p127-mailgateway-7d9f6 (mailgateway 2640B37) with SMTP id 17b for "
        "<you@icloud.test>; Mon, 2 Nov 2026 09:15:30 +0000",
        "Received: from a1.sender.test (a1.sender.test [192.0.2.1]) by p00-icloudmta-smtpin-9 (Postfix) with ESMTPS id "
        "6AF for <you@icloud.test>; Mon, 2 Nov 2026 09:15:29 +0000",
        "Authentication-Results: bimi.icloud.test; bimi=skipped reason=\"no record\"",
        "Authentication-Results: dmarc.icloud.test; dmarc=pass header.from=example.com",
        "X-DMARC-Info: pass=pass; dmarc-policy=reject",
        "Authentication-Results: dkim-verifier.icloud.test; dkim=pass (2048-bit key) header.d=example.com "
        "header.b=HSGKJcyU",
        "Authentication-Results: dkim-verifier.icloud.test; dkim=pass (1024-bit key) header.d=sender.test "
        "header.b=\"lKL+oNe/\"",
        "Authentication-Results: spf.icloud.test; spf=pass (spf.icloud.test: domain of bounce@send.example.com "
        "designates 192.0.2.1 as permitted sender) smtp.mailfrom=bounce@send.example.com",
        "Received-SPF: pass (spf.icloud.test: domain of bounce@send.example.com designates 192.0.2.1 as permitted "
        "sender) receiver=spf.icloud.test; client-ip=192.0.2.1; helo=a1.sender.test; "
        "envelope-from=bounce@send.example.com",
        signature},
       "TTTTTT",
       "bimi.icloud.test"},
      {"Fastmail: above, behind internal hops",
       {"Return-Path: <bounce@send.example.com>",
        "Received: from mx1 ([10.202.2.200]) by compute5.internal (LMTPProxy); Mon, 2 Nov 2026 09:15:31 +0000",
        "Authentication-Results: mx1.messagingengine.test; dkim=pass (2048-bit rsa key sha256) header.d=example.com",
        "Authentication-Results: mx1.messagingengine.test; arc=none (no signatures found)",
        "Received-SPF: pass (send.example.com: Sender is authorized) receiver=mx1.messagingengine.test; "
        "identity=mailfrom; envelope-from=\"bounce@send.example.com\"; helo=a1.sender.test; client-ip=192.0.2.1",
        "Received: from a1.sender.test (a1.sender.test [192.0.2.1]) by mx1.messagingengine.test (Postfix) with ESMTPS "
        "id 69C; Mon, 2 Nov 2026 09:15:29 +0000"},
       "TTT",
       "mx1.messagingengine.test"},
      {"a host without a domain",
       {"Return-Path: <bounce@send.example.com>",
        "Received: from a1.sender.test (unknown [192.0.2.1]) by mx19 (Coremail) with SMTP id "
        "x8; Mon, 2 Nov 2026 17:15:29 +0800 (CST)",
        "Authentication-Results: mx19; spf=pass smtp.mail=bounce@send.example.com; dkim=pass "
        "header.i=@example.com"},
       "T",
       "mx19"},
      {"signatures of one message, each in a field of its own",
       postfix({}, {"Authentication-Results: mx.example.org; dkim=pass header.d=example.com header.b=AAAAAAAA",
                    "Authentication-Results: mx.example.org; dkim=pass header.d=sender.test header.b=BBBBBBBB"}),
       "TT", "mx.example.org"},
  })));
}

TEST_CASE("what others wrote is not, and under the receiver's name it is forged", "[trust]") {
  check(GENERATE(values<Case>({
      {"no field at all", postfix() + Lines{signature}, "", "mx.example.org"},
      {"another's, below", postfix({own_pass}, {upstream}), "TU", "mx.example.org"},
      {"another's, below, and nothing above", postfix({}, {upstream}), "U", "mx.example.org"},
      {"the receiver writes above, so this is not his", postfix({own_fail}, {own_pass}), "TF", "mx.example.org"},
      {"below the content", postfix({}, {signature, own_pass}), "F", "mx.example.org"},
      {"a filter's name, below the content",
       postfix({own_pass}, {signature, "Authentication-Results: OpenDMARC; dmarc=pass header.from=example.com"}), "TU",
       "mx.example.org"},
      {"a filter's name, where the receiver writes above",
       postfix({own_pass}, {"Authentication-Results: OpenDMARC; dmarc=pass header.from=example.com"}), "TU",
       "mx.example.org"},
      {"below another Received",
       postfix({}, {own_fail,
                    "Received: from localhost (localhost [127.0.0.1]) by "
                    "a1.sender.test with ESMTP id 1; Mon, 2 Nov 2026 09:15:28 "
                    "+0000",
                    own_pass}),
       "TF", "mx.example.org"},
      {"said a second time", postfix({}, {own_fail, own_pass}), "TF", "mx.example.org"},
      {"one signature judged twice",
       postfix({}, {"Authentication-Results: mx.example.org; dkim=fail header.d=example.com header.b=AAAAAAAA",
                    "Authentication-Results: mx.example.org; dkim=pass header.d=example.com header.b=AAAAAAAA"}),
       "TF", "mx.example.org"},
      {"of another envelope sender",
       postfix({}, {"Authentication-Results: mx.example.org; spf=pass "
                    "smtp.mailfrom=example.com; dmarc=pass"}),
       "F", "mx.example.org"},
      {"of another envelope sender, which a host inside may have rewritten",
       {"Return-Path: <SRS0=abc=de=example.com=b@fwd.example.org>",
        "Received: from fwd.example.org (localhost [127.0.0.1]) by fwd.example.org with LMTP id 2; Mon, 2 Nov 2026 "
        "09:15:30 +0000",
        "Received: from a1.sender.test (a1.sender.test [192.0.2.1]) by mx.example.org with ESMTPS id 1; Mon, 2 Nov "
        "2026 09:15:29 +0000",
        "Authentication-Results: mx.example.org; spf=pass smtp.mailfrom=b@example.com"},
       "?",
       "mx.example.org"},
      {"of another client",
       postfix({}, {"Received-SPF: pass (mx.example.org: domain of send.example.com designates "
                    "203.0.113.9) receiver=mx.example.org; client-ip=203.0.113.9"}),
       "F", "mx.example.org"},
      {"nothing shows a delivery",
       {"Received: from mail.evil.test (mail.evil.test [198.51.100.66]) by mx.example.org "
        "with ESMTPS id 1; Mon, 2 Nov 2026 09:15:29 +0000",
        own_pass},
       "F",
       "mx.example.org"},
      {"the same below Gmail's own",
       gmail() + Lines{"Authentication-Results: mx.google.test; dmarc=pass "
                       "header.from=example.com"},
       "TTTF", "mx.google.test"},
      {"NetEase writes among the content, under a name nobody would guess",
       {"Received: from a1.sender.test (unknown [192.0.2.1]) by mx19 (Coremail) with SMTP id x8; Mon, 2 Nov 2026 "
        "17:15:29 +0800 (CST)",
        signature, "X-CM-TRANSID: x8", "Authentication-Results: mx19; spf=pass smtp.mail=bounce@send.example.com"},
       "?",
       "mx19"},
      {"no name, below", postfix({own_fail}, {"Authentication-Results: spf=pass smtp.mailfrom=send.example.com"}), "TU",
       "mx.example.org"},
      {"no name, below Microsoft's",
       microsoft() + Lines{"Authentication-Results: spf=pass (sender IP is 192.0.2.1) "
                           "smtp.mailfrom=send.example.com; dmarc=pass action=none "
                           "header.from=example.com;compauth=pass reason=100"},
       "TTU", "fd1.mail.protection.outlook.test"},
      {"only a comment for a name", postfix({own_fail}, {"Authentication-Results: (mx.example.org); dkim=pass"}), "TU",
       "mx.example.org"},
      {"moved aside by a list", postfix({own_fail}, {"X-Original-Authentication-Results: mx.google.test; dmarc=pass"}),
       "TU", "mx.example.org"},
      {"moved aside, even above", postfix({own_fail, "X-Original-Authentication-Results: mx.example.org; dmarc=pass"}),
       "TU", "mx.example.org"},
      {"an earlier pass through the receiver, sealed",
       gmail() + Lines{signature,
                       "ARC-Authentication-Results: i=1; "
                       "mx.google.test; dmarc=pass"},
       "TTTU", "mx.google.test"},
      {"a forwarder's sealed results",
       postfix({own_fail}, {"ARC-Authentication-Results: i=1; relay.sender.test; "
                            "dmarc=pass header.from=example.com"}),
       "TU", "mx.example.org"},
  })));
}

TEST_CASE("names in two forms are one name, and a local part alone is none", "[trust]") {
  const std::string hop =
      "Received: from a.test (a.test [192.0.2.1]) by mx.xn--bcher-kva.example with ESMTP id 1; Mon, 2 "
      "Nov 2026 09:15:29 +0000";
  const Lines top{"Return-Path: <x@xn--bcher-kva.example>", hop};
  for (const char* field : {"mx.xn--bcher-kva.example; spf=pass smtp.mailfrom=x@b\xC3\xBC"
                            "cher.example",
                            "mx.b\xC3\xBC"
                            "cher.example; spf=pass smtp.mailfrom=x@b\xC3\xBC"
                            "cher.example",
                            "mx.xn--bcher-kva.example; spf=none smtp.mailfrom=bounce"}) {
    CAPTURE(field);
    CHECK(trusts(assess(mail(top + Lines{"Authentication-Results: " + std::string(field)}), {})) == "T");
  }
}

TEST_CASE("what is believed for its place below the boundary alone is marked", "[trust]") {
  const auto is_unproven = [](const Lines& lines, const Given& given = {}) {
    return assess(mail(lines), given).reported[0].is_unproven;
  };
  CHECK(is_unproven(postfix({}, {own_pass})));
  CHECK_FALSE(is_unproven(postfix({own_pass})));
  Given given;
  given.authserv_ids = {"mx.example.org"};
  CHECK_FALSE(is_unproven(postfix({}, {own_pass}), given));  // somebody vouches for it
}

TEST_CASE("disguises of the receiver's name do not help", "[trust]") {
  struct Disguise {
    std::string_view id;
    char trust;
  };
  const auto c = GENERATE(values<Disguise>({
      {"MX.Example.ORG", 'F'},
      {"mx.example.org(c)", 'F'},
      {"(c)mx.example.org 1", 'F'},
      {"\"mx.example.org\"", 'F'},
      {"mx.example.org.", 'F'},
      {"mx.example.org.evil.test", 'U'},
      {"mx.example-org.test", 'U'},
  }));
  CAPTURE(c.id);
  const Lines lines{
      "Received: from mail.evil.test (mail.evil.test [198.51.100.66]) by mx.example.org with ESMTPS id 1; "
      "Mon, 2 Nov 2026 09:15:29 +0000",
      "Authentication-Results: " + std::string(c.id) + "; dmarc=pass header.from=example.com"};
  CHECK(trusts(assess(mail(lines), {})) == std::string(1, c.trust));
  Given given;
  given.authserv_ids = {"mx.example.org"};
  CHECK(trusts(assess(mail(lines), given)) == std::string(1, c.trust));
}

TEST_CASE("with --authserv-id only those names are trusted above the boundary", "[trust]") {
  Given given;
  given.authserv_ids = {"mx.example.org"};
  check({"the other is set aside", postfix({own_pass, upstream}), "TU", "mx.example.org"}, given);
  check({"below, under that name", postfix({upstream}, {signature, own_pass}), "UF", "mx.example.org"}, given);
  check({"a receiver that writes below", postfix({}, {own_pass, own_spf}), "TT", "mx.example.org"}, given);
  check(
      {"no Received: the user vouches for the top", {own_pass, upstream, signature, own_pass}, "T??", "mx.example.org"},
      given);
  check({"below, a filter's usual name that was not given",
         postfix({}, {"Authentication-Results: opendmarc; dmarc=pass header.from=example.com"}), "U", "mx.example.org"},
        given);
  check({"below, a neighbour that was not given",
         postfix({}, {"Authentication-Results: zz.example.org; dmarc=pass header.from=example.com"}), "U",
         "mx.example.org"},
        given);
  given.authserv_ids = {"MX.Example.org."};
  check({"written in any way", postfix({own_pass}), "T", "mx.example.org"}, given);
  given.authserv_ids = {"id.example.net", "mx.example.org"};
  check({"several", postfix({own_pass, "Authentication-Results: id.example.net; spf=pass"}), "TT", "mx.example.org"},
        given);
}

TEST_CASE("without any Received nothing shows who wrote a field", "[trust]") {
  check({"results alone", {own_pass, signature}, "?", ""});
}

TEST_CASE("a hundred fields are read, the rest is left", "[trust]") {
  const Lines many(150, upstream);
  CHECK(assess(mail(postfix({}, many)), {}).reported.size() == 100);
}
