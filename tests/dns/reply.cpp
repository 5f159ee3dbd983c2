// SPDX-License-Identifier: Apache-2.0
#include "dns/reply.hpp"

#include "support/catch.hpp"
#include "support/packet.hpp"

using namespace std::string_literals;
using namespace alignmail;
using namespace alignmail::dns;
using support::Packet;

namespace {

constexpr std::uint16_t id = 0x1234;
const std::string asked = "s1._domainkey.example.com";

Question question(Type type = Type::TXT) { return {*Domain::parse(asked), type}; }
Packet reply(std::uint16_t flags = 0x8180) { return Packet(id, flags).question(asked); }
std::string txt(std::string_view text) { return Packet::string(text); }

// "name: noerror 300 records" for each fact, joined by "; ".
std::string told(const Reply& reply) {
  std::string out;
  for (const auto& [about, fact] : reply.facts) {
    if (!out.empty()) out += "; ";
    out += about.name.text() + ": " + std::string(to_string(fact.status)) + " " + std::to_string(fact.ttl);
    if (fact.alias) out += " -> " + fact.alias->text();
    for (const RecordData& record : fact.records) out += " " + to_string(record);
  }
  return out;
}
std::string told(const Packet& packet, Type type = Type::TXT) {
  return told(read_reply(packet.str(), question(type), id));
}

}  // namespace

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

TEST_CASE("what was not asked for is not believed", "[dns]") {
  Packet packet = reply();
  const std::string nothing = asked + ": nodata 0";
  SECTION("records of another name") { CHECK(told(packet.answer("evil.example", Type::TXT, 60, txt("x"))) == nothing); }
  SECTION("records of another type") { CHECK(told(packet.answer(asked, Type::A, 60, "\xC0\x00\x02\x01"s)) == nothing); }
  SECTION("records of another class") { CHECK(told(packet.answer(asked, Type::TXT, 60, txt("x"), 3)) == nothing); }
  SECTION("records in the other sections") {
    packet.authority(asked, Type::TXT, 60, txt("x")).additional(asked, 16, 60, txt("x"));
    CHECK(told(packet) == nothing);
  }
  SECTION("a name with a NUL in it is another name") {
    CHECK(told(packet.raw_record(1,
                                 "\x03"
                                 "s1\0"s +
                                     Packet::pointer(15),
                                 16, 60, txt("x"))) == nothing);
  }
  SECTION("records beside NXDOMAIN") {
    CHECK(told(reply(0x8183).answer(asked, Type::TXT, 60, txt("x"))) == asked + ": nxdomain 0");
  }
  SECTION("the root as the target of a PTR record") {
    const Packet root = Packet(id).question(asked, Type::PTR).answer(asked, Type::PTR, 60, "\0"s);
    CHECK(told(root, Type::PTR) == nothing);
  }
  SECTION("a record that stands twice counts once (RFC 2181 section 5)") {
    packet.answer(asked, Type::TXT, 60, txt("x")).answer(asked, Type::TXT, 60, txt("x"));
    CHECK(told(packet) == asked + ": noerror 60 \"x\"");
  }
  SECTION("two OPT records, which is a fault of theirs that changes nothing") {
    packet.answer(asked, Type::TXT, 60, txt("x")).additional("", 41, 0, "").additional("", 41, 0, "");
    CHECK(told(packet) == asked + ": noerror 60 \"x\"");
  }
  SECTION("octets behind the end") {
    packet.answer(asked, Type::TXT, 60, txt("x")).octets(std::string(100, '\xFF'));
    CHECK(told(packet) == asked + ": noerror 60 \"x\"");
  }
}

TEST_CASE("what is no reply to the question is told from a bad reply", "[dns]") {
  struct Row {
    std::string packet;
    Fit expected;
  };
  const auto c = GENERATE(values<Row>({
      {"", Fit::Malformed},
      {reply().str().substr(0, 11), Fit::Malformed},
      {Packet(0x1235).question(asked).str(), Fit::NotOurs},
      {Packet(id, 0x0180).question(asked).str(), Fit::NotOurs},  // a query
      {Packet(id).question("other.example").str(), Fit::NotOurs},
      {Packet(id).question(asked, Type::A).str(), Fit::NotOurs},
      {Packet(id).question(asked, Type::TXT, 3).str(), Fit::NotOurs},
      {Packet(id).question("").str(), Fit::NotOurs},
      {Packet(id).str(), Fit::Malformed},                                  // no question
      {Packet(id).question(asked).question(asked).str(), Fit::Malformed},  // two
      {reply(0xA980).str(), Fit::Malformed},                               // another opcode
      {reply(0x8380).answer(asked, Type::TXT, 60, txt("half")).str(), Fit::Truncated},
      {reply(0x8380).count(1, 9).str(), Fit::Truncated},  // cut in the middle
      {reply().str(), Fit::Answers},
  }));
  const Reply read = read_reply(c.packet, question(), id);
  CHECK(read.fit == c.expected);
  if (c.expected != Fit::Answers) CHECK(read.status == Status::Malformed);
  for (const auto& [about, fact] : read.facts) CHECK(fact.records.empty());
}

TEST_CASE("names and lengths that lead astray are malformed", "[dns]") {
  const std::uint16_t here = reply().at();
  const std::string rest = "\x00\x10\x00\x01\x00\x00\x00\x3c\x00\x02\x01x"s;  // TXT IN 60, one string
  std::string long_name;
  for (int i = 0; i < 5; ++i) long_name += Packet::string(std::string(60, 'x'));
  // Pointers to pointers, each strictly backwards, laid out before the record that uses them.
  const auto chain = [](int jumps) {
    Packet packet = reply();
    const std::uint16_t first = static_cast<std::uint16_t>(packet.at() + 11);  // the data of a record at the root
    std::string pointers = Packet::pointer(12);
    for (int i = 1; i < jumps; ++i) pointers += Packet::pointer(static_cast<std::uint16_t>(first + 2 * (i - 1)));
    packet.raw_record(1, "\0"s, 99, 60, pointers);
    return packet.raw_record(1, Packet::pointer(static_cast<std::uint16_t>(first + 2 * (jumps - 1))), 16, 60, txt("x"));
  };
  const auto with_owner = [&](const std::string& owner) { return reply().octets(owner + rest).count(1, 1); };

  CHECK(told(with_owner(Packet::pointer(12))) == asked + ": noerror 60 \"x\"");  // the frame itself is sound
  CHECK(told(chain(126)) == asked + ": noerror 60 \"x\"");                       // 127 jumps to the name
  struct Row {
    std::string why;
    Packet packet;
  };
  const std::vector<Row> rows = {
      {"a pointer to itself", with_owner(Packet::pointer(here))},
      {"a pointer forward", with_owner(Packet::pointer(static_cast<std::uint16_t>(here + 4)))},
      {"a pointer past the end", with_owner(Packet::pointer(0x3FFF))},
      {"a pointer into its own label", with_owner("\x01x"s + Packet::pointer(here))},
      {"two pointers at each other",
       with_owner(Packet::pointer(static_cast<std::uint16_t>(here + 2)) + Packet::pointer(here))},
      {"more than 128 jumps", chain(300)},
      {"a label type that is reserved", with_owner("\x41x\0"s)},
      {"the other reserved one", with_owner("\x80x\0"s)},
      {"a name over 255 octets", with_owner(long_name + '\0')},
      {"a name over 255 octets by a pointer", with_owner(long_name.substr(0, 244) + Packet::pointer(12))},
      {"a label past the end", reply().octets("\x3Fxyz").count(1, 1)},
      {"a name without an end", reply().octets("\x01x").count(1, 1)},
      {"half a pointer", reply().octets("\xC0").count(1, 1)},
      {"a count without records", reply().answer(asked, Type::TXT, 60, txt("x")).count(1, 65535)},
      {"a count without authorities", reply().answer(asked, Type::TXT, 60, txt("x")).count(2, 1)},
      {"a count without additionals", reply().answer(asked, Type::TXT, 60, txt("x")).count(3, 1)},
      {"data past the end",
       reply().octets(Packet::pointer(12) + "\x00\x10\x00\x01\x00\x00\x00\x3c\xFF\xFF\x01x"s).count(1, 1)},
      {"a target that leaves its data",
       Packet(id).question(asked).answer(asked, Type::CNAME, 60, "\x05x"s).octets("\x01y\0\0\0\0\0"s)},
      {"an alias to the root", reply().answer(asked, Type::CNAME, 60, "\0"s)},
  };
  for (const Row& row : rows) {
    INFO(row.why);
    CHECK(told(row.packet) == asked + ": malformed 0");
  }
}

TEST_CASE("no cut and no flipped octet of a reply leads astray", "[dns]") {
  const std::string whole = reply()
                                .answer(asked, Type::CNAME, 60, Packet::wire_name("b.example"))
                                .raw_record(1, Packet::wire_name("b.example"), 16, 60, txt("key"))
                                .authority("example", Type::SOA, 60, Packet::soa("ns.example", 5))
                                .additional("", 41, 0, "")
                                .str();
  for (std::size_t length = 0; length < whole.size(); ++length) {
    CHECK(read_reply(whole.substr(0, length), question(), id).fit == Fit::Malformed);
  }
  // Under the sanitizers this shows any step outside the packet; here, that facts are as they must be.
  for (std::size_t i = 0; i < whole.size(); ++i) {
    for (const int flip : {0x01, 0x3F, 0x40, 0x80, 0xC0, 0xFF}) {
      std::string packet = whole;
      packet[i] = static_cast<char>(packet[i] ^ flip);
      for (const auto& [about, fact] : read_reply(packet, question(), id).facts) {
        CHECK((fact.status == Status::Found) == (fact.alias.has_value() || !fact.records.empty()));
      }
    }
  }
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
