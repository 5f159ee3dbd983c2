// SPDX-License-Identifier: Apache-2.0
#include "ses/traces.hpp"

#include "support/catch.hpp"

using namespace alignmail;
using namespace alignmail::ses;

namespace {

struct HostCase {
  std::string_view name;
  std::string_view region;  // empty: not a host of SES
};

}  // namespace

TEST_CASE("a sending host of SES is told by its labels", "[ses]") {
  const auto c = GENERATE(values<HostCase>({
      {"a8-33.smtp-out.amazonses.com", "us-east-1"},
      {"A8-33.SMTP-OUT.AmazonSES.com", "us-east-1"},
      {"a8-33.smtp-out.amazonses.com.", "us-east-1"},  // as Gmail writes it
      {"b224-6.smtp-out.eu-central-1.amazonses.com", "eu-central-1"},
      {"a8-33.smtp-out.us-gov-west-1.amazonses.com", "us-gov-west-1"},
      {"a8-33.smtp-out.zz-new-9.amazonses.com", "zz-new-9"},  // a region not listed yet
      {"a8-33.smtp-out.amazonses.com.example.net", ""},       // the end is what counts
      {"a8-33.smtp-out.notamazonses.com", ""},
      {"a8-33.smtp-in.amazonses.com", ""},
      {"a256-33.smtp-out.amazonses.com", ""},  // no octet
      {"a8-0033.smtp-out.amazonses.com", ""},
      {"8-33.smtp-out.amazonses.com", ""},
      {"a8.smtp-out.amazonses.com", ""},
      {"a-33.smtp-out.amazonses.com", ""},
      {"amazonses.com", ""},
      {"", ""},
  }));
  INFO(c.name);
  const auto host = parse_host(c.name);
  CHECK(host.has_value() == !c.region.empty());
  if (host) CHECK(host->region == c.region);
}

TEST_CASE("a host's label is read as letter and octets", "[ses]") {
  const auto host = parse_host("B224-6.smtp-out.eu-central-1.amazonses.com");
  REQUIRE(host);
  CHECK(host->label.letter == 'b');
  CHECK(host->label.third == 224);
  CHECK(host->label.fourth == 6);
}

TEST_CASE("names of SES are compared by labels from the right", "[ses]") {
  const auto c = GENERATE(values<HostCase>({
      {"amazonses.com", "us-east-1"},
      {"email.amazonses.com", "us-east-1"},
      {"eu-west-1.amazonses.com", "eu-west-1"},
      {"amazonses.com.example.net", ""},
      {"myamazonses.com", ""},
      {"com", ""},
  }));
  INFO(c.name);
  const auto name = parse_ses_name(*dns::Domain::parse(c.name));
  CHECK(name.has_value() == !c.region.empty());
  if (name) CHECK(name->region == c.region);
}

TEST_CASE("a name of SES without the form of a region names none", "[ses]") {
  const auto name = parse_ses_name(*dns::Domain::parse("feedback-smtp.us-east-1.amazonses.com"));
  REQUIRE(name);
  CHECK(name->region.empty());
}

TEST_CASE("a message id tells its region and its millisecond", "[ses]") {
  const auto id = parse_message_id("0100019ECC09F607-6a2c98fe-e9a7-45a2-b843-a7fc92d12ff2-000000");
  REQUIRE(id);
  CHECK(id->prefix == "0100");
  CHECK(id->time.count() == 1'781'539'665'415);
  CHECK(id->text == "0100019ecc09f607-6a2c98fe-e9a7-45a2-b843-a7fc92d12ff2-000000");
}

TEST_CASE("what lacks the form of a message id is none", "[ses]") {
  const auto text = GENERATE(values<std::string_view>({
      "",
      "bgBOyFjc1ppgWaCEubmiXphtyd",                                          // a forger's
      "0100019ecc09f607-6a2c98fe-e9a7-45a2-b843-a7fc92d12ff2",               // no counter
      "0100019ecc09f607-6a2c98fe-e9a7-45a2-b843-a7fc92d12ff2-00000a",        // a counter is decimal
      "0100019ecc09f60g-6a2c98fe-e9a7-45a2-b843-a7fc92d12ff2-000000",        // g
      "0100019ecc09f6076a2c98fe-e9a7-45a2-b843-a7fc92d12ff2-000000-",        // dashes elsewhere
      "20231023212308106721a263944afcb2dcb3ebed50p0na-C39VIEGRHNUE4S-00000"  // a sender's own scheme
  }));
  INFO(text);
  CHECK_FALSE(parse_message_id(text));
}

namespace {

struct FeedbackCase {
  std::string body;
  std::string_view region;  // empty: no form of SES
  bool by_ses;
};
const std::string short_key(44, 'A');
const std::string long_key(172, 'B');

}  // namespace

TEST_CASE("Feedback-ID is read from the right in all its forms", "[ses]") {
  const auto c = GENERATE(values<FeedbackCase>({
      {"1.us-east-1." + short_key + ":AmazonSES", "us-east-1", true},
      {" ::1.eu-west-1." + short_key + ":AmazonSES\r\n", "eu-west-1", true},  // two message tags, empty
      {"proj:env:1.eu-west-1." + short_key + ":AmazonSES", "eu-west-1", true},
      {":1.us-west-1." + long_key + ":1.us-west-1." + short_key + ":AmazonSES", "us-west-1", true},
      {"::1.us-west-1." + short_key + ":\r\n\tAmazonSES", "us-west-1", true},  // folded
      {"user=a@b.example:1.us-east-1." + short_key + ":AmazonSES", "us-east-1", true},
      {"1.us-east-1." + short_key + ":BLUELAGOON", "us-east-1", false},  // a forgery of the form
      {"campaign:customer:type:sender", "", false},                      // another sender's scheme
      {"1.us-east-1.short:AmazonSES", "", false},
      {"2.us-east-1." + short_key + ":AmazonSES", "", false},
      {":AmazonSES", "", false},
      {"AmazonSES", "", false},
      {"", "", false},
      {std::string(10'000, ':') + "1.us-east-1." + short_key + ":AmazonSES", "", false},  // a flood
  }));
  INFO(c.body.substr(0, 100));
  const auto id = parse_feedback_id(c.body);
  CHECK(id.has_value() == !c.region.empty());
  if (!id) return;
  CHECK(id->region == c.region);
  CHECK(id->by_ses() == c.by_ses);
}

TEST_CASE("X-SES-Outgoing is a day and an address", "[ses]") {
  CHECK(parse_outgoing(" 2026.11.02-54.240.8.33") == IpAddress::parse("54.240.8.33"));
  const auto text = GENERATE(values<std::string_view>(
      {"", "2026.11.02", "2026.11.02-", "2026-11-02-54.240.8.33", "26.11.02-54.240.8.33", "2026.11.02-54.240.8.333"}));
  INFO(text);
  CHECK_FALSE(parse_outgoing(text));
}

TEST_CASE("an Easy DKIM token has 32 characters of base32", "[ses]") {
  CHECK(is_easy_dkim_token("tcdcrjr25tyrvvo4522yc7jksyjedopz"));
  CHECK(is_easy_dkim_token("TCDCRJR25TYRVVO4522YC7JKSYJEDOPZ"));  // selectors ignore case
  CHECK_FALSE(is_easy_dkim_token("tcdcrjr25tyrvvo4522yc7jksyjedop"));
  CHECK_FALSE(is_easy_dkim_token("tcdcrjr25tyrvvo4522yc7jksyjedop1"));  // no 0, 1, 8, 9
  CHECK_FALSE(is_easy_dkim_token("resend"));
}

TEST_CASE("a region's name has its form, listed or not", "[ses]") {
  CHECK(is_region_name("us-gov-west-1"));
  CHECK(is_region_name("eusc-de-east-1"));
  CHECK_FALSE(is_region_name("amazonses"));
  CHECK_FALSE(is_region_name("us-east-"));
  CHECK_FALSE(is_region_name("us-east-1a"));
  CHECK_FALSE(is_region_name("--1"));
}
