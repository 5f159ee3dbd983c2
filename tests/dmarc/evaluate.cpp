// SPDX-License-Identifier: Apache-2.0
#include "dmarc/identifiers.hpp"
#include "support/catch.hpp"
#include "support/zone.hpp"

using namespace alignmail;
using namespace alignmail::dmarc;

TEST_CASE("without a record in force the identifiers do not matter", "[dmarc]") {
  struct Case {
    std::string_view why;
    dns::Status failure;
    bool several;
    std::string_view broken;
    bool pending;
    Outcome outcome;
  };
  using dns::Status;
  const auto c = GENERATE(values<Case>({
      {"none is published", Status::Found, false, "", false, Outcome::None},
      {"several at one name", Status::Found, true, "", false, Outcome::None},
      {"one that cannot be applied", Status::Found, false, "v=DMARC1; p=x", false, Outcome::None},
      {"that one ends the search, whatever failed above it", Status::Timeout, false, "v=DMARC1; p=x", false,
       Outcome::None},
      {"no answer for now", Status::Timeout, false, "", false, Outcome::TempError},
      {"", Status::ServFail, false, "", false, Outcome::TempError},
      {"", Status::Refused, false, "", false, Outcome::TempError},
      {"", Status::Malformed, false, "", false, Outcome::TempError},
      {"nobody asked", Status::Offline, false, "", false, Outcome::Unknown},
      {"", Status::NotRecorded, false, "", false, Outcome::Unknown},
      {"", Status::NotAsked, false, "", false, Outcome::Unknown},
      {"not finished", Status::Found, false, "", true, Outcome::Unknown},
  }));
  CAPTURE(c.why, c.failure);
  Discovery discovery{name("example.com")};
  discovery.failure = c.failure;
  discovery.several_records = c.several;
  discovery.broken_record = c.broken;
  if (!c.broken.empty()) discovery.policy_domain = discovery.author;
  discovery.pending = c.pending;
  const std::vector<Alignment> alignments{of(Method::Spf, "example.com", Authenticated::Yes, Relation::Exact)};
  const Verdict verdict = evaluate(discovery, alignments, Mode::Relaxed, Mode::Relaxed);
  CHECK(verdict.outcome == c.outcome);
  CHECK_FALSE(verdict.disposition);
  CHECK_FALSE(verdict.reason.empty());
}

TEST_CASE("the owner's wish is the disposition of a failure, and none of a pass", "[dmarc]") {
  const Policy policy = GENERATE(Policy::None, Policy::Quarantine, Policy::Reject);
  const Discovery discovery = applies("example.com", policy);
  const std::vector<Alignment> nothing;
  CHECK(evaluate(discovery, nothing, Mode::Relaxed, Mode::Relaxed).outcome == Outcome::Fail);
  CHECK(evaluate(discovery, nothing, Mode::Relaxed, Mode::Relaxed).disposition == policy);
  const std::vector<Alignment> good{of(Method::Dkim, "example.com", Authenticated::Yes, Relation::Exact)};
  CHECK(evaluate(discovery, good, Mode::Strict, Mode::Strict).disposition == Policy::None);
  const std::vector<Alignment> later{
      of(Method::Dkim, "example.com", Authenticated::Unknown, Relation::Exact, /*could_change=*/true)};
  CHECK_FALSE(evaluate(discovery, later, Mode::Strict, Mode::Strict).disposition);
}

TEST_CASE("the margin counts pairs of method and domain once", "[dmarc]") {
  const std::vector<Alignment> alignments{
      of(Method::Spf, "mail.example.com", Authenticated::Yes, Relation::Exact),
      of(Method::Dkim, "mail.example.com", Authenticated::Yes, Relation::Exact),
      of(Method::Dkim, "mail.example.com", Authenticated::Yes, Relation::Exact),  // a second selector
      of(Method::Dkim, "example.com", Authenticated::Yes, Relation::SameOrganization),
      of(Method::Dkim, "example.net", Authenticated::Yes, Relation::None),
      of(Method::Dkim, "x.example.com", Authenticated::No, Relation::SameOrganization),
  };
  CHECK(evaluate(applies(), alignments, Mode::Relaxed, Mode::Relaxed).margin() == 3);
  CHECK(evaluate(applies(), alignments, Mode::Strict, Mode::Strict).margin() == 2);
}

TEST_CASE("one bad signature does not spoil a good one, and the reason names who carries the pass", "[dmarc]") {
  const std::vector<Alignment> alignments{
      of(Method::Dkim, "example.net", Authenticated::No, Relation::None),
      of(Method::Spf, "example.com", Authenticated::Unknown, Relation::SameOrganization, true),
      of(Method::Dkim, "other.example.com", Authenticated::Yes, Relation::SameOrganization),
  };
  const Verdict verdict = evaluate(applies(), alignments, Mode::Relaxed, Mode::Relaxed);
  CHECK(verdict.outcome == Outcome::Pass);
  CHECK(verdict.reason.find("DKIM for other.example.com") == 0);
  const Verdict strict = evaluate(applies(), alignments, Mode::Strict, Mode::Strict);
  CHECK(strict.outcome == Outcome::Fail);
  CHECK(strict.reason.find("strict") != std::string::npos);
}

TEST_CASE("a pass says what else would carry it, and what would not and why", "[dmarc]") {
  struct Case {
    std::string_view why;
    std::vector<Alignment> alignments;
    Mode mode;
    std::string_view words;
  };
  const Alignment dkim = of(Method::Dkim, "mail.example.com", Authenticated::Yes, Relation::Exact);
  const auto c = GENERATE_COPY(values<Case>({
      {"both legs",
       {of(Method::Spf, "x.example.com", Authenticated::Yes, Relation::SameOrganization), dkim},
       Mode::Relaxed,
       "; it would also pass by DKIM for mail.example.com alone"},
      {"the bounce domain of SES",
       {of(Method::Spf, "amazonses.com", Authenticated::Yes, Relation::None), dkim},
       Mode::Relaxed,
       "; by SPF it would not: amazonses.com belongs to another organization"},
      {"a bounce domain of one's own, in strict mode",
       {of(Method::Spf, "x.example.com", Authenticated::Yes, Relation::SameOrganization), dkim},
       Mode::Strict,
       "; by SPF it would not: strict alignment asks for mail.example.com itself"},
      {"forwarded",
       {of(Method::Spf, "x.example.com", Authenticated::No, Relation::SameOrganization), dkim},
       Mode::Relaxed,
       "; by SPF it would not: x.example.com aligns, but did not pass"},
      {"undecided",
       {of(Method::Spf, "x.example.com", Authenticated::Unknown, Relation::SameOrganization, true), dkim},
       Mode::Relaxed,
       "; by SPF it would not: x.example.com could not be checked"},
      {"nothing holds",
       {of(Method::Spf, "x.test", Authenticated::No, Relation::None), dkim},
       Mode::Relaxed,
       "; by SPF it would not: it did not pass, and x.test is not aligned"},
      {"no signature",
       {of(Method::Spf, "mail.example.com", Authenticated::Yes, Relation::Exact)},
       Mode::Relaxed,
       "; by DKIM it would not: there is no signature"},
  }));
  CAPTURE(c.why);
  const Verdict verdict = evaluate(applies(), c.alignments, c.mode, c.mode);
  REQUIRE(verdict.outcome == Outcome::Pass);
  CHECK(explained(verdict) == verdict.reason + std::string(c.words));
}

TEST_CASE("two signatures of one domain are named once in what carries a pass", "[dmarc]") {
  const Alignment dkim = of(Method::Dkim, "mail.example.com", Authenticated::Yes, Relation::Exact);
  const std::vector<Alignment> twice{dkim, dkim};
  const std::string words = explained(evaluate(applies(), twice, Mode::Relaxed, Mode::Relaxed));
  CHECK(words.find("also") == std::string::npos);
}

TEST_CASE("a whole message's worth: discovery, alignment and outcome from one zone", "[dmarc]") {
  struct Case {
    std::string_view why;
    std::string_view zone;
    std::string_view author;
    std::string_view spf;  // authenticated; empty when none
    std::string_view dkim;
    Outcome rfc9989;
    Outcome rfc7489;
  };
  const auto c = GENERATE(values<Case>({
      {"Easy DKIM and a custom MAIL FROM", R"(_dmarc.example.com. TXT "v=DMARC1; p=reject")", "example.com",
       "send.example.com", "example.com", Outcome::Pass, Outcome::Pass},
      {"the sender's defaults", R"(_dmarc.example.com. TXT "v=DMARC1; p=reject")", "example.com",
       "eu-west-1.sender.test", "sender.test", Outcome::Fail, Outcome::Fail},
      {"aspf=s and a custom MAIL FROM alone", R"(_dmarc.example.com. TXT "v=DMARC1; p=reject; aspf=s")", "example.com",
       "send.example.com", "sender.test", Outcome::Fail, Outcome::Fail},
      {"adkim=s, a subdomain as author", R"(_dmarc.example.com. TXT "v=DMARC1; p=reject; adkim=s")", "news.example.com",
       "", "example.com", Outcome::Fail, Outcome::Fail},
      {"two tenants of one suffix", R"(_dmarc.hosting.test. TXT "v=DMARC1; p=reject; psd=y"
                                       _dmarc.bank.hosting.test. TXT "v=DMARC1; p=reject")",
       "bank.hosting.test", "", "evil.hosting.test", Outcome::Fail, Outcome::Fail},
      {"the suffix signs", R"(_dmarc.test. TXT "v=DMARC1; p=reject; psd=y"
                              _dmarc.shop.test. TXT "v=DMARC1; p=reject")",
       "shop.test", "", "test", Outcome::Fail, Outcome::Fail},
      {"the list alone makes them one", R"(_dmarc.a.example.com. TXT "v=DMARC1; p=reject; psd=n")", "a.example.com", "",
       "example.com", Outcome::Fail, Outcome::Pass},
      {"the walk alone makes them one", R"(_dmarc.hosting.test. TXT "v=DMARC1; p=reject")", "a.hosting.test", "",
       "b.hosting.test", Outcome::Pass, Outcome::None},
      {"a record only the walk finds", R"(_dmarc.b.example.com. TXT "v=DMARC1; p=reject")", "a.b.example.com", "",
       "a.b.example.com", Outcome::Pass, Outcome::None},
      {"several at the author domain", R"(_dmarc.a.example.com. TXT "v=DMARC1; p=reject"
                                          _dmarc.a.example.com. TXT "v=DMARC1; p=none"
                                          _dmarc.example.com. TXT "v=DMARC1; p=none")",
       "a.example.com", "", "a.example.com", Outcome::Pass, Outcome::None},
      {"no answer for the record", ";! _dmarc.example.com. TXT TIMEOUT", "example.com", "", "example.com",
       Outcome::TempError, Outcome::TempError},
      {"no answer from the top: the name itself passes", R"(_dmarc.example.com. TXT "v=DMARC1; p=reject"
                                                            ;! _dmarc.com. TXT TIMEOUT)",
       "example.com", "", "example.com", Outcome::Pass, Outcome::Pass},
      {"no answer from the top: a subdomain passes", R"(_dmarc.example.com. TXT "v=DMARC1; p=reject"
                                                        ;! _dmarc.com. TXT TIMEOUT)",
       "example.com", "send.example.com", "", Outcome::Pass, Outcome::Pass},
      {"no answer that would matter", R"(_dmarc.a.example.com. TXT "v=DMARC1; p=reject"
                                         ;! _dmarc.example.com. TXT TIMEOUT)",
       "a.example.com", "b.example.com", "", Outcome::TempError, Outcome::Pass},
      {"and under strict it does not", R"(_dmarc.a.example.com. TXT "v=DMARC1; p=reject; aspf=s"
                                          ;! _dmarc.example.com. TXT TIMEOUT)",
       "a.example.com", "b.example.com", "", Outcome::Fail, Outcome::Fail},
  }));
  CAPTURE(c.why);
  std::vector<Identifier> identifiers;
  if (!c.spf.empty()) identifiers.push_back({Method::Spf, name(c.spf), Authenticated::Yes});
  if (!c.dkim.empty()) identifiers.push_back({Method::Dkim, name(c.dkim), Authenticated::Yes});
  support::Zone zone(c.zone);
  for (const Standard standard : {Standard::Rfc9989, Standard::Rfc7489}) {
    CAPTURE(to_string(standard));
    const Verdict verdict = zone.settle(
        [&](dns::Inquiry& inquiry) { return check(name(c.author), standard, identifiers, suffixes(), inquiry); });
    CHECK(verdict.outcome == (standard == Standard::Rfc9989 ? c.rfc9989 : c.rfc7489));
    CHECK(zone.rounds() == 1);
  }
}
