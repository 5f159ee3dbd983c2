// SPDX-License-Identifier: Apache-2.0
// The receiver's word beside ours: every way to agree, every cause to differ.
#include "alignmail/analysis.hpp"
#include "alignmail/findings.hpp"
#include "support/catch.hpp"
#include "support/dkim.hpp"

using namespace alignmail;

namespace {

constexpr const char* received =
    "Received: from a1.sender.test (a1.sender.test [192.0.2.1]) by mx.example.org (Postfix) with ESMTPS id 1; "
    "Thu, 1 Jan 2026 01:00:00 +0000\r\n";

std::string results(std::string_view claims) {
  return "Authentication-Results: mx.example.org; " + std::string(claims) + "\r\n";
}

Analysis judged(const std::string& letter, const std::string& records) {
  auto message = std::make_shared<const message::Message>(support::parsed(letter));
  Options options;
  options.at = support::now;
  options.given.mail_from = "bounce@example.com";
  options.given.helo = "a1.sender.test";
  options.now = support::now;
  Judge judge(message, options);
  support::Zone zone(records);
  return zone.settle([&](dns::Inquiry& inquiry) { return judge.judge(inquiry); });
}

// "agreement cause" of the first comparison of the method.
std::string compared(const Analysis& analysis, std::string_view method) {
  for (const Comparison& row : analysis.comparisons) {
    if (row.method == method) return std::string(to_string(row.agreement)) + " " + std::string(to_string(row.cause));
  }
  return "nothing";
}

const std::string permits = "example.com. TXT \"v=spf1 ip4:192.0.2.1 -all\"\n";
const std::string refuses = "example.com. TXT \"v=spf1 -all\"\n";
const std::string quarantine = "_dmarc.example.com. TXT \"v=DMARC1; p=quarantine\"\n";

std::string unsigned_letter(std::string_view claims) { return results(claims) + received + support::letter(); }

}  // namespace

TEST_CASE("an SPF result of the receiver is compared, and a difference has its cause", "[judge]") {
  struct Case {
    std::string_view why;
    std::string claims;
    std::string zone;
    std::string_view expected;
  };
  const auto c = GENERATE(values<Case>({
      {"both pass", "spf=pass smtp.mailfrom=bounce@example.com", permits, "yes none"},
      {"neither passes, in other words", "spf=softfail smtp.mailfrom=bounce@example.com", refuses, "yes none"},
      {"it fails now", "spf=pass smtp.mailfrom=bounce@example.com", refuses, "no record_changed"},
      {"it passes now", "spf=none smtp.mailfrom=bounce@example.com", permits, "no record_changed"},
      {"another address",
       "spf=fail (mx.example.org: domain of bounce@example.com does not designate 198.51.100.9 as permitted sender) "
       "smtp.mailfrom=bounce@example.com",
       permits, "no other_address"},
      {"a local part alone names no other domain", "spf=fail smtp.mailfrom=bounce", permits, "no record_changed"},
      {"another domain", "spf=fail smtp.mailfrom=bounce@example.net", permits, "no other_identity"},
      {"DNS failed there", "spf=temperror smtp.mailfrom=bounce@example.com", permits, "no receiver_dns"},
      {"DNS fails here", "spf=pass smtp.mailfrom=bounce@example.com", ";! example.com. TXT SERVFAIL",
       "not_comparable our_dns"},
      {"a limit that others count in another way", "spf=pass smtp.mailfrom=bounce@example.com",
       "example.com. TXT \"v=spf1 a:a.test a:b.test a:c.test ip4:192.0.2.1 -all\"", "no limits"},
      {"a claim about HELO is none about MAIL FROM", "spf=fail smtp.helo=a1.sender.test", permits, "nothing"},
      {"nothing said", "none", permits, "nothing"},
  }));
  CAPTURE(c.why);
  CHECK(compared(judged(unsigned_letter(c.claims), c.zone), "spf") == c.expected);
}

TEST_CASE("a DKIM result of the receiver is compared, and a difference has its cause", "[judge]") {
  using support::TestKey;
  struct Case {
    std::string_view why;
    std::string claim;
    support::Signing signing;
    std::string zone;
    std::string from;  // a change after the signing
    std::string to;
    std::string_view expected;
  };
  const std::string key = support::key_at(TestKey::Rsa2048);
  const auto c = GENERATE_COPY(values<Case>({
      {"both pass", "pass", {}, key, "", "", "yes none"},
      {"neither passes", "fail", {}, "", "", "", "yes none"},
      {"the key is gone", "pass", {}, "", "", "", "no key_changed"},
      {"the key is revoked", "pass", {}, "s1._domainkey.example.com. TXT \"v=DKIM1; p=\"", "", "", "no key_changed"},
      {"the key is another one", "pass", {}, support::key_at(TestKey::OtherRsa2048), "", "", "no key_changed"},
      {"the body was changed behind it", "pass", {}, key, "your Order", "your 0rder", "no changed_after_check"},
      {"the subject was tagged behind it",
       "pass",
       {},
       key,
       "Subject: Order",
       "Subject: [list] Order",
       "no changed_after_check"},
      {"it expired since", "pass", {.more = "t=1767225600; x=1767225700;"}, key, "", "", "no signature_expired"},
      {"a short key is accepted there",
       "pass",
       {.key = TestKey::Rsa768},
       support::key_at(TestKey::Rsa768),
       "",
       "",
       "no local_policy"},
      {"DNS failed there", "temperror", {}, key, "", "", "no receiver_dns"},
      {"DNS fails here", "pass", {}, ";! s1._domainkey.example.com. TXT TIMEOUT", "", "", "not_comparable our_dns"},
      {"the key was published since", "permerror (no key for signature)", {}, key, "", "", "no key_changed"},
      {"refused there", "policy", {}, key, "", "", "no local_policy"},
      {"another copy was checked", "fail (body hash did not verify)", {}, key, "", "", "no not_known"},
  }));
  CAPTURE(c.why);
  std::string letter = support::sign(support::letter(), c.signing);
  if (!c.from.empty()) letter = support::replaced(letter, c.from, c.to);
  const std::string claim = "dkim=" + c.claim + " header.d=example.com header.s=s1";
  CHECK(compared(judged(results(claim) + received + letter, c.zone), "dkim") == c.expected);
}

TEST_CASE("a DMARC result of the receiver is compared, and a difference has its cause", "[judge]") {
  struct Case {
    std::string_view why;
    std::string claims;
    std::string zone;
    std::string_view expected;
  };
  const std::string spf = "spf=pass smtp.mailfrom=bounce@example.com; ";
  const auto c = GENERATE_COPY(values<Case>({
      {"both pass", spf + "dmarc=pass header.from=example.com", permits + quarantine, "yes none"},
      {"a leg differs", spf + "dmarc=pass header.from=example.com", refuses + quarantine, "no follows_leg"},
      {"the record is gone", spf + "dmarc=pass header.from=example.com", permits, "no record_changed"},
      {"the record is new", spf + "dmarc=none header.from=example.com", permits + quarantine, "no record_changed"},
      {"another policy then", spf + "dmarc=fail (p=REJECT sp=NONE dis=NONE) header.from=example.com",
       permits + quarantine, "no record_changed"},
      {"rules of its own", spf + "dmarc=fail (p=QUARANTINE dis=NONE) header.from=example.com", permits + quarantine,
       "no local_policy"},
      {"a word of its own", spf + "dmarc=bestguesspass header.from=example.com", permits,
       "not_comparable local_policy"},
      {"DNS failed there", spf + "dmarc=temperror header.from=example.com", permits + quarantine,
       "not_comparable receiver_dns"},
      {"DNS fails here", spf + "dmarc=pass header.from=example.com", permits + ";! _dmarc.example.com. TXT TIMEOUT",
       "not_comparable our_dns"},
      {"it failed, and the policy was not applied",
       "spf=fail smtp.mailfrom=bounce@example.com; dmarc=fail (p=QUARANTINE dis=NONE) header.from=example.com",
       refuses + quarantine, "yes local_policy"},
      {"it failed, and a forwarder's seal was believed",
       "arc=pass (i=1 spf=pass dmarc=pass); spf=fail smtp.mailfrom=bounce@example.com; "
       "dmarc=fail (p=QUARANTINE dis=NONE) header.from=example.com",
       refuses + quarantine, "yes arc_override"},
      {"it failed, and a forwarder's seal changed nothing",
       "arc=pass; spf=fail smtp.mailfrom=bounce@example.com; "
       "dmarc=fail (p=QUARANTINE dis=QUARANTINE) header.from=example.com",
       refuses + quarantine, "yes none"},
      {"a pass that rests on a seal alone",
       "arc=pass; spf=fail smtp.mailfrom=bounce@example.com; dmarc=pass header.from=example.com", refuses + quarantine,
       "no arc_override"},
      {"Microsoft let it in",
       "spf=fail (sender IP is 192.0.2.1) smtp.mailfrom=example.com; dmarc=fail action=none header.from=example.com; "
       "compauth=pass reason=703",
       refuses + quarantine, "yes composite_authentication"},
      {"Microsoft let it in for a seal",
       "spf=fail (sender IP is 192.0.2.1) smtp.mailfrom=example.com; dmarc=fail action=none header.from=example.com; "
       "compauth=pass reason=130",
       refuses + quarantine, "yes arc_override"},
      {"Microsoft let nothing in that fails",
       "spf=fail (sender IP is 192.0.2.1) smtp.mailfrom=example.com; "
       "dmarc=fail action=quarantine header.from=example.com; compauth=fail reason=000",
       refuses + quarantine, "yes none"},
      {"Microsoft softened the policy",
       "spf=fail (sender IP is 192.0.2.1) smtp.mailfrom=example.com; dmarc=fail action=oreject "
       "header.from=example.com; compauth=fail reason=000",
       refuses + quarantine, "yes local_policy"},
      {"Microsoft imagined a record",
       "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=example.com; dmarc=bestguesspass action=none "
       "header.from=example.com;compauth=pass reason=109",
       permits, "not_comparable composite_authentication"},
      {"another author", spf + "dmarc=fail (p=QUARANTINE dis=NONE) header.from=example.net", permits + quarantine,
       "no other_identity"},
      {"it failed, and the policy was applied",
       "spf=fail smtp.mailfrom=bounce@example.com; dmarc=fail (p=QUARANTINE dis=QUARANTINE) header.from=example.com",
       refuses + quarantine, "yes none"},
  }));
  CAPTURE(c.why);
  CHECK(compared(judged(unsigned_letter(c.claims), c.zone), "dmarc") == c.expected);
}

TEST_CASE("a result that cannot be trusted is compared with nothing", "[judge]") {
  const std::string below = received + results("spf=fail smtp.mailfrom=bounce@example.com") + support::letter();
  CHECK(judged(below, permits).comparisons.empty());
}

TEST_CASE("a signature that the receiver checked and this copy does not hold is named once", "[judge]") {
  struct Case {
    std::string_view why;
    std::string claims;
    std::string_view expected;
  };
  const auto c = GENERATE(values<Case>({
      {"it passed there", "dkim=pass header.d=example.com header.s=s1", "no changed_after_check"},
      {"named by its identity", "dkim=pass header.i=@example.com", "no changed_after_check"},
      {"it failed there too", "dkim=fail header.d=example.com", "not_comparable changed_after_check"},
      {"there was none", "dkim=none header.d=none", "nothing"},
      {"nobody says whose", "dkim=pass", "nothing"},
  }));
  CAPTURE(c.why);
  CHECK(compared(judged(unsigned_letter(c.claims), permits), "dkim") == c.expected);
}

TEST_CASE("of two results for one domain that is not signed here one row is made", "[judge]") {
  const Analysis analysis = judged(
      unsigned_letter("dkim=pass header.d=example.com header.s=s1; dkim=pass header.d=example.com header.s=s2"), "");
  CHECK(analysis.comparisons.size() == 1);
}

TEST_CASE("a result that the sender may have written makes no signature missing", "[judge]") {
  const std::string claim = results("dkim=pass header.d=example.com");
  const std::string delivered = "Delivered-To: you@example.org\r\n";
  const auto agreement = [](const Analysis& analysis) {
    return analysis.comparisons.empty() ? "" : std::string(to_string(analysis.comparisons.front().agreement));
  };
  CHECK(agreement(judged(delivered + claim + received + support::letter(), quarantine)) == "no");
  CHECK(agreement(judged(delivered + received + claim + support::letter(), quarantine)) == "not_comparable");
}

TEST_CASE("of many missing signatures the first hundred are listed", "[judge]") {
  std::string fields;
  for (int i = 0; i < 5; ++i) {
    std::string claims = "none";
    for (int j = 0; j < 40; ++j) {
      claims += "; dkim=pass header.d=d" + std::to_string(i * 40 + j) + ".example.net";
    }
    fields += results(claims.substr(6));
  }
  const Analysis analysis = judged(fields + received + support::letter(), quarantine);
  CHECK(std::count_if(analysis.comparisons.begin(), analysis.comparisons.end(),
                      [](const Comparison& row) { return row.method == "dkim"; }) == 100);
  CHECK(std::count_if(analysis.limits.begin(), analysis.limits.end(), [](const std::string& limit) {
          return limit.find("reported and missing") != std::string::npos;
        }) == 1);
}

TEST_CASE("a second result for a domain that is signed here is no missing signature", "[judge]") {
  const Analysis analysis =
      judged(results("dkim=pass header.d=example.com header.s=s1; dkim=pass header.i=@x.example.com") + received +
                 support::sign(support::letter()),
             support::key_at(support::TestKey::Rsa2048));
  CHECK(analysis.comparisons.size() == 1);
}

TEST_CASE("a copy without an author has no DMARC result that could differ from the receiver's", "[judge]") {
  struct Case {
    std::string claim;
    std::string rest;
    std::string_view expected;
  };
  const auto c = GENERATE(values<Case>({
      {"dmarc=pass header.from=example.com", "Subject: cut\r\n\r\n", "not_comparable changed_after_check"},
      {"dmarc=fail header.from=example.com", "Subject: cut\r\n", "not_comparable changed_after_check"},
      {"dmarc=permerror", "Subject: cut\r\n\r\n", "yes none"},
  }));
  const Analysis analysis = judged(results(c.claim) + received + c.rest, permits + quarantine);
  CHECK(compared(analysis, "dmarc") == c.expected);
  CHECK(findings::find_rule("TRUST005")->find(analysis).empty());
  CHECK_FALSE(findings::find_rule("FROM001")->find(analysis).empty());
}

TEST_CASE("the code of Microsoft's composite check is said in words", "[judge]") {
  struct Case {
    std::string code;
    std::string_view words;
  };
  const auto c = GENERATE(values<Case>({
      {"109", "(reason 109: there is no DMARC record"},
      {"703", "(reason 703: SPF or DKIM aligned"},
      {"500", "(reason 500)"},  // a code that nobody has explained
  }));
  const Analysis analysis =
      judged(unsigned_letter("dmarc=bestguesspass action=none header.from=example.com;compauth=pass reason=" + c.code),
             permits);
  REQUIRE(analysis.comparisons.size() == 1);
  CAPTURE(analysis.comparisons.front().detail);
  CHECK(analysis.comparisons.front().detail.find(c.words) != std::string::npos);
}

TEST_CASE("a copy that is not whole is not held against the key", "[judge]") {
  const std::string whole = support::sign(support::letter());
  const std::string cut = whole.substr(0, whole.find("Subject:"));
  const Analysis analysis = judged(results("dkim=pass header.d=example.com header.s=s1") + received + cut,
                                   support::key_at(support::TestKey::Rsa2048));
  CHECK(compared(analysis, "dkim") == "no changed_after_check");
}

TEST_CASE("records laid over DNS are named before what may have changed since", "[judge]") {
  struct Case {
    std::string_view why;
    std::string claims;
    std::string record;  // of example.com, laid over DNS; empty for none
    std::string begins;
  };
  const std::string over = "the records laid over DNS here, which the receiver did not see; or else ";
  const auto c = GENERATE_COPY(values<Case>({
      {"it fails by the overlay", "spf=pass smtp.mailfrom=bounce@example.com", "v=spf1 -all",
       over + "the SPF record has changed since"},
      {"another address is one, whatever DNS says",
       "spf=pass (mx.example.org: domain of bounce@example.com designates 198.51.100.9 as permitted sender) "
       "smtp.mailfrom=bounce@example.com",
       "v=spf1 -all", "the receiver checked 198.51.100.9"},
      {"they agree", "spf=fail smtp.mailfrom=bounce@example.com", "v=spf1 -all", ""},
      {"there is none", "spf=fail smtp.mailfrom=bounce@example.com", "", "the SPF record has changed since"},
  }));
  CAPTURE(c.why);
  auto message = std::make_shared<const message::Message>(support::parsed(unsigned_letter(c.claims)));
  Options options{.at = support::now, .now = support::now};
  options.given.mail_from = "bounce@example.com";
  Judge judge(message, options);
  dns::Layer layer;
  if (!c.record.empty()) layer.set(*dns::Domain::parse("example.com"), dns::Type::TXT, {dns::Txt{{c.record}}});
  std::vector<const dns::Layer*> layers;
  if (!layer.empty()) layers.push_back(&layer);
  support::Zone zone(permits);
  const Analysis analysis = zone.settle([&](dns::Inquiry& inquiry) { return judge.judge(inquiry); }, layers);
  REQUIRE_FALSE(analysis.comparisons.empty());
  CHECK(analysis.comparisons.front().method == "spf");
  CHECK(analysis.comparisons.front().detail.substr(0, c.begins.size()) == c.begins);
  CHECK(analysis.comparisons.front().detail.empty() == c.begins.empty());
}
