// SPDX-License-Identifier: Apache-2.0
#include "trust/names.hpp"

#include "support/catch.hpp"

using namespace alignmail;
using namespace alignmail::trust;

TEST_CASE("names are compared without case, final dot and quotes", "[trust]") {
  CHECK(normal_name(" MX.Example.ORG. ") == "mx.example.org");
  CHECK(normal_name("\"mx.example.org\"") == "mx.example.org");
  CHECK(normal_name("") == "");
  CHECK(normal_name("MX.b\xC3\xBC"
                    "cher.example") == "mx.xn--bcher-kva.example");
  CHECK(normal_name("b\xFF.example") == "b\xFF.example");  // no UTF-8, no name
  CHECK(domain_of("x@b\xC3\xBC"
                  "cher.example") == "xn--bcher-kva.example");
  CHECK(domain_of("<bounce@Send.Example.com>") == "send.example.com");
  CHECK(domain_of("@example.com") == "example.com");
  CHECK(domain_of("example.com") == "example.com");
  CHECK(domain_of("\"a@b\"@example.com") == "example.com");
}

TEST_CASE("hosts of one operator share a registrable name", "[trust]") {
  struct Case {
    std::string_view a;
    std::string_view b;
    bool same;
  };
  const auto c = GENERATE(values<Case>({
      {"mx1.example.org", "mail.EXAMPLE.org.", true},
      {"example.org", "mx.example.org", true},
      {"mx.example.org", "mx.example.net", false},
      {"mx.example.org.evil.test", "mx.example.org", false},
      {"badexample.org", "example.org", false},
      {"a.example.co.uk", "b.example.co.uk", true},
      {"a.one.co.uk", "b.two.co.uk", false},  // the country's suffix is no organization
      {"mx19", "mx19", true},
      {"mx19", "mx20", false},
      {"am0.outlook.office365.test", "fd1.mail.protection.outlook.test", true},  // one operator, two names
      {"mn2pr01.prod.exchangelabs.test", "ia0pr12.namprd12.prod.outlook.test", true},
      {"mn2pr01.prod.exchangelabs.test", "a.outlook.office365.test", true},
      {"mn2pr01.prod.exchangelabs.net", "ia0pr12.namprd12.prod.outlook.test", false},
      {"outlook.evil.test", "outlook.office365.test", false},
      {"outlook.net", "office365.test", false},
      {"192.0.2.1", "198.51.2.1", false},
      {"mail.one.school.nz", "mx.two.school.nz", false},
      {"one.github.io", "two.github.io", false},  // everybody may have one
      {"ec2-192-0-2-66.compute-1.amazonaws.com", "ec2-198-51-100-7.compute-1.amazonaws.com", false},
      {"mx.b\xC3\xBC"
       "cher.example",
       "mail.xn--bcher-kva.example", true},
      {"", "", false},
      {"", "example.org", false},
  }));
  CAPTURE(c.a, c.b);
  const auto suffixes = dns::SuffixList::system();
  CHECK(same_organization(c.a, c.b, suffixes) == c.same);
  CHECK(same_organization(c.b, c.a, suffixes) == c.same);
}

TEST_CASE("a name that a hoster made of the address is told", "[trust]") {
  struct Case {
    std::string_view name;
    std::string_view address;
    bool is_made;
  };
  const auto c = GENERATE(values<Case>({
      {"static.66.2.0.192.clients.hoster.example", "192.0.2.66", true},
      {"ec2-192-0-2-66.compute-1.cloud.example", "192.0.2.66", true},
      {"ipC0000242.hoster.example", "192.0.2.66", true},
      {"2001-0db8-0000-0000-0000-0000-0000-0042.hoster.example", "2001:db8::42", true},
      {"2.4.0.0.0.0.0.0.0.0.0.0.0.0.0.0.hoster.example", "2001:db8::42", false},
      {"mx66.example.org", "192.0.2.66", false},
      {"mail.example.org", "2001:db8::42", false},
      {"mail.example.org", "192.0.2.66", false},
  }));
  CAPTURE(c.name);
  CHECK(is_made_of_address(c.name, *IpAddress::parse(c.address)) == c.is_made);
}

TEST_CASE("some names and addresses mean nothing outside", "[trust]") {
  for (const char* name : {"localhost", "mx19", "mailmx.nyi.internal", "localhost.localdomain", "box.local"}) {
    CAPTURE(name);
    CHECK(is_local_name(name));
  }
  for (const char* name : {"mx.example.org", "[192.0.2.1]", "192.0.2.1", "", "internal.example.org"}) {
    CAPTURE(name);
    CHECK_FALSE(is_local_name(name));
  }
  for (const char* text : {"10.202.2.45", "172.31.0.1", "192.168.1.1", "127.0.0.1", "100.90.174.1", "::1", "fd00::1",
                           "fe80::1", "169.254.1.1"}) {
    CAPTURE(text);
    CHECK(is_local_address(*IpAddress::parse(text)));
  }
  for (const char* text : {"192.0.2.1", "172.32.0.1", "100.128.0.1", "2001:db8::1", "198.51.100.66", "11.0.0.1"}) {
    CAPTURE(text);
    CHECK_FALSE(is_local_address(*IpAddress::parse(text)));
  }
  CHECK(is_loopback(*IpAddress::parse("::1")));
  CHECK_FALSE(is_loopback(*IpAddress::parse("10.0.0.1")));
  CHECK(is_near(*IpAddress::parse("2603:10a6:208::1"), *IpAddress::parse("2603:10b6:930::1")));
  CHECK_FALSE(is_near(*IpAddress::parse("2603:10a6:208::1"), *IpAddress::parse("2a01:111::1")));
  CHECK_FALSE(is_near(*IpAddress::parse("192.0.2.1"), *IpAddress::parse("10.167.242.185")));
}
