// SPDX-License-Identifier: Apache-2.0
#include "make_samples/receivers.hpp"

#include "base/ascii.hpp"

namespace make_samples {

using alignmail::ascii::to_upper;
using std::chrono::seconds;

namespace {

std::string spf_reason(const Delivery& delivery) {
  const std::string who = domain_of(delivery.from.mail_from) + ": Sender is ";
  const std::string use = "to use '" + delivery.from.mail_from + "' in 'mfrom' identity";
  if (delivery.verdicts.spf == "pass")
    return who + "authorized " + use + " (mechanism '" +
           (delivery.from.host.ends_with(".amazonses.com") ? "include:amazonses.com" : "mx") + "' matched)";
  return who + "not authorized by default " + use +
         ", however domain is not currently prepared for false failures (mechanism '~all' matched)";
}

}  // namespace

void deliver_to_fastmail(Mail& mail, const Delivery& delivery) {
  const Connection& from = delivery.from;
  const Verdicts& verdicts = delivery.verdicts;
  const std::string id = "mx1.messagingengine.com";
  const DateStyle eastern{-5, " (EST)", false};
  std::string dkim;
  for (std::size_t i = 0; i < mail.signatures.size(); ++i) {
    const SignedBy& by = mail.signatures[i];
    dkim += "\n    dkim=" + claim_of(delivery, i).result + " (" + std::to_string(by.bits) +
            "-bit rsa key sha256) header.d=" + by.domain + "\n      header.i=@" + by.domain +
            " header.b=" + quoted_if_needed(by.b) + " header.a=" + by.algorithm + "\n      header.s=" + by.selector +
            " x-bits=" + std::to_string(by.bits) + ";";
  }
  mail.put_on_top("Received", "from " + from.host + " (" + from.host + " [" + from.ip +
                                  "])\n\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits))\n\t(No "
                                  "client certificate requested)\n\tby mx1.messagingengine.com (Postfix) with ESMTPS\n"
                                  "\tfor <" +
                                  delivery.recipient + ">; " + mail_date(from.at, eastern));
  mail.put_on_top("Received-SPF", verdicts.spf + "\n    (" + spf_reason(delivery) + ")\n    receiver=" + id +
                                      ";\n    identity=mailfrom;\n    envelope-from=\"" + from.mail_from +
                                      "\";\n    helo=" + from.host + ";\n    client-ip=" + from.ip);
  mail.put_on_top(
      "Authentication-Results",
      id + ";" + dkim + "\n    dmarc=" + verdicts.dmarc + " policy.published-domain-policy=" + verdicts.policy +
          "\n      policy.applied-disposition=" + verdicts.disposition +
          " policy.evaluated-disposition=" + verdicts.disposition + "\n      (p=" + verdicts.policy +
          ",d=" + verdicts.disposition + ",d.eval=" + verdicts.disposition +
          ") policy.policy-from=p\n      header.from=" + domain_of(mail.value("From")) +
          ";\n    iprev=pass smtp.remote-ip=" + from.ip + "\n      (" + from.host + ");\n    spf=" + verdicts.spf +
          "\n      smtp.mailfrom=\n      " + from.mail_from + "\n      smtp.helo=" + from.host);
  mail.put_on_top("Authentication-Results", id + ";\n    arc=none (no signatures found)");
  mail.put_on_top("Authentication-Results",
                  id + ";\n    x-csa=none;\n    x-me-sender=none;\n    x-ptr=pass smtp.helo=" + from.host +
                      "\n      policy.ptr=" + from.host);
  mail.put_on_top("Received",
                  "from mx1.messagingengine.com (localhost [127.0.0.1])\n\tby mailmx.nyi.internal "
                  "(Postfix) with ESMTP id " +
                      to_upper(hexadecimal(delivery.id + "/fm1", 12)) + "\n\tfor <" + delivery.recipient + ">; " +
                      mail_date(from.at + seconds(1), eastern));
  mail.put_on_top("X-Delivered-to", delivery.recipient);
  mail.put_on_top("Return-Path", "<" + from.mail_from + ">");
}

}  // namespace make_samples
