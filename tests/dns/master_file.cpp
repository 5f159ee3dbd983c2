// SPDX-License-Identifier: Apache-2.0
#include "dns/master_file.hpp"

#include <cstdio>
#include <fstream>

#include "dns/zone_source.hpp"
#include "support/catch.hpp"

using namespace std::string_literals;
using namespace alignmail;
using namespace alignmail::dns;

namespace {

// Each record as "name ttl type data", one a line.
std::string listed(std::string_view text) {
  const auto file = parse_master_file(text, "zone.txt");
  if (!file) return file.error().what;
  std::string out;
  for (const MasterRecord& r : file->records) {
    if (!out.empty()) out += "\n";
    out += r.name.text() + " " + std::to_string(r.ttl) + " " + std::string(to_string(r.type)) + " " + to_string(r.data);
  }
  return out;
}

struct Case {
  std::string text;
  std::string expected;
};

}  // namespace

TEST_CASE("records are read in every form that RFC 1035 section 5 allows", "[dns]") {
  const auto c = GENERATE(values<Case>({
      {"a.example. 60 IN A 192.0.2.1", "a.example 60 A 192.0.2.1"},
      {"a.example. IN 60 A 192.0.2.1", "a.example 60 A 192.0.2.1"},         // class first
      {"a.example. A 192.0.2.1", "a.example 300 A 192.0.2.1"},              // neither: our default
      {"a.example 60 a 192.0.2.1", "a.example 60 A 192.0.2.1"},             // relative to the root
      {"a.example. 60 CLASS1 A 192.0.2.1", "a.example 60 A 192.0.2.1"},     // RFC 3597
      {"A.Example. 60 AAAA 2001:DB8::1", "a.example 60 AAAA 2001:db8::1"},  // case never matters
      {"a.example. 1h30m A 192.0.2.1", "a.example 5400 A 192.0.2.1"},
      {"a.example. 60 A 192.0.2.1\r\nb.example. 60 A 192.0.2.2\r\n",
       "a.example 60 A 192.0.2.1\nb.example 60 A 192.0.2.2"},  // CRLF
      {"\xEF\xBB\xBF"
       "a.example. 60 A 192.0.2.1",
       "a.example 60 A 192.0.2.1"},  // byte order mark
      {"a.example. 60 MX 10 mx.example.", "a.example 60 MX 10 mx.example."},
      {"a.example. 60 MX 0 .", "a.example 60 MX 0 ."},  // null MX (RFC 7505)
      {"a.example. 60 NS ns.example.", "a.example 60 NS ns.example."},
      {"a.example. 60 PTR host.example.", "a.example 60 PTR host.example."},
      {"a.example. 60 CNAME b.example.", "a.example 60 CNAME b.example."},
      {"example. 60 SOA ns.example. host.example. ( 1 ; serial\n 1h 10m 1w 5m )\n",
       "example 60 SOA ns.example. host.example. 1 3600 600 604800 300"},
      {". 60 NS ns.example.", ""},                                  // the root is nobody's question
      {"a(.example. 60 A 192.0.2.1", "a(.example 60 A 192.0.2.1"},  // what attackers publish
      {"a.example. 60 TXT(\"x\")", "a.example 60 TXT \"x\""},
      {"a\\.b.example. 60 A 192.0.2.1", "a\\046b.example 60 A 192.0.2.1"},
      {"; nothing\n\n   ; but comments\n", ""},
      {"", ""},
  }));
  CHECK(listed(c.text) == c.expected);
}

TEST_CASE("$ORIGIN, $TTL, @ and a leading blank fill in what a line leaves out", "[dns]") {
  const auto c = GENERATE(values<Case>({
      {"$ORIGIN example.com.\n@ 60 A 192.0.2.1\nwww 60 CNAME @",
       "example.com 60 A 192.0.2.1\nwww.example.com 60 CNAME example.com."},
      {"$ORIGIN example.com.\n$ORIGIN sub\na 60 A 192.0.2.1", "a.sub.example.com 60 A 192.0.2.1"},  // relative
      {"$ORIGIN .\n@ 60 NS ns.example.\na 60 A 192.0.2.1", "a 60 A 192.0.2.1"},
      {"$TTL 1d\na.example. A 192.0.2.1\nb.example. 60 A 192.0.2.2\nc.example. A 192.0.2.3",
       "a.example 86400 A 192.0.2.1\nb.example 60 A 192.0.2.2\nc.example 86400 A 192.0.2.3"},
      {"a.example. 60 A 192.0.2.1\nb.example. A 192.0.2.2",
       "a.example 60 A 192.0.2.1\nb.example 60 A 192.0.2.2"},  // without $TTL the last one stands
      {"a.example. 60 A 192.0.2.1\n  MX 1 a.example.\n\t; a comment\n 30 A 192.0.2.2",
       "a.example 60 A 192.0.2.1\na.example 60 MX 1 a.example.\na.example 30 A 192.0.2.2"},
      {"$ORIGIN example.\na 60 MX 10 a\\.", "a.example 60 MX 10 a\\046.example."},  // an escaped dot ends nothing
  }));
  CHECK(listed(c.text) == c.expected);
}

TEST_CASE("TXT strings keep their octets and their boundaries", "[dns]") {
  const auto c = GENERATE(values<Case>({
      {R"(a. 60 TXT "v=spf1 -all")", R"(a 60 TXT "v=spf1 -all")"},
      {R"(a. 60 TXT "one" "two")", R"(a 60 TXT "one" "two")"},
      {R"(a. 60 TXT "one""two")", R"(a 60 TXT "one" "two")"},
      {R"(a. 60 TXT bare words)", R"(a 60 TXT "bare" "words")"},
      {R"(a. 60 TXT v=DKIM1\;k=rsa)", R"(a 60 TXT "v=DKIM1;k=rsa")"},  // an escaped semicolon is no comment
      {R"(a. 60 TXT "p=a; (b) c"; a comment)", R"(a 60 TXT "p=a; (b) c")"},
      {R"(a. 60 TXT "a\"b\\c\027\;d")", R"(a 60 TXT "a\"b\\c\027;d")"},
      {R"(a. 60 TXT "")", R"(a 60 TXT "")"},
      {"a. 60 TXT (\n  \"one\" ; first\n\n  \"two\" )", R"(a 60 TXT "one" "two")"},
      {"a. 60 TXT \"caf\xC3\xA9\"", R"(a 60 TXT "caf\195\169")"},
      {"a. 60 TXT \"" + std::string(255, 'x') + "\"", "a 60 TXT \"" + std::string(255, 'x') + "\""},
  }));
  CHECK(listed(c.text) == c.expected);
}

TEST_CASE("types that nobody asks for are skipped, but their name exists", "[dns]") {
  const auto rdata = GENERATE(values<std::string>({
      "CAA 0 issue \"ca.example\"",
      "SRV 0 0 443 host.example.",
      "TYPE65534 \\# 4 c0000201",
      "SPF \"v=spf1 -all\"",  // abandoned by RFC 7208 section 3.1
      "OPENPGPKEY mQENBFVHm5sBCAD=",
      "AMTRELAY 10 0 1 192.0.2.1",
      "WKS 192.0.2.1 6 25",
      "LP 10 l64.example.",
      "NSAP 0x47.0005",
      "A6 0 2001:db8::1",
      "RESINFO qnamemin",
  }));
  const auto file = parse_master_file("a.example. 60 IN " + rdata, "zone.txt");
  REQUIRE(file);
  CHECK(file->records.empty());
  CHECK(file->other_names == std::vector<Domain>{*Domain::parse("a.example")});
}

TEST_CASE("what cannot be read is refused with file, line and reason", "[dns]") {
  const auto c = GENERATE(values<Case>({
      {"\n\na. 60 A 192.0.2", "zone.txt, line 3: \"192.0.2\" is no IPv4 address"},
      {"a. A 2001:db8::1", "zone.txt, line 1: \"2001:db8::1\" is no IPv4 address"},
      {"a. AAAA 192.0.2.1", "zone.txt, line 1: \"192.0.2.1\" is no IPv6 address"},
      {"a. A 192.0.2.1 192.0.2.2", "zone.txt, line 1: A takes 1 value, here are 2"},
      {"a. TXT", "zone.txt, line 1: TXT takes one or more values, here are 0"},
      {"a. MX mx.example.", "zone.txt, line 1: MX takes 2 values, here are 1"},
      {"a. MX 65536 b.", "zone.txt, line 1: \"65536\" is not a preference (0 to 65535)"},
      {"a. MX 10 \"b.\"", "zone.txt, line 1: a name cannot stand in quotes: \"b.\""},
      {"a. CNAME .", "zone.txt, line 1: the root cannot be the target here"},
      {"a. SOA a. b. x 1 1 1 1", "zone.txt, line 1: \"x\" is not a serial number"},
      {"a. SOA a. b. 1 1 1 1 y", "zone.txt, line 1: \"y\" is not a time in seconds"},
      {"a. TXTT \"x\"", "zone.txt, line 1: \"TXTT\" is not a record type"},
      {"a. DNAME b.", "zone.txt, line 1: DNAME is not understood; write the CNAMEs that it stands for"},
      {"a. CH TXT \"x\"", "zone.txt, line 1: class \"CH\" is not understood, only IN is"},
      {"a. 60", "zone.txt, line 1: a record needs a type and data"},
      {"a. 3000000000 A 192.0.2.1", "zone.txt, line 1: \"3000000000\" is not a time to live"},
      {"a. 60 TXT \"open\n\"", "zone.txt, line 1: a quoted string does not end on its line"},
      {"a. 60 TXT \"\\256\"", "zone.txt, line 1: a broken escape in \"\\256\""},
      {"a. 60 TXT \"" + std::string(256, 'x') + "\"",
       "zone.txt, line 1: a string of 256 octets; split it, 255 is the most"},
      {"a. 60 TXT (\n\"x\"\n", "zone.txt, line 1: the parenthesis that opens here is never closed"},
      {"a. 60 TXT \"x\" )", "zone.txt, line 1: a parenthesis closes that was never opened"},
      {"a. 60 TXT ( ( \"x\" ) )", "zone.txt, line 1: a parenthesis opens inside another one"},
      {"  A 192.0.2.1", "zone.txt, line 1: the line begins with a blank, but no name stands before it"},
      {"@ A 192.0.2.1", "zone.txt, line 1: \"@\" needs an $ORIGIN before it"},
      {"a..b. A 192.0.2.1", "zone.txt, line 1: \"a..b.\" has an empty label or one over 63 octets"},
      {"$INCLUDE other.zone", "zone.txt, line 1: $INCLUDE is refused: one file is read and no other"},
      {"$GENERATE 1-2 a A 192.0.2.$",
       "zone.txt, line 1: the directive \"$GENERATE\" is not understood; $ORIGIN and $TTL are"},
      {"$TTL never", "zone.txt, line 1: \"never\" is not a time to live"},
      {"$ORIGIN", "zone.txt, line 1: $ORIGIN takes one value"},
      {";! a. TXT TIMOUT", "zone.txt, line 1: the fault \"TIMOUT\" is not understood"},
  }));
  const auto file = parse_master_file(c.text, "zone.txt");
  REQUIRE_FALSE(file);
  CHECK(file.error().kind == Error::Kind::Malformed);
  CHECK(file.error().what == c.expected);
}

TEST_CASE("times to live are seconds or numbers with units, up to 2^31-1", "[dns]") {
  struct Row {
    std::string_view text;
    std::optional<std::uint32_t> seconds;
  };
  const auto c = GENERATE(values<Row>({{"0", 0},
                                       {"300", 300},
                                       {"1H", 3600},
                                       {"1w2d3h4m5s", 788645},
                                       {"2147483647", 2147483647},
                                       {"2147483648", std::nullopt},
                                       {"99999w", std::nullopt},
                                       {"1h30", std::nullopt},  // a number without its unit
                                       {"h", std::nullopt},
                                       {"", std::nullopt},
                                       {"-1", std::nullopt},
                                       {"18446744073709551616", std::nullopt}}));
  CHECK(parse_ttl(c.text) == c.seconds);
}

TEST_CASE("fault lines are read, and other comments of that look stay comments", "[dns]") {
  const auto file = parse_master_file(
      ";! a.example. TXT TIMEOUT\n"
      ";! *.b.example. * SERVFAIL\n"
      "$ORIGIN example.\n"
      ";! c MX REFUSED\n"
      ";! * A MALFORMED\n"
      ";! a.example. TXT TRUNCATE-UDP\n"  // of no meaning where no packets are
      ";!!! mind this\n"
      "d 60 A 192.0.2.1 ;! d A TIMEOUT\n",  // not at the start of a line
      "zone.txt");
  REQUIRE(file);
  REQUIRE(file->faults.size() == 4);
  CHECK(file->faults[0].name == *Domain::parse("a.example"));
  CHECK_FALSE(file->faults[0].below);
  CHECK(file->faults[0].type == Type::TXT);
  CHECK(file->faults[0].status == Status::Timeout);
  CHECK(file->faults[1].name == *Domain::parse("b.example"));
  CHECK(file->faults[1].below);
  CHECK_FALSE(file->faults[1].type);
  CHECK(file->faults[2].name == *Domain::parse("c.example"));
  CHECK_FALSE(file->faults[3].name);
  CHECK(file->faults[3].status == Status::Malformed);
  CHECK(file->records.size() == 1);
}

TEST_CASE("a file that cannot be opened is NoInput, and a directory is no file", "[dns]") {
  const auto path = GENERATE(values<std::string>({"/nonexistent/zone.txt", "/"}));
  const auto file = ZoneSource::from_file(path);
  REQUIRE_FALSE(file);
  CHECK(file.error().kind == Error::Kind::NoInput);
  CHECK_THAT(file.error().what, Catch::Matchers::Contains(path));
}

TEST_CASE("no octets in a master file lead astray", "[dns]") {
  // Every cut of a text that uses all of the syntax: reading must end, with records or with a reason.
  const std::string text =
      "$ORIGIN ex.\n@ 60 IN TXT ( \"a\\\"b\" ; c\n \"\\065\" )\n;! * * TIMEOUT\n b\\.c MX 1 d\\\\.\n\0\xFF A \x80"s;
  for (std::size_t length = 0; length <= text.size(); ++length) {
    const auto file = parse_master_file(std::string_view(text).substr(0, length), "zone.txt");
    if (!file) CHECK_THAT(file.error().what, Catch::Matchers::StartsWith("zone.txt, line "));
  }
}
