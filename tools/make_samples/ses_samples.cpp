// SPDX-License-Identifier: Apache-2.0
// What SES asks for in DNS, and how it can be missed.
#include "make_samples/letters.hpp"
#include "make_samples/sample.hpp"
#include "make_samples/server.hpp"
#include "make_samples/zone.hpp"

namespace make_samples {
namespace {

const std::string mail_from = "mail.example.com";

Mail parcel_mail(const std::string& name, const Keys& keys, const std::string& bounce_domain = mail_from) {
  return ses_to_gmail(parcel_notice("you@gmail.com"), {.id = name, .at = sometime(name), .mail_from = bounce_domain},
                      {.policy = "reject"}, keys);
}

// A custom MAIL FROM domain as somebody set it up.
Zone& bounce_domain(Zone& zone, const std::string& why, int preference = 10, const Region& region = us_east_1()) {
  return zone.section(why)
      .mx(mail_from, preference, feedback_host(region))
      .text(mail_from, "v=spf1 include:amazonses.com ~all");
}

Files mx_missing(const std::string& name, const Keys& keys) {
  Zone zone = shop_zone({}, keys);
  zone.section("The MAIL FROM domain has its SPF record, and no MX any more: SES will fall back to its own.")
      .text(mail_from, "v=spf1 include:amazonses.com ~all");
  return {on_the_wire(parcel_mail(name, keys)), zone.file()};
}

Files mx_of_wrong_region(const std::string& name, const Keys& keys) {
  Zone zone = shop_zone({}, keys);
  bounce_domain(zone, "The MX of the MAIL FROM domain names another region than the one that sends.", 10, eu_west_1());
  return {on_the_wire(parcel_mail(name, keys)), zone.file()};
}

Files two_mx(const std::string& name, const Keys& keys) {
  Zone zone = shop_zone({}, keys);
  bounce_domain(zone, "The MAIL FROM domain has a second MX, which SES does not allow.")
      .mx(mail_from, 20, "mx.example.com");
  return {on_the_wire(parcel_mail(name, keys)), zone.file()};
}

// Two things keep SPF from counting, and mending one of them brings nothing.
Files strict_and_default(const std::string& name, const Keys& keys) {
  const Zone zone = shop_zone({.policy = "v=DMARC1; p=reject; aspf=s; rua=mailto:dmarc@example.com"}, keys);
  return {on_the_wire(parcel_mail(name, keys, "")), zone.file()};
}

Files mx_preference(const std::string& name, const Keys& keys) {
  Zone zone = shop_zone({}, keys);
  bounce_domain(zone, "The MX has another preference than the 10 that SES asks for.", 20);
  return {on_the_wire(parcel_mail(name, keys)), zone.file()};
}

Files mail_from_in_use(const std::string& name, const Keys& keys) {
  Zone zone = shop_zone({}, keys);
  bounce_domain(zone, "The MAIL FROM domain is also the name of the web mail.").address(mail_from, "192.0.2.26");
  return {on_the_wire(parcel_mail(name, keys)), zone.file()};
}

// SES is told to use it and did not: the MX was not there yet.
Files fell_back(const std::string& name, const Keys& keys) {
  return {on_the_wire(parcel_mail(name, keys, "")), shop_zone({.mail_from = mail_from}, keys).file()};
}

// The records of a custom MAIL FROM were published, and SES was never told.
Files prepared(const std::string& name, const Keys& keys) {
  Zone zone = shop_zone({}, keys);
  add_mail_from(zone, "bounce.example.com", us_east_1());
  return {on_the_wire(parcel_mail(name, keys, "")), zone.file()};
}

Files not_a_subdomain(const std::string& name, const Keys& keys) {
  Zone zone = shop_zone({}, keys);
  zone.section("The MAIL FROM domain that somebody had in mind: it is of another domain than the identity.")
      .mx("bounce.example.net", 10, feedback_host(us_east_1()))
      .text("bounce.example.net", "v=spf1 include:amazonses.com ~all");
  return {on_the_wire(parcel_mail(name, keys, "")), zone.file()};
}

// Everything but the third token is in order.
Zone zone_without_third_token(const Keys& keys, const std::string& why) {
  Zone zone;
  add_domain(zone, "example.com", "192.0.2");
  zone.section("Easy DKIM: two of three names lead to Amazon, and two keys.");
  for (const int number : {1, 2}) {
    const std::string id = token("example.com", number);
    zone.alias(id + "._domainkey.example.com", id + ".dkim.amazonses.com");
  }
  zone.text(token("example.com", 1) + ".dkim.amazonses.com", keys.token1.record());
  zone.text(token("example.com", 2) + ".dkim.amazonses.com", keys.token2.record());
  zone.text(token("example.com", 3) + ".dkim.amazonses.com", keys.token3.record());
  add_mail_from(zone, mail_from, us_east_1());
  add_policy(zone, "example.com", "v=DMARC1; p=reject; rua=mailto:dmarc@example.com");
  add_amazon(zone, us_east_1(), keys);
  if (!why.empty()) zone.section(why);
  return zone;
}

std::string third_name() { return token("example.com", 3) + "._domainkey.example.com"; }

Files cname_missing(const std::string& name, const Keys& keys) {
  return {on_the_wire(parcel_mail(name, keys)), zone_without_third_token(keys, "").file()};
}

Files cname_to_wrong_target(const std::string& name, const Keys& keys) {
  Zone zone = zone_without_third_token(keys, "The third name leads to the zone of another region.");
  zone.alias(third_name(), token("example.com", 3) + ".dkim.eu-south-1.amazonses.com");
  return {on_the_wire(parcel_mail(name, keys)), zone.file()};
}

Files cname_target_doubled(const std::string& name, const Keys& keys) {
  Zone zone = zone_without_third_token(keys, "Behind the target of the third name the provider put the domain.");
  zone.alias(third_name(), token("example.com", 3) + ".dkim.amazonses.com.example.com");
  return {on_the_wire(parcel_mail(name, keys)), zone.file()};
}

Files cname_occupied(const std::string& name, const Keys& keys) {
  Zone zone = zone_without_third_token(keys, "At the third name stands an address, where the CNAME belongs.");
  zone.address(third_name(), "192.0.2.10");
  return {on_the_wire(parcel_mail(name, keys)), zone.file()};
}

Files txt_instead_of_cname(const std::string& name, const Keys& keys) {
  Zone zone = zone_without_third_token(keys, "The third record has the right value and the wrong type.");
  zone.text(third_name(), token("example.com", 3) + ".dkim.amazonses.com");
  return {on_the_wire(parcel_mail(name, keys)), zone.file()};
}

Files perfect(const std::string& name, const Keys& keys) {
  return {on_the_wire(parcel_mail(name, keys)), shop_zone({.mail_from = mail_from}, keys).file()};
}

Files apex_names_ses(const std::string& name, const Keys& keys) {
  Zone zone;
  zone.section("The domain itself: its SPF record names SES, where no receiver looks for mail through SES.")
      .address("example.com", "192.0.2.10")
      .mx("example.com", 10, "mx.example.com")
      .text("example.com", "v=spf1 mx include:amazonses.com ~all")
      .address("mx.example.com", "192.0.2.25");
  add_easy_dkim(zone, "example.com", "example.com", "Easy DKIM: three names that lead to Amazon.", keys);
  add_policy(zone, "example.com", "v=DMARC1; p=reject; rua=mailto:dmarc@example.com");
  add_amazon(zone, us_east_1(), keys);
  return {on_the_wire(parcel_mail(name, keys, "")), zone.file()};
}

// The shop's program signs too, before SES replaces Date and Message-ID.
Files own_signature(const std::string& name, const Keys& keys) {
  Mail mail = parcel_notice("you@gmail.com");
  Mail as_written = mail;
  const auto sent = std::chrono::floor<std::chrono::seconds>(sometime(name)).time_since_epoch().count();
  as_written.add("Message-ID", "<20388@app.example.com>").add("Date", mail_date(sometime(name)));
  sign(as_written, opendkim_signing("example.com", "app", keys.server_rsa, sent - 1,
                                    {"From", "To", "Subject", "Message-ID", "Date"}));
  mail.put_on_top("DKIM-Signature", as_written.value("DKIM-Signature"));
  mail.signatures = as_written.signatures;
  const Connection connection = send_by_ses(mail, {.id = name, .at = sometime(name), .mail_from = mail_from}, keys);
  deliver_to_gmail(mail, {name, "you@gmail.com", connection, {.policy = "reject", .dkim = {{}, {}, {"fail"}}}});
  Zone zone = shop_zone({.mail_from = mail_from}, keys);
  zone.section("The key of the shop's own program.").text("app._domainkey.example.com", keys.server_rsa.record());
  return {on_the_wire(mail), zone.file()};
}

// The identity was created an hour ago, and nothing else was done.
Files worst_day(const std::string& name, const Keys& keys) {
  const Mail mail = ses_to_gmail(order_confirmation("you@gmail.com"),
                                 {.id = name, .at = sometime(name), .identity = ""}, {.dmarc = ""}, keys);
  Zone zone;
  add_domain(zone, "example.com", "192.0.2");
  add_amazon(zone, us_east_1(), keys);
  return {on_the_wire(mail), zone.file()};
}

// All is well but for the policy, which was meant to be stricter.
Files weaker_policy(const std::string& name, const Keys& keys) {
  const Mail mail = ses_to_gmail(parcel_notice("you@gmail.com"),
                                 {.id = name, .at = sometime(name), .mail_from = mail_from}, {.policy = "none"}, keys);
  const Zone zone =
      shop_zone({.mail_from = mail_from, .policy = "v=DMARC1; p=none; rua=mailto:dmarc@example.com"}, keys);
  return {on_the_wire(mail), zone.file()};
}

// Two letters of the domain in From changed places.
Files mistyped_author(const std::string& name, const Keys& keys) {
  Mail mail = parcel_notice("you@gmail.com");
  for (Field& field : mail.header)
    if (field.name == "From") field.value.replace(field.value.find("example.com"), 11, "exampel.test");
  mail = ses_to_gmail(std::move(mail), {.id = name, .at = sometime(name), .identity = ""}, {.dmarc = ""}, keys);
  Zone zone;
  add_amazon(zone, us_east_1(), keys);
  return {on_the_wire(mail), zone.file()};
}

// SES looks at the MX all the time, and did not find it any more.
Files mx_gone(const std::string& name, const Keys& keys) {
  Zone zone = shop_zone({}, keys);
  zone.section("Of the custom MAIL FROM domain the SPF record is left, the MX was removed.")
      .text(mail_from, "v=spf1 include:amazonses.com ~all");
  return {on_the_wire(parcel_mail(name, keys, "")), zone.file()};
}

// The name that somebody had in mind takes the mail of the staff.
Files mail_elsewhere(const std::string& name, const Keys& keys) {
  Zone zone = shop_zone({}, keys);
  zone.section("A name that takes mail already.").mx(mail_from, 10, "mx.example.com").text(mail_from, "v=spf1 mx -all");
  return {on_the_wire(parcel_mail(name, keys, "")), zone.file()};
}

Files signing_off(const std::string& name, const Keys& keys) {
  const Mail mail = ses_to_gmail(parcel_notice("you@gmail.com"),
                                 {.id = name, .at = sometime(name), .mail_from = mail_from, .identity = ""},
                                 {.policy = "reject"}, keys);
  return {on_the_wire(mail), shop_zone({.mail_from = mail_from}, keys).file()};
}

// The key of one's own was published at a doubled name; Easy DKIM still signs.
Files own_key_doubled(const std::string& name, const Keys& keys) {
  Zone zone = shop_zone({.mail_from = mail_from}, keys);
  zone.section("The key that SES is to sign with from now on: the DNS panel added the domain a second time.")
      .text("shop2026._domainkey.example.com.example.com", keys.server_rsa.record());
  return {on_the_wire(parcel_mail(name, keys)), zone.file()};
}

// From at a subdomain, which inherits the keys of its parent; the record asks for strict DKIM.
Files inherited_and_strict(const std::string& name, const Keys& keys) {
  Mail mail = parcel_notice("you@gmail.com");
  for (Field& field : mail.header)
    if (field.name == "From") field.value.replace(field.value.find("example.com"), 11, "shop.example.com");
  mail = ses_to_gmail(std::move(mail), {.id = name, .at = sometime(name), .mail_from = mail_from}, {.policy = "reject"},
                      keys);
  Zone zone =
      shop_zone({.mail_from = mail_from, .policy = "v=DMARC1; p=reject; adkim=s; rua=mailto:dmarc@example.com"}, keys);
  zone.section("The subdomain in From.").address("shop.example.com", "192.0.2.11");
  return {on_the_wire(mail), zone.file()};
}

Files without_ses(const std::string& name, const Keys& keys) {
  const ClubStory as_it_is;  // g++ 12 takes a temporary one for uninitialized under -O3
  return club_story(name, keys, as_it_is);
}

// A fraud's server greets with a host name of SES, from an address that this name does not fit.
Files forged_traces(const std::string& name, const Keys& keys) {
  Mail mail = parcel_notice("you@example.org");
  Connection connection = send_by_ses(mail, {.id = name, .at = sometime(name), .identity = ""}, keys);
  for (Field& field : mail.header)
    if (field.name == "DKIM-Signature") field.value.replace(field.value.find("bh="), 8, "bh=AAAAA");
  connection.ip = "203.0.113.66";
  deliver_to_postfix(mail, {name,
                            "you@example.org",
                            connection,
                            {.spf = "fail",
                             .policy = "reject",
                             .dmarc = "fail",
                             .disposition = "reject",
                             .dkim = {{"fail", "signature verification failed"}}}});
  return {on_the_wire(mail), shop_zone({}, keys).file()};
}

// SES tells a customer that a message bounced: a mail of its own, with a null reverse-path.
Files notice(const std::string& name, const Keys& keys) {
  Mail mail = plain_letter("Mail Delivery Subsystem <MAILER-DAEMON@amazonses.com>", "orders@example.com",
                           "Delivery Status Notification (Failure)",
                           "An error occurred while trying to deliver the mail to the following recipients:\n"
                           "gone@example.net\n");
  Connection connection = send_by_ses(mail, {.id = name, .at = sometime(name), .identity = ""}, keys);
  connection.mail_from.clear();
  deliver_to_postfix(mail, {name, "orders@example.com", connection, {.spf = "none", .dmarc = ""}});
  return {on_the_wire(mail), shop_zone({}, keys).file()};
}

constexpr Sample samples[] = {
    {"ses-notice", notice},
    {"ses-other-domain-expected", perfect},
    {"mail-from-mx-missing", mx_missing},
    {"mail-from-mx-wrong-region", mx_of_wrong_region},
    {"mail-from-two-mx", two_mx},
    {"mail-from-mx-preference", mx_preference},
    {"ses-strict-spf-default-mail-from", strict_and_default},
    {"mail-from-in-use", mail_from_in_use},
    {"mail-from-fell-back", fell_back},
    {"mail-from-not-a-subdomain", not_a_subdomain},
    {"mail-from-prepared", prepared},
    {"dkim-cname-missing", cname_missing},
    {"dkim-cname-wrong-target", cname_to_wrong_target},
    {"dkim-cname-target-doubled", cname_target_doubled},
    {"dkim-cname-occupied", cname_occupied},
    {"dkim-txt-instead-of-cname", txt_instead_of_cname},
    {"ses-other-region-expected", perfect},
    {"ses-verification-record-missing", perfect},
    {"ses-identity-pending", perfect},
    {"ses-not-used", without_ses},
    {"ses-worst-day", worst_day},
    {"ses-tokens-of-another-identity", perfect},
    {"ses-strict-dkim-inherited", inherited_and_strict},
    {"mail-from-mx-gone", mx_gone},
    {"mail-from-elsewhere", mail_elsewhere},
    {"dkim-switched-off", signing_off},
    {"own-key-doubled", own_key_doubled},
    {"ses-policy-weaker", weaker_policy},
    {"from-domain-nonexistent", mistyped_author},
    {"apex-spf-names-ses", apex_names_ses},
    {"own-signature-before-ses", own_signature},
    {"ses-traces-forged", forged_traces},
};

}  // namespace

std::span<const Sample> ses_samples() { return samples; }

}  // namespace make_samples
