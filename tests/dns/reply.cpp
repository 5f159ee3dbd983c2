// SPDX-License-Identifier: Apache-2.0
#include "alignmail/dns.hpp"
#include "dns/answers.hpp"
#include "support/catch.hpp"

using namespace std::string_literals;
using namespace alignmail;
using namespace alignmail::dns;
using support::Packet;

TEST_CASE("an answer is read with its records, the smallest TTL and the AD bit", "[dns]") {
  const Packet packet = reply(0x81A0)
                            .answer(asked, Type::TXT, 300, txt("v=DKIM1;") + txt(" p=abc"))
                            .answer("S1._DomainKey.EXAMPLE.com", Type::TXT, 200, txt("other"));  // case is nothing
  const Reply read = read_reply(packet.str(), question(), id);
  CHECK(read.fit == Fit::Answers);
  CHECK(read.status == Status::Found);
  CHECK(told(read) == asked + R"(: noerror 200 "v=DKIM1;" " p=abc" "other")");
  CHECK(read.facts.front().second.authentic);
  CHECK_FALSE(read_reply(reply().str(), question(), id).facts.front().second.authentic);
}

TEST_CASE("every type that is asked for is read to its last octet", "[dns]") {
  struct Row {
    Type type;
    std::string data;
    std::string expected;  // empty: malformed
  };
  const auto c = GENERATE(values<Row>({
      {Type::A, "\xC0\x00\x02\x01"s, "192.0.2.1"},
      {Type::A, "\xC0\x00\x02"s, ""},
      {Type::A, "\xC0\x00\x02\x01\x00"s, ""},
      {Type::AAAA, "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x01"s, "2001:db8::1"},
      {Type::AAAA, "\x20\x01"s, ""},
      {Type::CNAME, Packet::wire_name("a.example"), "a.example."},
      {Type::NS, Packet::wire_name("a.example"), "a.example."},
      {Type::PTR, Packet::pointer(12), asked + "."},  // compressed
      {Type::PTR, "\x01x"s + Packet::pointer(12), "x." + asked + "."},
      {Type::PTR, Packet::wire_name("a.example") + "x", ""},  // more than the name
      {Type::PTR, "\x01"s, ""},                               // less than a name
      {Type::MX, "\x00\x0a"s + Packet::wire_name("mx.example"), "10 mx.example."},
      {Type::MX, "\x00\x00\x00"s, "0 ."},  // null MX (RFC 7505)
      {Type::MX, "\x00"s, ""},
      {Type::TXT, "\x00"s, "\"\""},
      {Type::TXT, ""s, ""},  // one string at least
      {Type::TXT,
       "\x05"
       "abc"s,
       ""},  // a string past the data
      {Type::TXT,
       "\x03"
       "a\x00\xFF"s,
       R"("a\000\255")"},
      {Type::SOA, Packet::soa("ns.example", 60), "ns.example. host.example. 1 3600 600 86400 60"},
      {Type::SOA, Packet::soa("ns.example", 60).substr(1), ""},
      {Type::SOA, Packet::soa("ns.example", 60) + "x", ""},
  }));
  CAPTURE(c.data);
  const Packet packet = Packet(id).question(asked, c.type).answer(asked, c.type, 60, c.data);
  const std::string expected = c.expected.empty() ? ": malformed 0" : ": noerror 60 " + c.expected;
  CHECK(told(packet, c.type) == asked + expected);
}

TEST_CASE("an alias chain gives one fact for each hop", "[dns]") {
  Packet packet = reply()
                      .answer(asked, Type::CNAME, 60, Packet::wire_name("b.example"))
                      .answer("b.example", Type::CNAME, 50, Packet::wire_name("c.example"));
  const std::string hops = asked + ": noerror 60 -> b.example; b.example: noerror 50 -> c.example";
  SECTION("with records at its end") {
    packet.answer("c.example", Type::TXT, 40, txt("key"));
    CHECK(told(packet) == hops + "; c.example: noerror 40 \"key\"");
  }
  SECTION("in any order of the records") {
    const Packet mixed = reply()
                             .answer("c.example", Type::TXT, 40, txt("key"))
                             .answer("b.example", Type::CNAME, 50, Packet::wire_name("c.example"))
                             .answer(asked, Type::CNAME, 60, Packet::wire_name("b.example"));
    CHECK(told(mixed) == hops + "; c.example: noerror 40 \"key\"");
  }
  SECTION("whose target the server left out: that is another question") { CHECK(told(packet) == hops); }
  SECTION("whose target has no such records, as the SOA record of its zone shows") {
    packet.authority("example", Type::SOA, 300, Packet::soa("ns.example", 30));
    CHECK(told(packet) == hops + "; c.example: nodata 30");
  }
  SECTION("where the SOA record is that of another zone, which shows nothing") {
    packet.authority("test", Type::SOA, 300, Packet::soa("ns.example", 30));
    CHECK(told(packet) == hops);
  }
  SECTION("whose target does not exist: the rcode is that of the last name (RFC 2308 section 2.1)") {
    Packet gone = Packet(id, 0x8183)
                      .question(asked)
                      .answer(asked, Type::CNAME, 60, Packet::wire_name("b.example"))
                      .authority("", Type::SOA, 20, Packet::soa("ns.example", 30));
    CHECK(told(gone) == asked + ": noerror 60 -> b.example; b.example: nxdomain 20");
  }
  SECTION("that loops ends where it closes") {
    packet.answer("c.example", Type::CNAME, 40, Packet::wire_name(asked));
    CHECK(told(packet) == hops + "; c.example: noerror 40 -> " + asked);
  }
  SECTION("where a name has two aliases contradicts itself (RFC 2181 section 10.1)") {
    packet.answer("b.example", Type::CNAME, 50, Packet::wire_name("d.example"));
    CHECK(told(packet) == asked + ": malformed 0");
  }
  SECTION("where an alias stands twice is one alias") {
    packet.answer("b.example", Type::CNAME, 45, Packet::wire_name("c.example"));
    CHECK(told(packet) == asked + ": noerror 60 -> b.example; b.example: noerror 45 -> c.example");
  }
}

TEST_CASE("a chain longer than anyone follows is cut", "[dns]") {
  Packet packet = Packet(id).question("n0.example", Type::A);
  for (int i = 0; i < 40; ++i) {
    packet.answer("n" + std::to_string(i) + ".example", Type::CNAME, 60,
                  Packet::wire_name("n" + std::to_string(i + 1) + ".example"));
  }
  const Question first{*Domain::parse("n0.example"), Type::A};
  Facts facts;
  for (auto& [about, fact] : read_reply(packet.str(), first, id).facts) facts.put(about, fact);
  CHECK(facts.order().size() == 11);
  Inquiry inquiry(facts);
  CHECK(inquiry.ask(first.name, Type::A).chain_loops);
  CHECK(inquiry.wanted().empty());
}

TEST_CASE("asked for an alias as such, the alias is the record", "[dns]") {
  const Packet packet =
      Packet(id).question(asked, Type::CNAME).answer(asked, Type::CNAME, 60, Packet::wire_name("b.example"));
  CHECK(told(packet, Type::CNAME) == asked + ": noerror 60 b.example.");
}

TEST_CASE("negative answers carry the TTL of RFC 2308 section 5", "[dns]") {
  struct Row {
    std::uint16_t flags;
    std::string zone;
    std::uint32_t ttl;
    std::uint32_t minimum;
    std::string expected;
  };
  const auto c = GENERATE(values<Row>({
      {0x8183, "example.com", 900, 60, "nxdomain 60"},
      {0x8183, "example.com", 30, 60, "nxdomain 30"},  // the smaller one
      {0x8180, "example.com", 900, 60, "nodata 60"},
      {0x8180, "", 900, 60, "nodata 60"},                     // the root's zone holds every name
      {0x8183, "example.net", 900, 60, "nxdomain 0"},         // another zone says nothing
      {0x8183, "example.com", 0x80000000, 60, "nxdomain 0"},  // RFC 2181 section 8
  }));
  CHECK(told(reply(c.flags).authority(c.zone, Type::SOA, c.ttl, Packet::soa("ns.example", c.minimum))) ==
        asked + ": " + c.expected);
}

TEST_CASE("failures of the server are told apart from answers", "[dns]") {
  struct Row {
    std::uint16_t flags;
    std::string expected;
  };
  const auto c = GENERATE(values<Row>({
      {0x8181, "servfail 0"},  // FORMERR
      {0x8182, "servfail 0"},
      {0x8184, "servfail 0"},  // NOTIMP
      {0x8185, "refused 0"},
      {0x818F, "servfail 0"},  // any other
  }));
  // Records in such a reply are of no account.
  CHECK(told(reply(c.flags).answer(asked, Type::TXT, 60, txt("x"))) == asked + ": " + c.expected);
}

TEST_CASE("a referral is no answer: the server does not know", "[dns]") {
  const Packet packet = reply(0x8100).authority("com", Type::NS, 300, Packet::wire_name("ns.example"));
  const Reply read = read_reply(packet.str(), question(), id);
  CHECK(read.fit == Fit::Answers);
  CHECK(read.status == Status::ServFail);
}

TEST_CASE("an extended rcode is an rcode (RFC 6891 section 6.1.3)", "[dns]") {
  const Packet packet = reply().answer(asked, Type::TXT, 60, txt("x")).additional("", 41, 0x01000000, "");
  CHECK(told(packet) == asked + ": servfail 0");
}

TEST_CASE("a query asks one question, with recursion, AD and EDNS0 for 1232 octets", "[dns]") {
  const std::string packet = wire::write_query({*Domain::parse_escaped("a\\.b.example"), Type::MX}, 0xABCD);
  CHECK(packet ==
        "\xAB\xCD\x01\x20\x00\x01\x00\x00\x00\x00\x00\x01"
        "\x03"
        "a.b\x07"
        "example\x00\x00\x0F\x00\x01"
        "\x00\x00\x29\x04\xD0\x00\x00\x00\x00\x00\x00"s);
  CHECK(wire::write_query({*Domain::parse("x"), Type::A}, 1, false).size() == 12 + 3 + 4);
}
