// SPDX-License-Identifier: Apache-2.0
// The entry of libFuzzer; ALIGNMAIL_FUZZ_TARGET names the target.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iostream>

#include "fuzz/targets.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const fuzz::Target* const target = [] {
    const char* const name = std::getenv("ALIGNMAIL_FUZZ_TARGET");
    const fuzz::Target* found = name == nullptr ? nullptr : fuzz::find(name);
    if (found != nullptr) return found;
    std::cerr << "ALIGNMAIL_FUZZ_TARGET must name one of:";
    for (const fuzz::Target& each : fuzz::targets()) std::cerr << " " << each.name;
    std::cerr << "\n";
    std::exit(64);
  }();
  target->run({reinterpret_cast<const char*>(data), size});
  return 0;
}
