// SPDX-License-Identifier: Apache-2.0
#include "make_samples/letters.hpp"
#include "make_samples/sample.hpp"
#include "make_samples/signer.hpp"
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

constexpr Sample samples[] = {
    {"list-footer", list_footer},
};

}  // namespace

std::span<const Sample> delivery_samples() { return samples; }

}  // namespace make_samples
