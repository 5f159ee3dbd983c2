// SPDX-License-Identifier: Apache-2.0
#include "make_samples/receivers.hpp"

namespace make_samples {

namespace {

constexpr DateStyle utc{0, " (UTC)", false};

}  // namespace

std::string postfix_received(const Connection& from, const std::string& host, const std::string& recipient,
                             const std::string& id) {
  return "from " + from.host + " (" + from.host + " [" + from.ip +
         "])\n\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits)\n\t key-exchange X25519 "
         "server-signature RSA-PSS (2048 bits))\n\t(No client certificate requested)\n\tby " +
         host + " (Postfix) with ESMTPS id " + letters_and_digits(id + "/" + host, 14) + "\n\tfor <" + recipient +
         ">; " + mail_date(from.at, utc);
}

void deliver_to_postfix(Mail& mail, const Delivery& delivery) {
  const Connection& from = delivery.from;
  const Verdicts& verdicts = delivery.verdicts;
  const std::string host = "mx.example.org";
  std::string dkim = host + ";";
  for (std::size_t i = 0; i < mail.signatures.size(); ++i) {
    const SignedBy& by = mail.signatures[i];
    const Claim claim = claim_of(delivery, i);
    dkim += "\n\tdkim=" + claim.result + (claim.remark.empty() ? "" : " reason=\"" + claim.remark + "\"") + " (" +
            std::to_string(by.bits) + "-bit key; unprotected) header.d=" + by.domain + " header.i=@" + by.domain +
            " header.a=" + by.algorithm + " header.s=" + by.selector + " header.b=\"" + by.b + "\";";
  }
  if (!mail.signatures.empty()) mail.put_on_top("Authentication-Results", dkim + "\n\tdkim-atps=neutral");
  mail.put_on_top("Authentication-Results",
                  host + "; spf=" + verdicts.spf + " smtp.mailfrom=" + domain_of(from.mail_from));
  if (!verdicts.dmarc.empty())
    mail.put_on_top("Authentication-Results", host + "; dmarc=" + verdicts.dmarc + " (p=" + verdicts.policy +
                                                  " dis=" + verdicts.disposition +
                                                  ") header.from=" + domain_of(mail.value("From")));
  mail.put_on_top("Received", postfix_received(from, host, delivery.recipient, delivery.id));
  mail.put_on_top("Received-SPF", spf_word(verdicts.spf) + " (mailfrom) identity=mailfrom; client-ip=" + from.ip +
                                      "; helo=" + from.host + "; envelope-from=" + from.mail_from +
                                      "; receiver=" + host);
  mail.put_on_top("Delivered-To", delivery.recipient);
  mail.put_on_top("Return-Path", "<" + from.mail_from + ">");
}

}  // namespace make_samples
