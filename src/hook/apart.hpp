// SPDX-License-Identifier: Apache-2.0
// Work done in a child process that may crash or hang: that costs its result and nothing else.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string_view>

#include "hook/spool.hpp"

namespace alignmail::hook {

enum class Ending : std::uint8_t {
  Finished,
  Crashed,     // or ended with an exception
  Late,        // killed at its time
  NotStarted,  // no process or no descriptor to be had
  Stopped,     // we were told to stop
};

// Input that comes while we wait and is thrown away, so that its writer can go on; negative: none
// is read, and at its end it becomes negative.
struct Drain {
  int input = -1;
  bool is_broken = false;
};

Ending run_apart(const std::function<void()>& work, Clock::time_point until, Drain& drain);

// Memory that a child writes and its parent reads. Its size costs nothing until it is used, and
// no limit on files or disks applies to it.
class SharedMemory {
 public:
  explicit SharedMemory(std::size_t size);
  ~SharedMemory();
  SharedMemory(const SharedMemory&) = delete;
  SharedMemory& operator=(const SharedMemory&) = delete;
  // Empty when there was none to be had.
  std::span<char> octets() const { return octets_; }

 private:
  std::span<char> octets_{};
};

}  // namespace alignmail::hook
