// SPDX-License-Identifier: Apache-2.0
#include "dns/source_spec.hpp"

#include "base/ascii.hpp"
#include "support/catch.hpp"

using namespace alignmail;
using namespace alignmail::dns;

namespace {

std::string listed(const std::vector<ServerAddress>& servers) {
  std::vector<std::string> texts;
  for (const ServerAddress& server : servers) texts.push_back(server.text());
  return ascii::join(texts, " ");
}

struct Case {
  std::string spec;
  std::string expected;
};

}  // namespace

TEST_CASE("servers are addresses with or without a port, IPv6 in brackets", "[dns]") {
  const auto c = GENERATE(values<Case>({
      {"192.0.2.1", "192.0.2.1:53"},
      {"192.0.2.1:5353", "192.0.2.1:5353"},
      {"192.0.2.1:1", "192.0.2.1:1"},
      {"192.0.2.1:65535", "192.0.2.1:65535"},
      {"[2001:db8::1]", "[2001:db8::1]:53"},
      {"[2001:db8::1]:5353", "[2001:db8::1]:5353"},
      {"192.0.2.1,[2001:db8::1]:54, 192.0.2.2:55", "192.0.2.1:53 [2001:db8::1]:54 192.0.2.2:55"},
  }));
  const auto servers = parse_servers(c.spec);
  REQUIRE(servers);
  CHECK(listed(*servers) == c.expected);
}

TEST_CASE("what is no list of servers is a usage error that says why", "[dns]") {
  const auto c = GENERATE(values<Case>({
      {"", "an address is missing"},
      {",", "an address is missing"},
      {"192.0.2.1,", "an address is missing"},
      {"192.0.2.1,,192.0.2.2", "an address is missing"},
      {"192.0.2.256", "\"192.0.2.256\" is not an IP address"},
      {"192.0.2", "\"192.0.2\" is not an IP address"},
      {"dns.example.com", "\"dns.example.com\" is not an IP address; give system, ADDRESS[:PORT]"},
      {"System", "give system"},
      {"192.0.2.1:0", "\"0\" is not a port in \"192.0.2.1:0\"; a port is a number from 1 to 65535"},
      {"192.0.2.1:65536", "\"65536\" is not a port"},
      {"192.0.2.1:abc", "\"abc\" is not a port"},
      {"192.0.2.1:", "\"\" is not a port"},
      {"192.0.2.1:+53", "\"+53\" is not a port"},
      {"192.0.2.1:99999999999999999999", "is not a port"},
      {"2001:db8::1", "put the IPv6 address in brackets: [2001:db8::1]"},
      {"[2001:db8::1", "is not closed"},
      {"[2001:db8::1]53", "\"53\" is not a port"},
      {"[192.0.2.1]:53", "only an IPv6 address stands in brackets"},
      {"[]", "only an IPv6 address"},
      {"\x1b[31m", "\\x1B"},  // shown, never sent to the terminal
      {"192.0.2.1,192.0.2.1,192.0.2.1,192.0.2.1,192.0.2.1,192.0.2.1,192.0.2.1,192.0.2.1,192.0.2.1,"
       "192.0.2.1,192.0.2.1,192.0.2.1,192.0.2.1,192.0.2.1,192.0.2.1,192.0.2.1,192.0.2.1",
       "more than 16 servers"},
  }));
  const auto servers = parse_servers(c.spec);
  REQUIRE_FALSE(servers);
  CHECK(servers.error().kind == Error::Kind::Usage);
  CHECK_THAT(servers.error().what, Catch::Matchers::Contains(c.expected));
}

TEST_CASE("a source that cannot be made says why, as the kind of error that it is", "[dns]") {
  struct Row {
    std::string spec;
    Error::Kind kind;
    std::string expected;
  };
  const auto c = GENERATE(values<Row>({
      {"zone:", Error::Kind::Usage, "a file must follow zone:"},
      {"replay:", Error::Kind::Usage, "a file must follow replay:"},
      {"zone:/nonexistent", Error::Kind::NoInput, "/nonexistent"},
      {"replay:/nonexistent", Error::Kind::NoInput, "/nonexistent"},
      {"", Error::Kind::Usage, "address"},
      {"zone", Error::Kind::Usage, "\"zone\" is not an IP address"},
  }));
  const auto source = make_source(c.spec, {});
  REQUIRE_FALSE(source);
  CHECK(source.error().kind == c.kind);
  CHECK_THAT(source.error().what, Catch::Matchers::Contains(c.expected));
}

TEST_CASE("offline, every question has the status offline", "[dns]") {
  const auto source = make_source("none", {});
  REQUIRE(source);
  Facts facts;
  const std::vector<Question> wanted = {{*Domain::parse("example.com"), Type::TXT}};
  (*source)->fetch(wanted, std::chrono::steady_clock::time_point::max(), facts);
  REQUIRE(facts.find(wanted.front()) != nullptr);
  CHECK(facts.find(wanted.front())->status == Status::Offline);
}

TEST_CASE("the nameservers of resolv.conf are read, the first three", "[dns]") {
  const auto c = GENERATE(values<Case>({
      {"nameserver 192.0.2.1\n", "192.0.2.1:53"},
      {"# comment\ndomain example.com\nsearch a b\noptions timeout:1\nnameserver\t192.0.2.1  \r\nnameserver "
       "2001:db8::1",
       "192.0.2.1:53 [2001:db8::1]:53"},
      {"nameserver 192.0.2.1\nnameserver 192.0.2.2\nnameserver 192.0.2.3\nnameserver 192.0.2.4\n",
       "192.0.2.1:53 192.0.2.2:53 192.0.2.3:53"},
      {"nameserver 192.0.2.1 # office\n", "192.0.2.1:53"},
      {"nameserver fe80::1%eth0\nnameserver 192.0.2.1\n", "192.0.2.1:53"},
      {"nameserver fe80::1%eth0\n", ""},                                   // configured, but nothing that we can ask
      {"nameservers 192.0.2.1\n#nameserver 192.0.2.2\n", "127.0.0.1:53"},  // none at all: this machine
      {"", "127.0.0.1:53"},
  }));
  CHECK(listed(parse_resolv_conf(c.spec)) == c.expected);
}
