// SPDX-License-Identifier: Apache-2.0
#include "dmarc/support.hpp"
#include "support/catch.hpp"
#include "support/zone.hpp"

using namespace alignmail;
using namespace alignmail::dmarc;

namespace {

Discovery applies(std::string_view author = "mail.example.com", Policy policy = Policy::Reject) {
  Discovery discovery{name(author)};
  discovery.record = Record{};
  discovery.record->policy = policy;
  discovery.policy = policy;
  discovery.policy_domain = discovery.author;
  discovery.organizational_domain = name("example.com");
  return discovery;
}

Alignment of(Method method, std::string_view domain, Authenticated authenticated, Relation relation,
             bool could_change = false) {
  Alignment alignment{Identifier{
      .method = method, .domain = name(domain), .authenticated = authenticated, .could_change = could_change}};
  alignment.relation = relation;
  alignment.aligned_strict = relation == Relation::Exact;
  alignment.aligned_relaxed = relation == Relation::Exact || relation == Relation::SameOrganization;
  if (relation == Relation::Unknown) alignment.failure = dns::Status::Timeout;
  return alignment;
}

// The oracle knows nothing of the code: identifiers are words, alignment is a comparison of texts, and the outcome
// is read off the best thing that any identifier could still be.
struct Said {
  std::string method;     // "spf", "dkim"
  std::string domain;     // text; "?" in front: nobody knows its organization
  std::string authentic;  // "yes", "no", "later", "never"
};

// 2: aligns, 1: nobody can tell for now, 0: does not.
int oracle_alignment(const Said& said, char mode) {
  const bool open = said.domain.front() == '?';
  if (open) return mode == 'r' ? 1 : 0;
  if (said.domain == "mail.example.com") return 2;
  return mode == 'r' && said.domain.ends_with("example.com") ? 2 : 0;
}

std::string oracle(const std::vector<Said>& all, char aspf, char adkim) {
  bool could_later = false;
  bool could_never_know = false;
  for (const Said& said : all) {
    const int alignment = oracle_alignment(said, said.method == "spf" ? aspf : adkim);
    if (alignment == 0 || said.authentic == "no") continue;
    if (alignment == 2 && said.authentic == "yes") return "pass";
    (said.authentic == "never" ? could_never_know : could_later) = true;
  }
  return could_later ? "temperror" : could_never_know ? "unknown" : "fail";
}

Alignment told(const Said& said) {
  const Method method = said.method == "spf" ? Method::Spf : Method::Dkim;
  const Authenticated authenticated = said.authentic == "yes"  ? Authenticated::Yes
                                      : said.authentic == "no" ? Authenticated::No
                                                               : Authenticated::Unknown;
  const bool open = said.domain.front() == '?';
  const std::string domain = open ? said.domain.substr(1) : said.domain;
  const Relation relation = open                                                          ? Relation::Unknown
                            : domain == "mail.example.com"                                ? Relation::Exact
                            : domain.ends_with(".example.com") || domain == "example.com" ? Relation::SameOrganization
                                                                                          : Relation::None;
  return of(method, domain, authenticated, relation, said.authentic == "later");
}

const std::vector<std::string> domains{"mail.example.com", "example.com", "other.example.com", "example.net",
                                       "?open.example.com"};
const std::vector<std::string> authentications{"yes", "no", "later", "never"};

}  // namespace

TEST_CASE("every identifier, authentication, relation and mode gives what the oracle says", "[dmarc]") {
  const Discovery discovery = applies();
  std::size_t cases = 0;
  for (const std::string& spf_domain : domains) {
    for (const std::string& spf_said : authentications) {
      for (const std::string& dkim_domain : domains) {
        for (const std::string& dkim_said : authentications) {
          for (const std::string modes : {"rr", "rs", "sr", "ss"}) {
            const std::vector<Said> said{{"spf", spf_domain, spf_said}, {"dkim", dkim_domain, dkim_said}};
            const std::vector<Alignment> alignments{told(said[0]), told(said[1])};
            const auto mode = [](char c) { return c == 's' ? Mode::Strict : Mode::Relaxed; };
            const Verdict verdict = evaluate(discovery, alignments, mode(modes[1]), mode(modes[0]));
            const std::string wanted = oracle(said, modes[0], modes[1]);
            if (to_string(verdict.outcome) != wanted) {
              FAIL_CHECK(spf_domain << " " << spf_said << ", " << dkim_domain << " " << dkim_said << " under " << modes
                                    << ": " << to_string(verdict.outcome) << " instead of " << wanted);
            }
            CHECK(verdict.counts(Method::Spf) == (oracle({said[0]}, modes[0], 's') == "pass"));
            CHECK(verdict.counts(Method::Dkim) == (oracle({said[1]}, 's', modes[1]) == "pass"));
            CHECK((verdict.outcome == Outcome::Pass) == (verdict.margin() > 0));
            CHECK_FALSE(verdict.reason.empty());
            ++cases;
          }
        }
      }
    }
  }
  CHECK(cases == 1600);
}

TEST_CASE("relaxed never fails where strict passes", "[dmarc]") {
  const Discovery discovery = applies();
  for (const std::string& domain : domains) {
    for (const std::string& authentic : authentications) {
      const std::vector<Alignment> one{told({"dkim", domain, authentic})};
      const Outcome strict = evaluate(discovery, one, Mode::Strict, Mode::Strict).outcome;
      const Outcome relaxed = evaluate(discovery, one, Mode::Relaxed, Mode::Relaxed).outcome;
      if (strict == Outcome::Pass) CHECK(relaxed == Outcome::Pass);
      if (relaxed == Outcome::Fail) CHECK(strict == Outcome::Fail);
    }
  }
}

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
    const Verdict verdict = zone.settle([&](dns::Inquiry& inquiry) {
      const Discovery discovery = discover(name(c.author), standard, suffixes(), inquiry);
      const auto alignments = align(discovery, identifiers, suffixes(), inquiry);
      const Record modes = discovery.record.value_or(Record{});
      return evaluate(discovery, alignments, modes.dkim_alignment, modes.spf_alignment);
    });
    CHECK(verdict.outcome == (standard == Standard::Rfc9989 ? c.rfc9989 : c.rfc7489));
    CHECK(zone.rounds() == 1);
  }
}
