// SPDX-License-Identifier: Apache-2.0
// A name server that misbehaves on demand, on a free loopback port, UDP and TCP.
//
// The first label of the question's name says what happens:
//
//   ok              a TXT record "ok" (an A record 192.0.2.1 when asked for that)
//   ad              the same, AD set if the query had it set
//   drop            nothing
//   second          nothing to the first query, an answer to later ones
//   slow            an answer after `slow`
//   servfail refused formerr notimp nxdomain nodata      that rcode, no records
//   noedns          FORMERR to a query with EDNS0, an answer to one without
//   tc              truncated over UDP; a long answer over TCP
//   tcclose         truncated; TCP is closed instead of an answer
//   tcstall         truncated; over TCP only the length comes
//   tchuge          truncated; over TCP 65535 octets are announced and few come
//   tctc            truncated, also over TCP
//   uncut           6000 octets in one datagram, whatever the query allows; the same over TCP
//   wrongid otherquestion query empty short   such a packet, and then the answer
//   badid           such a packet only
//   garbage         octets that are no packet, only
//   flood           500 packets with wrong ids
//   malformed       the right id and question, and a record that is not there
//   raw…            the octets given to raw(), with the query's id put in
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "support/sockets.hpp"

namespace support {

class FaultServer {
 public:
  enum class Tcp : std::uint8_t { Listens, Closed };

  explicit FaultServer(Tcp tcp = Tcp::Listens, std::chrono::milliseconds slow = std::chrono::milliseconds(100));
  ~FaultServer();
  FaultServer(const FaultServer&) = delete;
  FaultServer& operator=(const FaultServer&) = delete;

  std::string spec() const { return "127.0.0.1:" + std::to_string(ports_.port); }  // for --dns
  // Treats one label like another, so that two servers can differ about a name.
  void treat(const std::string& label, const std::string& like);
  void raw(const std::string& label, std::string packet);
  // How many queries came for names with this first label, over UDP and TCP.
  int asked(const std::string& label) const;

 private:
  struct Query;
  struct Delayed;
  struct Connection;

  void run();
  void serve_udp();
  void serve_connection(Connection& connection);
  std::vector<std::string> udp_replies(const Query& query);
  std::string behaviour_of(const Query& query);

  PortPair ports_;
  Tcp tcp_;
  std::chrono::milliseconds slow_;
  mutable std::mutex mutex_;
  std::map<std::string, std::string> like_;
  std::map<std::string, std::string> raw_;
  std::map<std::string, int> asked_;
  std::vector<Delayed> delayed_;
  std::atomic<bool> stop_{false};
  std::thread thread_;
};

}  // namespace support
