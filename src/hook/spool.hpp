// SPDX-License-Identifier: Apache-2.0
// The message on its way from standard input: kept for the analysis and for the copy.
//
// Up to a size it lies in memory of fixed size, beyond that in a temporary file without a name.
// Nothing here needs the heap, and no octet that was read is ever lost: what could not be kept
// in the file is still in the buffer.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace alignmail::hook {

using Clock = std::chrono::steady_clock;

// Why reading ended.
enum class Intake : std::uint8_t {
  Whole,    // end of file
  TooLong,  // more than the ceiling
  Late,     // no end in sight by the time
  Broken,   // read() failed
  NoRoom,   // no place to keep more
  Stopped,  // a signal
};

class Spool {
 public:
  // Reads until the end, a ceiling or a time; more may still come when it returns.
  Intake fill(int input, std::size_t most, Clock::time_point until);

  std::size_t size() const { return size_; }
  // Every octet that was kept; mapped on demand, so it is for the child. Shorter than size()
  // when the file cannot be mapped.
  std::string_view text() const;
  // The first octets, in memory.
  std::string_view beginning() const;
  // Writes everything that was read; false when it could not be written whole.
  bool write_to(int output) const;

 private:
  bool keep_in_file(std::size_t got);

  std::size_t size_ = 0;       // kept: in memory, or in the file once there is one
  std::size_t in_memory_ = 0;  // of the first octets
  std::size_t left_over_ = 0;  // octets of the buffer that the file did not take
  std::size_t left_from_ = 0;
  int file_ = -1;
};

// The message of this process.
Spool& the_spool();

enum class Transfer : std::uint8_t { Done, Broken, Stopped };
// What is left of the input goes to the output, or nowhere when that is negative. Ends at the
// end of the input. A dead output does not end the reading.
Transfer pass_on(int input, int output);
bool write_all(int output, std::string_view octets);

}  // namespace alignmail::hook
