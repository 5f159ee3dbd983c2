// SPDX-License-Identifier: Apache-2.0
// A page of terminal text: columns, wrapping and colour. Every octet that goes through it is
// made visible first, so nothing from a message or from DNS can steer the terminal.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "alignmail/report.hpp"

namespace alignmail::report {

// Colour repeats what the words say, never replaces them.
enum class Paint : std::uint8_t { Plain, Bold, Bad, Risk, Good, Dim, Copy };

class Page {
 public:
  explicit Page(const Style& style) : style_(style) {}

  // Text at the end of the current line.
  Page& put(std::string_view text, Paint paint = Paint::Plain);
  // Spaces up to a column, at least one when the line is already there.
  Page& column(std::size_t column);
  // Text that ends at the right margin, on a line of its own when there is no room.
  Page& right(std::string_view text, Paint paint = Paint::Plain);
  Page& end_line();
  Page& blank();  // an empty line, never two
  // Words, wrapped, `indent` columns in; they begin behind what the line holds already, where the
  // first of them fits there. The line stays open.
  Page& flow(std::string_view text, std::size_t indent, Paint paint = Paint::Plain);
  // The same, and the line ends.
  Page& prose(std::string_view text, std::size_t indent) { return flow(text, indent).end_line(); }
  // A line shown as it is where it fits, else wrapped behind its own indentation.
  Page& shown_as_is(std::string_view line, Paint paint = Paint::Plain);
  // One line at column 0, unbroken: to be copied.
  Page& copy(std::string_view line);

  std::size_t width() const;
  bool is_unicode() const { return style_.unicode; }
  bool is_narrow() const { return width() < 72; }       // too narrow for the columns of tables
  std::size_t columns_of(std::string_view text) const;  // as it will be shown
  std::size_t position() const { return position_; }
  std::string take();

 private:
  std::string shown(std::string_view text) const;
  bool line_is_blank() const;
  void indent_to(std::size_t column);  // of a line that is blank
  void append(const std::string& visible_text, Paint paint);

  const Style& style_;
  std::string text_;
  std::size_t position_ = 0;  // columns used in the current line
};

// A long local part with its middle left out; the domain is never shortened.
std::string shorten_address(std::string_view address);

}  // namespace alignmail::report
