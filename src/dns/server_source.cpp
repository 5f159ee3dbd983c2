// SPDX-License-Identifier: Apache-2.0
// Whom to ask, how long to wait, and when to give up. One poll() loop over all questions.
//
// A question goes to one server after the other, `tries` times around, and moves on when a
// try's time is over; the earlier tries stay open, so that a late answer still is an answer. It
// moves on at once when a server says SERVFAIL or REFUSED, cannot be reached or sends nonsense, and
// such a server is not asked again. So no question takes longer than timeout * tries * servers.
// A truncated answer is asked for again over TCP and never read; each server has one channel
// for UDP and one for TCP, so that a connection that breaks takes no other question with it.
#include "dns/server_source.hpp"

#include <poll.h>
#include <sys/random.h>

#include <algorithm>
#include <cerrno>
#include <deque>
#include <queue>
#include <unordered_set>

#include "dns/cares_source.hpp"
#include "dns/reply.hpp"
#include "dns/wire.hpp"

namespace alignmail::dns {
namespace {

using Clock = std::chrono::steady_clock;
using Time = Clock::time_point;
using Protocol = Channel::Protocol;
using std::chrono::milliseconds;

constexpr std::size_t most_in_flight = 200;  // measured: beyond it servers' buffers overflow
constexpr milliseconds longest_timeout{3'600'000};
constexpr int most_tries = 100;

struct Server {
  ServerAddress address;
  std::unique_ptr<Channel> udp{};
  std::unique_ptr<Channel> tcp{};
  bool edns = true;  // until it does not understand it
};

// One question and how far it got.
struct Lookup {
  Question question;
  std::vector<bool> useless;         // servers that failed for this question
  std::size_t next = 0;              // place in the sequence of tries
  std::uint64_t serial = 0;          // of the current try; 0 before the first
  Status failure = Status::Timeout;  // what to say when no answer comes
  std::string failed_by{};           // the server that said so
  Time started{};
  Time expires{};
  bool done = false;
};

// A query that is out.
struct Try {
  std::uint64_t fetch = 0;
  std::size_t lookup = 0;
  std::size_t server = 0;
  std::uint64_t serial = 0;
  Protocol protocol{};
};

struct Timer {
  Time when;
  std::size_t lookup;
  std::uint64_t serial;
  bool operator>(const Timer& other) const { return when > other.when; }
};

std::uint16_t random_id() {
  std::uint16_t id = 0;
  // So few octets come whole, once a signal does not interrupt the wait for the first entropy.
  while (::getrandom(&id, sizeof id, 0) < 0 && errno == EINTR) {
  }
  return id;
}

class ServerSource : public Source {
 public:
  ServerSource(const std::vector<ServerAddress>& servers, const ServerOptions& options)
      : timeout_(std::clamp(options.timeout, milliseconds(1), longest_timeout)),
        sequence_(static_cast<std::size_t>(std::clamp(options.tries, 1, most_tries)) * servers.size()) {
    for (const ServerAddress& address : servers) servers_.push_back({.address = address});
  }

  void fetch(std::span<const Question> wanted, Time deadline, Facts& facts) override {
    facts_ = &facts;
    deadline_ = deadline;
    take_in(wanted);
    run();
    close();
  }

 private:
  milliseconds patience() const { return timeout_ * static_cast<milliseconds::rep>(sequence_); }

  void take_in(std::span<const Question> wanted) {
    std::unordered_set<Question> known;
    for (const Question& question : wanted) {
      if (facts_->find(question) != nullptr || !known.insert(question).second) continue;
      lookups_.push_back({.question = question, .useless = std::vector<bool>(servers_.size())});
    }
  }

  void run() {
    while (finished_ < lookups_.size()) {
      const Time now = Clock::now();
      if (now >= deadline_) return;
      for (; started_ < lookups_.size() && started_ - finished_ < most_in_flight; ++started_) {
        lookups_[started_].started = now;
        lookups_[started_].expires = now + patience();
        to_send_.push_back(started_);
      }
      while (!to_send_.empty()) {
        const std::size_t index = to_send_.front();
        to_send_.pop_front();
        send_next(index);
      }
      if (finished_ == started_) continue;
      wait();
      expire();
    }
  }

  // What had no answer gets its fact, and no late reply finds anything left of this fetch.
  void close() {
    for (Lookup& lookup : lookups_) {
      if (lookup.done) continue;
      const bool asked = lookup.serial != 0;
      facts_->put(lookup.question, {.status = asked ? lookup.failure : Status::NotAsked});
    }
    ++fetch_;
    for (Server& server : servers_) {
      if (server.udp) server.udp->cancel();
      if (server.tcp && server.tcp->busy()) server.tcp.reset();  // a connection that stalls is not kept
    }
    lookups_.clear();
    to_send_.clear();
    timers_ = {};
    started_ = finished_ = 0;
  }

  // To the next server in the sequence that is not known to be useless.
  void send_next(std::size_t index) {
    Lookup& lookup = lookups_[index];
    if (lookup.done) return;
    while (lookup.next < sequence_ && Clock::now() < lookup.expires) {
      const std::size_t server = lookup.next++ % servers_.size();
      if (!lookup.useless[server]) return send(index, server, Protocol::Udp);
    }
    give_up(lookup);
  }

  void send(std::size_t index, std::size_t number, Protocol protocol) {
    Lookup& lookup = lookups_[index];
    Server& server = servers_[number];
    auto& channel = protocol == Protocol::Tcp ? server.tcp : server.udp;
    if (!channel) channel = std::make_unique<Channel>(server.address, protocol, patience(), sockets_);
    const Try attempt{fetch_, index, number, ++lookup.serial, protocol};
    timers_.push({std::min(Clock::now() + timeout_, lookup.expires), index, lookup.serial});
    channel->send(wire::write_query(lookup.question, random_id(), server.edns),
                  [this, attempt](Delivery delivery, std::string_view packet) {
                    if (attempt.fetch == fetch_) returned(attempt, delivery, packet);
                  });
  }

  void wait() {
    Time until = deadline_;
    if (!timers_.empty()) until = std::min(until, timers_.top().when);
    const auto left = std::chrono::ceil<milliseconds>(until - Clock::now()).count();
    ready_.clear();
    for (const auto& [fd, watched] : sockets_) ready_.push_back({fd, watched.events, 0});
    if (poll(ready_.data(), ready_.size(), static_cast<int>(std::clamp<std::int64_t>(left, 0, 60'000))) > 0) {
      for (const pollfd& entry : ready_) process(entry);
    }
    for (Server& server : servers_) {
      if (server.udp) server.udp->tick();
      if (server.tcp) server.tcp->tick();
    }
  }

  void process(const pollfd& entry) {
    const auto watched = sockets_.find(entry.fd);
    // What was processed before it may have closed it.
    if (entry.revents == 0 || watched == sockets_.end()) return;
    const bool broken = (entry.revents & (POLLERR | POLLHUP | POLLNVAL)) != 0;
    watched->second.channel->process(entry.fd, broken || (entry.revents & POLLIN) != 0,
                                     broken || (entry.revents & POLLOUT) != 0);
  }

  void expire() {
    const Time now = Clock::now();
    while (!timers_.empty() && timers_.top().when <= now) {
      const Timer timer = timers_.top();
      timers_.pop();
      if (lookups_[timer.lookup].serial == timer.serial) to_send_.push_back(timer.lookup);
    }
  }

  void returned(const Try& attempt, Delivery delivery, std::string_view packet) {
    Lookup& lookup = lookups_[attempt.lookup];
    if (lookup.done) return;
    switch (delivery) {
      case Delivery::Reply: return read(attempt, packet);
      case Delivery::Unreachable: return failed(attempt, lookup.failure);
      case Delivery::Nonsense: return failed(attempt, Status::Malformed);
      case Delivery::Cancelled: return;
      case Delivery::TimedOut:
        if (lookup.serial == attempt.serial) to_send_.push_back(attempt.lookup);
        return;
    }
  }

  void read(const Try& attempt, std::string_view packet) {
    Lookup& lookup = lookups_[attempt.lookup];
    Server& server = servers_[attempt.server];
    // The id was compared by c-ares, whose newer versions also choose it.
    wire::Reader header(packet);
    const std::uint16_t id = header.u16();
    const bool is_format_error = (header.u16() & 0x800F) == 0x8001;
    if (is_format_error && server.edns) {
      server.edns = false;  // RFC 6891 section 7: a server from before EDNS0
      return send(attempt.lookup, attempt.server, attempt.protocol);
    }
    Reply reply = read_reply(packet, lookup.question, id);
    // c-ares cuts a datagram at the end of its buffer without a word.
    const bool may_be_cut = reply.fit == Fit::Malformed && packet.size() >= 512;
    if (attempt.protocol == Protocol::Udp && (reply.fit == Fit::Truncated || may_be_cut)) {
      return send(attempt.lookup, attempt.server, Protocol::Tcp);
    }
    if (reply.fit != Fit::Answers) return failed(attempt, Status::Malformed);
    if (is_temporary(reply.status)) return failed(attempt, reply.status);
    for (auto& [question, fact] : reply.facts) {
      fact.milliseconds = elapsed(lookup);
      fact.server = server.address.text();
      facts_->put(question, std::move(fact));
    }
    finish(lookup);
  }

  // The server is of no use for this question; the next one is asked at once.
  void failed(const Try& attempt, Status status) {
    Lookup& lookup = lookups_[attempt.lookup];
    lookup.useless[attempt.server] = true;
    if (status != Status::Timeout) lookup.failed_by = servers_[attempt.server].address.text();
    lookup.failure = status;
    if (lookup.serial == attempt.serial) to_send_.push_back(attempt.lookup);
  }

  void give_up(Lookup& lookup) {
    facts_->put(lookup.question,
                {.status = lookup.failure, .milliseconds = elapsed(lookup), .server = lookup.failed_by});
    finish(lookup);
  }

  static double elapsed(const Lookup& lookup) {
    return std::chrono::duration<double, std::milli>(Clock::now() - lookup.started).count();
  }

  void finish(Lookup& lookup) {
    lookup.done = true;
    ++finished_;
  }

  milliseconds timeout_;
  std::size_t sequence_;  // how many tries there are for one question, over all servers
  Sockets sockets_;       // outlives the channels
  std::uint64_t fetch_ = 0;
  std::vector<pollfd> ready_;

  // Of the fetch that runs.
  Facts* facts_ = nullptr;
  Time deadline_{};
  std::vector<Lookup> lookups_;
  std::size_t started_ = 0;
  std::size_t finished_ = 0;
  std::deque<std::size_t> to_send_;
  std::priority_queue<Timer, std::vector<Timer>, std::greater<>> timers_;

  std::vector<Server> servers_;  // last: its channels call back until they are gone
};

}  // namespace

std::unique_ptr<Source> make_server_source(const std::vector<ServerAddress>& servers, const ServerOptions& options) {
  return std::make_unique<ServerSource>(servers, options);
}

}  // namespace alignmail::dns
