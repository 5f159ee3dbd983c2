// SPDX-License-Identifier: Apache-2.0
#include "make_samples/letters.hpp"
#include "make_samples/sample.hpp"
#include "make_samples/zone.hpp"

namespace make_samples {
namespace {

Files default_mail_from(const std::string& name, const Keys& keys) {
  const Mail mail = ses_to_gmail(order_confirmation("you@gmail.com"), {name, november(3, 9, 15, 27, 412)},
                                 {.policy = "quarantine"}, keys);
  const Zone zone = shop_zone({.policy = "v=DMARC1; p=quarantine; rua=mailto:dmarc@example.com"}, keys);
  return {on_the_wire(mail), zone.file()};
}

Files perfect(const std::string& name, const Keys& keys) {
  const Mail mail = ses_to_gmail(newsletter("Example Shop <orders@example.com>", "you@gmail.com"),
                                 {.id = name, .at = november(4, 14, 2, 11, 87), .mail_from = "mail.example.com"},
                                 {.policy = "reject"}, keys);
  return {on_the_wire(mail), shop_zone({.mail_from = "mail.example.com"}, keys).file()};
}

Files strict_spf(const std::string& name, const Keys& keys) {
  const Mail mail = ses_to_gmail(parcel_notice("you@gmail.com"),
                                 {.id = name, .at = november(5, 7, 40, 3, 655), .mail_from = "mail.example.com"},
                                 {.policy = "reject"}, keys);
  const Zone zone = shop_zone(
      {.mail_from = "mail.example.com", .policy = "v=DMARC1; p=reject; aspf=s; rua=mailto:dmarc@example.com"}, keys);
  return {on_the_wire(mail), zone.file()};
}

Files doubled_cname(const std::string& name, const Keys& keys) {
  const Mail mail = ses_to_gmail(order_confirmation("you@gmail.com"), {name, november(2, 16, 21, 48, 930)},
                                 {.policy = "quarantine",
                                  .dmarc = "fail",
                                  .disposition = "quarantine",
                                  .dkim = {{"permerror", "no key for signature"}}},
                                 keys);
  Zone zone;
  add_domain(zone, "example.com", "192.0.2");
  add_easy_dkim(zone, "example.com", "example.com.example.com",
                "Easy DKIM, but the DNS panel added the domain a second time to each name.", keys);
  add_policy(zone, "example.com", "v=DMARC1; p=quarantine; rua=mailto:dmarc@example.com");
  add_amazon(zone, us_east_1(), keys);
  return {on_the_wire(mail), zone.file()};
}

Files two_spf_records(const std::string& name, const Keys& keys) {
  const Mail mail = ses_to_gmail(parcel_notice("you@gmail.com"),
                                 {.id = name, .at = november(6, 11, 8, 59, 204), .mail_from = "mail.example.com"},
                                 {.spf = "permerror"}, keys);
  Zone zone = shop_zone({.policy = "v=DMARC1; p=none; rua=mailto:dmarc@example.com"}, keys);
  zone.section("The custom MAIL FROM domain with two SPF records: neither is valid beside the other.")
      .mx("mail.example.com", 10, feedback_host(us_east_1()))
      .text("mail.example.com", "v=spf1 include:amazonses.com ~all")
      .text("mail.example.com", "v=spf1 include:_spf.google.com -all");
  zone.section("What Google publishes, with documentation addresses: one include that holds three.")
      .text("_spf.google.com",
            "v=spf1 include:_netblocks.google.com include:_netblocks2.google.com "
            "include:_netblocks3.google.com ~all")
      .text("_netblocks.google.com", "v=spf1 ip4:198.51.100.0/25 ip4:203.0.113.0/26 ~all")
      .text("_netblocks2.google.com", "v=spf1 ip6:2001:db8:4860::/48 ip6:2001:db8:2800::/48 ~all")
      .text("_netblocks3.google.com", "v=spf1 ip4:198.51.100.128/25 ip4:203.0.113.64/26 ~all");
  return {on_the_wire(mail), zone.file()};
}

// Only d=amazonses.com signs: the address alone was verified, not the domain.
Files address_identity(const std::string& name, const Keys& keys) {
  const Mail mail =
      ses_to_gmail(parcel_notice("you@gmail.com"), {.id = name, .at = november(10, 8, 30, 0, 18), .identity = ""},
                   {.policy = "reject", .dmarc = "fail", .disposition = "reject"}, keys);
  Zone zone;
  add_domain(zone, "example.com", "192.0.2");
  add_policy(zone, "example.com", "v=DMARC1; p=reject; rua=mailto:dmarc@example.com");
  add_amazon(zone, us_east_1(), keys);
  return {on_the_wire(mail), zone.file()};
}

Files no_dmarc_record(const std::string& name, const Keys& keys) {
  const Mail mail = ses_to_gmail(
      order_confirmation("you@gmail.com"),
      {.id = name, .at = november(11, 19, 5, 33, 761), .region = us_west_2(), .mail_from = "mail.example.com"},
      {.dmarc = ""}, keys);
  return {on_the_wire(mail),
          shop_zone({.region = us_west_2(), .mail_from = "mail.example.com", .policy = ""}, keys).file()};
}

Files mail_from_without_spf(const std::string& name, const Keys& keys) {
  const Mail mail = ses_to_gmail(parcel_notice("you@gmail.com"),
                                 {.id = name, .at = november(12, 6, 54, 20, 333), .mail_from = "mail.example.com"},
                                 {.spf = "none", .policy = "reject"}, keys);
  Zone zone = shop_zone({}, keys);
  zone.section("The custom MAIL FROM domain: the MX is there, which is all that SES checks. The SPF record is not.")
      .mx("mail.example.com", 10, feedback_host(us_east_1()));
  return {on_the_wire(mail), zone.file()};
}

constexpr Sample samples[] = {
    {"ses-default-mail-from", default_mail_from},
    {"ses-perfect", perfect},
    {"ses-strict-spf", strict_spf},
    {"ses-doubled-cname", doubled_cname},
    {"ses-two-spf-records", two_spf_records},
    {"address-identity", address_identity},
    {"no-dmarc-record", no_dmarc_record},
    {"mail-from-without-spf", mail_from_without_spf},
};

}  // namespace

std::span<const Sample> setup_samples() { return samples; }

Mail ses_to_gmail(Mail mail, const Sending& sending, const Verdicts& verdicts, const Keys& keys) {
  const Connection connection = send_by_ses(mail, sending, keys);
  deliver_to_gmail(mail, {sending.id, "you@gmail.com", connection, verdicts});
  return mail;
}

}  // namespace make_samples
