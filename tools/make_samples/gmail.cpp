// SPDX-License-Identifier: Apache-2.0
#include "make_samples/receivers.hpp"

#include "base/ascii.hpp"

namespace make_samples {

using alignmail::ascii::join;
using alignmail::ascii::to_upper;
using std::chrono::seconds;

namespace {

constexpr DateStyle pacific{-8, " (PST)", true};

std::string gmail_results(const Mail& mail, const Delivery& delivery) {
  const Verdicts& verdicts = delivery.verdicts;
  std::vector<std::string> results{"mx.google.com"};
  for (std::size_t i = 0; i < mail.signatures.size(); ++i) {
    const Claim claim = claim_of(delivery, i);
    const SignedBy& by = mail.signatures[i];
    results.push_back("dkim=" + claim.result + (claim.remark.empty() ? "" : " (" + claim.remark + ")") + " header.i=@" +
                      by.domain + " header.s=" + by.selector + " header.b=" + quoted_if_needed(by.b));
  }
  if (!verdicts.arc.empty()) results.push_back("arc=" + verdicts.arc);
  results.push_back("spf=" + verdicts.spf + " " + spf_sentence("google.com", delivery) +
                    " smtp.mailfrom=" + delivery.from.mail_from);
  if (!verdicts.dmarc.empty())
    results.push_back("dmarc=" + verdicts.dmarc + " (p=" + to_upper(verdicts.policy) +
                      " sp=" + to_upper(verdicts.policy) + " dis=" + to_upper(verdicts.disposition) +
                      ") header.from=" + domain_of(mail.value("From")));
  return join(results, ";\n       ");
}

}  // namespace

void deliver_to_gmail(Mail& mail, const Delivery& delivery) {
  const Connection& from = delivery.from;
  const std::string results = gmail_results(mail, delivery);
  const std::string received = mail_date(from.at, pacific);
  const std::string stored = mail_date(from.at + seconds(1), pacific);
  mail.put_on_top("Authentication-Results", results);
  mail.put_on_top("Received-SPF",
                  delivery.verdicts.spf + " " + spf_sentence("google.com", delivery) + " client-ip=" + from.ip + ";");
  mail.put_on_top(
      "Received",
      "from " + from.host + " (" + from.host + ". [" + from.ip + "])\n        by mx.google.com with ESMTPS id " +
          hexadecimal(delivery.id + "/gmail1", 13) + "-" + hexadecimal(delivery.id + "/gmail2", 11) + "si" +
          digits(delivery.id + "/gmail3", 7) + "a12." + digits(delivery.id + "/gmail4", 3) +
          date_as(from.at - std::chrono::hours(8), ".%Y.%m.%d.%H.%M.%S") + "\n        for <" + delivery.recipient +
          ">\n        (version=TLS1_3 cipher=TLS_AES_128_GCM_SHA256 bits=128/128);\n        " + received);
  mail.put_on_top("Return-Path", "<" + from.mail_from + ">");
  mail.put_on_top("X-Received", "by " + ipv6_address(delivery.id + "/gmail5") + " with SMTP id " +
                                    letters_and_digits(delivery.id + "/gmail6", 14) + "mr" +
                                    digits(delivery.id + "/gmail7", 7) + "ejb." + digits(delivery.id + "/gmail8", 2) +
                                    "." + std::to_string(from.at.time_since_epoch().count()) + ";\n        " +
                                    received);
  mail.put_on_top("Received", "by " + ipv6_address(delivery.id + "/gmail9") + " with SMTP id " +
                                  letters_and_digits(delivery.id + "/gmail10", 6) + "csp" +
                                  digits(delivery.id + "/gmail11", 7) + "ysc;\n        " + stored);
  mail.put_on_top("Delivered-To", delivery.recipient);
}

}  // namespace make_samples
