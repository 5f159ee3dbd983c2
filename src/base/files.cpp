// SPDX-License-Identifier: Apache-2.0
#include "base/files.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>

namespace alignmail {
namespace {

int open_in(const char* folder) {
  if (folder == nullptr || *folder != '/') return -1;
  const int file = ::open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (file >= 0) return file;
  // The file system has no O_TMPFILE.
  char name[4096];
  constexpr std::string_view pattern = "/alignmail.XXXXXX";
  const std::string_view base(folder);
  if (base.size() + pattern.size() >= sizeof name) return -1;
  *std::copy(pattern.begin(), pattern.end(), std::copy(base.begin(), base.end(), name)) = '\0';
  const int named = ::mkostemp(name, O_CLOEXEC);
  if (named >= 0) ::unlink(name);
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

}  // namespace alignmail
