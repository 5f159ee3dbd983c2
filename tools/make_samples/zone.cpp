// SPDX-License-Identifier: Apache-2.0
#include "make_samples/zone.hpp"

#include <algorithm>

#include "base/ascii.hpp"

namespace make_samples {
namespace {

constexpr std::size_t string_octets = 255;  // RFC 1035 section 3.3: of one character-string

// One character-string a line where there are several, in parentheses.
std::string txt_data(const std::string& value) {
  if (value.size() <= string_octets) return "\"" + value + "\"";
  std::string data = "(";
  for (std::size_t i = 0; i < value.size(); i += string_octets)
    data += "\n    \"" + value.substr(i, string_octets) + "\"";
  return data + " )";
}

std::string reverse_name(const std::string& ip) {
  std::string name = "in-addr.arpa";
  for (const auto part : alignmail::ascii::split(ip, '.')) name.insert(0, std::string(part) + ".");
  return name;
}

// The networks of the record that amazonses.com publishes.
constexpr const char* amazon_spf =
    "v=spf1 ip4:199.255.192.0/22 ip4:199.127.232.0/22 ip4:54.240.0.0/18 ip4:69.169.224.0/20 ip4:23.249.208.0/20 "
    "ip4:23.251.224.0/19 ip4:76.223.176.0/20 ip4:54.240.64.0/18 ip4:76.223.128.0/19 ip4:216.221.160.0/19 "
    "ip4:206.55.144.0/20 ip4:24.110.64.0/18 ip4:98.77.0.0/16 -all";

}  // namespace

Zone& Zone::section(std::string why) {
  sections_.push_back({std::move(why), {}});
  return *this;
}

Zone& Zone::add(const std::string& owner, std::string type, std::string data) {
  sections_.back().records.push_back({owner + ".", std::move(type), std::move(data)});
  return *this;
}

Zone& Zone::mx(const std::string& owner, int preference, const std::string& host) {
  return add(owner, "MX", std::to_string(preference) + " " + host + ".");
}
Zone& Zone::address(const std::string& owner, const std::string& ip) {
  return add(owner, ip.find(':') == std::string::npos ? "A" : "AAAA", ip);
}
Zone& Zone::alias(const std::string& owner, const std::string& target) { return add(owner, "CNAME", target + "."); }
Zone& Zone::pointer(const std::string& ip, const std::string& target) {
  return add(reverse_name(ip), "PTR", target + ".");
}
Zone& Zone::text(const std::string& owner, const std::string& value) { return add(owner, "TXT", txt_data(value)); }

Zone& Zone::fault(const std::string& name, const std::string& type, const std::string& what) {
  faults_.push_back(";! " + name + ". " + type + " " + what);
  return *this;
}

std::string Zone::file() const {
  std::string text = "; All of DNS for this sample: a name that is not here does not exist.\n";
  for (const Section& section : sections_) {
    text += "\n; " + section.why + "\n";
    std::size_t width = 0;
    for (const Record& record : section.records) width = std::max(width, record.owner.size());
    for (const Record& record : section.records)
      text += record.owner + std::string(width - record.owner.size(), ' ') + " 300 IN " + record.type +
              std::string(5 - std::min<std::size_t>(5, record.type.size()), ' ') + " " + record.data + "\n";
  }
  if (!faults_.empty()) text += "\n; A question that gets no answer (NAME TYPE FAULT).\n";
  for (const std::string& fault : faults_) text += fault + "\n";
  return text;
}

void add_domain(Zone& zone, const std::string& domain, const std::string& network) {
  zone.section("The domain itself: it has a web site, a mail server, and an SPF record that names that server.")
      .address(domain, network + ".10")
      .mx(domain, 10, "mx." + domain)
      .text(domain, "v=spf1 mx -all")
      .address("mx." + domain, network + ".25");
}

void add_easy_dkim(Zone& zone, const std::string& identity, const std::string& base, const std::string& why,
                   const Keys& keys) {
  const Key* const published[] = {&keys.token1, &keys.token2, &keys.token3};
  zone.section(why);
  for (int i = 1; i <= 3; ++i)
    zone.alias(token(identity, i) + "._domainkey." + base, token(identity, i) + ".dkim.amazonses.com");
  zone.section("Where they lead: the keys, which Amazon publishes and rotates.");
  for (int i = 1; i <= 3; ++i) zone.text(token(identity, i) + ".dkim.amazonses.com", published[i - 1]->record());
}

void add_mail_from(Zone& zone, const std::string& name, const Region& region) {
  zone.section("The custom MAIL FROM domain: bounces go to SES, and its SPF record names SES.")
      .mx(name, 10, feedback_host(region))
      .text(name, "v=spf1 include:amazonses.com ~all");
}

void add_policy(Zone& zone, const std::string& domain, const std::string& record) {
  zone.section("The DMARC policy.").text("_dmarc." + domain, record);
}

void add_amazon(Zone& zone, const Region& region, const Keys& keys) {
  zone.section("What Amazon publishes for SES: who may send, where bounces go, the key of d=amazonses.com.")
      .text("amazonses.com", amazon_spf)
      .mx("amazonses.com", 10, feedback_host(us_east_1()))
      .address(feedback_host(us_east_1()), "192.0.2.225");
  if (region.name != "us-east-1")
    zone.text(default_mail_from(region), "v=spf1 include:amazonses.com -all")
        .mx(default_mail_from(region), 10, feedback_host(region))
        .address(feedback_host(region), "192.0.2.226");
  zone.text(region.selector + "._domainkey.amazonses.com", "p=" + keys.amazonses.public_key())
      .address(sending_host(region), region.ip)
      .pointer(region.ip, sending_host(region));
}

Zone shop_zone(const Shop& shop, const Keys& keys) {
  Zone zone;
  add_domain(zone, "example.com", "192.0.2");
  add_easy_dkim(zone, "example.com", "example.com", "Easy DKIM: three names that lead to Amazon.", keys);
  if (!shop.mail_from.empty()) add_mail_from(zone, shop.mail_from, shop.region);
  if (!shop.policy.empty()) add_policy(zone, "example.com", shop.policy);
  add_amazon(zone, shop.region, keys);
  return zone;
}

}  // namespace make_samples
