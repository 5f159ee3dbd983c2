// SPDX-License-Identifier: Apache-2.0
// Pasted header text: what the way from a mail program through a clipboard did to it, undone.
//
// A repair is a row of a table: it looks for its own sign and leaves the text alone without it.
// They run in an order in which each can rely on those before it: octets, characters, margins,
// what stands around the header, lines, fields. What was repaired is not what was signed, so
// after any of them no signature is checked; claims, names and the live look-ups stay.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "alignmail/message.hpp"

namespace alignmail::message::paste {

// What a line is to the field above it.
enum class Role : std::uint8_t {
  Field,  // begins one
  Fold,   // goes on with white space in front, as it should
  Lost,   // goes on, but its white space is gone
  Cut,    // goes on in the middle of a word
};

struct Line {
  std::string text{};
  std::uint32_t number = 0;  // in the text as it was given
  Role role = Role::Field;   // known behind drop_trailing_text()

  bool is_blank() const { return text.find_first_not_of(" \t") == std::string::npos; }
  bool is_indented() const { return !text.empty() && (text[0] == ' ' || text[0] == '\t'); }
};

struct Draft {
  std::string text{};         // until it is split
  std::vector<Line> lines{};  // from then on
  bool is_alone = true;       // a header without a body: more may be taken for a mangle
  bool ends_open = false;     // without a line end
};

// What one repair did.
struct Done {
  std::uint32_t count = 0;
  std::uint32_t line = 0;  // the first place
  std::string quote{};     // what stood there, when that is worth showing

  void note(const Line& place, std::uint32_t times = 1) {
    if (count == 0) line = place.number;
    count += times;
  }
};

struct Row {
  std::string_view id;    // of the report
  std::string_view one;   // in words: once, and "{n}" times
  std::string_view many;  // the same when one would not do
  std::string_view lost;  // what has no force any more, besides the signatures; empty for nothing
  bool is_margin;         // run again until none finds anything: margins stand in margins
  Done (*repair)(Draft& draft);
};
std::span<const Row> rows();
const Row* find_row(std::string_view id);

// Of the text as octets.
Done drop_byte_order_mark(Draft& draft);
Done mend_encoding(Draft& draft);
Done read_escapes(Draft& draft);
Done mend_line_ends(Draft& draft);
Done split_lines(Draft& draft);
// Of characters.
Done strip_html(Draft& draft);
Done mend_invisible(Draft& draft);
Done mend_punctuation(Draft& draft);
Done decode_quoted_printable(Draft& draft);
// Of the margin.
Done strip_line_numbers(Draft& draft);
Done strip_quoting(Draft& draft);
Done strip_indent(Draft& draft);
// Of what stands around the header.
Done drop_fences(Draft& draft);
Done unwrap_links(Draft& draft);
Done read_cells(Draft& draft);
Done read_summary(Draft& draft);
Done drop_summary(Draft& draft);
Done drop_display(Draft& draft);
Done drop_buttons(Draft& draft);
Done take_elided(Draft& draft);
Done drop_blank_lines(Draft& draft);
Done drop_leading_text(Draft& draft);
// Of lines and fields.
Done split_one_line(Draft& draft);
Done drop_trailing_text(Draft& draft);
Done join_wrapped(Draft& draft);
Done restore_folds(Draft& draft);
Done restore_order(Draft& draft);
Done mark_truncated(Draft& draft);
Done mark_redacted(Draft& draft);

// What stands above a message: its octets, and the repairs that set it aside.
struct Front {
  std::size_t octets = 0;
  std::vector<Repair> repairs{};
};
// A byte order mark, what a mail program shows above the source of a message, or a few words of
// whoever sends it on. Nothing when there is none, or when fields in it show that a server wrote
// them: then it is the header.
std::optional<Front> find_front(std::string_view octets);

// The words of a page below an empty line, when there are no others: then what stands above them is a header alone.
inline constexpr std::size_t longest_page_tail = 400;
std::optional<Repair> find_page_tail(std::string_view below, std::uint32_t first_line);

// Whether the message, as its octets read, may be a paste that has to be looked at.
bool is_suspicious(const Message& exact);

struct Mended {
  std::string text{};                    // a header alone, with CRLF
  std::vector<std::uint32_t> numbers{};  // of its lines, in the text as it was given
  std::vector<Repair> repairs{};
};
// Nothing when there was nothing to repair, or what came out is no header.
std::optional<Mended> mend(std::string_view octets, bool is_alone);

}  // namespace alignmail::message::paste
