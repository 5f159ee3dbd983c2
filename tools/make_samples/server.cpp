// SPDX-License-Identifier: Apache-2.0
#include "make_samples/server.hpp"

#include "make_samples/letters.hpp"

namespace make_samples {
namespace {

const std::string domain = "example.net";
const std::string host = "mail.example.net";
const std::string address = "203.0.113.25";
const std::string rsa_selector = "november";
const std::string ed25519_selector = "november-ed";

}  // namespace

const std::string server_key_name = rsa_selector + "._domainkey." + domain;

Connection send_by_server(Mail& mail, const ServerSending& sending, const Keys& keys) {
  mail.add("Message-ID", "<" + uuid(sending.id) + "@" + domain + ">");
  mail.add("Date", mail_date(sending.at, {1}));
  std::vector<std::string> names = field_names(mail);
  names.emplace_back("From");  // over-signed, as OpenDKIM can: no second From fits

  const Time received = sending.at + std::chrono::seconds(1);
  mail.put_on_top("Received", "from [192.0.2.77] (client.example.net [192.0.2.77])\n\tby " + host +
                                  " (Postfix) with ESMTPSA id " + letters_and_digits(sending.id + "/queue", 14) +
                                  ";\n\t" + mail_date(received, {1, " (CET)", true}));
  const auto seconds = std::chrono::floor<std::chrono::seconds>(received).time_since_epoch().count();
  if (sending.ed25519) sign(mail, opendkim_signing(domain, ed25519_selector, keys.server_ed25519, seconds, names));
  if (sending.rsa) {
    Signing signing = opendkim_signing(domain, rsa_selector, keys.server_rsa, seconds, names);
    if (sending.edit) sending.edit(signing);
    sign(mail, signing);
  }
  return {host, address, sending.mail_from, received + std::chrono::seconds(1)};
}

Zone server_zone(const ServerDns& dns, const Keys& keys) {
  Zone zone;
  zone.section("The domain and its one mail server.").address(domain, "203.0.113.10").mx(domain, 10, host);
  if (!dns.spf.empty()) zone.text(domain, dns.spf);
  zone.address(host, address).pointer(address, host);
  if (dns.rsa || dns.ed25519) zone.section("The keys that the server signs with.");
  if (dns.rsa) zone.text(server_key_name, dns.key.empty() ? keys.server_rsa.record() : dns.key);
  if (dns.ed25519) zone.text(ed25519_selector + "._domainkey." + domain, keys.server_ed25519.record());
  if (!dns.policy.empty()) add_policy(zone, domain, dns.policy);
  return zone;
}

Files club_story(const std::string& name, const Keys& keys, const ClubStory& story) {
  Mail mail = club_note(story.recipient);
  if (story.before_signing) story.before_signing(mail);
  const Connection connection = send_by_server(
      mail,
      {.id = name, .at = sometime(name), .mail_from = "club@example.net", .rsa = story.dns.rsa, .edit = story.edit},
      keys);
  if (story.on_the_way) story.on_the_way(mail);
  story.deliver(mail, {name, story.recipient, connection, story.verdicts});
  if (story.after_delivery) story.after_delivery(mail);
  Zone zone = server_zone(story.dns, keys);
  if (!story.more_dns_why.empty()) zone.section(story.more_dns_why);
  if (story.more_dns) story.more_dns(zone);
  return {on_the_wire(mail), zone.file()};
}

}  // namespace make_samples
