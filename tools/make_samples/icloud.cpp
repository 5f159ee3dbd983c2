// SPDX-License-Identifier: Apache-2.0
#include "make_samples/receivers.hpp"

#include "base/ascii.hpp"

namespace make_samples {

using alignmail::ascii::to_upper;
using std::chrono::seconds;

namespace {

constexpr DateStyle utc{0, " (UTC)", false};

}  // namespace

void deliver_to_icloud(Mail& mail, const Delivery& delivery) {
  const Connection& from = delivery.from;
  const std::string author = domain_of(mail.value("From"));
  const std::string front = "p00-icloudmta-smtpin-us-central-1k-60-percent-" + digits(delivery.id + "/ic1", 1);
  mail.put_on_top("Received-SPF", delivery.verdicts.spf + " " + spf_sentence("spf.icloud.com", delivery) +
                                      "\n\treceiver=spf.icloud.com; client-ip=" + from.ip + "; helo=" + from.host +
                                      ";\n\tenvelope-from=" + from.mail_from);
  mail.put_on_top("Authentication-Results", "spf.icloud.com; spf=" + delivery.verdicts.spf + " " +
                                                spf_sentence("spf.icloud.com", delivery) +
                                                "\n\tsmtp.mailfrom=" + from.mail_from);
  for (std::size_t i = mail.signatures.size(); i-- > 0;) {
    const SignedBy& by = mail.signatures[i];
    const Claim claim = claim_of(delivery, i);
    mail.put_on_top("Authentication-Results", "dkim-verifier.icloud.com;\n\tdkim=" + claim.result + " (" +
                                                  std::to_string(by.bits) + "-bit key) header.d=" + by.domain +
                                                  " header.i=@" + by.domain + " header.b=" + quoted_if_needed(by.b));
  }
  mail.put_on_top("X-DMARC-Info", "pass=" + delivery.verdicts.dmarc + "; dmarc-policy=" + delivery.verdicts.policy +
                                      "; s=r1; d=r1; pdomain=" + author);
  mail.put_on_top("Authentication-Results",
                  "dmarc.icloud.com; dmarc=" + delivery.verdicts.dmarc + " header.from=" + author);
  mail.put_on_top("Authentication-Results", "bimi.icloud.com; bimi=skipped reason=\"no bimi record\"");
  mail.put_on_top("Received", "from " + from.host + " (" + from.host + " [" + from.ip + "])\n\tby " + front +
                                  " (Postfix) with ESMTPS id " + to_upper(hexadecimal(delivery.id + "/ic2", 12)) +
                                  "\n\tfor <" + delivery.recipient + ">; " + mail_date(from.at, utc));
  mail.put_on_top("Received", "from " + front +
                                  "\n\tby p127-mailgateway-smtp-7d9f6 (mailgateway 2640B37)\n\twith SMTP "
                                  "id " +
                                  uuid(delivery.id + "/ic3") + "\n\tfor <" + delivery.recipient + ">; " +
                                  mail_date(from.at + seconds(1)));
  mail.put_on_top("Original-recipient", "rfc822;" + delivery.recipient);
  mail.put_on_top("Return-Path", "<" + from.mail_from + ">");
}

}  // namespace make_samples
