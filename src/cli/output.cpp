// SPDX-License-Identifier: Apache-2.0
#include "cli/output.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "base/escape.hpp"
#include "base/files.hpp"

namespace alignmail::cli {
namespace {

std::string reason() { return std::strerror(errno); }  // NOLINT(concurrency-mt-unsafe): one thread writes

tl::unexpected<Error> cannot_create(const std::string& path) {
  return failure(Error::Kind::CannotCreate, path + ": cannot be created: " + reason());
}

tl::unexpected<Error> cannot_write(const std::string& path) {
  return failure(Error::Kind::Io, path + ": writing failed: " + reason());
}

// An interrupt must not leave a temporary file: it waits until the file has its name.
class Uninterrupted {
 public:
  Uninterrupted() {
    sigset_t blocked;
    sigemptyset(&blocked);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&blocked, signal);
    sigprocmask(SIG_BLOCK, &blocked, &before_);
  }
  ~Uninterrupted() { sigprocmask(SIG_SETMASK, &before_, nullptr); }
  Uninterrupted(const Uninterrupted&) = delete;
  Uninterrupted& operator=(const Uninterrupted&) = delete;

 private:
  sigset_t before_{};
};

Result<void> write_directly(const std::string& path, std::string_view text) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (descriptor < 0) return cannot_create(path);
  const bool written = write_whole(descriptor, text);
  const Result<void> outcome = written ? Result<void>() : cannot_write(path);
  ::close(descriptor);
  return outcome;
}

// Where a link leads, so that the link stays a link.
std::string resolved(const std::string& path) {
  char* const real = ::realpath(path.c_str(), nullptr);
  if (!real) return path;
  std::string text = real;
  std::free(real);  // NOLINT(cppcoreguidelines-no-malloc): realpath's own memory
  return text;
}

mode_t usual_mode() {
  const mode_t mask = ::umask(0);
  ::umask(mask);
  return 0666 & ~mask;
}

bool fill(int descriptor, std::string_view text, mode_t mode) {
  return ::fchmod(descriptor, mode) == 0 && write_whole(descriptor, text) && ::fsync(descriptor) == 0;
}

}  // namespace

Result<void> write_standard(std::string_view text) {
  if (write_whole(STDOUT_FILENO, text)) return {};
  // Whoever read it has seen enough ("| head"): that is no news to anybody.
  if (errno == EPIPE) return failure(Error::Kind::Io, "");
  return cannot_write("standard output");
}

Result<void> write_file(const std::string& path, std::string_view text) {
  struct stat status {};
  const bool exists = ::stat(path.c_str(), &status) == 0;
  if (exists && S_ISDIR(status.st_mode)) {
    return failure(Error::Kind::CannotCreate, path + ": cannot be created: it is a folder");
  }
  if (exists && !S_ISREG(status.st_mode)) return write_directly(path, text);
  const Uninterrupted uninterrupted;
  const std::string target = exists ? resolved(path) : path;
  std::string temporary = target + ".XXXXXX";
  const int descriptor = ::mkostemp(temporary.data(), O_CLOEXEC);
  if (descriptor < 0) return cannot_create(path);
  bool written = fill(descriptor, text, exists ? status.st_mode & 07777 : usual_mode());
  int trouble = errno;
  if (::close(descriptor) != 0 && written) {
    written = false;
    trouble = errno;
  }
  if (written && ::rename(temporary.c_str(), target.c_str()) == 0) return {};
  if (written) trouble = errno;
  ::unlink(temporary.c_str());
  errno = trouble;
  return cannot_write(path);
}

void note(std::string_view sentence) {
  const std::string line = escape::visible(sentence) + "\n";
  // Nobody is left to be told when this fails.
  (void)write_whole(STDERR_FILENO, line);
}

void complain(std::string_view sentence) { note("alignmail: " + std::string(sentence)); }

}  // namespace alignmail::cli
