// SPDX-License-Identifier: Apache-2.0
#include "alignmail/dmarc.hpp"
#include "support/catch.hpp"

using namespace alignmail;
using namespace alignmail::dmarc;

namespace {

constexpr auto rfc9989 = Standard::Rfc9989;
constexpr auto rfc7489 = Standard::Rfc7489;

Record record(std::string_view text, Standard standard = rfc9989) {
  auto parsed = parse_record(text, standard);
  INFO(text);
  REQUIRE(parsed);
  return *parsed;
}

}  // namespace

TEST_CASE("a record begins with v=DMARC1 and nothing else (4.7, 4.8)", "[dmarc]") {
  struct Case {
    std::string_view text;
    bool is;
  };
  const auto c = GENERATE(values<Case>({
      {"v=DMARC1; p=none", true},
      {"v=DMARC1", true},
      {"v=DMARC1;", true},
      {"v=DMARC1;p=none", true},
      {"v = DMARC1 ; p=none", true},  // equals and dmarc-sep allow WSP
      {"V=DMARC1; p=none", true},     // a plain ABNF string; only the value is %s
      {"v=dmarc1; p=none", false},    // the value is case-sensitive
      {"v=DMARC2; p=none", false},
      {"v=DMARC10; p=none", false},
      {"v=DMARC1\n; p=none", false},  // no white space of DNS
      {"v=DMARC1 p=none", false},     // the first semicolon is missing: another value
      {"v=DMARC1, p=none", false},
      {" v=DMARC1; p=none", false},  // nothing stands before the v
      {"p=none; v=DMARC1", false},   // v is not first
      {"p=none", false},
      {"v", false},
      {"v=", false},
      {"", false},
      {"=DMARC1", false},
      {"v=spf1 -all", false},
      {"xv=DMARC1; p=none", false},
      {"\"v=DMARC1; p=none\"", false},  // quotes published as text
  }));
  CAPTURE(c.text);
  CHECK(is_record(c.text) == c.is);
  CHECK((parse_record(c.text).has_value() || !c.is));
}

TEST_CASE("what a record does not say has its default (4.7)", "[dmarc]") {
  const Record r = record("v=DMARC1; p=reject");
  CHECK(r.policy == Policy::Reject);
  CHECK_FALSE(r.subdomain_policy);
  CHECK_FALSE(r.nonexistent_policy);
  CHECK(r.dkim_alignment == Mode::Relaxed);
  CHECK(r.spf_alignment == Mode::Relaxed);
  CHECK_FALSE(r.dkim_alignment_given);
  CHECK_FALSE(r.spf_alignment_given);
  CHECK(r.public_suffix == 'u');
  CHECK_FALSE(r.test_mode);
  CHECK(r.failure_options.empty());
  CHECK(r.aggregate_reports.empty());
  CHECK(r.faults.empty());
  CHECK_FALSE(r.acts_as_none);
}

TEST_CASE("every tag is read, in any order and any letter case of its value", "[dmarc]") {
  const Record r = record(
      "v=DMARC1;t=Y;psd=N;np=Reject;sp=QUARANTINE;aspf=S;adkim=r;fo=d:1:s;"
      "ruf=mailto:f@example.com;rua=mailto:a@example.com , https://example.com/dmarc;p=None;");
  CHECK(r.policy == Policy::None);
  CHECK(r.subdomain_policy == Policy::Quarantine);
  CHECK(r.nonexistent_policy == Policy::Reject);
  CHECK(r.spf_alignment == Mode::Strict);
  CHECK(r.spf_alignment_given);
  CHECK(r.dkim_alignment == Mode::Relaxed);
  CHECK(r.dkim_alignment_given);
  CHECK(r.public_suffix == 'n');
  CHECK(r.test_mode);
  CHECK(r.failure_options == std::vector<std::string>{"d", "1", "s"});
  CHECK(r.failure_reports == std::vector<std::string>{"mailto:f@example.com"});
  CHECK(r.aggregate_reports == std::vector<std::string>{"mailto:a@example.com", "https://example.com/dmarc"});
  CHECK(r.faults.empty());
}

TEST_CASE("RFC 7489 knows no np, psd and t", "[dmarc]") {
  const Record r = record("v=DMARC1; p=reject; np=x; psd=y; t=y", rfc7489);
  CHECK(r.policy == Policy::Reject);  // a bad np is just an unknown tag
  CHECK_FALSE(r.nonexistent_policy);
  CHECK(r.public_suffix == 'u');
  CHECK_FALSE(r.test_mode);
  CHECK(r.unknown_tags == std::vector<std::string>{"np", "psd", "t"});
  CHECK(r.faults.empty());
}

TEST_CASE("a broken rest is ignored for its default, and named at its place (4.8)", "[dmarc]") {
  struct Case {
    std::string_view text;
    std::size_t faults;
    std::size_t offset;  // of the first
  };
  const auto c = GENERATE(values<Case>({
      {"v=DMARC1; p=reject; adkim=x", 1, 20},
      {"v=DMARC1; p=reject; aspf=strict", 1, 20},  // a word where a letter belongs
      {"v=DMARC1; p=reject; psd=yes", 1, 20},
      {"v=DMARC1; p=reject; t=1", 1, 20},
      {"v=DMARC1; p=reject; junk", 1, 20},
      {"v=DMARC1; p=reject;; adkim=r", 1, 19},
      {"v=DMARC1; p=reject; p=none", 1, 20},         // the first one counts
      {"v=DMARC1; p=reject; ruf=x; fo=0:1", 2, 20},  // 0 and 1 exclude each other
      {"v=DMARC1; p=reject; fo=d:d", 1, 20},         // each at most once
      {"v=DMARC1; p=reject; fo=", 1, 20},
      {"v=DMARC1; p=reject; rua=a@example.com", 1, 20},  // no scheme
      {"v=DMARC1; p=reject; rua=", 1, 20},
      {"v=DMARC1; P=reject", 1, 10},                             // read, but DKIM's tag names have a case
      {"v=DMARC1; p=reject; \xe2\x80\x9cx\xe2\x80\x9d", 1, 20},  // typographic quotes
  }));
  CAPTURE(c.text);
  const Record r = record(c.text);
  CHECK(r.policy == Policy::Reject);
  CHECK(r.dkim_alignment == Mode::Relaxed);
  CHECK_FALSE(r.dkim_alignment_given == (c.text.find("adkim=r") == std::string_view::npos));
  CHECK_FALSE(r.spf_alignment_given);
  CHECK(r.public_suffix == 'u');
  CHECK_FALSE(r.test_mode);
  CHECK(r.aggregate_reports.empty());
  REQUIRE(r.faults.size() == c.faults);
  CHECK(r.faults.front().offset == c.offset);
}

TEST_CASE("without a valid policy a record acts as p=none, or not at all (4.7, 4.10.1)", "[dmarc]") {
  enum class Acts : std::uint8_t { AsWritten, AsNone, NotAtAll };
  struct Case {
    std::string_view text;
    Acts acts;
    Acts under_7489;
  };
  const auto c = GENERATE(values<Case>({
      {"v=DMARC1; p=reject", Acts::AsWritten, Acts::AsWritten},
      {"v=DMARC1; p=reject; sp=none; np=none", Acts::AsWritten, Acts::AsWritten},
      // 4.7: p missing from an otherwise valid record; RFC 7489 6.3 requires it
      {"v=DMARC1", Acts::AsNone, Acts::NotAtAll},
      {"v=DMARC1; psd=n", Acts::AsNone, Acts::NotAtAll},
      {"v=DMARC1; adkim=s; x=y", Acts::AsNone, Acts::NotAtAll},  // unknown tags do not make it invalid
      {"v=DMARC1; sp=reject", Acts::AsNone, Acts::NotAtAll},
      {"v=DMARC1; SP=reject", Acts::AsNone, Acts::NotAtAll},  // valid in either reading of its name
      {"v=DMARC1; fo=9", Acts::AsNone, Acts::NotAtAll},       // ignored without ruf
      {"v=DMARC1; fo=9; ruf=mailto:a@example.com", Acts::NotAtAll, Acts::NotAtAll},
      {"v=DMARC1; rua=mailto:a@example.com", Acts::AsNone, Acts::AsNone},
      // missing from a record with other faults
      {"v=DMARC1; adkim=x", Acts::NotAtAll, Acts::NotAtAll},
      {"v=DMARC1; adkim=x; rua=mailto:a@example.com", Acts::AsNone, Acts::AsNone},
      // 4.10.1: there and not valid
      {"v=DMARC1; p=rejct", Acts::NotAtAll, Acts::NotAtAll},
      {"v=DMARC1; p=", Acts::NotAtAll, Acts::NotAtAll},
      {"v=DMARC1; p=rejct; rua=mailto:a@example.com", Acts::AsNone, Acts::AsNone},
      {"v=DMARC1; p=rejct; rua=a@example.com", Acts::NotAtAll, Acts::NotAtAll},                   // that is no URI
      {"v=DMARC1; p=rejct; rua=a@example.com,mailto:a@example.com", Acts::AsNone, Acts::AsNone},  // one is enough
      {"v=DMARC1; p=rejct; ruf=mailto:a@example.com", Acts::NotAtAll, Acts::NotAtAll},            // rua it must be
      // a valid p does not help a bad sp or np
      {"v=DMARC1; p=reject; sp=x", Acts::NotAtAll, Acts::NotAtAll},
      {"v=DMARC1; p=reject; sp=x; rua=mailto:a@example.com", Acts::AsNone, Acts::AsNone},
      {"v=DMARC1; p=reject; np=x", Acts::NotAtAll, Acts::AsWritten},
      {"v=DMARC1; p=reject; np=x; rua=mailto:a@example.com", Acts::AsNone, Acts::AsWritten},
      // the first of two counts
      {"v=DMARC1; p=rejct; p=reject", Acts::NotAtAll, Acts::NotAtAll},
  }));
  CAPTURE(c.text);
  for (const Standard standard : {rfc9989, rfc7489}) {
    const Acts wanted = standard == rfc9989 ? c.acts : c.under_7489;
    const auto parsed = parse_record(c.text, standard);
    CAPTURE(to_string(standard));
    CHECK(parsed.has_value() == (wanted != Acts::NotAtAll));
    if (parsed) CHECK(parsed->acts_as_none == (wanted == Acts::AsNone));
  }
}

TEST_CASE("report addresses are URIs; an old size is taken off, a bad entry is left out (4.6, 4.8)", "[dmarc]") {
  struct Case {
    std::string_view rua;
    std::vector<std::string> uris;
    std::size_t faults;
  };
  const auto c = GENERATE(values<Case>({
      {"mailto:a@example.com", {"mailto:a@example.com"}, 0},
      {"MAILTO:a@example.com", {"MAILTO:a@example.com"}, 0},
      {"mailto:a@example.com,mailto:b@example.net", {"mailto:a@example.com", "mailto:b@example.net"}, 0},
      {"mailto:a@example.com!10m", {"mailto:a@example.com"}, 0},  // obs-dmarc-report-size
      {"mailto:a@example.com!10", {"mailto:a@example.com"}, 0},
      {"mailto:a@example.com!10x", {"mailto:a@example.com!10x"}, 1},  // "!" has to be encoded, and leads nobody astray
      {"mailto:a@example.com!", {"mailto:a@example.com!"}, 1},
      {"mailto:a!b@example.com", {"mailto:a!b@example.com"}, 1},
      {"mailto:a%zzb@example.com", {}, 1},
      {"mailto:a%2@example.com", {}, 1},
      {"mailto:a@[example.com", {}, 1},
      {"mailto:a@[192.0.2.1]", {}, 1},  // RFC 6068 would have the brackets encoded
      {"https://[2001:db8::1]/r", {"https://[2001:db8::1]/r"}, 0},
      {"https://[2001:db8::1", {}, 1},
      {"https://example.com/[x]", {}, 1},
      {"https://example.com/r#a", {"https://example.com/r#a"}, 0},
      {"https://example.com/r#a#b", {}, 1},
      {"mailto:a%21b@example.com", {"mailto:a%21b@example.com"}, 0},
      {"mailto:a@example.com,,mailto:b@example.net", {"mailto:a@example.com", "mailto:b@example.net"}, 1},
      {"a@example.com", {}, 1},
      {"mailto:", {}, 1},
      {"mailto:example.com", {}, 1},
      {"mailto:@example.com", {}, 1},
      {"mailto:a b@example.com", {}, 1},
      {"mailto:<a@example.com>", {}, 1},
      {"1x:a@example.com", {}, 1},                                      // a scheme begins with a letter
      {"https://example.com/r?x=1", {"https://example.com/r?x=1"}, 0},  // another scheme is still a URI
  }));
  CAPTURE(c.rua);
  const Record r = record("v=DMARC1; p=none; rua=" + std::string(c.rua) + "; ruf=" + std::string(c.rua));
  CHECK(r.aggregate_reports == c.uris);
  CHECK(r.failure_reports == c.uris);
  CHECK(r.faults.size() == 2 * c.faults);
  CHECK(r.report_sizes.size() == (c.rua.find("!10") != std::string_view::npos && c.faults == 0 ? 2 : 0));
}

TEST_CASE("fo counts only beside ruf, where 0 is its default (4.7)", "[dmarc]") {
  struct Case {
    std::string_view text;
    std::vector<std::string> options;
  };
  const auto c = GENERATE(values<Case>({
      {"v=DMARC1; p=none", {}},
      {"v=DMARC1; p=none; fo=1", {}},
      {"v=DMARC1; p=none; ruf=mailto:a@example.com", {"0"}},
      {"v=DMARC1; p=none; fo=1:d:s; ruf=mailto:a@example.com", {"1", "d", "s"}},
      {"v=DMARC1; p=none; fo=s:D:0; ruf=mailto:a@example.com", {"s", "d", "0"}},
      {"v=DMARC1; p=none; fo=d : s; ruf=mailto:a@example.com", {"d", "s"}},
      {"v=DMARC1; p=none; fo=0:1; ruf=mailto:a@example.com", {"0"}},  // not valid: the default
      {"v=DMARC1; p=none; fo=x; ruf=mailto:a@example.com", {"0"}},
  }));
  CAPTURE(c.text);
  CHECK(record(c.text).failure_options == c.options);
}

TEST_CASE("obsolete tags are kept as written, unknown ones named", "[dmarc]") {
  const Record r = record("v=DMARC1; p=none; pct=999; rf=mailto:x@example.com; ri=-1; foo=bar; adkimm=s");
  CHECK(r.obsolete_tags == std::vector<std::string>{"pct=999", "rf=mailto:x@example.com", "ri=-1"});
  CHECK(r.unknown_tags == std::vector<std::string>{"foo", "adkimm"});
  CHECK(r.faults.empty());
}

TEST_CASE("no octets in a record do harm, and none reach a reader as they are", "[dmarc]") {
  std::string text = "v=DMARC1; p=none; adkim=";
  for (int c = 0; c < 256; ++c) {
    if (c != ';') text.push_back(static_cast<char>(c));
  }
  const Record r = record(text);
  REQUIRE(r.faults.size() == 1);
  for (const char c : r.faults.front().what) CHECK((c >= 0x20 && c < 0x7f));
  CHECK(record("v=DMARC1; p=none" + std::string(100'000, ';')).policy == Policy::None);
}
