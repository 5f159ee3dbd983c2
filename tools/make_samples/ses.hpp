// SPDX-License-Identifier: Apache-2.0
// What Amazon SES makes of a message before it hands it to the receiver.
#pragma once

#include <string>

#include "make_samples/keys.hpp"
#include "make_samples/made_up.hpp"
#include "make_samples/mail.hpp"

namespace make_samples {

struct Region {
  std::string name;
  std::string id_prefix;  // of message ids
  std::string selector;   // one of those that d=amazonses.com uses there
  std::string ip;         // an address that sends for it
};
const Region& us_east_1();
const Region& us_west_2();
const Region& eu_west_1();
const Region& eu_central_1();
const Region& ap_southeast_2();

std::string default_mail_from(const Region& region);
std::string feedback_host(const Region& region);  // the MX of a custom MAIL FROM domain
// The host name of an address that sends: its letter and numbers repeat the address.
std::string sending_host(const Region& region);

// The SMTP session in which the receiver gets the message.
struct Connection {
  std::string host;  // the name of the client, also its HELO
  std::string ip;
  std::string mail_from;
  Time at;
};

struct Sending {
  std::string id;  // what made-up ids derive from
  Time at;
  const Region& region = us_east_1();
  std::string mail_from = {};            // custom MAIL FROM domain; empty: the default
  std::string identity = "example.com";  // d= of the customer's signature; empty: none
};

// The Easy DKIM token 1, 2 or 3 of an identity.
std::string token(const std::string& identity, int number);

// Adds what SES adds, signs as SES signs.
Connection send_by_ses(Mail& mail, const Sending& sending, const Keys& keys);

}  // namespace make_samples
