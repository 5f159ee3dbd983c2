// SPDX-License-Identifier: Apache-2.0
#include "support/nsd.hpp"

#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "dns/wire.hpp"
#include "support/outdent.hpp"
#include "support/sockets.hpp"

namespace support {
namespace {

namespace fs = std::filesystem;
using namespace alignmail;
using Clock = std::chrono::steady_clock;

constexpr const char* program = "/usr/sbin/nsd";
constexpr std::chrono::seconds patience{20};  // of a busy machine; it takes 0.2 s on an idle one

void write_file(const fs::path& path, const std::string& text) {
  std::ofstream out(path, std::ios::binary);
  out << text;
  if (!out.flush()) throw std::runtime_error("cannot write " + path.string());
}

std::string configuration(const std::string& folder, std::uint16_t port) {
  std::ostringstream out;
  out << "server:\n"
      << "  ip-address: 127.0.0.1\n"
      << "  port: " << port << "\n"
      << "  username: \"\"\n  chroot: \"\"\n  database: \"\"\n  xfrdfile: \"\"\n"
      << "  pidfile: \"" << folder << "/pid\"\n"
      << "  zonesdir: \"" << folder << "\"\n"
      << "  xfrdir: \"" << folder << "\"\n"
      << "  zonelistfile: \"" << folder << "/zones\"\n"
      << "  server-count: 1\n  rrl-ratelimit: 0\n  do-ip6: no\n"
      << "remote-control:\n  control-enable: no\n"
      << "zone:\n  name: \".\"\n  zonefile: \"root.zone\"\n";
  return out.str();
}

// In the child: nobody's rights, an end with its parent, its words into the log.
[[noreturn]] void run(const std::string& folder, const passwd* user) {
  const int log = open((folder + "/log").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (log >= 0) {
    dup2(log, STDOUT_FILENO);
    dup2(log, STDERR_FILENO);
  }
  if (user != nullptr && (setgroups(0, nullptr) != 0 || setgid(user->pw_gid) != 0 || setuid(user->pw_uid) != 0))
    _exit(126);
  prctl(PR_SET_PDEATHSIG, SIGTERM);  // after setuid(), which forgets it
  const std::string file = folder + "/nsd.conf";
  execl(program, program, "-d", "-c", file.c_str(), nullptr);
  _exit(127);
}

// The rcode of the answer to some question; -1 when none came soon.
int probe(std::uint16_t port) {
  const Socket socket(AF_INET, SOCK_DGRAM);
  const sockaddr_in address = loopback(port);
  if (connect(socket.fd(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) return -1;
  const std::string query = dns::wire::write_query({*dns::Domain::parse("ready.invalid"), dns::Type::A}, 1);
  if (send(socket.fd(), query.data(), query.size(), 0) < 0) return -1;
  pollfd ready{socket.fd(), POLLIN, 0};
  std::array<char, 512> reply{};
  if (poll(&ready, 1, 50) != 1 || recv(socket.fd(), reply.data(), reply.size(), 0) < 12) return -1;
  return reply[3] & 0x0F;
}

}  // namespace

Nsd::Nsd(std::string_view zone_text) {
  if (access(program, X_OK) != 0)
    throw std::runtime_error(std::string(program) + " is missing; tools/setup --tests installs it");
  std::string pattern = (fs::temp_directory_path() / "nsd.XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("cannot create " + pattern);
  folder_ = pattern;
  try {
    // The name server's own name must not be among those of the test.
    write_file(fs::path(folder_) / "root.zone",
               "$TTL 300\n. IN SOA ns.nsd.invalid. host.nsd.invalid. 1 3600 600 86400 60\n. IN NS "
               "ns.nsd.invalid.\n$ORIGIN .\n" +
                   outdented(zone_text) + "\n");
    for (int attempt = 0; attempt < 5; ++attempt) {
      if (start()) return;
      stop();
    }
    throw std::runtime_error("nsd found no port: " + log());
  } catch (...) {
    stop();
    remove_files();
    throw;
  }
}

Nsd::~Nsd() {
  stop();
  remove_files();
}

bool Nsd::start() {
  port_ = free_port().port;
  write_file(fs::path(folder_) / "nsd.conf", configuration(folder_, port_));
  const passwd* user = geteuid() == 0 ? getpwnam("nobody") : nullptr;
  if (user != nullptr && chown(folder_.c_str(), user->pw_uid, user->pw_gid) != 0) {
    throw std::runtime_error("cannot give away " + folder_);
  }
  pid_ = fork();
  if (pid_ < 0) throw std::runtime_error("cannot fork");
  if (pid_ == 0) run(folder_, user);
  for (const auto end = Clock::now() + patience; Clock::now() < end;) {
    const int rcode = probe(port_);
    if (rcode == 2) throw std::runtime_error("nsd refuses the zone: " + log());
    if (rcode >= 0) return true;
    if (waitpid(pid_, nullptr, WNOHANG) == pid_) {
      pid_ = -1;
      return false;
    }
    usleep(10'000);
  }
  throw std::runtime_error("nsd does not answer: " + log());
}

void Nsd::stop() {
  if (pid_ <= 0) return;
  kill(pid_, SIGTERM);  // it ends its own children
  waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

void Nsd::remove_files() const {
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

std::string Nsd::log() const {
  std::ostringstream text;
  text << std::ifstream(folder_ + "/log").rdbuf();
  return text.str();
}

}  // namespace support
