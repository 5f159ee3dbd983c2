// SPDX-License-Identifier: Apache-2.0
// All of DNS as a sample sees it, written as an RFC 1035 master file that people read.
#pragma once

#include <string>
#include <vector>

#include "make_samples/keys.hpp"
#include "make_samples/ses.hpp"

namespace make_samples {

class Zone {
 public:
  // A paragraph under a comment that says why it is there.
  Zone& section(std::string why);
  // Names are absolute; the final dot is added.
  Zone& mx(const std::string& owner, int preference, const std::string& host);
  Zone& address(const std::string& owner, const std::string& ip);
  Zone& alias(const std::string& owner, const std::string& target);
  Zone& pointer(const std::string& ip, const std::string& target);
  Zone& text(const std::string& owner, const std::string& value);
  // The question that has no answer: TIMEOUT, SERVFAIL or REFUSED.
  Zone& fault(const std::string& name, const std::string& type, const std::string& what);

  std::string file() const;

 private:
  struct Record {
    std::string owner, type, data;
  };
  struct Section {
    std::string why;
    std::vector<Record> records;
  };
  Zone& add(const std::string& owner, std::string type, std::string data);

  std::vector<Section> sections_;
  std::vector<std::string> faults_;
};

// The author domain as such: it exists, receives mail, and has an SPF record of its own.
void add_domain(Zone& zone, const std::string& domain, const std::string& network);
// The three Easy DKIM names TOKEN._domainkey.BASE, and the keys behind them.
void add_easy_dkim(Zone& zone, const std::string& identity, const std::string& base, const std::string& why,
                   const Keys& keys);
void add_mail_from(Zone& zone, const std::string& name, const Region& region);
void add_policy(Zone& zone, const std::string& domain, const std::string& record);
// What Amazon publishes: SPF, the feedback host, the sending host, the key of d=amazonses.com.
void add_amazon(Zone& zone, const Region& region, const Keys& keys);

// All of that for example.com, as most samples have it.
struct Shop {
  const Region& region = us_east_1();
  std::string mail_from = {};                                               // custom MAIL FROM domain; empty: none
  std::string policy = "v=DMARC1; p=reject; rua=mailto:dmarc@example.com";  // empty: no DMARC record
};
Zone shop_zone(const Shop& shop, const Keys& keys);

}  // namespace make_samples
