// SPDX-License-Identifier: Apache-2.0
// Loopback sockets for the servers of the tests.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>
#include <utility>

namespace support {

class Socket {
 public:
  explicit Socket(int fd = -1) : fd_(fd) {}
  explicit Socket(int domain, int type) : fd_(socket(domain, type | SOCK_CLOEXEC, 0)) {
    if (fd_ < 0) throw std::runtime_error(std::string("socket: ") + std::strerror(errno));
  }
  Socket(Socket&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Socket& operator=(Socket&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Socket() {
    if (fd_ >= 0) close(fd_);
  }
  int fd() const { return fd_; }

 private:
  int fd_;
};

inline sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

inline bool bind_to(const Socket& socket, std::uint16_t port) {
  const sockaddr_in address = loopback(port);
  return bind(socket.fd(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
}

inline std::uint16_t port_of(const Socket& socket) {
  sockaddr_in address{};
  socklen_t length = sizeof address;
  if (getsockname(socket.fd(), reinterpret_cast<sockaddr*>(&address), &length) != 0) return 0;
  return ntohs(address.sin_port);
}

// A port that is free for UDP and TCP alike, with both sockets bound to it.
struct PortPair {
  Socket udp{AF_INET, SOCK_DGRAM};
  Socket tcp{AF_INET, SOCK_STREAM};
  std::uint16_t port = 0;
};
inline PortPair free_port() {
  for (int i = 0; i < 100; ++i) {
    PortPair pair;
    if (!bind_to(pair.udp, 0)) continue;
    pair.port = port_of(pair.udp);
    if (bind_to(pair.tcp, pair.port)) return pair;
  }
  throw std::runtime_error("no free port on loopback");
}

}  // namespace support
