// SPDX-License-Identifier: Apache-2.0
// A real name server for tests: nsd on a free loopback port, unprivileged, gone with the object.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace support {

// Serves one zone, the root, made of the text, an SOA record and an NS record. Lines may be
// indented when each one names its owner. Throws std::runtime_error, with what nsd said, when it
// is not installed, the text is no zone or no port can be had.
class Nsd {
 public:
  explicit Nsd(std::string_view zone_text);
  ~Nsd();
  Nsd(const Nsd&) = delete;
  Nsd& operator=(const Nsd&) = delete;

  std::string spec() const { return "127.0.0.1:" + std::to_string(port_); }  // for --dns

 private:
  bool start();  // false when the port was taken meanwhile
  void stop();
  void remove_files() const;
  std::string log() const;

  std::string folder_;
  std::uint16_t port_ = 0;
  pid_t pid_ = -1;
};

}  // namespace support
