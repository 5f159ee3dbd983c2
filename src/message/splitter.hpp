// SPDX-License-Identifier: Apache-2.0
// Splits octets into header fields and body without changing one of them.
//
// The header is read line by line. A line ends at LF, with or without CR in front; a lone CR
// ends nothing, unless the text has no LF at all (then every CR does). Lines that begin with
// white space belong to the line above. The first empty line ends the header; nothing else
// does, so that no odd line can hide the fields below it.
#pragma once

#include <memory>
#include <string_view>

#include "alignmail/message.hpp"
#include "message/defect_log.hpp"

namespace alignmail::message {

class Splitter {
 public:
  // `front`: octets above the message, whole lines or a byte order mark, that are skipped.
  Splitter(std::string_view octets, std::shared_ptr<const void> owner, Reading reading, std::size_t front = 0);
  Result<Message> run();

 private:
  struct Line {
    std::size_t begin = 0;
    std::size_t end = 0;   // of the content, without the line end
    std::size_t next = 0;  // where the next line begins
    std::uint32_t number = 0;
    bool is_empty() const { return begin == end; }
  };
  struct Block {  // a line and its continuations
    Line first{};
    std::size_t end = 0;  // of the content of the last line
    std::size_t next = 0;
  };

  Line line_at(std::size_t offset) const;
  bool is_empty_at(std::size_t offset) const;  // the line there, or the end of the text
  // Takes the line at the cursor: counts its line end and notes what is wrong with its octets.
  Line take_line();
  bool is_plain(const Line& line);
  bool continues_at(std::size_t offset) const;
  void note(DefectKind kind, const Line& line);

  void skip_preamble();
  void read_header();
  Block take_block();
  void read_block(const Block& block, bool leading);
  void add_field(const Block& block, std::string_view name, std::size_t colon);
  void skip(std::size_t begin, std::size_t end);
  void settle_body(bool separated);
  void settle_line_ending();

  std::string_view text_;
  Reading reading_;
  std::size_t front_ = 0;
  char line_end_ = '\n';
  std::size_t at_ = 0;           // the cursor
  std::uint32_t line_ = 1;       // of the cursor
  std::size_t crlf_ = 0;         // line ends of that kind so far
  std::size_t plain_until_ = 0;  // lines that end before it hold nothing to note
  std::size_t odd_until_ = 0;    // lines that begin before it are looked at one by one
  bool named_ = false;           // a field with a proper name was found
  DefectLog log_;
  Message message_;
};

}  // namespace alignmail::message
