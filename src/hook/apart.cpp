// SPDX-License-Identifier: Apache-2.0
// The child holds the writing end of a pipe and never writes: when it is gone, for whatever
// reason, the reading end says so. That works with poll() and needs no signal.
#include "hook/apart.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <exception>

#include "hook/process.hpp"

namespace alignmail::hook {
namespace {

using std::chrono::milliseconds;

// One process that is killed may be stuck in the kernel; nobody waits longer for it.
constexpr milliseconds for_dying{200};

int left_until(Clock::time_point until) {
  return static_cast<int>(
      std::clamp<std::int64_t>(std::chrono::ceil<milliseconds>(until - Clock::now()).count(), 0, 1000));
}

void discard(Drain& drain) {
  static char nowhere[64U << 10];
  const ssize_t got = ::read(drain.input, nowhere, sizeof nowhere);
  if (got > 0 || (got < 0 && (errno == EINTR || errno == EAGAIN))) return;
  drain.is_broken = got < 0;
  drain.input = -1;
}

// True when the child is gone, false when its time is over or we are told to stop.
bool wait_for_end(int life, Clock::time_point until, Drain* drain) {
  while (!is_told_to_stop() || drain == nullptr) {
    pollfd sources[] = {{.fd = life, .events = POLLIN, .revents = 0},
                        {.fd = drain ? drain->input : -1, .events = POLLIN, .revents = 0}};
    const int count = ::poll(sources, 2, left_until(until));
    if (count > 0 && sources[0].revents != 0) return true;
    if (count > 0 && sources[1].revents != 0) discard(*drain);
    if (Clock::now() >= until) return false;
  }
  return false;
}

bool reap(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return false;
  }
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

[[noreturn]] void be_the_child(const std::function<void()>& work) {
  prepare_child();
  std::set_terminate([] { ::_exit(1); });
  int status = 1;
  try {
    work();
    status = 0;
  } catch (...) {
    status = 1;
  }
  ::_exit(status);
}

}  // namespace

Ending run_apart(const std::function<void()>& work, Clock::time_point until, Drain& drain) {
  int life[2];
  if (::pipe2(life, O_CLOEXEC) != 0) return Ending::NotStarted;
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(life[0]);
    be_the_child(work);
  }
  ::close(life[1]);
  if (child < 0) {
    ::close(life[0]);
    return Ending::NotStarted;
  }
  const bool ended = wait_for_end(life[0], until, &drain);
  bool is_gone = ended;
  if (!ended) {
    ::kill(child, SIGKILL);
    is_gone = wait_for_end(life[0], Clock::now() + for_dying, nullptr);
  }
  ::close(life[0]);
  const bool is_good = is_gone && reap(child);
  if (ended) return is_good ? Ending::Finished : Ending::Crashed;
  return is_told_to_stop() ? Ending::Stopped : Ending::Late;
}

SharedMemory::SharedMemory(std::size_t size) {
  void* const address =
      ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (address != MAP_FAILED) octets_ = {static_cast<char*>(address), size};
}

SharedMemory::~SharedMemory() {
  if (!octets_.empty()) ::munmap(octets_.data(), octets_.size());
}

}  // namespace alignmail::hook
