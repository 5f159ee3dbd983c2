// SPDX-License-Identifier: Apache-2.0
// c-ares as a carrier: it moves queries and replies between us and one server over one
// protocol. What a reply means, and whom to ask when, is not its part (server_source.cpp).
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "dns/source_spec.hpp"

namespace alignmail::dns {

enum class Delivery : std::uint8_t {
  Reply,        // a packet that belongs to the query by its id and question
  TimedOut,     // the channel's patience is over
  Unreachable,  // no socket, nobody listening, connection closed
  Nonsense,     // what came cannot be a reply, or there was too much of it
  Cancelled,    // by cancel() or the end of the channel
};

class Channel;
// Which sockets to poll for which channel.
struct Watched {
  Channel* channel = nullptr;
  short events = 0;
};
using Sockets = std::map<int, Watched>;

class Channel {
 public:
  enum class Protocol : std::uint8_t { Udp, Tcp };
  // Whether queries may ask for names that no host has; else those are Unreachable.
  static bool carries_any_name();
  // Called once for each query, possibly before send() returns.
  using Receiver = std::function<void(Delivery, std::string_view packet)>;

  // `sockets` must outlive the channel.
  Channel(const ServerAddress& server, Protocol protocol, std::chrono::milliseconds patience, Sockets& sockets);
  ~Channel();
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  void send(const std::string& packet, Receiver receiver);
  // To be called when a socket is ready, and without one from time to time.
  void process(int fd, bool readable, bool writable);
  void tick();
  // Forgets what is outstanding; replies that come for it later are no strays.
  void cancel();
  bool busy() const { return outstanding_ > 0; }

 private:
  struct Library;  // everything that knows c-ares

  void* handle_ = nullptr;  // absent when c-ares could not be set up
  Sockets& sockets_;
  Protocol protocol_;
  // Strays are datagrams that answer nothing. A flood of them ends the talk until cancel().
  std::uint64_t outstanding_ = 0;
  std::uint64_t datagrams_ = 0;
  std::uint64_t replies_ = 0;
  std::uint64_t expected_ = 0;  // late replies to what was cancelled
  bool flooded_ = false;
};

}  // namespace alignmail::dns
