// SPDX-License-Identifier: Apache-2.0
#include "alignmail/domain_audit.hpp"

#include <functional>

#include "base/ascii.hpp"
#include "support/catch.hpp"
#include "support/zone.hpp"

using namespace alignmail;

namespace {

const std::string ready_zone = R"(
example.com. A 192.0.2.1
t1._domainkey.example.com. CNAME t1.dkim.amazonses.com.
t2._domainkey.example.com. CNAME t2.dkim.amazonses.com.
t3._domainkey.example.com. CNAME t3.dkim.amazonses.com.
t1.dkim.amazonses.com. TXT "p=MIGf"
t2.dkim.amazonses.com. TXT "p=MIGf"
t3.dkim.amazonses.com. TXT "p=MIGf"
send.example.com. MX 10 feedback-smtp.us-east-1.amazonses.com.
send.example.com. TXT "v=spf1 include:amazonses.com ~all"
_dmarc.example.com. TXT "v=DMARC1; p=none"
amazonses.com. TXT "v=spf1 ip4:199.255.192.0/22 -all"
amazonses.com. TXT "some-verification=1"
)";

dns::Domain name(std::string_view text) { return *dns::Domain::parse(text); }

// The ready zone without the lines that begin so, and with others behind it.
std::string zone_with(const std::vector<std::string>& gone, const std::string& more) {
  std::string text;
  for (const std::string_view line : ascii::split(ready_zone, '\n')) {
    const bool is_gone =
        std::any_of(gone.begin(), gone.end(), [&](const std::string& start) { return line.starts_with(start); });
    if (!is_gone) text += std::string(line) + "\n";
  }
  return text + more + "\n";
}

ses::Setup named(std::vector<std::string> tokens) {
  ses::Setup setup;
  setup.tokens = {std::move(tokens), ses::Origin::Given};
  setup.dkim_kind = {"easy", ses::Origin::Given};
  return setup;
}

struct Audited {
  support::Zone zone;
  Analysis analysis;
  Readiness ready;

  explicit Audited(const std::string& text, ses::Setup setup, std::string_view domain = "example.com")
      : zone(text),
        analysis(zone.settle(
            [&](dns::Inquiry& inquiry) { return audit_domain(name(domain), Options{.setup = setup}, inquiry); })),
        ready(readiness(analysis)) {}
};

const auto all_three = [] { return named({"t1", "t2", "t3"}); };

}  // namespace

TEST_CASE("a domain is ready when SPF and DKIM both count for what SES would send", "[judge]") {
  const Audited audited(ready_zone, all_three());
  CHECK(audited.ready.standing == Standing::Ready);
  CHECK(audited.ready.reasons.empty());
  CHECK(audited.ready.sentence.starts_with("Ready for p=reject: SPF (send.example.com) and DKIM (example.com)"));
  CHECK(audited.analysis.dmarc.margin() == 2);
  CHECK(audited.analysis.message == nullptr);
}

TEST_CASE("what nobody named is found at its usual names and said to be inferred", "[judge]") {
  const Audited audited(ready_zone, all_three());
  CHECK(audited.analysis.setup.mail_from.value == name("send.example.com"));
  CHECK(audited.analysis.setup.mail_from.origin == ses::Origin::Inferred);
  CHECK(audited.analysis.setup.region.value == "us-east-1");
  CHECK(audited.analysis.setup.region.origin == ses::Origin::Inferred);
  CHECK(audited.analysis.setup.domain.origin == ses::Origin::Given);
}

TEST_CASE("readiness says what stands against it", "[judge]") {
  struct Case {
    std::vector<std::string> gone;  // lines of the ready zone, by their beginning
    std::string more;
    Standing standing;
    std::string reason;
  };
  const auto c = GENERATE(values<Case>({
      {{"t2._domainkey"}, "", Standing::Incomplete, "the DKIM record t2._domainkey.example.com is missing"},
      {{"t1._domainkey", "t2._domainkey", "t3._domainkey"}, "", Standing::Incomplete, "3 DKIM records are missing"},
      {{"t2._domainkey"},
       "t2._domainkey.example.com.example.com. CNAME t2.dkim.amazonses.com.",
       Standing::Broken,
       "the DKIM record t2._domainkey.example.com stands at a doubled name"},
      {{"t2._domainkey"},
       "t2._domainkey.example.com. CNAME t9.dkim.amazonses.com.",
       Standing::Broken,
       "the DKIM record t2._domainkey.example.com is not as expected"},
      // SES keeps no key there any more: the identity was deleted.
      {{"t1.dkim", "t2.dkim", "t3.dkim"}, "", Standing::Incomplete, "no key stands behind the DKIM records"},
      {{"send.example.com. MX"}, "", Standing::Incomplete, "no custom MAIL FROM is set up, so SPF cannot align"},
      {{"send.example.com. MX"},
       "send.example.com. MX 20 feedback-smtp.us-east-1.amazonses.com.",
       Standing::Incomplete,
       "the MX record of send.example.com does not have preference 10"},
      {{},
       "send.example.com. MX 20 mx.example.net.",
       Standing::Broken,
       "the MX record of send.example.com is there more than once"},
      {{"send.example.com. TXT"}, "", Standing::Incomplete, "the SPF record of send.example.com is missing"},
      {{"send.example.com. TXT"},
       "send.example.com. TXT \"v=spf1 mx -all\"",
       Standing::Broken,
       "the SPF record of send.example.com is not as expected"},
      {{},
       "send.example.com. TXT \"v=spf1 -all\"",
       Standing::Broken,
       "the SPF record of send.example.com is there more than once"},
      // Names SES, and still ends in permerror: only the evaluation shows it.
      {{"send.example.com. TXT"},
       "send.example.com. TXT \"v=spf1 ip4:1.2.3 include:amazonses.com ~all\"",
       Standing::Broken,
       "SPF of send.example.com ends in permerror"},
      {{"_dmarc"}, "", Standing::Incomplete, "the DMARC record _dmarc.example.com is missing"},
      {{},
       "_dmarc.example.com. TXT \"v=DMARC1; p=reject\"",
       Standing::Broken,
       "the DMARC record _dmarc.example.com is there more than once"},
      {{"_dmarc"},
       "_dmarc.example.com. TXT \"v=DMARC1; p=none; aspf=s\"",
       Standing::Incomplete,
       "aspf=s keeps SPF from counting, since send.example.com is not example.com itself"},
      // psd=n makes the MAIL FROM an organization of its own.
      {{},
       "_dmarc.send.example.com. TXT \"v=DMARC1; p=none; psd=n\"",
       Standing::Broken,
       "send.example.com and example.com are two organizations for DMARC"},
      {{"_dmarc"},
       ";! _dmarc.example.com. TXT TIMEOUT",
       Standing::Unknown,
       "DNS did not answer for the DMARC record _dmarc.example.com"},
      {{"t2._domainkey"},
       ";! t2._domainkey.example.com. TXT SERVFAIL",
       Standing::Unknown,
       "DNS did not answer for the DKIM record t2._domainkey.example.com"},
      {{"amazonses.com. TXT"},
       ";! amazonses.com. TXT TIMEOUT",
       Standing::Unknown,
       "SPF of send.example.com could not be evaluated"},
      // What is certain decides before what is not known.
      {{"t1._domainkey", "_dmarc"},
       ";! t1._domainkey.example.com. TXT TIMEOUT",
       Standing::Incomplete,
       "the DMARC record _dmarc.example.com is missing"},
  }));
  const Audited audited(zone_with(c.gone, c.more), all_three());
  INFO(audited.ready.sentence);
  CHECK(audited.ready.standing == c.standing);
  CHECK(std::find(audited.ready.reasons.begin(), audited.ready.reasons.end(), c.reason) != audited.ready.reasons.end());
}

TEST_CASE("what was given decides what is missed", "[judge]") {
  struct Case {
    std::function<ses::Setup()> setup;
    Standing standing;
    std::string reason;  // the first
  };
  const auto c = GENERATE(values<Case>({
      {[] { return ses::Setup{}; }, Standing::Unknown, "nobody named the three DKIM tokens"},
      {[] { return named({"t1"}); }, Standing::Unknown, "only 1 of the three DKIM tokens is known"},
      {[] {
         ses::Setup setup = named({"t1", "t2", "t3"});
         setup.region = {"eu-west-1", ses::Origin::Given};  // the MX found is another region's
         return setup;
       },
       Standing::Incomplete, "no custom MAIL FROM is set up, so SPF cannot align"},
      {[] {
         ses::Setup setup = named({"t1", "t2", "t3"});
         setup.mail_from = {name("bounce.example.com"), ses::Origin::Given};
         return setup;
       },
       Standing::Incomplete, "the MX record of bounce.example.com is missing"},
      {[] {
         ses::Setup setup = named({"t1", "t2", "t3"});
         setup.mail_from = {name("example.com"), ses::Origin::Given};
         return setup;
       },
       Standing::Broken, "example.com is not a subdomain of the identity"},
      {[] {
         ses::Setup setup = named({"t1", "t2", "t3"});
         setup.default_mail_from = true;  // as SES itself says, whatever DNS holds
         return setup;
       },
       Standing::Incomplete, "SES is not told to use the MAIL FROM send.example.com, so SPF cannot align"},
      {[] {
         ses::Setup setup = named({"t1", "t2", "t3"});
         setup.not_ready = {"VerificationStatus is PENDING", "DkimAttributes.Status is PENDING"};
         return setup;
       },
       Standing::Incomplete, "SES says: VerificationStatus is PENDING, DkimAttributes.Status is PENDING"},
      {[] {
         ses::Setup setup;
         setup.dkim_kind = {"none", ses::Origin::Given};
         return setup;
       },
       Standing::Incomplete, "SES does not sign for example.com"},
  }));
  const Audited audited(ready_zone, c.setup());
  INFO(audited.ready.sentence);
  CHECK(audited.ready.standing == c.standing);
  REQUIRE_FALSE(audited.ready.reasons.empty());
  CHECK(audited.ready.reasons.front() == c.reason);
}

TEST_CASE("the identity of a parent signs for a subdomain, but not strictly", "[judge]") {
  ses::Setup setup = all_three();
  setup.domain = {name("example.com"), ses::Origin::Given};
  CHECK(Audited(ready_zone, setup, "shop.example.com").ready.standing == Standing::Ready);
  const Audited strict(zone_with({"_dmarc"}, "_dmarc.example.com. TXT \"v=DMARC1; p=none; adkim=s\""), setup,
                       "shop.example.com");
  CHECK(strict.ready.standing == Standing::Incomplete);
  CHECK(strict.ready.reasons.front().starts_with("adkim=s keeps DKIM from counting"));
}

TEST_CASE("senders other than SES are named as not looked at", "[judge]") {
  ses::Setup setup = all_three();
  setup.other_senders = {"_spf.example.net"};
  const Audited audited(ready_zone, setup);
  CHECK(audited.ready.standing == Standing::Ready);
  CHECK(audited.ready.sentence.ends_with("Mail that others send for it (_spf.example.net) is not looked at."));
}

TEST_CASE("a policy weaker than the one aimed at stands in no one's way, and is told once", "[judge]") {
  ses::Setup setup = all_three();
  setup.policy = {"reject", ses::Origin::Given};
  const Audited audited(ready_zone, setup);
  const ses::ChecklistRow* row = ses::find_row(audited.analysis.checklist, "dmarc");
  CHECK(row->status == ses::RowStatus::Different);
  CHECK(row->note.find("weaker than the p=reject that is expected.") != std::string::npos);
  CHECK(audited.ready.standing == Standing::Ready);
  CHECK(audited.ready.sentence.find("weaker than") == std::string::npos);  // SES026 tells it
}

TEST_CASE("an SPF record of the domain itself that ends in permerror is told, though SES does without it", "[judge]") {
  struct Case {
    std::string record;
    bool is_broken;
  };
  const auto c = GENERATE(values<Case>({{"v=spf1 include:example.com -all", true},
                                        {"v=spf1 include:nowhere.example.net -all", true},
                                        {"v=spf1 ip4:192.0.2.1 -all", false}}));
  CAPTURE(c.record);
  const Audited audited(zone_with({"example.com. TXT"}, "example.com. TXT \"" + c.record + "\""), all_three());
  const ses::ChecklistRow* row = ses::find_row(audited.analysis.checklist, "apex_spf");
  CHECK(row->has(ses::Problem::Unreadable) == c.is_broken);
  CHECK(row->status == ses::RowStatus::NotNeeded);
  CHECK((row->note.find("permerror") != std::string::npos) == c.is_broken);
  CHECK(audited.ready.standing == Standing::Ready);
}

TEST_CASE("a published policy that the set-up does not bear is said to be in force", "[judge]") {
  const Audited audited(zone_with({"t2._domainkey", "_dmarc"}, "_dmarc.example.com. TXT \"v=DMARC1; p=reject\""),
                        all_three());
  CHECK(audited.ready.sentence.starts_with("Not ready for p=reject, which is in force already: "));
  CHECK(audited.ready.sentence.ends_with("Only SPF would carry the mail."));
}

TEST_CASE("an audit of named records takes one wave, of found ones two", "[judge]") {
  ses::Setup setup = all_three();
  CHECK(Audited(ready_zone, setup).zone.rounds() <= 2);
  setup.domain = {name("example.com"), ses::Origin::Given};
  setup.mail_from = {name("send.example.com"), ses::Origin::Given};
  setup.region = {"us-east-1", ses::Origin::Given};
  CHECK(Audited(ready_zone, setup).zone.rounds() == 1);
}
