// SPDX-License-Identifier: Apache-2.0
// The DMARC record of example.com, whose mail through SES is perfect otherwise.
#include "make_samples/letters.hpp"
#include "make_samples/sample.hpp"
#include "make_samples/zone.hpp"

namespace make_samples {
namespace {

Mail perfect_mail(const std::string& name, const Keys& keys, const Verdicts& verdicts = {.policy = "reject"}) {
  return ses_to_gmail(parcel_notice("you@gmail.com"),
                      {.id = name, .at = sometime(name), .mail_from = "mail.example.com"}, verdicts, keys);
}

Files with_policy(const std::string& name, const Keys& keys, const std::string& record,
                  const Verdicts& verdicts = {.policy = "reject"}) {
  return {on_the_wire(perfect_mail(name, keys, verdicts)),
          shop_zone({.mail_from = "mail.example.com", .policy = record}, keys).file()};
}

Files two_records(const std::string& name, const Keys& keys) {
  Zone zone = shop_zone({.mail_from = "mail.example.com", .policy = ""}, keys);
  zone.section("Two DMARC records: receivers act as if there were none.")
      .text("_dmarc.example.com", "v=DMARC1; p=reject; rua=mailto:dmarc@example.com")
      .text("_dmarc.example.com", "v=DMARC1; p=none");
  return {on_the_wire(perfect_mail(name, keys, {.dmarc = ""})), zone.file()};
}

Files syntax_error(const std::string& name, const Keys& keys) {
  return with_policy(name, keys, "v=DMARC1; p=reject; aspf=strict; rua=mailto:dmarc@example.com");
}

Files obsolete_tag(const std::string& name, const Keys& keys) {
  return with_policy(name, keys, "v=DMARC1; p=reject; pct=50; rua=mailto:dmarc@example.com");
}

Files no_reports(const std::string& name, const Keys& keys) { return with_policy(name, keys, "v=DMARC1; p=reject"); }

Files weaker_subdomains(const std::string& name, const Keys& keys) {
  return with_policy(name, keys, "v=DMARC1; p=reject; sp=none; rua=mailto:dmarc@example.com");
}

Files test_mode(const std::string& name, const Keys& keys) {
  return with_policy(name, keys, "v=DMARC1; p=reject; t=y; rua=mailto:dmarc@example.com");
}

Files by_alias(const std::string& name, const Keys& keys) {
  Zone zone = shop_zone({.mail_from = "mail.example.com", .policy = ""}, keys);
  zone.section("The DMARC policy is kept by a company that reads the reports.")
      .alias("_dmarc.example.com", "example-com.dmarc.provider.test")
      .text("example-com.dmarc.provider.test", "v=DMARC1; p=reject; rua=mailto:dmarc@example.com");
  return {on_the_wire(perfect_mail(name, keys)), zone.file()};
}

Files alias_loop(const std::string& name, const Keys& keys) {
  Zone zone = shop_zone({.mail_from = "mail.example.com", .policy = ""}, keys);
  zone.section("Two names that lead to each other: the policy cannot be found.")
      .alias("_dmarc.example.com", "_dmarc.example.org")
      .alias("_dmarc.example.org", "_dmarc.example.com");
  return {on_the_wire(perfect_mail(name, keys, {.dmarc = "temperror"})), zone.file()};
}

// From is at a name that nobody registered in DNS.
Files domain_without_records(const std::string& name, const Keys& keys) {
  const Mail mail =
      ses_to_gmail(newsletter("Example Shop <news@november.example.com>", "you@gmail.com"),
                   {.id = name, .at = sometime(name), .mail_from = "mail.example.com"}, {.policy = "reject"}, keys);
  return {on_the_wire(mail), shop_zone({.mail_from = "mail.example.com"}, keys).file()};
}

// psd=n makes the MAIL FROM domain an organization of its own.
Files psd_splits(const std::string& name, const Keys& keys) {
  Zone zone = shop_zone({.mail_from = "mail.example.com"}, keys);
  zone.section("A second policy at the MAIL FROM domain, which says that it stands for itself.")
      .text("_dmarc.mail.example.com", "v=DMARC1; p=reject; psd=n; rua=mailto:dmarc@example.com");
  return {on_the_wire(perfect_mail(name, keys)), zone.file()};
}

// The walk of RFC 9989 meets the record half-way; RFC 7489 asks at both ends only.
Files record_in_between(const std::string& name, const Keys& keys) {
  const Mail mail =
      ses_to_gmail(newsletter("Example Shop <news@tea.shop.example.com>", "you@gmail.com"),
                   {.id = name, .at = sometime(name), .mail_from = "mail.example.com"}, {.dmarc = ""}, keys);
  Zone zone = shop_zone({.mail_from = "mail.example.com", .policy = ""}, keys);
  zone.section("The policy stands between the domain in From and example.com.")
      .address("tea.shop.example.com", "192.0.2.12")
      .text("_dmarc.shop.example.com", "v=DMARC1; p=reject; rua=mailto:dmarc@example.com");
  return {on_the_wire(mail), zone.file()};
}

// Reports go to a service that never heard of the domain.
Files reports_not_authorised(const std::string& name, const Keys& keys) {
  return with_policy(name, keys, "v=DMARC1; p=reject; rua=mailto:example-com@reports.test");
}

// A panel added the domain to a name that held it already.
Files wrong_place(const std::string& name, const Keys& keys) {
  Zone zone = shop_zone({.mail_from = "mail.example.com", .policy = ""}, keys);
  zone.section("The policy, at a name that holds the domain twice.")
      .text("_dmarc.example.com.example.com", "v=DMARC1; p=reject; rua=mailto:dmarc@example.com");
  return {on_the_wire(perfect_mail(name, keys, {.dmarc = ""})), zone.file()};
}

constexpr Sample samples[] = {
    {"dmarc-reports-not-authorised", reports_not_authorised},
    {"dmarc-wrong-place", wrong_place},
    {"dmarc-two-records", two_records},
    {"dmarc-syntax-error", syntax_error},
    {"dmarc-obsolete-tag", obsolete_tag},
    {"dmarc-no-reports", no_reports},
    {"dmarc-weaker-subdomains", weaker_subdomains},
    {"dmarc-test-mode", test_mode},
    {"dmarc-by-alias", by_alias},
    {"dns-alias-loop", alias_loop},
    {"from-domain-without-records", domain_without_records},
    {"dmarc-psd-splits", psd_splits},
    {"dmarc-record-in-between", record_in_between},
};

}  // namespace

std::span<const Sample> dmarc_samples() { return samples; }

}  // namespace make_samples
