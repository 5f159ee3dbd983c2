// SPDX-License-Identifier: Apache-2.0
// Every combination against an oracle.
#include "dmarc/identifiers.hpp"
#include "support/catch.hpp"

using namespace alignmail;
using namespace alignmail::dmarc;

namespace {

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
