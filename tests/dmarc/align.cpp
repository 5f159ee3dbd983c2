// SPDX-License-Identifier: Apache-2.0
#include "dmarc/support.hpp"
#include "support/catch.hpp"
#include "support/zone.hpp"

using namespace alignmail;
using namespace alignmail::dmarc;

namespace {

constexpr auto rfc9989 = Standard::Rfc9989;
constexpr auto rfc7489 = Standard::Rfc7489;

Alignment aligned(support::Zone& zone, std::string_view author, std::string_view domain, Standard standard = rfc9989) {
  const Identifier identifier{.method = Method::Dkim, .domain = name(domain), .authenticated = Authenticated::Yes};
  return zone
      .settle([&](dns::Inquiry& inquiry) {
        const Discovery discovery = discover(name(author), standard, suffixes(), inquiry);
        return align(discovery, std::span(&identifier, 1), suffixes(), inquiry);
      })
      .front();
}

std::string text(const std::optional<dns::Domain>& domain) { return domain ? domain->text() : ""; }

}  // namespace

TEST_CASE("domains relate as their organizations do (RFC 9989 4.4, 4.10.2, B.1, B.4)", "[dmarc]") {
  struct Case {
    std::string_view why;
    std::string_view zone;
    std::string_view author;
    std::string_view domain;
    Relation relation;
    std::string_view organization;
  };
  constexpr std::string_view example = R"(_dmarc.example.com. TXT "v=DMARC1; p=reject")";
  // B.4.1 and B.4.2
  constexpr std::string_view signing = R"(_dmarc.example.com. TXT "v=DMARC1; p=reject"
                                          _dmarc.signing.example.com. TXT "v=DMARC1; p=reject")";
  // B.4.3
  constexpr std::string_view bank = R"(_dmarc.bank.example. TXT "v=DMARC1; p=reject; psd=y"
                                       _dmarc.giant.bank.example. TXT "v=DMARC1; p=reject")";
  const auto same = Relation::SameOrganization;
  const auto none = Relation::None;
  const auto exact = Relation::Exact;
  const auto c = GENERATE_COPY(values<Case>({
      {"table 1, relaxed", example, "news.example.com", "foo.example.com", same, "example.com"},
      {"table 1, strict", example, "news.example.com", "news.example.com", exact, "example.com"},
      {"table 1, none", example, "news.example.com", "foo.example.net", none, ""},
      {"B.1.1: a child sends", example, "example.com", "child.example.com", same, "example.com"},
      {"B.1.2: a parent signs", example, "child.example.com", "example.com", same, "example.com"},
      {"letters are not labels", example, "example.com", "badexample.com", none, "badexample.com"},
      {"B.4.1: the author domain itself", signing, "example.com", "example.com", exact, "example.com"},
      {"B.4.1: a subdomain with a record", signing, "example.com", "signing.example.com", same, "example.com"},
      {"B.4.2: a deep author domain", signing, "a.b.c.d.e.f.g.h.i.j.k.example.com", "signing.example.com", same,
       "example.com"},
      {"B.4.2: its parent", signing, "a.b.c.d.e.f.g.h.i.j.k.example.com", "example.com", same, "example.com"},
      {"B.4.3: below the same name under a suffix", bank, "giant.bank.example", "mail.giant.bank.example", same,
       "giant.bank.example"},
      {"B.4.3: a neighbour under the suffix", bank, "giant.bank.example", "mail.mega.bank.example", none,
       "mega.bank.example"},
      {"the suffix itself signs", bank, "giant.bank.example", "bank.example", none, "bank.example"},
      {"a suffix as author", bank, "bank.example", "giant.bank.example", none, "giant.bank.example"},
      {"no record anywhere: every name is its own", "x. A 192.0.2.1", "a.example.com", "b.example.com", none,
       "b.example.com"},
      {"no record, the same name", "x. A 192.0.2.1", "a.example.com", "a.example.com", exact, "a.example.com"},
      {"psd=n at the author domain cuts it off", R"(_dmarc.a.example.com. TXT "v=DMARC1; p=none; psd=n"
                                                    _dmarc.example.com. TXT "v=DMARC1; p=none")",
       "a.example.com", "example.com", none, "example.com"},
      {"psd=n at the identifier cuts that off", R"(_dmarc.a.example.com. TXT "v=DMARC1; p=none; psd=n"
                                                   _dmarc.example.com. TXT "v=DMARC1; p=none")",
       "example.com", "a.example.com", none, "a.example.com"},
      {"a single label signs", R"(_dmarc.test. TXT "v=DMARC1; p=reject; psd=y"
                                  _dmarc.hosting.test. TXT "v=DMARC1; p=reject")",
       "hosting.test", "test", none, "test"},
      {"a single label without a record signs", R"(_dmarc.hosting.test. TXT "v=DMARC1; p=reject")", "hosting.test",
       "test", none, "test"},
      {"a single label whose record names no suffix is the organization", R"(_dmarc.test. TXT "v=DMARC1; p=reject")",
       "hosting.test", "test", same, "test"},
  }));
  CAPTURE(c.why);
  support::Zone zone(c.zone);
  const Alignment alignment = aligned(zone, c.author, c.domain);
  CHECK(alignment.relation == c.relation);
  CHECK(text(alignment.organizational_domain) == c.organization);
  CHECK(alignment.aligned_strict == (c.relation == exact));
  CHECK(alignment.aligned_relaxed == (c.relation != none));
  CHECK(alignment.failure == dns::Status::Found);
}

TEST_CASE("under RFC 7489 the list says who belongs together (3.1.1, 3.2)", "[dmarc]") {
  struct Case {
    std::string_view author;
    std::string_view domain;
    Relation relation;
  };
  const auto c = GENERATE(values<Case>({
      {"example.com", "example.com", Relation::Exact},
      {"a.example.com", "b.example.com", Relation::SameOrganization},
      {"example.com", "a.b.example.com", Relation::SameOrganization},
      {"example.com", "example.net", Relation::None},
      {"example.co.uk", "other.co.uk", Relation::None},
      {"a.example.co.uk", "example.co.uk", Relation::SameOrganization},
      {"bank.hosting.test", "shop.hosting.test", Relation::None},
      {"bank.hosting.test", "hosting.test", Relation::None},
      {"example.com", "com", Relation::None},
      {"com", "com", Relation::Exact},
  }));
  // psd=n means nothing here.
  support::Zone zone(R"(_dmarc.a.example.com. TXT "v=DMARC1; p=none; psd=n")");
  CAPTURE(c.author, c.domain);
  CHECK(aligned(zone, c.author, c.domain, rfc7489).relation == c.relation);
}

TEST_CASE("a missing answer leaves a relation open only when it could change it", "[dmarc]") {
  struct Case {
    std::string_view why;
    std::string_view zone;
    std::string_view author;
    std::string_view domain;
    Relation relation;
    dns::Status failure;
  };
  using dns::Status;
  const auto c = GENERATE(values<Case>({
      {"the same name needs nobody's answer", ";! * TXT TIMEOUT", "a.example.com", "a.example.com", Relation::Exact,
       Status::Found},
      {"names that end differently neither", ";! * TXT TIMEOUT", "a.example.com", "a.example.net", Relation::None,
       Status::Found},
      {"whatever stands above both, both belong to it",
       R"(_dmarc.example.com. TXT "v=DMARC1; p=none"
          ;! _dmarc.com. TXT TIMEOUT)",
       "example.com", "mail.example.com", Relation::SameOrganization, Status::Found},
      {"above two names without a record it decides", R"(x. A 192.0.2.1
                                                        ;! _dmarc.example.com. TXT SERVFAIL)",
       "a.example.com", "b.example.com", Relation::Unknown, Status::ServFail},
      {"below the organization the identifier could be cut off", R"(_dmarc.example.com. TXT "v=DMARC1; p=none"
                                                                    ;! _dmarc.mail.example.com. TXT TIMEOUT)",
       "example.com", "mail.example.com", Relation::Unknown, Status::Timeout},
      {"outside the author's organization it cannot", R"(_dmarc.example.com. TXT "v=DMARC1; p=none; psd=n"
                                                         ;! _dmarc.example.org. TXT TIMEOUT
                                                         ;! _dmarc.mail.example.org. TXT TIMEOUT)",
       "example.com", "mail.example.org", Relation::None, Status::Found},
      {"nothing answers", ";! * TXT TIMEOUT", "a.example.com", "b.example.com", Relation::Unknown, Status::Timeout},
  }));
  CAPTURE(c.why);
  support::Zone zone(c.zone);
  const Alignment alignment = aligned(zone, c.author, c.domain);
  CHECK(alignment.relation == c.relation);
  CHECK(alignment.failure == c.failure);
}

TEST_CASE("walks run in the round of the author's own, and only for names that share a label", "[dmarc]") {
  support::Zone zone(R"(_dmarc.example.com. TXT "v=DMARC1; p=none")");
  const std::vector<Identifier> identifiers{
      {.method = Method::Spf, .domain = name("bounce.send.example.com")},
      {.method = Method::Dkim, .domain = name("signer.example.net"), .authenticated = Authenticated::Yes},
  };
  (void)zone.settle([&](dns::Inquiry& inquiry) {
    const Discovery discovery = discover(name("news.example.com"), rfc9989, suffixes(), inquiry);
    return align(discovery, identifiers, suffixes(), inquiry);
  });
  CHECK(zone.rounds() == 1);
  std::vector<std::string> asked;
  for (const dns::Question& question : zone.questions()) asked.push_back(question.name.text());
  std::sort(asked.begin(), asked.end());
  CHECK(asked == std::vector<std::string>{"_dmarc.bounce.send.example.com", "_dmarc.com", "_dmarc.example.com",
                                          "_dmarc.news.example.com", "_dmarc.send.example.com", "news.example.com"});
}

TEST_CASE("the mode in force is that of the identifier's own method", "[dmarc]") {
  support::Zone zone(R"(_dmarc.example.com. TXT "v=DMARC1; p=none; adkim=s")");
  const std::vector<Identifier> identifiers{
      {.method = Method::Spf, .domain = name("a.example.com"), .authenticated = Authenticated::Yes},
      {.method = Method::Dkim, .domain = name("a.example.com"), .authenticated = Authenticated::Yes},
      {.method = Method::Spf, .domain = name("example.com"), .authenticated = Authenticated::No},
  };
  const Verdict verdict = zone.settle(
      [&](dns::Inquiry& inquiry) { return check(name("example.com"), rfc9989, identifiers, suffixes(), inquiry); });
  const auto& alignments = verdict.alignments;
  REQUIRE(alignments.size() == 3);
  CHECK(alignments[0].in_force == Mode::Relaxed);
  CHECK(alignments[0].counts);
  CHECK(alignments[1].in_force == Mode::Strict);
  CHECK_FALSE(alignments[1].counts);
  CHECK(alignments[1].aligned_relaxed);
  CHECK(alignments[2].aligned_strict);  // the domains alone
  CHECK_FALSE(alignments[2].counts);    // not authenticated
}
