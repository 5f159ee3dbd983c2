// SPDX-License-Identifier: Apache-2.0
// A master file cut into entries and tokens (RFC 1035 section 5.1): parentheses, comments,
// quotes and escapes are understood here, what the tokens mean is not.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "alignmail/result.hpp"

namespace alignmail::dns {

struct Token {
  std::string_view text{};  // escapes as written; without the quotes
  bool quoted = false;
};

// One entry: a line, or several joined by parentheses.
struct Entry {
  std::size_t line = 0;        // where it begins
  bool leading_blank = false;  // the owner is that of the entry before
  bool fault = false;          // a ";!" line: the tokens are what follows it
  std::vector<Token> tokens{};
};

class MasterScanner {
 public:
  explicit MasterScanner(std::string_view text);

  // Reads the next entry that has tokens; false at the end of the file. An error's offset is the line.
  Result<bool> next(Entry& entry);

 private:
  Result<bool> read_line(Entry& entry);
  Result<bool> read_quoted(Entry& entry);
  void read_word(Entry& entry);
  void skip_comment();
  void read_fault(Entry& entry);

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  std::size_t opened_ = 0;  // line of the open parenthesis; 0 when none is
};

}  // namespace alignmail::dns
