// SPDX-License-Identifier: Apache-2.0
// Where one line of pasted text goes on in the next although nothing shows it.
#pragma once

#include <cstddef>
#include <string_view>

#include "message/paste.hpp"

namespace alignmail::message::paste {

// The field at hand, as far as it was read.
class OpenField {
 public:
  explicit OpenField(std::string_view first_line);
  void add(std::string_view line);

  // Whether the line reads as more of the field.
  bool goes_on_with(std::string_view next) const;
  // Whether the line ends were put into the middle of a word.
  bool is_cut_before(std::string_view next) const;
  // Names follow, as in "h=From:To:": what looks like a field is none.
  bool is_in_list_of_names() const { return in_names_; }
  // Within a comment or brackets, where only a name that mail has begins a field.
  bool is_within_word() const { return kind_ != Kind::Text && is_inside(); }

 private:
  enum class Kind : std::uint8_t {
    Signature,  // tag=value, where white space means nothing
    Solid,      // one word
    Results,
    Received,
    Addresses,
    Text,
  };
  static Kind kind_of(std::string_view name);
  bool is_cut_result(std::string_view last, std::string_view first) const;
  bool is_cut_received(std::string_view last, std::string_view first) const;
  bool is_inside() const { return depth_ > 0 || in_quotes_ || in_angle_ || in_bracket_; }

  Kind kind_;
  std::string_view last_{};
  std::string_view word_before_{};  // the one in front of the last word of the line
  int depth_ = 0;                   // of comments
  bool in_quotes_ = false;
  bool in_angle_ = false;
  bool in_bracket_ = false;
  bool has_date_ = false;  // a Received field's ";"
  bool in_names_ = false;
};

// The width at which an editor broke every line, wherever in a word that was; 0 for none.
std::size_t hard_width(const std::vector<Line>& lines);

}  // namespace alignmail::message::paste
