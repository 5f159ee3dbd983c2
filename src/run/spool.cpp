// SPDX-License-Identifier: Apache-2.0
#include "run/spool.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string>

namespace alignmail::run {
namespace {

int open_in(const char* folder) {
  if (folder == nullptr || *folder == '\0') return -1;
  const int file = ::open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (file >= 0) return file;
  std::string name = std::string(folder) + "/alignmail.XXXXXX";  // the file system has no O_TMPFILE
  const int named = ::mkostemp(name.data(), O_CLOEXEC);
  if (named >= 0) ::unlink(name.c_str());
  return named;
}

}  // namespace

int open_unnamed_file() {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing of ours changes the environment
  for (const char* folder : {static_cast<const char*>(std::getenv("TMPDIR")), "/var/tmp", "/tmp"}) {
    const int file = open_in(folder);
    if (file >= 0) return file;
  }
  return -1;
}

bool write_whole(int file, std::string_view octets) {
  while (!octets.empty()) {
    const ssize_t wrote = ::write(file, octets.data(), octets.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) return false;
    octets.remove_prefix(static_cast<std::size_t>(wrote));
  }
  return true;
}

}  // namespace alignmail::run
