// SPDX-License-Identifier: Apache-2.0
#include "alignmail/ip_address.hpp"

#include "support/catch.hpp"

using namespace alignmail;

TEST_CASE("addresses are read strictly and written canonically", "[base]") {
  struct Case {
    std::string_view text;
    std::string_view canonical;  // empty: refused
  };
  const auto c = GENERATE(values<Case>({
      {"192.0.2.1", "192.0.2.1"},
      {"0.10.200.255", "0.10.200.255"},
      {"2001:DB8:0:0::1", "2001:db8::1"},
      {"::ffff:192.0.2.1", "192.0.2.1"},  // RFC 7208 section 5
      {"192.0.2.01", ""},
      {"192.0.2", ""},
      {"192.0.2.256", ""},
      {"[192.0.2.1]", ""},
      {"fe80::1%eth0", ""},
      {"", ""},
      {"mail1.example.com", ""},
      {"192.0.2.1x", ""},
      {"example.com1", ""},  // a name that ends as an address may
  }));
  CAPTURE(c.text);
  const auto address = IpAddress::parse(c.text);
  CHECK((address ? address->to_string() : "") == c.canonical);
}

TEST_CASE("a NUL does not hide what follows it", "[base]") {
  CHECK_FALSE(IpAddress::parse(std::string_view("192.0.2.1\0x", 11)));
}

TEST_CASE("an address lies within a network when the prefix agrees", "[base]") {
  struct Case {
    std::string_view address, network;
    int prefix;
    bool within;
  };
  const auto c = GENERATE(values<Case>({
      {"192.0.2.1", "192.0.2.0", 24, true},
      {"192.0.3.1", "192.0.2.0", 24, false},
      {"192.0.3.1", "192.0.2.0", 23, true},
      {"203.0.113.7", "0.0.0.0", 0, true},
      {"192.0.2.1", "192.0.2.1", 32, true},
      {"192.0.2.1", "192.0.2.0", 32, false},
      {"2001:db8::8000:1", "2001:db8::", 96, true},
      {"2001:db8::1", "2001:db8:8000::", 33, false},
      {"192.0.2.1", "::", 0, false},  // never across families
  }));
  CAPTURE(c.address, c.network, c.prefix);
  CHECK(IpAddress::parse(c.address)->is_within(*IpAddress::parse(c.network), c.prefix) == c.within);
}

TEST_CASE("the reverse name is that of the PTR record", "[base]") {
  CHECK(IpAddress::parse("192.0.2.1")->reverse_name() == "1.2.0.192.in-addr.arpa");
  CHECK(IpAddress::parse("2001:db8::1")->reverse_name() ==
        "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa");
}
