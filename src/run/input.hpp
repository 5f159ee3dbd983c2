// SPDX-License-Identifier: Apache-2.0
// Reading a message from a file or from standard input.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "alignmail/message.hpp"

namespace alignmail::run {

struct Octets {
  std::string_view text{};
  std::shared_ptr<const void> owner{};  // keeps the text alive: memory, or a mapped file
  bool cut = false;                     // there is more than was wanted
};

// A descriptor that is closed in the end; negative for none.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor();
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }

 private:
  int number_;
};

// The file, or standard input for "-". What is longer than `most` is cut, there or behind what
// a header may take, so that the header at least is whole. NoInput when there is nothing that
// could be opened, Io when reading failed half-way.
Result<Octets> read_octets(const std::string& path, std::size_t most);
// The same of a file of which nothing was read so far but by pread().
Result<Octets> read_opened(const Descriptor& file, const std::string& path, std::size_t most);
// The same of a file descriptor that stays open; `name` is for messages.
Result<Octets> read_descriptor(int descriptor, const std::string& name, std::size_t most);

// The message in them. Of a message that was cut only the header is read: a hash over half a
// body would look like a broken signature.
Result<message::Message> parse_octets(const Octets& octets, message::Reading reading);

}  // namespace alignmail::run
