// SPDX-License-Identifier: Apache-2.0
#include "ses/regions.hpp"

#include <set>

#include "support/catch.hpp"

using namespace alignmail;
using namespace alignmail::ses;

TEST_CASE("every region and every known id prefix stands once in the table", "[ses]") {
  std::set<std::string_view> names;
  std::set<std::string_view> prefixes;
  for (const Region& region : regions()) {
    INFO(region.name);
    CHECK(names.insert(region.name).second);
    if (!region.id_prefix.empty()) CHECK(prefixes.insert(region.id_prefix).second);
    const std::string own_zone = "dkim." + std::string(region.name) + ".amazonses.com";
    CHECK((region.dkim_zone.empty() || region.dkim_zone == "dkim.amazonses.com" || region.dkim_zone == own_zone));
  }
  CHECK(names.size() == 30);  // 27 commercial, two for the US government, one sovereign
}

TEST_CASE("a region is found by its name in any case, and no other name is one", "[ses]") {
  REQUIRE(find_region("EU-West-1"));
  CHECK(find_region("eu-west-1")->dkim_zone == "dkim.amazonses.com");
  CHECK(find_region("eu-south-1")->dkim_zone == "dkim.eu-south-1.amazonses.com");
  CHECK_FALSE(find_region("cn-north-1"));  // SES is not offered there
  CHECK_FALSE(find_region(""));
}

TEST_CASE("names that SES uses follow from the region's", "[ses]") {
  CHECK(default_mail_from("us-east-1") == "amazonses.com");  // the first region is not named
  CHECK(default_mail_from("eu-west-1") == "eu-west-1.amazonses.com");
  CHECK(feedback_host("us-east-1") == "feedback-smtp.us-east-1.amazonses.com");  // here it is
  REQUIRE(region_by_feedback_host("Feedback-SMTP.sa-east-1.amazonses.com"));
  CHECK(region_by_feedback_host("feedback-smtp.sa-east-1.amazonses.com")->name == "sa-east-1");
  CHECK_FALSE(region_by_feedback_host("inbound-smtp.us-east-1.amazonaws.com"));
}

TEST_CASE("hints name a region and know where they end", "[ses]") {
  CHECK(region_by_prefix("010B")->name == "eu-west-2");
  CHECK_FALSE(region_by_prefix("0000"));  // ids of 2015
  CHECK_FALSE(region_by_prefix(""));      // not the regions whose prefix is unknown
  CHECK(region_by_address(*IpAddress::parse("54.240.27.42"))->name == "us-west-2");
  CHECK(region_by_address(*IpAddress::parse("23.251.232.55"))->name == "ap-southeast-1");
  CHECK_FALSE(region_by_address(*IpAddress::parse("54.241.27.42")));
  CHECK_FALSE(region_by_address(*IpAddress::parse("2001:db8::1")));
  CHECK(region_by_selector("224i4yxa5dv7c2xz3womw6peuasteono")->name == "us-east-1");
  CHECK_FALSE(region_by_selector("resend"));
}

namespace {

struct FitCase {
  HostLabel label;
  std::string_view address;
  Fit fit;
};

}  // namespace

TEST_CASE("a host label fits the address that it encodes and no other", "[ses]") {
  const auto c = GENERATE(values<FitCase>({
      {{'a', 8, 33}, "54.240.8.33", Fit::Fits},
      {{'b', 224, 6}, "69.169.224.6", Fit::Fits},
      {{'c', 177, 16}, "76.223.177.16", Fit::Fits},
      {{'d', 215, 1}, "23.249.215.1", Fit::Fits},
      {{'e', 240, 9}, "23.251.240.9", Fit::Fits},
      {{'d', 221, 104}, "40.71.96.226", Fit::Contradicts},  // a forged HELO
      {{'a', 8, 33}, "54.240.8.34", Fit::Contradicts},
      {{'a', 8, 33}, "54.241.8.33", Fit::Contradicts},   // the last two octets alone are not enough
      {{'z', 8, 33}, "98.77.8.33", Fit::Unknown},        // a letter never seen
      {{'z', 8, 33}, "98.77.8.34", Fit::Contradicts},    // but the octets are wrong
      {{'a', 8, 33}, "10.0.0.7", Fit::Unknown},          // a load balancer before the receiver
      {{'a', 8, 33}, "fd00::7", Fit::Unknown},           // the same
      {{'a', 8, 33}, "2001:db8::33", Fit::Contradicts},  // labels encode IPv4
  }));
  INFO(c.address);
  CHECK(fit(c.label, *IpAddress::parse(c.address)) == c.fit);
}
