// SPDX-License-Identifier: Apache-2.0
// Memory for the values of JSON: some two thousand small blocks for each report, which all go together.
//
// They are cut off a large block one behind the other, and when the last of them has been given back it begins anew.
// Asking the C library for each took a quarter of the time of a message of 4 KB as NDJSON. A value stays with the
// thread that made it, and none outlives its report, or the block would only grow.
#pragma once

#include <cstddef>
#include <memory>
#include <memory_resource>

namespace alignmail::report::json {

class Memory {
 public:
  static Memory& of_thread() {
    thread_local Memory memory;
    return memory;
  }

  void* take(std::size_t octets, std::size_t alignment) {
    ++taken_;
    return resource_.allocate(octets, alignment);
  }
  void give_back() {
    if (--taken_ == 0) resource_.release();
  }

 private:
  static constexpr std::size_t kept_octets = std::size_t{192}
                                             << 10;  // nearly every report fits; more is asked for and freed

  std::unique_ptr<std::byte[]> kept_{new std::byte[kept_octets]};
  std::pmr::monotonic_buffer_resource resource_{kept_.get(), kept_octets};
  std::size_t taken_ = 0;
};

// The library asks for an allocator that is a type alone. (Under the address sanitizer each block is the C library's,
// so that it sees what is done with it.)
#ifdef __SANITIZE_ADDRESS__
template <class Value>
using Allocator = std::allocator<Value>;
#else
template <class Value>
class Allocator {
 public:
  using value_type = Value;
  Allocator() = default;
  template <class Other>
  Allocator(const Allocator<Other>& /*other*/) {}

  Value* allocate(std::size_t count) {
    return static_cast<Value*>(Memory::of_thread().take(count * sizeof(Value), alignof(Value)));
  }
  void deallocate(Value* /*block*/, std::size_t /*count*/) { Memory::of_thread().give_back(); }

  template <class Other>
  bool operator==(const Allocator<Other>& /*other*/) const {
    return true;
  }
};
#endif

}  // namespace alignmail::report::json
