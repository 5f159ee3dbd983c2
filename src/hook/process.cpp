// SPDX-License-Identifier: Apache-2.0
#include "hook/process.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <initializer_list>

namespace alignmail::hook {
namespace {

volatile std::sig_atomic_t told_to_stop = 0;

void stop(int signal) { told_to_stop = signal; }

void handle(int signal, void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;  // without SA_RESTART: a blocking call has to notice
  sigemptyset(&action.sa_mask);
  ::sigaction(signal, &action, nullptr);
}

bool is_open(int descriptor) { return ::fcntl(descriptor, F_GETFD) != -1; }

}  // namespace

void prepare_signals() {
  for (const int signal : {SIGPIPE, SIGXFSZ}) handle(signal, SIG_IGN);
  for (const int signal : {SIGTERM, SIGHUP, SIGINT}) handle(signal, stop);
  handle(SIGCHLD, SIG_DFL);  // ignored by whoever started us, it would lose us a child's end
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

int stop_signal() { return told_to_stop; }

bool prepare_process() {
  const bool has_output = is_open(STDOUT_FILENO);
  // What is opened later must not become somebody's standard output.
  for (int descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; ++descriptor) {
    if (!is_open(descriptor)) (void)::open("/dev/null", O_RDWR);
  }
  prepare_signals();
  ::umask(077);
  return has_output;
}

void prepare_child() {
  (void)::prctl(PR_SET_PDEATHSIG, SIGKILL);  // nobody is left to stop it when we are killed
  for (const int signal : {SIGTERM, SIGHUP, SIGINT}) handle(signal, SIG_DFL);
  const int nowhere = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  for (int descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; ++descriptor) {
    if (nowhere < 0) ::close(descriptor);
    if (nowhere >= 0) ::dup2(nowhere, descriptor);
  }
  const rlimit nothing{0, 0};
  ::setrlimit(RLIMIT_CORE, &nothing);
}

}  // namespace alignmail::hook
