// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "make_samples/letters.hpp"
#include "make_samples/sample.hpp"
#include "make_samples/server.hpp"
#include "make_samples/zone.hpp"

namespace make_samples {
namespace {

std::string replace(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
  return text;
}

// As most programs save a message on Unix.
Files lf_only_file(const std::string& name, const Keys& keys) {
  const Mail mail = ses_to_gmail(order_confirmation("you@gmail.com"),
                                 {.id = name, .at = november(3, 22, 10, 58, 470), .region = ap_southeast_2()},
                                 {.policy = "quarantine"}, keys);
  const Zone zone =
      shop_zone({.region = ap_southeast_2(), .policy = "v=DMARC1; p=quarantine; rua=mailto:dmarc@example.com"}, keys);
  return {replace(on_the_wire(mail), "\r\n", "\n"), zone.file()};
}

Files headers_only(const std::string& name, const Keys& keys) {
  const Mail mail = ses_to_gmail(parcel_notice("you@gmail.com"),
                                 {.id = name, .at = november(5, 18, 33, 26, 318), .mail_from = "mail.example.com"},
                                 {.policy = "reject"}, keys);
  const std::string message = on_the_wire(mail);
  return {message.substr(0, message.find("\r\n\r\n") + 2), shop_zone({.mail_from = "mail.example.com"}, keys).file()};
}

// Whoever asked for help left his customer's name out.
Files author_taken_out(const std::string& name, const Keys& keys) {
  const Files whole = headers_only(name, keys);
  return {replace(whole.message, "orders@example.com", "[email protected]"), whole.zone};
}

// Somebody copied the line with the results and the two that he knew, and nothing else.
Files pasted_results(const std::string& name, const Keys& keys) {
  const Mail mail = ses_to_gmail(
      parcel_notice("you@gmail.com"), {.id = name, .at = sometime(name)},
      {.policy = "reject", .dmarc = "fail", .disposition = "reject", .dkim = {{"fail", "body hash did not verify"}}},
      keys);
  std::string text;
  for (const std::string_view field : {"Authentication-Results", "From", "Subject"})
    text += std::string(field) + ": " + mail.value(field) + "\n";
  return {text, shop_zone({}, keys).file()};
}

// Forwarded as a quotation by a program that took the white space of the folds away.
Files pasted_quoted(const std::string& name, const Keys& keys) {
  const Mail mail =
      ses_to_gmail(parcel_notice("you@gmail.com"), {.id = name, .at = sometime(name), .mail_from = "mail.example.com"},
                   {.policy = "reject"}, keys);
  const std::string message = on_the_wire(mail);
  const std::string header = replace(message.substr(0, message.find("\r\n\r\n") + 2), "\r\n", "\n");
  std::string text = "Hello Ann, these are the headers you asked for:\n\n";
  for (std::size_t at = 0; at < header.size();) {
    const std::size_t end = header.find('\n', at);
    const std::size_t begin = std::min(header.find_first_not_of(" \t", at), end);
    text += "> " + header.substr(begin, end + 1 - begin);
    at = end + 1;
  }
  return {text, shop_zone({.mail_from = "mail.example.com"}, keys).file()};
}

// Somebody sends a true message of the shop on, with a From of his own above the signed one.
Files two_from_fields(const std::string& name, const Keys& keys) {
  Mail mail = newsletter("Example Shop <orders@example.com>", "you@example.org");
  send_by_ses(mail, {.id = name, .at = november(9, 6, 2, 30, 5), .mail_from = "mail.example.com"}, keys);
  mail.insert_before("From", "From", "Your Bank <service@bank.test>");
  const Connection relay{"relay.example.test", "203.0.113.66", "bounce@relay.example.test", november(9, 9, 48, 11)};
  deliver_to_postfix(mail, {name, "you@example.org", relay, {.dmarc = ""}});
  Zone zone = shop_zone({.mail_from = "mail.example.com"}, keys);
  zone.section("The server that sent the message on.")
      .address("relay.example.test", "203.0.113.66")
      .text("relay.example.test", "v=spf1 ip4:203.0.113.66 -all");
  return {on_the_wire(mail), zone.file()};
}

Files no_from(const std::string& name, const Keys& keys) {
  Mail mail;
  mail.add("To", "you@example.org").add("Subject", "Backup of Friday night");
  mail.body = "The backup took 41 minutes. 3 files were new.\n";
  const Connection connection = send_by_server(
      mail, {.id = name, .at = november(14, 1, 41, 0), .mail_from = "backup@example.net", .rsa = false}, keys);
  deliver_to_postfix(mail, {name, "you@example.org", connection, {.dmarc = ""}});
  return {on_the_wire(mail), server_zone({.rsa = false}, keys).file()};
}

// A program that saved the message wrote part of the body with line ends of its own.
Files bare_lf_body(const std::string& name, const Keys& keys) {
  Mail mail = order_confirmation("you@example.org");
  const Connection connection =
      send_by_ses(mail, {.id = name, .at = november(10, 16, 44, 19, 700), .mail_from = "mail.example.com"}, keys);
  deliver_to_postfix(mail, {name, "you@example.org", connection, {.policy = "reject"}});
  const std::string message = replace(on_the_wire(mail), "blue\r\n", "blue\n");
  return {message, shop_zone({.mail_from = "mail.example.com"}, keys).file()};
}

// "Subject :" was allowed long ago (RFC 5322 section 4.5.8); relaxed canonicalization covers it.
Files space_before_colon(const std::string& name, const Keys& keys) {
  Mail mail = plain_letter("Weather Station <station@example.net>", "you@example.org", "{}",
                           "Rain 4 mm, wind from the west, 9 degrees.\n");
  for (Field& field : mail.header)
    if (field.name == "Subject") field = {"Subject ", "Weather of the day"};
  const Connection connection =
      send_by_server(mail, {.id = name, .at = november(15, 5, 0, 2), .mail_from = "station@example.net"}, keys);
  deliver_to_postfix(mail, {name, "you@example.org", connection, {.policy = "quarantine"}});
  return {on_the_wire(mail), server_zone({}, keys).file()};
}

Files control_characters(const std::string& name, const Keys& keys) {
  ClubStory story;
  story.on_the_way = [](Mail& mail) { mail.add("X-Mailer", "Club\x1b[31mMailer\x07 2.1"); };
  return club_story(name, keys, story);
}

// A program wrote its text in one piece, and no server on this way minded.
Files long_line(const std::string& name, const Keys& keys) {
  Mail mail = plain_letter("Example Shop <orders@example.com>", "you@example.org", "Your parcel is on its way",
                           "Thank you for your order.");
  for (int item = 1; item <= 60; ++item) mail.body.append(" Item ").append(std::to_string(item)).append(" is packed.");
  mail.body += "\n";
  const Connection connection =
      send_by_ses(mail, {.id = name, .at = november(11, 9, 12, 3, 140), .mail_from = "mail.example.com"}, keys);
  deliver_to_postfix(mail, {name, "you@example.org", connection, {.policy = "reject"}});
  return {on_the_wire(mail), shop_zone({.mail_from = "mail.example.com"}, keys).file()};
}

// The download stopped in the middle of the second signature.
Files truncated(const std::string& name, const Keys& keys) {
  const Mail mail =
      ses_to_gmail(parcel_notice("you@gmail.com"), {.id = name, .at = sometime(name), .mail_from = "mail.example.com"},
                   {.policy = "reject"}, keys);
  const std::string message = on_the_wire(mail);
  return {message.substr(0, message.find("d=amazonses.com") + 90),
          shop_zone({.mail_from = "mail.example.com"}, keys).file()};
}

// A server that takes a bare line feed for a line end would see the end of this message, and
// then another one (RFC 5321 section 4.1.1.4).
Files smuggling(const std::string& name, const Keys& keys) {
  Files files = club_story(name, keys, {});
  files.message +=
      "\n.\n"
      "MAIL FROM:<service@bank.test>\r\n"
      "RCPT TO:<you@example.org>\r\n"
      "DATA\r\n"
      "From: Your Bank <service@bank.test>\r\n"
      "To: you@example.org\r\n"
      "Subject: Your account\r\n"
      "\r\n"
      "Please call us at once.\r\n";
  return files;
}

// A helper sends on what a customer of the shop got, as his mail program does it: whole, as an attachment.
Files forwarded_as_attachment(const std::string& name, const Keys& keys) {
  const Mail inner =
      ses_to_gmail(parcel_notice("you@gmail.com"), {.id = "within-" + name, .at = sometime(name)},
                   {.policy = "reject", .dmarc = "fail", .dkim = {{"fail", "no key for signature"}}}, keys);
  const std::string boundary = "------------" + letters_and_digits(name, 24);
  Mail mail;
  mail.add("From", "Garden Club <club@example.net>").add("To", "you@example.org");
  mail.add("Subject", "Fwd: Your parcel is on its way").add("MIME-Version", "1.0");
  mail.add("Content-Type", "multipart/mixed;\n boundary=\"" + boundary + "\"");
  mail.body = "--" + boundary + "\nContent-Type: text/plain; charset=UTF-8\n\nHere it is. Why did it fail?\n\n--" +
              boundary + "\nContent-Type: message/rfc822\nContent-Disposition: attachment;\n" +
              " filename=\"Your parcel is on its way.eml\"\n\n" + replace(on_the_wire(inner), "\r\n", "\n") + "\n--" +
              boundary + "--\n";
  const Connection connection =
      send_by_server(mail, {.id = name, .at = november(16, 9, 20, 31), .mail_from = "club@example.net"}, keys);
  deliver_to_postfix(mail, {name, "you@example.org", connection, {.policy = "quarantine"}});
  return {on_the_wire(mail), server_zone({}, keys).file()};
}

constexpr Sample samples[] = {
    {"control-characters", control_characters},
    {"truncated-file", truncated},
    {"smuggled-message", smuggling},
    {"lf-only-file", lf_only_file},
    {"headers-only", headers_only},
    {"author-taken-out", author_taken_out},
    {"pasted-quoted", pasted_quoted},
    {"pasted-results", pasted_results},
    {"forwarded-as-attachment", forwarded_as_attachment},
    {"two-from-fields", two_from_fields},
    {"no-from", no_from},
    {"bare-lf-body", bare_lf_body},
    {"space-before-colon", space_before_colon},
    {"long-line", long_line},
};

}  // namespace

std::span<const Sample> input_samples() { return samples; }

}  // namespace make_samples
