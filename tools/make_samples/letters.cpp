// SPDX-License-Identifier: Apache-2.0
#include "make_samples/letters.hpp"

#include "make_samples/made_up.hpp"

namespace make_samples {

Mail plain_letter(const std::string& from, const std::string& to, const std::string& subject, const std::string& text) {
  Mail mail;
  mail.add("From", from).add("To", to).add("Subject", subject).add("MIME-Version", "1.0");
  mail.add("Content-Type", "text/plain; charset=UTF-8").add("Content-Transfer-Encoding", "7bit");
  mail.body = text;
  return mail;
}

Mail html_letter(const std::string& from, const std::string& to, const std::string& subject, const std::string& text,
                 const std::string& html) {
  const std::string boundary = "----=_Part_" + digits(subject, 6) + "_" + digits(from + subject, 9);
  const std::string coding = "Content-Transfer-Encoding: quoted-printable\n\n";
  Mail mail;
  mail.add("From", from).add("To", to).add("Subject", subject).add("MIME-Version", "1.0");
  mail.add("Content-Type", "multipart/alternative;\n boundary=\"" + boundary + "\"");
  mail.body = "--" + boundary + "\nContent-Type: text/plain; charset=UTF-8\n" + coding + text + "\n--" + boundary +
              "\nContent-Type: text/html; charset=UTF-8\n" + coding + html + "\n--" + boundary + "--\n";
  return mail;
}

Mail order_confirmation(const std::string& to) {
  return plain_letter("Example Shop <orders@example.com>", to, "We have your order 20417",
                      "Hello,\n"
                      "\n"
                      "thank you for your order 20417:\n"
                      "\n"
                      "  1 teapot, blue\n"
                      "  2 cups, blue\n"
                      "\n"
                      "We will write again when the parcel is on its way.\n"
                      "\n"
                      "Your Example Shop\n");
}

Mail newsletter(const std::string& from, const std::string& to) {
  return html_letter(from, to, "November in the shop",
                     "Hello,\n"
                     "\n"
                     "the new teas have come in: jasmine, smoked black, and a winter tea with orang=\n"
                     "e peel. Tasting every Saturday =E2=80=93 come and bring a friend.\n"
                     "\n"
                     "Your Example Shop\n",
                     "<html><body>\n"
                     "<p>Hello,</p>\n"
                     "<p>the new teas have come in: <b>jasmine</b>, <b>smoked black</b>, and a winte=\n"
                     "r tea with orange peel. Tasting every Saturday =E2=80=93 come and bring a frie=\n"
                     "nd.</p>\n"
                     "<p>Your Example Shop</p>\n"
                     "</body></html>\n");
}

Mail parcel_notice(const std::string& to) {
  return plain_letter("Example Shop <orders@example.com>", to, "Your parcel is on its way",
                      "Hello,\n"
                      "\n"
                      "the parcel with your order 20388 left our house this morning.\n"
                      "It should be with you in two days.\n"
                      "\n"
                      "Your Example Shop\n");
}

Mail club_note(const std::string& to) {
  return plain_letter("Garden Club <club@example.net>", to, "Bulbs for spring",
                      "Hello,\n"
                      "\n"
                      "the bulbs have arrived: tulips, crocuses and a sack of snowdrops.\n"
                      "We plant them on Sunday. Bring gloves, we bring cake.\n"
                      "\n"
                      "The Garden Club\n");
}

}  // namespace make_samples
