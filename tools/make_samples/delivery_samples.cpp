// SPDX-License-Identifier: Apache-2.0
#include "make_samples/arc.hpp"
#include "make_samples/letters.hpp"
#include "make_samples/sample.hpp"
#include "make_samples/server.hpp"
#include "make_samples/zone.hpp"

namespace make_samples {
namespace {

// The list's own fields, and four lines below the text.
void pass_through_list(Mail& mail) {
  mail.add("List-Id", "Users of the example <users.lists.example.org>");
  mail.add("List-Post", "<mailto:users@lists.example.org>");
  mail.add("List-Unsubscribe", "<mailto:users-leave@lists.example.org>");
  mail.add("Precedence", "list");
  mail.body +=
      "_______________________________________________\n"
      "users mailing list -- users@lists.example.org\n"
      "To unsubscribe send an email to\n"
      "users-leave@lists.example.org\n";
}

Files list_footer(const std::string& name, const Keys& keys) {
  Mail mail = plain_letter("Ann <ann@example.com>", "users@lists.example.org", "Which kettle for green tea?",
                           "Hello all,\n"
                           "\n"
                           "does anybody have a kettle that holds 70 degrees?\n"
                           "Mine is either hot or cold.\n"
                           "\n"
                           "Ann\n");
  const Connection to_list = send_by_ses(mail, {name, november(9, 18, 12, 5, 540)}, keys);
  mail.put_on_top("Received", postfix_received(to_list, "lists.example.org", "users@lists.example.org", name));
  pass_through_list(mail);

  const Connection from_list{"lists.example.org", "198.51.100.40", "users-bounces@lists.example.org",
                             to_list.at + std::chrono::seconds(3)};
  deliver_to_gmail(mail, {name, "you@gmail.com", from_list, {.dmarc = "fail", .dkim = {{"fail"}, {"fail"}}}});

  Zone zone = shop_zone({.policy = "v=DMARC1; p=none; rua=mailto:dmarc@example.com"}, keys);
  zone.section("The mailing list's server, which sends the mail on.")
      .address("lists.example.org", "198.51.100.40")
      .mx("lists.example.org", 10, "lists.example.org")
      .text("lists.example.org", "v=spf1 mx -all")
      .pointer("198.51.100.40", "lists.example.org");
  return {on_the_wire(mail), zone.file()};
}

// The same list when it writes itself into From, so that DMARC is judged by its own domain.
Files list_in_from(const std::string& name, const Keys& keys) {
  Mail mail = plain_letter("Ann <ann@example.com>", "users@lists.example.org", "Which kettle for green tea?",
                           "Hello all,\n\ndoes anybody have a kettle that holds 70 degrees?\n\nAnn\n");
  const Connection to_list = send_by_ses(mail, {.id = name, .at = sometime(name)}, keys);
  mail.put_on_top("Received", postfix_received(to_list, "lists.example.org", "users@lists.example.org", name));
  pass_through_list(mail);
  for (Field& field : mail.header) {
    if (field.name == "From") field.value = "Ann via users <users@lists.example.org>";
  }
  mail.add("Reply-To", "Ann <ann@example.com>");
  const Connection from_list{"lists.example.org", "198.51.100.40", "users-bounces@lists.example.org",
                             to_list.at + std::chrono::seconds(3)};
  deliver_to_gmail(mail, {name, "you@gmail.com", from_list, {.dkim = {{"fail"}, {"fail"}}}});

  Zone zone = shop_zone({.policy = "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"}, keys);
  zone.section("The mailing list's server, which sends the mail on, and its policy.")
      .address("lists.example.org", "198.51.100.40")
      .mx("lists.example.org", 10, "lists.example.org")
      .text("lists.example.org", "v=spf1 mx -all")
      .text("_dmarc.lists.example.org", "v=DMARC1; p=none")
      .pointer("198.51.100.40", "lists.example.org");
  return {on_the_wire(mail), zone.file()};
}

// A mailbox at example.org that sends everything on to a Gmail mailbox.
struct Forwarded {
  Mail mail;
  Connection connection;  // to Gmail
};
Forwarded forward(const std::string& name, const Keys& keys) {
  Mail mail = parcel_notice("you@example.org");
  const Connection first = send_by_ses(mail, {.id = name, .at = sometime(name), .mail_from = "mail.example.com"}, keys);
  deliver_to_postfix(mail, {name, "you@example.org", first, {.policy = "reject"}});
  mail.header.erase(mail.header.begin());  // Return-Path is for the last server to write
  return {mail, {"mx.example.org", "198.51.100.25", first.mail_from, first.at + std::chrono::seconds(2)}};
}

Files to_gmail(const std::string& name, const Keys& keys, Forwarded forwarded, const std::string& arc) {
  deliver_to_gmail(forwarded.mail,
                   {name, "you@gmail.com", forwarded.connection, {.spf = "softfail", .policy = "reject", .arc = arc}});
  Zone zone = shop_zone({.mail_from = "mail.example.com"}, keys);
  zone.section("The server that forwards, and the key of its ARC seals.")
      .address("mx.example.org", "198.51.100.25")
      .pointer("198.51.100.25", "mx.example.org")
      .text("arc._domainkey.example.org", keys.forwarder.record());
  return {on_the_wire(forwarded.mail), zone.file()};
}

Files forwarded_plainly(const std::string& name, const Keys& keys) {
  return to_gmail(name, keys, forward(name, keys), "");
}

Sealing sealing(const Forwarded& forwarded, const Keys& keys, int instance = 1, std::string cv = "none") {
  return {.domain = "example.org",
          .selector = "arc",
          .key = keys.forwarder,
          .at = forwarded.connection.at,
          .instance = instance,
          .cv = std::move(cv),
          .results =
              "mx.example.org; spf=pass smtp.mailfrom=mail.example.com;\n\tdkim=pass header.d=example.com; "
              "dmarc=pass header.from=example.com"};
}

Files arc_sealed(const std::string& name, const Keys& keys) {
  Forwarded forwarded = forward(name, keys);
  seal(forwarded.mail, sealing(forwarded, keys));
  return to_gmail(name, keys, std::move(forwarded), "pass (i=1)");
}

// What the forwarder testified was changed behind its seal.
Files arc_broken(const std::string& name, const Keys& keys) {
  Forwarded forwarded = forward(name, keys);
  seal(forwarded.mail, sealing(forwarded, keys));
  for (Field& field : forwarded.mail.header)
    if (field.name == "ARC-Authentication-Results") field.value.replace(field.value.find("example.com"), 7, "bankish");
  return to_gmail(name, keys, std::move(forwarded), "fail");
}

Files arc_gap(const std::string& name, const Keys& keys) {
  Forwarded forwarded = forward(name, keys);
  seal(forwarded.mail, sealing(forwarded, keys));
  seal(forwarded.mail, sealing(forwarded, keys, 3, "pass"));
  return to_gmail(name, keys, std::move(forwarded), "fail");
}

// A filter on the way changed one word of the text.
Files body_changed(const std::string& name, const Keys& keys) {
  Mail mail = order_confirmation("you@example.org");
  const Connection connection =
      send_by_ses(mail, {.id = name, .at = november(13, 21, 7, 55, 266), .mail_from = "mail.example.com"}, keys);
  const std::string word = "teapot";
  mail.body.replace(mail.body.find(word), word.size(), "kettle");
  const Claim failed{"fail", "signature verification failed"};
  deliver_to_postfix(mail, {name, "you@example.org", connection, {.policy = "reject", .dkim = {failed, failed}}});
  return {on_the_wire(mail), shop_zone({.mail_from = "mail.example.com"}, keys).file()};
}

Files not_ses(const std::string& name, const Keys& keys) {
  Mail mail = plain_letter("Garden Club <club@example.net>", "you@example.org", "Minutes of our meeting",
                           "Hello,\n"
                           "\n"
                           "we met on Tuesday and agreed to plant the apple trees in March.\n"
                           "Next meeting: first Tuesday of December.\n"
                           "\n"
                           "The Garden Club\n");
  const Connection connection = send_by_server(
      mail, {.id = name, .at = november(18, 19, 30, 21), .mail_from = "club@example.net", .ed25519 = true}, keys);
  deliver_to_postfix(mail, {name, "you@example.org", connection, {.policy = "quarantine"}});
  return {on_the_wire(mail), server_zone({.ed25519 = true}, keys).file()};
}

Files not_signed(const std::string& name, const Keys& keys) {
  Mail mail = plain_letter("Garden Club <club@example.net>", "you@gmail.com", "The shed key",
                           "Hello,\n"
                           "\n"
                           "the key to the shed now hangs behind the door of the greenhouse.\n"
                           "\n"
                           "The Garden Club\n");
  const Connection connection = send_by_server(
      mail, {.id = name, .at = november(20, 8, 26, 47), .mail_from = "club@example.net", .rsa = false}, keys);
  deliver_to_gmail(mail, {name, "you@gmail.com", connection, {.policy = "quarantine"}});
  return {on_the_wire(mail), server_zone({.rsa = false}, keys).file()};
}

constexpr Sample samples[] = {
    {"list-footer", list_footer},
    {"list-in-from", list_in_from},
    {"forwarded-plainly", forwarded_plainly},
    {"arc-sealed", arc_sealed},
    {"arc-broken-seal", arc_broken},
    {"arc-gap", arc_gap},
    {"body-changed", body_changed},
    {"not-ses", not_ses},
    {"unsigned", not_signed},
};

}  // namespace

std::span<const Sample> delivery_samples() { return samples; }

}  // namespace make_samples
