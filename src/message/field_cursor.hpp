// SPDX-License-Identifier: Apache-2.0
// A place in a structured field, moved on by the tokens of RFC 8601 and RFC 7208: white space and
// comments, words, values. Quoted strings and comments are opaque: nothing inside them is ever
// taken for a word. One that never ends swallows the rest of the field.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace alignmail::message {

class FieldCursor {
 public:
  explicit FieldCursor(std::string_view text) : text_(text) {}

  // White space and comments. `is_fold`: it was a line end and white space, nothing else.
  struct Gap {
    bool any = false;
    bool is_fold = false;
  };
  Gap skip(std::vector<std::string>* comments = nullptr);

  bool at_end() const { return at_ >= text_.size(); }
  char front() const { return at_end() ? '\0' : text_[at_]; }
  bool take(char c);
  void drop() { ++at_; }
  std::size_t place() const { return at_; }
  void go_to(std::size_t place) { at_ = place; }

  // Up to white space or one of = ; ( ) " ; may be empty.
  std::string_view word();
  // A quoted string, without its quotes; empty when it never ends.
  std::string quoted();

  // The value behind "=": a token, a quoted string, an address (its local part may be quoted, and
  // keeps its quotes then), or an address in angle brackets, which go; "<>" stays.
  struct Value {
    std::string text{};
    bool has_brackets = false;
    bool is_quoted = false;
  };
  Value value();

  bool is_unclosed() const { return is_unclosed_; }  // a comment or quoted string never ends
  bool is_too_deep() const { return is_too_deep_; }  // comments nest over the ceiling
  bool is_too_many() const { return is_too_many_; }  // comments over the ceiling were not kept

 private:
  void run();  // up to white space, ; or ( with quoted strings taken whole

  std::string_view text_;
  std::size_t at_ = 0;
  bool is_unclosed_ = false;
  bool is_too_deep_ = false;
  bool is_too_many_ = false;
};

// Adds what is wrong with a field, in words; once, and only the first few: more would tell nothing new.
void note_defect(std::string defect, std::vector<std::string>& defects);
// What the cursor could not read, and which ceilings it reached.
void note_unread(const FieldCursor& cursor, std::vector<std::string>& defects, std::vector<std::string>& cut);
// A ceiling in words: "results after the first 100".
std::string after_the_first(std::string_view what, std::size_t most);

}  // namespace alignmail::message
