// SPDX-License-Identifier: Apache-2.0
#include "hook/spool.hpp"

#include <poll.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/files.hpp"
#include "hook/process.hpp"

namespace alignmail::hook {
namespace {

// Nearly all messages are smaller; the file is for the others.
char memory[1U << 20];
char buffer[64U << 10];

// At most a second: a signal that comes just before a call blocks is noticed then.
int milliseconds_until(Clock::time_point until) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
  return static_cast<int>(std::clamp<std::int64_t>(left, 0, 1000));
}

// At most `room` octets; waits until then.
enum class Got : std::uint8_t { Some, End, Late, Broken, Stopped };
Got read_some(int input, char* place, std::size_t room, Clock::time_point until, std::size_t& got) {
  while (true) {
    if (is_told_to_stop()) return Got::Stopped;
    if (Clock::now() >= until) return Got::Late;
    pollfd ready{.fd = input, .events = POLLIN, .revents = 0};
    const int count = ::poll(&ready, 1, milliseconds_until(until));
    if (count < 0 && errno != EINTR) return Got::Broken;
    if (count <= 0) continue;
    const ssize_t read = ::read(input, place, room);
    if (read < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (read < 0) return Got::Broken;
    got = static_cast<std::size_t>(read);
    return read == 0 ? Got::End : Got::Some;
  }
}

// How much of it was written.
std::size_t write_what_fits(int output, std::string_view octets) {
  std::size_t done = 0;
  while (done < octets.size()) {
    const ssize_t wrote = ::write(output, octets.data() + done, octets.size() - done);
    if (wrote < 0 && errno == EINTR && !is_told_to_stop()) continue;
    if (wrote < 0 && errno == EAGAIN) {
      pollfd ready{.fd = output, .events = POLLOUT, .revents = 0};
      (void)::poll(&ready, 1, 1000);
      if (!is_told_to_stop()) continue;
    }
    if (wrote <= 0) break;
    done += static_cast<std::size_t>(wrote);
  }
  return done;
}

}  // namespace

bool write_all(int output, std::string_view octets) { return write_what_fits(output, octets) == octets.size(); }

Intake Spool::fill(int input, std::size_t most, Clock::time_point until) {
  while (true) {
    const bool has_room = in_memory_ < sizeof memory;
    char* const place = has_room ? memory + in_memory_ : buffer;
    const std::size_t room = has_room ? std::min(sizeof memory - in_memory_, sizeof buffer) : sizeof buffer;
    std::size_t got = 0;
    switch (read_some(input, place, room, until, got)) {
      case Got::Some: break;
      case Got::End: return Intake::Whole;
      case Got::Late: return Intake::Late;
      case Got::Broken: return Intake::Broken;
      case Got::Stopped: return Intake::Stopped;
    }
    if (has_room) {
      in_memory_ += got;
      size_ += got;
    } else if (!keep_in_file(got)) {
      return Intake::NoRoom;
    }
    if (size_ > most) return Intake::TooLong;
  }
}

bool Spool::keep_in_file(std::size_t got) {
  left_over_ = got;
  left_from_ = 0;
  if (file_ < 0) {
    const int file = open_unnamed_file();
    if (file < 0) return false;
    if (!write_all(file, {memory, in_memory_})) {
      ::close(file);
      return false;
    }
    file_ = file;
  }
  left_from_ = write_what_fits(file_, {buffer, got});
  left_over_ = got - left_from_;
  size_ += left_from_;
  return left_over_ == 0;
}

std::string_view Spool::beginning() const { return {memory, in_memory_}; }

std::string_view Spool::text() const {
  if (file_ < 0) return beginning();
  const void* const address = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, file_, 0);
  if (address == MAP_FAILED) return beginning();
  return {static_cast<const char*>(address), size_};
}

bool Spool::write_to(int output) const {
  if (!write_all(output, beginning())) return false;
  static char copy[64U << 10];
  for (std::size_t at = in_memory_; at < size_;) {
    const ssize_t got = ::pread(file_, copy, std::min(sizeof copy, size_ - at), static_cast<off_t>(at));
    if (got < 0 && errno == EINTR && !is_told_to_stop()) continue;
    if (got <= 0 || !write_all(output, {copy, static_cast<std::size_t>(got)})) return false;
    at += static_cast<std::size_t>(got);
  }
  return write_all(output, {buffer + left_from_, left_over_});
}

Spool& the_spool() {
  static Spool spool;
  return spool;
}

Transfer pass_on(int input, int output) {
  static char chunk[64U << 10];
  bool is_alive = output >= 0;
  Transfer transfer = Transfer::Done;
  while (true) {
    std::size_t got = 0;
    switch (read_some(input, chunk, sizeof chunk, Clock::time_point::max(), got)) {
      case Got::Some: break;
      case Got::End: return transfer;
      case Got::Late:
      case Got::Broken: return Transfer::Broken;
      case Got::Stopped: return Transfer::Stopped;
    }
    if (!is_alive || write_all(output, {chunk, got})) continue;
    is_alive = false;
    transfer = is_told_to_stop() ? Transfer::Stopped : Transfer::Broken;
  }
}

}  // namespace alignmail::hook
