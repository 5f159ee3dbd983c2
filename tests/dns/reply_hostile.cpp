// SPDX-License-Identifier: Apache-2.0
// Replies that are none, that lie, or that are damaged.
#include "dns/answers.hpp"
#include "support/catch.hpp"

using namespace std::string_literals;
using namespace alignmail;
using namespace alignmail::dns;
using support::Packet;

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
