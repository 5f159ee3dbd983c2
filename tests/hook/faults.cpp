// SPDX-License-Identifier: Apache-2.0
// Loaded before the C library (LD_PRELOAD), this makes one of its calls fail.
//
//   FAULT=write:3:ENOSPC   the third write() of the process fails so; "write:3+:ENOSPC" that and
//                          all behind it, up to the one that FAULT_UNTIL names. Also: read, fsync, close, openat,
//                          renameat, pipe2, mkostemp, open, mmap, malloc (as ENOMEM), getrandom.
//   FAULT=fork:1:crash     what fork() started first ends by a signal; hang, exit, overflow
//                          (of the stack) and fail (there is no process) likewise
//   FAULT=write:2:kill     the process is killed when it gets there
//   FAULT_SHORT=1          write() and read() do one octet at a time
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/types.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>

extern "C" void* __libc_malloc(size_t size);

namespace {

struct Fault {
  char call[16] = "";
  char kind[16] = "";
  long number = 0;
  long until = 0;
  bool and_all_behind = false;
  bool is_short = false;
  bool is_read = false;
};
Fault fault;
long seen = 0;
bool is_doomed = false;

void read_fault() {
  if (fault.is_read) return;
  fault.is_read = true;
  const char* const text = getenv("FAULT");
  if (text != nullptr) {
    char number[16] = "";
    if (sscanf(text, "%15[^:]:%15[^:]:%15s", fault.call, number, fault.kind) == 3)
      fault.number = strtol(number, nullptr, 10);
    fault.and_all_behind = strchr(number, '+') != nullptr;
  }
  const char* const until = getenv("FAULT_UNTIL");
  if (until != nullptr) fault.until = strtol(until, nullptr, 10);
  fault.is_short = getenv("FAULT_SHORT") != nullptr;
}

int number_of(const char* kind) {
  struct {
    const char* name;
    int number;
  } const known[] = {{"ENOSPC", ENOSPC}, {"EDQUOT", EDQUOT}, {"EIO", EIO},     {"EINTR", EINTR},  {"EAGAIN", EAGAIN},
                     {"EMFILE", EMFILE}, {"EACCES", EACCES}, {"EROFS", EROFS}, {"ENOMEM", ENOMEM}};
  for (const auto& each : known) {
    if (strcmp(each.name, kind) == 0) return each.number;
  }
  return EIO;
}

// True when this call is to fail; errno says how.
bool is_due(const char* call) {
  read_fault();
  if (strcmp(fault.call, call) != 0) return false;
  ++seen;
  if (seen != fault.number && !(fault.and_all_behind && seen > fault.number)) return false;
  if (fault.until > 0 && seen > fault.until) return false;
  if (strcmp(fault.kind, "kill") == 0) kill(getpid(), SIGKILL);
  errno = number_of(fault.kind);
  return true;
}

template <class F>
F real(const char* name) {
  return reinterpret_cast<F>(dlsym(RTLD_NEXT, name));
}

size_t shortened(size_t count) { return fault.is_short && count > 1 ? 1 : count; }

int overflow(volatile char* before) {
  volatile char frame[4096];
  frame[0] = before != nullptr ? before[0] : '\0';
  return overflow(frame) + frame[0];
}

}  // namespace

extern "C" {

ssize_t write(int file, const void* octets, size_t count) {
  if (is_due("write")) return -1;
  static const auto next = real<ssize_t (*)(int, const void*, size_t)>("write");
  return next(file, octets, shortened(count));
}

ssize_t read(int file, void* octets, size_t count) {
  if (is_due("read")) return -1;
  static const auto next = real<ssize_t (*)(int, void*, size_t)>("read");
  return next(file, octets, shortened(count));
}

int fsync(int file) {
  static const auto next = real<int (*)(int)>("fsync");
  return is_due("fsync") ? -1 : next(file);
}

int close(int file) {
  static const auto next = real<int (*)(int)>("close");
  const bool fails = is_due("close");
  const int trouble = errno;
  const int closed = next(file);
  if (fails) errno = trouble;
  return fails ? -1 : closed;
}

int openat(int folder, const char* path, int flags, ...) {
  va_list more;
  va_start(more, flags);
  const mode_t mode = va_arg(more, mode_t);
  va_end(more);
  static const auto next = real<int (*)(int, const char*, int, ...)>("openat");
  return is_due("openat") ? -1 : next(folder, path, flags, mode);
}

int open(const char* path, int flags, ...) {
  va_list more;
  va_start(more, flags);
  const mode_t mode = va_arg(more, mode_t);
  va_end(more);
  static const auto next = real<int (*)(const char*, int, ...)>("open");
  return is_due("open") ? -1 : next(path, flags, mode);
}

int mkostemp(char* pattern, int flags) {
  static const auto next = real<int (*)(char*, int)>("mkostemp");
  return is_due("mkostemp") ? -1 : next(pattern, flags);
}

int renameat(int from_folder, const char* from, int to_folder, const char* to) {
  static const auto next = real<int (*)(int, const char*, int, const char*)>("renameat");
  return is_due("renameat") ? -1 : next(from_folder, from, to_folder, to);
}

int pipe2(int* ends, int flags) {
  static const auto next = real<int (*)(int*, int)>("pipe2");
  return is_due("pipe2") ? -1 : next(ends, flags);
}

ssize_t getrandom(void* octets, size_t count, unsigned flags) {
  static const auto next = real<ssize_t (*)(void*, size_t, unsigned)>("getrandom");
  return is_due("getrandom") ? -1 : next(octets, count, flags);
}

void* mmap(void* address, size_t size, int protection, int flags, int file, off_t offset) {
  static const auto next = real<void* (*)(void*, size_t, int, int, int, off_t)>("mmap");
  return is_due("mmap") ? MAP_FAILED : next(address, size, protection, flags, file, offset);
}

void* malloc(size_t size) { return is_due("malloc") ? nullptr : __libc_malloc(size); }

pid_t fork() {
  static const auto next = real<pid_t (*)()>("fork");
  const bool due = is_due("fork");
  if (due && strcmp(fault.kind, "fail") == 0) {
    errno = EAGAIN;
    return -1;
  }
  const pid_t child = next();
  is_doomed = child == 0 && due;
  return child;
}

// The last thing that a child of the hook does before its work.
int setrlimit(__rlimit_resource_t resource, const rlimit* limit) {
  static const auto next = real<int (*)(__rlimit_resource_t, const rlimit*)>("setrlimit");
  if (!is_doomed) return next(resource, limit);
  if (strcmp(fault.kind, "hang") == 0) {
    while (true) pause();
  }
  if (strcmp(fault.kind, "exit") == 0) _exit(0);
  if (strcmp(fault.kind, "overflow") == 0) _exit(overflow(nullptr));
  return kill(getpid(), SIGSEGV);
}

}  // extern "C"
