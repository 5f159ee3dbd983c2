// SPDX-License-Identifier: Apache-2.0
#include "spf/record.hpp"

#include "support/catch.hpp"

using namespace alignmail;
using namespace alignmail::spf;

namespace {

struct Broken {
  std::string record;
  std::size_t offset;
  std::string term;
  std::string expected;  // part of it
};

}  // namespace

TEST_CASE("a fault is found at its octet, with its term and what should stand there", "[spf]") {
  const auto c = GENERATE(values<Broken>({
      {"v=spf1 ipv4:192.0.2.1 -all", 7, "ipv4:192.0.2.1", "a mechanism"},
      {"v=spf1 -ipv4:192.0.2.1", 8, "-ipv4:192.0.2.1", "a mechanism"},  // behind the qualifier
      {"v=spf1 ip4:192.0.2.256 -all", 11, "ip4:192.0.2.256", "IPv4 address"},
      {"v=spf1 ip4:192.0.2.0/33", 21, "ip4:192.0.2.0/33", "0 to 32"},
      {"v=spf1 ip6:2001:db8::/129", 22, "ip6:2001:db8::/129", "0 to 128"},
      {"v=spf1 ip6:192.0.2.1", 11, "ip6:192.0.2.1", "IPv6 address"},
      {"v=spf1 a/33", 9, "a/33", "0 to 32"},
      {"v=spf1 a/24//129", 13, "a/24//129", "0 to 128"},
      {"v=spf1 a:host/24 mx", 9, "a:host/24", "two labels"},
      {"v=spf1 a:example.com/x", 20, "a:example.com/x", "no slash"},
      {"v=spf1 a:example.123", 17, "a:example.123", "top-level label"},
      {"v=spf1 a:192.0.2.1", 17, "a:192.0.2.1", "ip4"},
      {"v=spf1 include", 14, "include", "\":\""},
      {"v=spf1 include:", 15, "include:", "a domain name"},
      {"v=spf1 exists:%{q}.example.com", 16, "exists:%{q}.example.com", "macro letter"},
      {"v=spf1 exists:%{d0}.example.com", 17, "exists:%{d0}.example.com", "not zero"},
      {"v=spf1 exists:%{d.example.com", 18, "exists:%{d.example.com", "\"}\""},
      {"v=spf1 exists:a%.example.com", 16, "exists:a%.example.com", "after a percent sign"},
      {"v=spf1 exists:%{c}.example.com", 16, "exists:%{c}.example.com", "explanation"},
      {"v=spf1 a:ex\xC3\xA4mple.com", 11, "a:ex\xC3\xA4mple.com", "visible ASCII"},
      {"v=spf1 note=a\tb", 13, "note=a\tb", "visible ASCII"},
      {"v=spf1 all:x", 10, "all:x", "nothing after"},
      {"v=spf1 ptr/24", 10, "ptr/24", "or nothing"},
      {"v=spf1 no*te=1", 9, "no*te=1", "in a name"},
      {"v=spf1 =1", 7, "=1", "the name"},
      {"v=spf1 exp=a.example exp=b.example", 21, "exp=b.example", "no second \"exp\""},
  }));
  INFO(c.record);
  const Parsed parsed = parse_record(c.record);
  REQUIRE(parsed.errors.size() == 1);
  CHECK(parsed.errors.front().offset == c.offset);
  CHECK(parsed.errors.front().term == c.term);
  CHECK_THAT(parsed.errors.front().expected, Catch::Matchers::Contains(c.expected));
}

TEST_CASE("every fault of a record is listed, and what parses is kept", "[spf]") {
  const Parsed parsed = parse_record("v=spf1 foo ip4:192.0.2.1 a/99 -all bar:");
  REQUIRE(parsed.errors.size() == 3);
  CHECK(parsed.errors[0].term == "foo");
  CHECK(parsed.errors[1].term == "a/99");
  CHECK(parsed.errors[2].term == "bar:");
  CHECK(to_text(parsed.record) == "v=spf1 ip4:192.0.2.1 -all");
}

TEST_CASE("the list of faults has a ceiling", "[spf]") {
  std::string record = "v=spf1";
  for (int i = 0; i < 10'000; ++i) record += " x";
  CHECK(parse_record(record).errors.size() == Limits::errors_listed);
}

TEST_CASE("a record is data: kinds, qualifiers, names, prefix lengths", "[spf]") {
  const Record record =
      parse_record("v=spf1 ~A:Mail.Example.com/24//64 -ip6:2001:db8::/32 redirect=%{d2}.example.com note=1").record;
  REQUIRE(record.terms.size() == 4);
  const ParsedTerm& a = record.terms[0];
  CHECK(a.kind == Kind::A);
  CHECK(a.qualifier == Qualifier::SoftFail);
  CHECK(record.value(a) == "Mail.Example.com");
  CHECK(record.written(a) == "~A:Mail.Example.com/24//64");
  CHECK(a.prefix_v4 == 24);
  CHECK(a.prefix_v6 == 64);
  CHECK(record.terms[1].network.to_string() == "2001:db8::/32");
  CHECK(record.value(record.terms[2]) == "%{d2}.example.com");
  CHECK(record.find(Kind::Redirect) == &record.terms[2]);
  CHECK(record.find(Kind::All) == nullptr);
  CHECK_FALSE(record.terms[3].is_mechanism());
}

TEST_CASE("the normal form makes equal terms equal texts", "[spf]") {
  const auto c = GENERATE(values<std::pair<std::string, std::string>>({
      {"v=spf1 +A  MX", "v=spf1 a mx"},
      {"v=spf1 a:Example.COM/32//128", "v=spf1 a:example.com"},
      {"v=spf1 ip4:192.0.2.1/32 IP6:2001:DB8:0::1", "v=spf1 ip4:192.0.2.1 ip6:2001:db8::1"},
      {"v=spf1 ip6:::ffff:192.0.2.1", "v=spf1 ip6:::ffff:192.0.2.1"},
      {"v=spf1 exists:%{L}.Example.com -ALL", "v=spf1 exists:%{L}.Example.com -all"},  // %{L} is not %{l}
      {"V=SPF1 EXP=X.example.com Note=A", "v=spf1 exp=x.example.com Note=A"},
      {"v=spf1 ptr ?all", "v=spf1 ptr ?all"},
  }));
  CHECK(to_text(parse_record(c.first).record) == c.second);
}

TEST_CASE("a network holds the addresses of its own family only", "[spf]") {
  struct Case {
    std::string term;
    std::string ip;
    bool holds;
  };
  const auto c = GENERATE(values<Case>({
      {"ip4:192.0.2.0/25", "192.0.2.127", true},
      {"ip4:192.0.2.0/25", "192.0.2.128", false},
      {"ip4:192.0.2.0/0", "203.0.113.1", true},
      {"ip4:0.0.0.0/0", "2001:db8::1", false},
      {"ip6:::/0", "192.0.2.1", false},
      {"ip6:::ffff:192.0.2.1", "192.0.2.1", false},  // never an IPv4 client
      {"ip6:2001:db8::/33", "2001:db8:7fff::1", true},
      {"ip6:2001:db8::/33", "2001:db8:8000::1", false},
  }));
  const Record record = parse_record("v=spf1 " + c.term).record;
  REQUIRE(record.terms.size() == 1);
  CHECK(record.terms[0].network.contains(*IpAddress::parse(c.ip)) == c.holds);
}

TEST_CASE("every enumeration has words", "[spf]") {
  for (int i = 0; i <= static_cast<int>(Status::PermError); ++i) CHECK_FALSE(to_string(static_cast<Status>(i)).empty());
  for (int i = 0; i <= static_cast<int>(Reason::Pending); ++i) CHECK_FALSE(to_string(static_cast<Reason>(i)).empty());
  for (int i = 0; i <= static_cast<int>(Match::Pending); ++i) CHECK_FALSE(to_string(static_cast<Match>(i)).empty());
  for (int i = 0; i <= static_cast<int>(Kind::UnknownModifier); ++i) {
    CHECK_FALSE(to_string(static_cast<Kind>(i)).empty());
  }
  CHECK(to_string(Status::SoftFail) == "softfail");
  CHECK(to_string(Identity::MailFrom) == "mailfrom");
  CHECK(to_string(Identity::Helo) == "helo");
  CHECK(to_string(Qualifier::SoftFail) == "~");
}
