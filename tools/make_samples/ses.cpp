// SPDX-License-Identifier: Apache-2.0
#include "make_samples/ses.hpp"

#include <array>
#include <cstdio>

#include "base/ascii.hpp"
#include "make_samples/signer.hpp"

namespace make_samples {
namespace {

// PPPPTTTTTTTTTTTT-UUID-000000: the region, then the clock in milliseconds.
std::string message_id(const Sending& sending) {
  std::array<char, 16> clock{};
  std::snprintf(clock.data(), clock.size(), "%012llx",
                static_cast<unsigned long long>(sending.at.time_since_epoch().count()));
  return sending.region.id_prefix + clock.data() + "-" + uuid(sending.id + "/message") + "-000000";
}

// us-east-1 has no label of its own anywhere, and "email" in message ids.
std::string message_id_domain(const Region& region) {
  return region.name == "us-east-1" ? "email.amazonses.com" : region.name + ".amazonses.com";
}

}  // namespace

const Region& us_east_1() {
  static const Region region{"us-east-1", "0100", "224i4yxa5dv7c2xz3womw6peuasteono", "54.240.14.71"};
  return region;
}
const Region& us_west_2() {
  static const Region region{"us-west-2", "0101", "hsbnp7p3ensaochzwyq5wwmceodymuwv", "54.240.27.118"};
  return region;
}
const Region& eu_west_1() {
  static const Region region{"eu-west-1", "0102", "uku4taia5b5tsbglxyj6zym32efj7xqv", "54.240.7.20"};
  return region;
}
const Region& eu_central_1() {
  static const Region region{"eu-central-1", "0107", "54ecsf3zk7z4mwxwwox7z7bg6e5gwjsz", "69.169.224.13"};
  return region;
}
const Region& ap_southeast_2() {
  static const Region region{"ap-southeast-2", "0108", "ulrbq2zjesb42hdt6rpnifgor3epinsy", "69.169.232.9"};
  return region;
}

std::string default_mail_from(const Region& region) {
  return region.name == "us-east-1" ? "amazonses.com" : region.name + ".amazonses.com";
}

std::string feedback_host(const Region& region) { return "feedback-smtp." + region.name + ".amazonses.com"; }

std::string sending_host(const Region& region) {
  const auto parts = alignmail::ascii::split(region.ip, '.');
  const std::string network = std::string(parts[0]) + "." + std::string(parts[1]);
  const std::string letter = network == "54.240" ? "a" : network == "69.169" ? "b" : "e";
  const std::string label = region.name == "us-east-1" ? "" : region.name + ".";
  return letter + std::string(parts[2]) + "-" + std::string(parts[3]) + ".smtp-out." + label + "amazonses.com";
}

std::string token(const std::string& identity, int number) {
  return easy_dkim_token(identity + "/token/" + std::to_string(number));
}

Connection send_by_ses(Mail& mail, const Sending& sending, const Keys& keys) {
  const std::string id = message_id(sending);
  const Region& region = sending.region;
  mail.add("Message-ID", "<" + id + "@" + message_id_domain(region) + ">");
  mail.add("Date", mail_date(sending.at));
  const std::vector<std::string> names = field_names(mail);

  mail.add("Feedback-ID",
           "::1." + region.name + "." + base64_of_32_octets("the account of example.com") + ":AmazonSES");
  std::vector<std::string> names_with_feedback = names;
  names_with_feedback.emplace_back("Feedback-ID");

  const auto seconds = std::chrono::floor<std::chrono::seconds>(sending.at).time_since_epoch().count();
  sign(mail, ses_signing("amazonses.com", region.selector, keys.amazonses, seconds, names_with_feedback));
  if (!sending.identity.empty())
    sign(mail, ses_signing(sending.identity, token(sending.identity, 1), keys.token1, seconds, names));
  mail.add("X-SES-Outgoing", date_as(sending.at, "%Y.%m.%d-") + region.ip);

  const std::string domain = sending.mail_from.empty() ? default_mail_from(region) : sending.mail_from;
  return {sending_host(region), region.ip, id + "@" + domain, sending.at + std::chrono::seconds(1)};
}

}  // namespace make_samples
