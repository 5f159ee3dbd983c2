// SPDX-License-Identifier: Apache-2.0
// By raw system calls: the wrappers are younger than the kernels we run on. A call that the
// kernel does not know changes nothing, and the analysis goes on without.
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>

#include "hook/process.hpp"

namespace alignmail::hook {
namespace {

// Everything that changes a file system or runs a file of it; no rule allows any of it again.
// Reading stays: name resolution reads files of the system.
void give_up_writing() {
  const landlock_ruleset_attr attributes{
      .handled_access_fs = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR |
                           LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR |
                           LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO |
                           LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM};
  const auto rules =
      static_cast<int>(::syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes.handled_access_fs, 0U));
  if (rules < 0) return;
  (void)::syscall(SYS_landlock_restrict_self, rules, 0U);
  ::close(rules);
}

#if defined(__x86_64__)
constexpr std::uint32_t architecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t architecture = AUDIT_ARCH_AARCH64;
#else
constexpr std::uint32_t architecture = 0;
#endif

// Calls that no analysis makes and that a hijacked one would want. They fail as if forbidden.
constexpr std::array forbidden = {
    SYS_execve,         SYS_execveat,
    SYS_ptrace,         SYS_process_vm_writev,
    SYS_bind,           SYS_listen,
    SYS_accept4,        SYS_mount,
    SYS_umount2,        SYS_setuid,
    SYS_setgid,         SYS_unshare,
    SYS_setns,          SYS_bpf,
    SYS_init_module,    SYS_finit_module,
    SYS_keyctl,         SYS_perf_event_open,
    SYS_io_uring_setup,
};

void give_up_calls() {
  if (architecture == 0) return;
  // Per call one comparison and one "no"; a frame of five around them.
  std::array<sock_filter, 2 * forbidden.size() + 5> program{};
  std::size_t at = 0;
  const auto load = [&](std::size_t offset) {
    program[at++] = BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(offset));
  };
  const auto unless = [&](std::uint32_t value) { program[at++] = BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1); };
  const auto give = [&](std::uint32_t verdict) { program[at++] = BPF_STMT(BPF_RET | BPF_K, verdict); };
  load(offsetof(seccomp_data, arch));
  program[at++] = BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, architecture, 1, 0);
  give(SECCOMP_RET_ERRNO | EPERM);  // another architecture has other numbers
  load(offsetof(seccomp_data, nr));
  for (const long call : forbidden) {
    unless(static_cast<std::uint32_t>(call));
    give(SECCOMP_RET_ERRNO | EPERM);
  }
  give(SECCOMP_RET_ALLOW);
  const sock_fprog filter{.len = static_cast<unsigned short>(at), .filter = program.data()};
  (void)::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter);
}

}  // namespace

void confine() {
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return;
  give_up_writing();
  give_up_calls();
}

}  // namespace alignmail::hook
