// SPDX-License-Identifier: Apache-2.0
#include "make_samples/letters.hpp"
#include "make_samples/sample.hpp"
#include "make_samples/server.hpp"
#include "make_samples/zone.hpp"

namespace make_samples {
namespace {

Files timeout(const std::string& name, const Keys& keys) {
  const Mail mail = ses_to_gmail(order_confirmation("you@gmail.com"),
                                 {.id = name, .at = november(6, 15, 31, 2, 90), .mail_from = "mail.example.com"},
                                 {.policy = "reject"}, keys);
  Zone zone = shop_zone({.mail_from = "mail.example.com", .policy = ""}, keys);
  zone.fault("_dmarc.example.com", "TXT", "TIMEOUT");
  return {on_the_wire(mail), zone.file()};
}

Files servfail(const std::string& name, const Keys& keys) {
  const Mail mail = ses_to_gmail(parcel_notice("you@gmail.com"),
                                 {.id = name, .at = november(7, 4, 20, 16, 48), .mail_from = "mail.example.com"},
                                 {.spf = "temperror", .policy = "reject"}, keys);
  Zone zone = shop_zone({}, keys);
  zone.section("The custom MAIL FROM domain: its name server answers for the MX and breaks down over the TXT.")
      .mx("mail.example.com", 10, feedback_host(us_east_1()))
      .fault("mail.example.com", "TXT", "SERVFAIL");
  return {on_the_wire(mail), zone.file()};
}

// The record was missing when the mail came in, and has been published since.
Files receiver_disagrees(const std::string& name, const Keys& keys) {
  const Mail mail = ses_to_gmail(order_confirmation("you@gmail.com"),
                                 {.id = name, .at = november(14, 12, 12, 12, 612), .mail_from = "mail.example.com"},
                                 {.spf = "none", .policy = "reject"}, keys);
  return {on_the_wire(mail), shop_zone({.mail_from = "mail.example.com"}, keys).file()};
}

// Judged by a recording of an earlier run, which did not ask for everything.
Files not_recorded(const std::string& name, const Keys& keys) {
  const Mail mail =
      ses_to_gmail(parcel_notice("you@gmail.com"), {.id = name, .at = sometime(name), .mail_from = "mail.example.com"},
                   {.policy = "reject"}, keys);
  return {on_the_wire(mail), shop_zone({.mail_from = "mail.example.com"}, keys).file()};
}

// The record at the MAIL FROM domain names another provider and forgets SES.
Files spf_not_authorised(const std::string& name, const Keys& keys) {
  Mail mail = newsletter("Example Shop <orders@example.com>", "you@fastmail.com");
  const Connection connection =
      send_by_ses(mail, {.id = name, .at = november(12, 20, 50, 5, 77), .mail_from = "mail.example.com"}, keys);
  deliver_to_fastmail(mail, {name, "you@fastmail.com", connection, {.spf = "softfail", .policy = "reject"}});
  Zone zone = shop_zone({}, keys);
  zone.section("The custom MAIL FROM domain: the SPF record names another provider, and not SES.")
      .mx("mail.example.com", 10, feedback_host(us_east_1()))
      .text("mail.example.com", "v=spf1 include:_spf.provider.test ~all")
      .text("_spf.provider.test", "v=spf1 ip4:198.51.100.0/24 -all");
  return {on_the_wire(mail), zone.file()};
}

Files spf_missing(const std::string& name, const Keys& keys) {
  Mail mail = plain_letter("Garden Club <club@example.net>", "you@gmail.com", "Seeds on Saturday",
                           "Hello,\n"
                           "\n"
                           "on Saturday we swap seeds, from ten o'clock on. Bring what you have.\n"
                           "\n"
                           "The Garden Club\n");
  const Connection connection =
      send_by_server(mail, {.id = name, .at = november(11, 7, 15, 0), .mail_from = "club@example.net"}, keys);
  deliver_to_gmail(mail, {name, "you@gmail.com", connection, {.spf = "none", .policy = "quarantine"}});
  return {on_the_wire(mail), server_zone({.spf = ""}, keys).file()};
}

constexpr Sample samples[] = {
    {"dns-timeout", timeout},
    {"dns-servfail", servfail},
    {"dns-not-recorded", not_recorded},
    {"receiver-disagrees", receiver_disagrees},
    {"spf-not-authorised", spf_not_authorised},
    {"spf-missing", spf_missing},
};

}  // namespace

std::span<const Sample> dns_samples() { return samples; }

}  // namespace make_samples
