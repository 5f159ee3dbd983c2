// SPDX-License-Identifier: Apache-2.0
#include "dmarc/discovery.hpp"
#include "support/catch.hpp"

using namespace alignmail;
using namespace alignmail::dmarc;

namespace {

constexpr auto rfc9989 = Standard::Rfc9989;
constexpr auto rfc7489 = Standard::Rfc7489;

struct Case {
  std::string_view why;
  std::string_view author;
  std::string_view zone;
  std::string_view in_force;
  std::string_view organization;
};

void check(const Case& c, Standard standard) {
  CAPTURE(c.why);
  support::Zone zone(c.zone);
  const Discovery discovery = discovered(zone, c.author, standard);
  CHECK(in_force(discovery) == c.in_force);
  CHECK(text(discovery.organizational_domain) == c.organization);
  CHECK(discovery.failure == dns::Status::Found);
  CHECK_FALSE(discovery.pending);
}

}  // namespace

TEST_CASE("the record of the author domain goes before its organization's and its suffix's (RFC 9989 4.10.1)",
          "[dmarc]") {
  check(GENERATE(values<Case>({
            {"no record anywhere", "a.example.com", "a.example.com. A 192.0.2.1", "", "a.example.com"},
            {"the author domain itself", "example.com", R"(_dmarc.example.com. TXT "v=DMARC1; p=reject; sp=none")",
             "example.com p reject", "example.com"},
            {"a record of its own, another organization above", "a.example.com",
             R"(_dmarc.a.example.com. TXT "v=DMARC1; p=quarantine; sp=none"
                _dmarc.example.com. TXT "v=DMARC1; p=reject")",
             "a.example.com p quarantine", "example.com"},
            {"inherited: p without sp", "a.example.com", R"(a.example.com. A 192.0.2.1
                                                            _dmarc.example.com. TXT "v=DMARC1; p=reject")",
             "example.com p reject", "example.com"},
            {"inherited: sp", "a.example.com", R"(a.example.com. A 192.0.2.1
                                                  _dmarc.example.com. TXT "v=DMARC1; p=reject; sp=none")",
             "example.com sp none", "example.com"},
            {"two levels up", "c.b.example.com", R"(c.b.example.com. A 192.0.2.1
                                                    _dmarc.example.com. TXT "v=DMARC1; p=reject; sp=quarantine")",
             "example.com sp quarantine", "example.com"},
            {"a record between is not the organization's and does not apply", "c.b.example.com",
             R"(c.b.example.com. A 192.0.2.1
                _dmarc.b.example.com. TXT "v=DMARC1; p=none"
                _dmarc.example.com. TXT "v=DMARC1; p=reject")",
             "example.com p reject", "example.com"},
            {"unless it says psd=n", "c.b.example.com", R"(c.b.example.com. A 192.0.2.1
                                                           _dmarc.b.example.com. TXT "v=DMARC1; p=none; psd=n"
                                                           _dmarc.example.com. TXT "v=DMARC1; p=reject")",
             "b.example.com p none", "b.example.com"},
            {"the suffix, when the organization has none", "a.shop.test",
             R"(a.shop.test. A 192.0.2.1
                _dmarc.test. TXT "v=DMARC1; p=reject; sp=quarantine; psd=y")",
             "test sp quarantine", "shop.test"},
            {"the suffix right above the author domain", "shop.test", R"(shop.test. A 192.0.2.1
                                                                         _dmarc.test. TXT "v=DMARC1; p=reject; psd=y")",
             "test p reject", "shop.test"},
            {"the suffix never goes before the organization", "a.shop.test",
             R"(a.shop.test. A 192.0.2.1
                _dmarc.shop.test. TXT "v=DMARC1; p=none"
                _dmarc.test. TXT "v=DMARC1; p=reject; psd=y")",
             "shop.test p none", "shop.test"},
            {"under a suffix, a record between author and organization does not apply", "b.a.shop.test",
             R"(b.a.shop.test. A 192.0.2.1
                _dmarc.a.shop.test. TXT "v=DMARC1; p=none"
                _dmarc.test. TXT "v=DMARC1; p=reject; psd=y")",
             "test p reject", "shop.test"},
            {"a suffix that writes mail: p of its own", "hosting.test",
             R"(_dmarc.hosting.test. TXT "v=DMARC1; p=quarantine; sp=reject; psd=y")", "hosting.test p quarantine",
             "hosting.test"},
            {"several records at the author domain: the walk goes on", "a.example.com",
             R"(_dmarc.a.example.com. TXT "v=DMARC1; p=none"
                _dmarc.a.example.com. TXT "v=DMARC1; p=quarantine"
                _dmarc.example.com. TXT "v=DMARC1; p=reject")",
             "example.com p reject", "example.com"},
            {"of several TXT records one is DMARC's", "example.com", R"(_dmarc.example.com. TXT "v=spf1 -all"
                                                                        _dmarc.example.com. TXT "v=DMARC1; p=reject")",
             "example.com p reject", "example.com"},
            {"p missing", "example.com", R"(_dmarc.example.com. TXT "v=DMARC1; rua=mailto:a@example.com")",
             "example.com p none", "example.com"},
            // 4.7: read as if it included p=none, so what else it says stays
            {"p missing and nothing else wrong: sp counts", "a.example.com",
             R"(a.example.com. A 192.0.2.1
                _dmarc.example.com. TXT "v=DMARC1; sp=reject; rua=mailto:a@example.com")",
             "example.com sp reject", "example.com"},
            {"and np", "ghost.example.com", R"(_dmarc.example.com. TXT "v=DMARC1; sp=quarantine; np=reject")",
             "example.com np reject", "example.com"},
            {"the domain itself has p=none then", "example.com", R"(_dmarc.example.com. TXT "v=DMARC1; sp=reject")",
             "example.com p none", "example.com"},
            // 4.10.1: otherwise a record with p=none takes its place
            {"p missing and another fault: sp does not count", "a.example.com",
             R"(a.example.com. A 192.0.2.1
                _dmarc.example.com. TXT "v=DMARC1; sp=reject; adkim=x; rua=mailto:a@example.com")",
             "example.com p none", "example.com"},
            {"p not valid: sp does not count", "a.example.com",
             R"(a.example.com. A 192.0.2.1
                _dmarc.example.com. TXT "v=DMARC1; p=rejct; sp=reject; rua=mailto:a@example.com")",
             "example.com p none", "example.com"},
            {"sp not valid: all of it is none", "example.com",
             R"(_dmarc.example.com. TXT "v=DMARC1; p=reject; sp=x; rua=mailto:a@example.com")", "example.com p none",
             "example.com"},
            {"ten labels: the first name, then the shortcut", "a.b.c.d.e.f.g.h.example.com",
             R"(a.b.c.d.e.f.g.h.example.com. A 192.0.2.1
                _dmarc.b.c.d.e.f.g.h.example.com. TXT "v=DMARC1; p=reject; psd=n"
                _dmarc.example.com. TXT "v=DMARC1; p=quarantine")",
             "example.com p quarantine", "example.com"},
        })),
        rfc9989);
}

TEST_CASE("np is for names that do not exist: NXDOMAIN and nothing else (3.2.13, 4.7, A.4)", "[dmarc]") {
  check(GENERATE(values<Case>({
            {"NXDOMAIN", "ghost.example.com", R"(_dmarc.example.com. TXT "v=DMARC1; p=none; sp=quarantine; np=reject")",
             "example.com np reject", "example.com"},
            {"no address and no MX, but a TXT", "a.example.com",
             R"(a.example.com. TXT "x"
                _dmarc.example.com. TXT "v=DMARC1; p=none; sp=quarantine; np=reject")",
             "example.com sp quarantine", "example.com"},
            {"nothing at the name, something below: no data", "a.example.com",
             R"(www.a.example.com. A 192.0.2.1
                _dmarc.example.com. TXT "v=DMARC1; p=none; sp=quarantine; np=reject")",
             "example.com sp quarantine", "example.com"},
            {"an alias is a record, wherever it leads", "a.example.com",
             R"(a.example.com. CNAME gone.example.net.
                _dmarc.example.com. TXT "v=DMARC1; p=none; sp=quarantine; np=reject")",
             "example.com sp quarantine", "example.com"},
            {"without np: sp", "ghost.example.com", R"(_dmarc.example.com. TXT "v=DMARC1; p=none; sp=quarantine")",
             "example.com sp quarantine", "example.com"},
            {"without both: p", "ghost.example.com", R"(_dmarc.example.com. TXT "v=DMARC1; p=reject")",
             "example.com p reject", "example.com"},
            {"np without sp leaves existing names to p", "a.example.com",
             R"(a.example.com. A 192.0.2.1
                _dmarc.example.com. TXT "v=DMARC1; p=quarantine; np=reject")",
             "example.com p quarantine", "example.com"},
            {"never for the domain of the record itself", "example.com",
             R"(_dmarc.example.com. TXT "v=DMARC1; p=none; np=reject")", "example.com p none", "example.com"},
            {"of a suffix", "ghost.test", R"(_dmarc.test. TXT "v=DMARC1; p=none; np=reject; psd=y")", "test np reject",
             "ghost.test"},
        })),
        rfc9989);
}

TEST_CASE("test mode asks for one level less and leaves none alone (4.7)", "[dmarc]") {
  struct TestMode {
    std::string_view record;
    std::string_view author;
    Policy stated;
    Policy policy;
  };
  const auto c = GENERATE(values<TestMode>({
      {"v=DMARC1; p=reject; t=y", "example.com", Policy::Reject, Policy::Quarantine},
      {"v=DMARC1; p=quarantine; t=y", "example.com", Policy::Quarantine, Policy::None},
      {"v=DMARC1; p=none; t=y", "example.com", Policy::None, Policy::None},
      {"v=DMARC1; p=reject; t=n", "example.com", Policy::Reject, Policy::Reject},
      {"v=DMARC1; p=reject; t=maybe", "example.com", Policy::Reject, Policy::Reject},
      {"v=DMARC1; p=none; sp=reject; t=y", "a.example.com", Policy::Reject, Policy::Quarantine},
      {"v=DMARC1; p=none; np=quarantine; t=y", "ghost.example.com", Policy::Quarantine, Policy::None},
  }));
  CAPTURE(c.record);
  support::Zone zone("a.example.com. A 192.0.2.1\n_dmarc.example.com. TXT \"" + std::string(c.record) + "\"");
  const Discovery discovery = discovered(zone, c.author);
  CHECK(discovery.stated_policy == c.stated);
  CHECK(discovery.policy == c.policy);
  // RFC 7489 has no test mode.
  if (c.author == "example.com") CHECK(discovered(zone, c.author, rfc7489).policy == c.stated);
}

TEST_CASE("pct=0 asks for one level less under RFC 7489 alone, and other percentages for a lot (7489 6.6.4)",
          "[dmarc]") {
  const auto [record, stated, policy, weakened_by] = GENERATE(table<std::string, Policy, Policy, std::string>({
      {"v=DMARC1; p=reject; pct=0", Policy::Reject, Policy::Quarantine, "pct=0"},
      {"v=DMARC1; p=quarantine; pct=00", Policy::Quarantine, Policy::None, "pct=0"},
      {"v=DMARC1; p=none; pct=0", Policy::None, Policy::None, "pct=0"},
      {"v=DMARC1; p=none; sp=reject; pct=0", Policy::None, Policy::None, "pct=0"},
      {"v=DMARC1; p=reject; pct=1", Policy::Reject, Policy::Reject, ""},
      {"v=DMARC1; p=reject; pct=100", Policy::Reject, Policy::Reject, ""},
      {"v=DMARC1; p=reject; pct=101", Policy::Reject, Policy::Reject, ""},
      {"v=DMARC1; p=reject; pct=", Policy::Reject, Policy::Reject, ""},
      {"v=DMARC1; p=reject; pct=-0", Policy::Reject, Policy::Reject, ""},
      {"v=DMARC1; p=reject; pct=0000", Policy::Reject, Policy::Reject, ""},  // three digits at most
      {"v=DMARC1; p=reject", Policy::Reject, Policy::Reject, ""},
  }));
  CAPTURE(record);
  support::Zone zone("a.example.com. A 192.0.2.1\n_dmarc.example.com. TXT \"" + record + "\"");
  const Discovery old = discovered(zone, "example.com", rfc7489);
  CHECK(old.stated_policy == stated);
  CHECK(old.policy == policy);
  CHECK(old.weakened_by == weakened_by);
  const Discovery now = discovered(zone, "example.com");
  CHECK(now.policy == stated);
  CHECK(now.weakened_by.empty());
}

TEST_CASE("RFC 7489 looks at the author domain and the organization of the list (6.6.3)", "[dmarc]") {
  check(
      GENERATE(values<Case>({
          {"no record", "a.example.com", "a.example.com. A 192.0.2.1", "", "example.com"},
          {"the author domain", "a.example.com", R"(_dmarc.a.example.com. TXT "v=DMARC1; p=quarantine"
                                                      _dmarc.example.com. TXT "v=DMARC1; p=reject")",
           "a.example.com p quarantine", "example.com"},
          {"sp of the organization", "b.a.example.com", R"(_dmarc.example.com. TXT "v=DMARC1; p=reject; sp=none")",
           "example.com sp none", "example.com"},
          // 6.6.3: a record with v and p=none takes its place
          {"p missing: sp does not count either", "a.example.com",
           R"(_dmarc.example.com. TXT "v=DMARC1; sp=reject; rua=mailto:a@example.com")", "example.com p none",
           "example.com"},
          {"p without sp", "a.example.com", R"(_dmarc.example.com. TXT "v=DMARC1; p=reject")", "example.com p reject",
           "example.com"},
          {"np is nothing here", "ghost.example.com", R"(_dmarc.example.com. TXT "v=DMARC1; p=none; np=reject")",
           "example.com p none", "example.com"},
          {"nothing between is asked", "c.b.example.com", R"(_dmarc.b.example.com. TXT "v=DMARC1; p=reject; psd=n")",
           "", "example.com"},
          {"nor above", "shop.test", R"(_dmarc.test. TXT "v=DMARC1; p=reject; psd=y")", "", "shop.test"},
          {"a suffix of the list is its own organization", "hosting.test",
           R"(_dmarc.hosting.test. TXT "v=DMARC1; p=reject; sp=none")", "hosting.test p reject", "hosting.test"},
          {"several at the author domain end it", "a.example.com", R"(_dmarc.a.example.com. TXT "v=DMARC1; p=none; ri=1"
                                                                        _dmarc.a.example.com. TXT "v=DMARC1; p=none"
                                                                        _dmarc.example.com. TXT "v=DMARC1; p=reject")",
           "", "example.com"},
          {"psd=n changes nothing", "a.example.com", R"(_dmarc.a.example.com. TXT "v=DMARC1; p=none; psd=n")",
           "a.example.com p none", "example.com"},
      })),
      rfc7489);
}
