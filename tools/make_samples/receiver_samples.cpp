// SPDX-License-Identifier: Apache-2.0
#include "make_samples/letters.hpp"
#include "make_samples/sample.hpp"
#include "make_samples/server.hpp"
#include "make_samples/zone.hpp"

namespace make_samples {
namespace {

// From is a subdomain; the identity, and with it d=, is its parent.
Files gmail_direct(const std::string& name, const Keys& keys) {
  const Mail mail = ses_to_gmail(
      newsletter("Example Shop News <news@shop.example.com>", "you@gmail.com"),
      {.id = name, .at = november(13, 10, 0, 44, 502), .region = eu_west_1(), .mail_from = "mail.example.com"},
      {.policy = "quarantine"}, keys);
  Zone zone = shop_zone({.region = eu_west_1(),
                         .mail_from = "mail.example.com",
                         .policy = "v=DMARC1; p=quarantine; rua=mailto:dmarc@example.com"},
                        keys);
  zone.section("The subdomain of From has a host and no DMARC record: its parent's applies.")
      .address("shop.example.com", "192.0.2.11");
  return {on_the_wire(mail), zone.file()};
}

Files microsoft(const std::string& name, const Keys& keys) {
  Mail mail = order_confirmation("you@outlook.com");
  const Connection connection =
      send_by_ses(mail, {.id = name, .at = november(16, 13, 27, 9, 119), .mail_from = "mail.example.com"}, keys);
  deliver_to_microsoft(mail, {name, "you@outlook.com", connection, {.policy = "reject"}});
  return {on_the_wire(mail), shop_zone({.mail_from = "mail.example.com"}, keys).file()};
}

Files split_header_receiver(const std::string& name, const Keys& keys) {
  Mail mail = newsletter("Example Shop <orders@example.com>", "you@icloud.com");
  const Connection connection = send_by_ses(
      mail,
      {.id = name, .at = november(17, 17, 45, 51, 804), .region = eu_central_1(), .mail_from = "mail.example.com"},
      keys);
  deliver_to_icloud(mail, {name, "you@icloud.com", connection, {.policy = "reject"}});
  return {on_the_wire(mail), shop_zone({.region = eu_central_1(), .mail_from = "mail.example.com"}, keys).file()};
}

// A mailbox whose server checks nothing, or an export that leaves its results out.
Files no_trusted_results(const std::string& name, const Keys& keys) {
  Mail mail = parcel_notice("you@example.org");
  const Connection connection =
      send_by_ses(mail, {.id = name, .at = november(18, 9, 3, 37, 250), .mail_from = "mail.example.com"}, keys);
  mail.put_on_top("Received", postfix_received(connection, "mx.example.org", "you@example.org", name));
  mail.put_on_top("Delivered-To", "you@example.org");
  mail.put_on_top("Return-Path", "<" + connection.mail_from + ">");
  return {on_the_wire(mail), shop_zone({.mail_from = "mail.example.com"}, keys).file()};
}

// The shop never sent this: the sender wrote the receiver's results himself.
Files forged_results(const std::string& name, const Keys&) {
  Mail mail = plain_letter("Example Shop <orders@example.com>", "you@example.org", "Your account is locked",
                           "Dear customer,\n"
                           "\n"
                           "please confirm your password at http://shop.example.test/ today.\n");
  const Connection relay{"relay.example.test", "203.0.113.66", "bounce@relay.example.test", november(19, 2, 14, 40)};
  mail.add("Message-ID", "<" + uuid(name) + "@relay.example.test>").add("Date", mail_date(relay.at));
  mail.put_on_top("Authentication-Results",
                  "mx.example.org; dkim=pass (2048-bit key) header.d=example.com header.i=@example.com;\n"
                  "\tspf=pass smtp.mailfrom=example.com; dmarc=pass (p=reject dis=none) header.from=example.com");
  mail.put_on_top("Received",
                  "from localhost (localhost [127.0.0.1])\n\tby relay.example.test (Postfix) with ESMTP id " +
                      letters_and_digits(name, 14) + ";\n\t" + mail_date(relay.at, {0, " (UTC)"}));
  deliver_to_postfix(
      mail, {name, "you@example.org", relay, {.policy = "quarantine", .dmarc = "fail", .disposition = "quarantine"}});
  Zone zone;
  add_domain(zone, "example.com", "192.0.2");
  add_policy(zone, "example.com", "v=DMARC1; p=quarantine; rua=mailto:dmarc@example.com");
  zone.section("The server that really sent the message, with SPF in good order for its own name.")
      .address("relay.example.test", "203.0.113.66")
      .text("relay.example.test", "v=spf1 ip4:203.0.113.66 -all");
  return {on_the_wire(mail), zone.file()};
}

// Two programs on the receiving server check SPF, one of them with an old copy of the record.
Files results_conflict(const std::string& name, const Keys& keys) {
  ClubStory story{.recipient = "you@fastmail.com", .deliver = deliver_to_fastmail};
  story.after_delivery = [](Mail& mail) {
    mail.insert_before(
        "Authentication-Results", "Authentication-Results",
        "mx1.messagingengine.com;\n    spf=softfail smtp.mailfrom=club@example.net\n      smtp.helo=mail.example.net");
  };
  return club_story(name, keys, story);
}

// The sender claims the SPF result himself, in a field that only a receiver writes.
Files received_spf_forged(const std::string& name, const Keys& keys) {
  ClubStory story;
  story.dns.spf = "v=spf1 ip4:198.51.100.7 -all";
  story.verdicts.spf = "fail";
  story.on_the_way = [](Mail& mail) {
    mail.insert_before("From", "Received-SPF",
                       "Pass (mailfrom) identity=mailfrom; client-ip=198.51.100.7; helo=mail.example.net; "
                       "envelope-from=club@example.net; receiver=mx.example.org");
  };
  return club_story(name, keys, story);
}

// The sender wrote a Return-Path too, and the receiver left it in.
Files two_return_paths(const std::string& name, const Keys& keys) {
  ClubStory story;
  story.on_the_way = [](Mail& mail) { mail.put_on_top("Return-Path", "<service@bank.test>"); };
  return club_story(name, keys, story);
}

constexpr Sample samples[] = {
    {"results-conflict", results_conflict},     {"received-spf-forged", received_spf_forged},
    {"two-return-paths", two_return_paths},     {"gmail-direct", gmail_direct},
    {"microsoft-no-authserv-id", microsoft},    {"split-header-receiver", split_header_receiver},
    {"no-trusted-results", no_trusted_results}, {"forged-results", forged_results},
};

}  // namespace

std::span<const Sample> receiver_samples() { return samples; }

}  // namespace make_samples
