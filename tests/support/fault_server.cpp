// SPDX-License-Identifier: Apache-2.0
#include "support/fault_server.hpp"

#include <poll.h>

#include <algorithm>
#include <array>
#include <optional>

#include "dns/wire.hpp"
#include "support/packet.hpp"

namespace support {

using namespace alignmail;
using Clock = std::chrono::steady_clock;

struct FaultServer::Query {
  std::string octets;
  std::uint16_t id = 0;
  bool authentic = false;
  bool edns = false;
  dns::Question question;
  std::string label;
};

struct FaultServer::Delayed {
  Clock::time_point when;
  std::string packet;
  sockaddr_in to;
};

struct FaultServer::Connection {
  Socket socket;
  std::string received;
  bool closed = false;
};

namespace {

constexpr std::size_t longest_packet = 65'535;

// A long TXT record: `octets` in strings of 250.
std::string long_text(std::size_t octets) {
  std::string data;
  for (std::size_t i = 0; i < octets; i += 250) data += Packet::string(std::string(250, 'x'));
  return data;
}

struct Rcode {
  std::string_view label;
  std::uint16_t flags;
};
constexpr std::array<Rcode, 6> rcodes = {{{"servfail", 0x8182},
                                          {"refused", 0x8185},
                                          {"formerr", 0x8181},
                                          {"notimp", 0x8184},
                                          {"nxdomain", 0x8183},
                                          {"nodata", 0x8180}}};

Packet reply_to(const dns::Question& question, std::uint16_t id, std::uint16_t flags = 0x8180) {
  return Packet(id, flags).question(question.name.text(), question.type);
}

Packet answer_to(const dns::Question& question, std::uint16_t id, std::uint16_t flags = 0x8180) {
  const bool address = question.type == dns::Type::A;
  return reply_to(question, id, flags)
      .answer(question.name.text(), question.type, 60,
              address ? std::string("\xC0\x00\x02\x01", 4) : Packet::string("ok"));
}

// Names whose answer over TCP is not that over UDP begin so.
bool is_truncated(const std::string& label) { return label.starts_with("tc"); }

}  // namespace

FaultServer::FaultServer(Tcp tcp, std::chrono::milliseconds slow) : ports_(free_port()), tcp_(tcp), slow_(slow) {
  if (tcp_ == Tcp::Listens) listen(ports_.tcp.fd(), 16);
  thread_ = std::thread([this] { run(); });
}

FaultServer::~FaultServer() {
  stop_ = true;
  thread_.join();
}

void FaultServer::treat(const std::string& label, const std::string& like) {
  const std::lock_guard lock(mutex_);
  like_[label] = like;
}

void FaultServer::raw(const std::string& label, std::string packet) {
  const std::lock_guard lock(mutex_);
  raw_[label] = std::move(packet);
}

int FaultServer::asked(const std::string& label) const {
  const std::lock_guard lock(mutex_);
  const auto found = asked_.find(label);
  return found == asked_.end() ? 0 : found->second;
}

std::string FaultServer::behaviour_of(const Query& query) {
  const std::lock_guard lock(mutex_);
  const int before = asked_[query.label]++;
  const auto like = like_.find(query.label);
  const std::string label = like == like_.end() ? query.label : like->second;
  if (label == "second") return before == 0 ? "drop" : "ok";
  if (label == "noedns") return query.edns ? "formerr" : "ok";
  return label;
}

std::vector<std::string> FaultServer::udp_replies(const Query& query) {
  const std::string label = behaviour_of(query);
  const auto [question, id] = std::pair(query.question, query.id);
  const std::string answer = answer_to(question, id).str();
  const auto wrong_id = static_cast<std::uint16_t>(id + 1);
  for (const Rcode& rcode : rcodes) {
    if (label == rcode.label) return {reply_to(question, id, rcode.flags).str()};
  }
  if (label == "drop") return {};
  if (label == "ad") return {answer_to(question, id, query.authentic ? 0x81A0 : 0x8180).str()};
  if (is_truncated(label)) return {answer_to(question, id, 0x8380).str()};
  if (label == "uncut")
    return {reply_to(question, id).answer(question.name.text(), question.type, 60, long_text(6000)).str()};
  if (label == "wrongid") return {answer_to(question, wrong_id).str(), answer};
  if (label == "badid") return {answer_to(question, wrong_id).str()};
  if (label == "otherquestion")
    return {answer_to({*dns::Domain::parse("evil.example"), question.type}, id).str(), answer};
  if (label == "query") return {query.octets, answer};
  if (label == "empty") return {"", answer};
  if (label == "short") return {answer.substr(0, 7), answer};
  if (label == "garbage") return {std::string(100, '\xFF')};
  if (label == "flood") return std::vector<std::string>(500, answer_to(question, wrong_id).str());
  if (label == "malformed") return {reply_to(question, id).count(1, 1).str()};
  if (label.starts_with("raw")) {
    const std::lock_guard lock(mutex_);
    std::string packet = raw_[label];
    for (std::size_t i = 0; i < std::min<std::size_t>(2, packet.size()); ++i) packet[i] = query.octets[i];
    return {packet};
  }
  return {answer};
}

namespace {

template <class Query>
std::optional<Query> parse_query(std::string octets) {
  dns::wire::Reader reader(octets);
  const std::uint16_t id = reader.u16();
  const std::uint16_t flags = reader.u16();
  (void)reader.octets(6);
  const bool edns = reader.u16() > 0;
  const dns::wire::Name name = reader.name();
  const auto type = static_cast<dns::Type>(reader.u16());
  if (!reader.ok() || !name.domain) return std::nullopt;
  const std::string label(name.domain->labels().front());
  const bool authentic = (flags & dns::wire::flag_authentic) != 0;
  return Query{std::move(octets), id, authentic, edns, {*name.domain, type}, label};
}

}  // namespace

void FaultServer::serve_udp() {
  std::array<char, 4096> buffer{};
  sockaddr_in from{};
  socklen_t length = sizeof from;
  const ssize_t size = recvfrom(ports_.udp.fd(), buffer.data(), buffer.size(), MSG_DONTWAIT,
                                reinterpret_cast<sockaddr*>(&from), &length);
  if (size <= 0) return;
  const auto query = parse_query<Query>(std::string(buffer.data(), static_cast<std::size_t>(size)));
  if (!query) return;
  const auto when = Clock::now() + (query->label == "slow" ? slow_ : std::chrono::milliseconds(0));
  for (std::string& packet : udp_replies(*query)) delayed_.push_back({when, std::move(packet), from});
}

void FaultServer::serve_connection(Connection& connection) {
  std::array<char, 4096> buffer{};
  const ssize_t size = recv(connection.socket.fd(), buffer.data(), buffer.size(), MSG_DONTWAIT);
  if (size <= 0) {
    connection.closed = true;
    return;
  }
  std::string& received = connection.received;
  received.append(buffer.data(), static_cast<std::size_t>(size));
  while (received.size() >= 2) {
    const std::size_t length = dns::wire::Reader(received).u16();
    if (received.size() < length + 2) return;
    const auto query = parse_query<Query>(received.substr(2, length));
    received.erase(0, length + 2);
    if (!query) continue;
    const std::string label = behaviour_of(*query);
    std::string packet = reply_to(query->question, query->id, label == "tctc" ? 0x8380 : 0x8180)
                             .answer(query->question.name.text(), query->question.type, 60, long_text(10'000))
                             .str();
    if (label == "tcclose") {
      connection.closed = true;
      return;
    }
    std::string out;
    dns::wire::append_u16(out, static_cast<std::uint16_t>(label == "tchuge" ? longest_packet : packet.size()));
    if (label == "tchuge") packet.resize(100);
    if (label != "tcstall") out += packet;
    (void)send(connection.socket.fd(), out.data(), out.size(), MSG_NOSIGNAL);
  }
}

void FaultServer::run() {
  std::vector<Connection> connections;
  while (!stop_) {
    std::vector<pollfd> ready = {{ports_.udp.fd(), POLLIN, 0}};
    if (tcp_ == Tcp::Listens) ready.push_back({ports_.tcp.fd(), POLLIN, 0});
    const std::size_t fixed = ready.size();
    for (const Connection& connection : connections) ready.push_back({connection.socket.fd(), POLLIN, 0});
    poll(ready.data(), ready.size(), 5);
    if (ready[0].revents != 0) serve_udp();
    for (std::size_t i = fixed; i < ready.size(); ++i) {
      if (ready[i].revents != 0) serve_connection(connections[i - fixed]);
    }
    if (fixed == 2 && ready[1].revents != 0) {
      const int fd = accept4(ports_.tcp.fd(), nullptr, nullptr, SOCK_CLOEXEC);
      if (fd >= 0) connections.push_back({Socket(fd), {}, false});
    }
    std::erase_if(connections, [](const Connection& connection) { return connection.closed; });
    const auto now = Clock::now();
    for (const Delayed& reply : delayed_) {
      if (reply.when > now) continue;
      (void)sendto(ports_.udp.fd(), reply.packet.data(), reply.packet.size(), 0,
                   reinterpret_cast<const sockaddr*>(&reply.to), sizeof reply.to);
    }
    std::erase_if(delayed_, [&](const Delayed& reply) { return reply.when <= now; });
  }
}

}  // namespace support
