// SPDX-License-Identifier: Apache-2.0
// Mail without SES: a Postfix server of one's own at mail.example.net, OpenDKIM beside it.
#pragma once

#include <functional>
#include <string>

#include "make_samples/sample.hpp"
#include "make_samples/ses.hpp"
#include "make_samples/signer.hpp"
#include "make_samples/zone.hpp"

namespace make_samples {

struct ServerSending {
  std::string id;
  Time at;
  std::string mail_from;
  bool rsa = true;  // signs with it
  bool ed25519 = false;
  std::function<void(Signing&)> edit = {};  // what is odd about the RSA signature
};

// Adds what a mail program and the server add: Message-ID, Date, signatures, Received.
Connection send_by_server(Mail& mail, const ServerSending& sending, const Keys& keys);

struct ServerDns {
  std::string spf = "v=spf1 mx -all";  // empty: none
  bool rsa = true;
  std::string key = {};  // what stands at the RSA selector; empty: the key
  bool ed25519 = false;
  std::string policy = "v=DMARC1; p=quarantine; rua=mailto:dmarc@example.net";
};
Zone server_zone(const ServerDns& dns, const Keys& keys);

// A note of a garden club, sent by that server: the story of most samples
// about one record or one tag.
struct ClubStory {
  ServerDns dns{};
  std::function<void(Signing&)> edit = {};
  std::function<void(Mail&)> before_signing = {};
  std::function<void(Mail&)> on_the_way = {};
  std::function<void(Mail&)> after_delivery = {};
  Verdicts verdicts = {.policy = "quarantine"};
  std::string recipient = "you@example.org";
  void (*deliver)(Mail&, const Delivery&) = deliver_to_postfix;
  std::string more_dns_why = {};  // a paragraph of the zone, and its records
  std::function<void(Zone&)> more_dns = {};
};
Files club_story(const std::string& name, const Keys& keys, const ClubStory& story);
extern const std::string server_key_name;  // of the RSA key

}  // namespace make_samples
