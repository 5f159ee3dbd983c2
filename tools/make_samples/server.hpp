// SPDX-License-Identifier: Apache-2.0
// Mail without SES: a Postfix server of one's own at mail.example.net, OpenDKIM beside it.
#pragma once

#include <string>

#include "make_samples/ses.hpp"
#include "make_samples/zone.hpp"

namespace make_samples {

struct ServerSending {
  std::string id;
  Time at;
  std::string mail_from;
  bool rsa = true;  // signs with it
  bool ed25519 = false;
};

// Adds what a mail program and the server add: Message-ID, Date, signatures, Received.
Connection send_by_server(Mail& mail, const ServerSending& sending, const Keys& keys);

struct ServerDns {
  bool spf = true;
  bool rsa = true;
  bool ed25519 = false;
  std::string policy = "v=DMARC1; p=quarantine; rua=mailto:dmarc@example.net";
};
Zone server_zone(const ServerDns& dns, const Keys& keys);

}  // namespace make_samples
