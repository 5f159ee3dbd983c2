// SPDX-License-Identifier: Apache-2.0
// mbox files (RFC 4155 and its relatives mboxo, mboxrd, mboxcl, mboxcl2).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace alignmail::run {

// Divides a mailbox at its "From " lines. A Content-Length is believed only when the message that
// it measures ends where another one, or nothing, begins, and holds none that is not measured.
class MboxReader {
 public:
  explicit MboxReader(std::string_view text) : text_(text), at_(front_of(text)) {}

  struct Entry {
    std::string_view text{};   // without the "From " line and the empty line behind
    std::size_t line = 1;      // of the mailbox, at which the text begins
    bool has_quoting = false;  // lines such as ">From " whose mark is to be taken off
  };
  std::optional<Entry> next();

  // Whether the text is a mailbox of several messages.
  static bool is_mailbox(std::string_view text);
  // Behind a byte order mark and empty lines, which an editor or an export may have put on top.
  static std::size_t front_of(std::string_view text);

 private:
  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t counted_ = 0;  // up to where line_ is known
  std::size_t line_ = 1;
};

// One ">" taken off every line of ">From ", ">>From " and so on, as mboxrd put it there.
std::string without_quoting(std::string_view text);

}  // namespace alignmail::run
