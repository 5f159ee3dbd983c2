// SPDX-License-Identifier: Apache-2.0
#include "dmarc/walk.hpp"

#include "dmarc/support.hpp"
#include "support/catch.hpp"
#include "support/zone.hpp"

using namespace alignmail;
using namespace alignmail::dmarc;

namespace {

std::vector<std::string> texts(const std::vector<dns::Domain>& names) {
  std::vector<std::string> result;
  result.reserve(names.size());
  for (const dns::Domain& domain : names) result.push_back(domain.text());
  return result;
}

std::string organization(support::Zone& zone, std::string_view of, Standard standard = Standard::Rfc9989) {
  const auto found = zone.settle(
      [&](dns::Inquiry& inquiry) { return organizational_domain(name(of), standard, suffixes(), inquiry); });
  return found ? found->text() : "";
}

}  // namespace

TEST_CASE("a walk queries the start, then at most seven labels and upwards (4.10)", "[dmarc]") {
  struct Case {
    std::string_view start;
    std::vector<std::string> names;
  };
  const auto c = GENERATE(values<Case>({
      {"com", {"com"}},
      {"example.com", {"example.com", "com"}},
      {"a.mail.example.com", {"a.mail.example.com", "mail.example.com", "example.com", "com"}},
      // seven labels: one is taken off; eight: until seven are left; both are all the names
      {"a.b.c.d.e.f.com", {"a.b.c.d.e.f.com", "b.c.d.e.f.com", "c.d.e.f.com", "d.e.f.com", "e.f.com", "f.com", "com"}},
      {"a.b.c.d.e.f.g.com",
       {"a.b.c.d.e.f.g.com", "b.c.d.e.f.g.com", "c.d.e.f.g.com", "d.e.f.g.com", "e.f.g.com", "f.g.com", "g.com",
        "com"}},
      // nine: the first that is skipped
      {"z.a.b.c.d.e.f.g.com",
       {"z.a.b.c.d.e.f.g.com", "b.c.d.e.f.g.com", "c.d.e.f.g.com", "d.e.f.g.com", "e.f.g.com", "f.g.com", "g.com",
        "com"}},
      // the example of the text
      {"a.b.c.d.e.f.g.h.i.j.mail.example.com",
       {"a.b.c.d.e.f.g.h.i.j.mail.example.com", "g.h.i.j.mail.example.com", "h.i.j.mail.example.com",
        "i.j.mail.example.com", "j.mail.example.com", "mail.example.com", "example.com", "com"}},
  }));
  CHECK(texts(walk_names(name(c.start))) == c.names);
}

TEST_CASE("the names of a walk are asked in one round", "[dmarc]") {
  support::Zone zone("_dmarc.example.com. TXT \"v=DMARC1; p=none\"");
  CHECK(organization(zone, "a.b.c.d.e.f.g.h.example.com") == "example.com");
  CHECK(zone.rounds() == 1);
  CHECK(zone.questions().size() == 8);
  for (const dns::Question& question : zone.questions()) {
    CHECK(question.type == dns::Type::TXT);
    CHECK(question.name.text().starts_with("_dmarc."));
  }
}

TEST_CASE("a name too long for a question has no record", "[dmarc]") {
  const std::string label(61, 'a');
  const std::string longest = label + "." + label + "." + label + "." + label + ".test";  // 252 octets
  support::Zone zone("_dmarc.test. TXT \"v=DMARC1; p=none; psd=y\"");
  CHECK(organization(zone, longest) == label + ".test");
  CHECK(zone.questions().size() == 4);
}

TEST_CASE("the organizational domain is selected from longest to shortest (4.10.2)", "[dmarc]") {
  struct Case {
    std::string_view why;
    std::string_view zone;
    std::string_view start;
    std::string_view organization;
  };
  const auto c = GENERATE(values<Case>({
      {"no record at all: the start", "example.com. A 192.0.2.1", "a.mail.example.com", "a.mail.example.com"},
      {"fewest labels", R"(_dmarc.mail.example.com. TXT "v=DMARC1; p=none"
                           _dmarc.example.com. TXT "v=DMARC1; p=none")",
       "a.mail.example.com", "example.com"},
      {"psd=n ends it", R"(_dmarc.mail.example.com. TXT "v=DMARC1; p=none; psd=n"
                           _dmarc.example.com. TXT "v=DMARC1; p=none")",
       "a.mail.example.com", "mail.example.com"},
      {"psd=n at the start", R"(_dmarc.a.example.com. TXT "v=DMARC1; p=none; psd=n"
                                _dmarc.example.com. TXT "v=DMARC1; p=none; psd=n")",
       "a.example.com", "a.example.com"},
      {"psd=y alone: one label below", R"(_dmarc.com. TXT "v=DMARC1; p=none; psd=y")", "a.mail.example.com",
       "example.com"},
      {"psd=y right above the start", R"(_dmarc.example.com. TXT "v=DMARC1; p=none; psd=y")", "mail.example.com",
       "mail.example.com"},
      {"psd=y takes away what stands below the organization",
       R"(_dmarc.a.mail.example.com. TXT "v=DMARC1; p=none"
          _dmarc.com. TXT "v=DMARC1; p=none; psd=y")",
       "a.mail.example.com", "example.com"},
      {"psd=y ends the walk: what is above is not seen", R"(_dmarc.hosting.test. TXT "v=DMARC1; p=none; psd=y"
                                                           _dmarc.test. TXT "v=DMARC1; p=none; psd=n")",
       "a.shop.hosting.test", "shop.hosting.test"},
      {"psd=n below psd=y wins", R"(_dmarc.a.shop.test. TXT "v=DMARC1; p=none; psd=n"
                                    _dmarc.test. TXT "v=DMARC1; p=none; psd=y")",
       "b.a.shop.test", "a.shop.test"},
      {"psd=y at the start is not heeded, but ends the walk",
       R"(_dmarc.hosting.test. TXT "v=DMARC1; p=none; psd=y"
          _dmarc.test. TXT "v=DMARC1; p=none; psd=y")",
       "hosting.test", "hosting.test"},
      {"psd=u is the default", R"(_dmarc.a.test. TXT "v=DMARC1; p=none; psd=u"
                                  _dmarc.test. TXT "v=DMARC1; p=none; psd=u")",
       "a.test", "test"},
      {"a bad psd is the default", R"(_dmarc.a.test. TXT "v=DMARC1; p=none; psd=x"
                                      _dmarc.test. TXT "v=DMARC1; p=none")",
       "a.test", "test"},
      {"several records are none", R"(_dmarc.test. TXT "v=DMARC1; p=reject"
                                      _dmarc.test. TXT "v=DMARC1; p=none"
                                      _dmarc.a.test. TXT "v=DMARC1; p=none")",
       "b.a.test", "a.test"},
      {"other TXT records do not disturb", R"(_dmarc.test. TXT "v=spf1 -all"
                                              _dmarc.test. TXT "v=DMARC1; p=none"
                                              _dmarc.test. TXT "v=dmarc1; p=none")",
       "b.a.test", "test"},
      {"a record in several strings is joined first", R"(_dmarc.test. TXT "v=DMA" "RC1; p=none; ps" "d=y")", "b.a.test",
       "a.test"},
      {"a record that cannot be applied still has its psd", R"(_dmarc.test. TXT "v=DMARC1; p=x; psd=y")", "b.a.test",
       "a.test"},
      {"psd=y where the shortcut begins: eight labels below it",
       R"(_dmarc.c.d.e.f.g.h.test. TXT "v=DMARC1; p=none; psd=y")", "z.a.b.c.d.e.f.g.h.test", "b.c.d.e.f.g.h.test"},
      {"the shortcut jumps over a record", R"(_dmarc.b.c.d.e.f.g.h.test. TXT "v=DMARC1; p=none; psd=n")",
       "a.b.c.d.e.f.g.h.test", "a.b.c.d.e.f.g.h.test"},
      {"an alias leads to the record", R"(_dmarc.a.test. CNAME policy.example.net.
                                          policy.example.net. TXT "v=DMARC1; p=none")",
       "b.a.test", "a.test"},
      {"a single label", R"(_dmarc.test. TXT "v=DMARC1; p=none; psd=y")", "test", "test"},
  }));
  CAPTURE(c.why);
  support::Zone zone(c.zone);
  CHECK(organization(zone, c.start) == c.organization);
}

TEST_CASE("a missing answer leaves the organization open only where it matters", "[dmarc]") {
  struct Case {
    std::string_view why;
    std::string_view zone;
    std::string_view organization;  // of b.a.test; empty when open
  };
  const auto c = GENERATE(values<Case>({
      {"at the top it could be anything", R"(_dmarc.a.test. TXT "v=DMARC1; p=none"
                                            ;! _dmarc.test. TXT TIMEOUT)",
       ""},
      {"behind the end of the walk nobody asks", R"(_dmarc.a.test. TXT "v=DMARC1; p=none; psd=n"
                                                   ;! _dmarc.test. TXT TIMEOUT)",
       "a.test"},
      {"below a shorter record it could say psd=n", R"(_dmarc.test. TXT "v=DMARC1; p=none"
                                                      ;! _dmarc.a.test. TXT SERVFAIL)",
       ""},
      {"everything fails", ";! *. TXT TIMEOUT", ""},
  }));
  CAPTURE(c.why);
  support::Zone zone(c.zone);
  CHECK(organization(zone, "b.a.test") == c.organization);
}

TEST_CASE("RFC 7489 takes the organization from the list and asks nobody (3.2)", "[dmarc]") {
  support::Zone zone("_dmarc.a.example.com. TXT \"v=DMARC1; p=none; psd=n\"");
  struct Case {
    std::string_view name;
    std::string_view organization;
  };
  const auto c = GENERATE(values<Case>({
      {"b.a.example.com", "example.com"},
      {"example.com", "example.com"},
      {"mail.example.co.uk", "example.co.uk"},
      {"a.shop.hosting.test", "shop.hosting.test"},
      {"hosting.test", "hosting.test"},  // a suffix is its own
      {"com", "com"},
  }));
  CHECK(organization(zone, c.name, Standard::Rfc7489) == c.organization);
  CHECK(zone.questions().empty());
}
