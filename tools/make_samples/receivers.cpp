// SPDX-License-Identifier: Apache-2.0
#include "make_samples/receivers.hpp"

#include "base/ascii.hpp"

namespace make_samples {

using alignmail::ascii::join;
using alignmail::ascii::to_upper;
using std::chrono::seconds;

namespace {

constexpr DateStyle pacific{-8, " (PST)", true};
constexpr DateStyle utc{0, " (UTC)", false};

Claim claim_of(const Delivery& delivery, std::size_t signature) {
  const auto& claims = delivery.verdicts.dkim;
  return signature < claims.size() ? claims[signature] : Claim{};
}

// "/" and "+" need quotes, others get none.
std::string quoted_if_needed(const std::string& value) {
  return value.find_first_of("/+=") == std::string::npos ? value : "\"" + value + "\"";
}

// The sentence in which most receivers explain SPF.
std::string spf_sentence(const std::string& who, const Delivery& delivery) {
  const std::string& from = delivery.from.mail_from;
  const std::string& ip = delivery.from.ip;
  const std::string& result = delivery.verdicts.spf;
  if (result == "pass") return "(" + who + ": domain of " + from + " designates " + ip + " as permitted sender)";
  if (result == "none") return "(" + who + ": " + from + " does not designate permitted sender hosts)";
  if (result == "softfail")
    return "(" + who + ": domain of transitioning " + from + " does not designate " + ip + " as permitted sender)";
  if (result == "fail")
    return "(" + who + ": domain of " + from + " does not designate " + ip + " as permitted sender)";
  if (result == "permerror") return "(" + who + ": permanent error in processing during lookup of " + from + ")";
  return "(" + who + ": error in processing during lookup of " + from + ": DNS error)";
}

std::string gmail_results(const Mail& mail, const Delivery& delivery) {
  const Verdicts& verdicts = delivery.verdicts;
  std::vector<std::string> results{"mx.google.com"};
  for (std::size_t i = 0; i < mail.signatures.size(); ++i) {
    const Claim claim = claim_of(delivery, i);
    const SignedBy& by = mail.signatures[i];
    results.push_back("dkim=" + claim.result + (claim.remark.empty() ? "" : " (" + claim.remark + ")") + " header.i=@" +
                      by.domain + " header.s=" + by.selector + " header.b=" + quoted_if_needed(by.b));
  }
  results.push_back("spf=" + verdicts.spf + " " + spf_sentence("google.com", delivery) +
                    " smtp.mailfrom=" + delivery.from.mail_from);
  if (!verdicts.dmarc.empty())
    results.push_back("dmarc=" + verdicts.dmarc + " (p=" + to_upper(verdicts.policy) +
                      " sp=" + to_upper(verdicts.policy) + " dis=" + to_upper(verdicts.disposition) +
                      ") header.from=" + domain_of(mail.value("From")));
  return join(results, ";\n       ");
}

std::string spf_word(const std::string& result) {
  if (result == "softfail") return "SoftFail";
  if (result == "permerror") return "PermError";
  if (result == "temperror") return "TempError";
  return to_upper(result.substr(0, 1)) + result.substr(1);
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
  mail.put_on_top("Received-SPF", verdicts.spf + "\n    (" + domain_of(from.mail_from) +
                                      ": see the results above)\n    receiver=" + id +
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
