// SPDX-License-Identifier: Apache-2.0
#include "make_samples/receivers.hpp"

#include "base/ascii.hpp"

namespace make_samples {

using alignmail::ascii::to_upper;
using std::chrono::seconds;

void deliver_to_microsoft(Mail& mail, const Delivery& delivery) {
  const Connection& from = delivery.from;
  const Verdicts& verdicts = delivery.verdicts;
  const std::string mail_from = domain_of(from.mail_from);
  const std::string front = "DB5PEPF0001" + to_upper(hexadecimal(delivery.id + "/ms1", 4));
  const std::string hub = "DU2PR04CA0" + digits(delivery.id + "/ms2", 3);
  const std::string store = "AS8PR08MB" + digits(delivery.id + "/ms3", 4);

  std::vector<std::string> results{"spf=" + verdicts.spf + " (sender IP is " + from.ip +
                                   ")\n smtp.mailfrom=" + mail_from};
  std::string dkim;
  for (std::size_t i = 0; i < mail.signatures.size(); ++i) {
    const Claim claim = claim_of(delivery, i);
    dkim += "dkim=" + claim.result + " (" + (claim.remark.empty() ? "signature was verified" : claim.remark) +
            ")\n header.d=" + mail.signatures[i].domain + ";";
  }
  const bool passed = verdicts.dmarc == "pass";
  mail.put_on_top("Received", "from " + from.host + " (" + from.ip + ") by\n " + front +
                                  ".mail.protection.outlook.com (10.167.8.41) with Microsoft\n SMTP Server "
                                  "(version=TLS1_3, cipher=TLS_AES_256_GCM_SHA384) id 15.20.9343.9\n via Frontend "
                                  "Transport; " +
                                  mail_date(from.at));
  mail.put_on_top("Received-SPF", spf_word(verdicts.spf) + " (protection.outlook.com: domain of\n " + mail_from +
                                      (verdicts.spf == "pass" ? " designates " : " does not designate ") + from.ip +
                                      " as permitted sender)\n receiver=protection.outlook.com; client-ip=" + from.ip +
                                      ";\n helo=" + from.host + "; pr=C");
  mail.put_on_top("Authentication-Results", results[0] + "; " + dkim + "dmarc=" + verdicts.dmarc +
                                                " action=" + verdicts.disposition +
                                                "\n header.from=" + domain_of(mail.value("From")) +
                                                (passed ? ";compauth=pass reason=100" : ";compauth=fail reason=000"));
  mail.put_on_top("Received", "from " + front + ".eurprd04.prod.outlook.com\n (" + ipv6_address(delivery.id + "/ms4") +
                                  ") by " + hub + ".outlook.office365.com\n (" + ipv6_address(delivery.id + "/ms5") +
                                  ") with Microsoft SMTP Server (version=TLS1_3,\n cipher=TLS_AES_256_GCM_SHA384) id "
                                  "15.20.9343.11 via Frontend Transport;\n " +
                                  mail_date(from.at));
  mail.put_on_top("Received", "from " + hub + ".eurprd04.prod.outlook.com (" + ipv6_address(delivery.id + "/ms6") +
                                  ")\n by " + store + ".eurprd08.prod.outlook.com (" +
                                  ipv6_address(delivery.id + "/ms7") +
                                  ") with\n Microsoft SMTP Server (version=TLS1_2,\n "
                                  "cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384) id 15.20.9343.13;\n " +
                                  mail_date(from.at + seconds(1)));
  mail.add("Return-Path", from.mail_from);
  mail.add("X-MS-Exchange-Organization-AuthSource", "\n " + front + ".eurprd04.prod.outlook.com");
  mail.add("X-MS-Exchange-Organization-AuthAs", "Anonymous");
  mail.add("X-Sender-IP", from.ip);
}

}  // namespace make_samples
