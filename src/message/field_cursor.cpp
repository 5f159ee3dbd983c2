// SPDX-License-Identifier: Apache-2.0
#include "message/field_cursor.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "base/limits.hpp"
#include "base/octet_set.hpp"
#include "message/structured.hpp"

namespace alignmail::message {
namespace {

constexpr std::size_t npos = std::string_view::npos;
constexpr std::size_t most_comments = 100;  // kept for one result

constexpr OctetSet word_ends(" \t\r\n=;()\"");
constexpr OctetSet value_marks(" \t\r\n;(\"");  // what ends a value, and what begins a part that is taken whole

bool is_fold(std::string_view gap) {
  const std::size_t line_end = ascii::starts_with_crlf(gap) ? 2 : gap.starts_with('\n') ? 1 : 0;
  return line_end > 0 && gap.size() > line_end && gap.find_first_not_of(" \t", line_end) == npos;
}

}  // namespace

FieldCursor::Gap FieldCursor::skip(std::vector<std::string>* comments) {
  const std::size_t begin = at_;
  while (!at_end()) {
    if (ascii::is_space(text_[at_])) {
      ++at_;
      continue;
    }
    if (text_[at_] != '(') break;
    const CommentEnd comment = comment_end(text_, at_);
    if (comment.end == npos) {
      is_unclosed_ = true;
      at_ = text_.size();
      break;
    }
    is_too_deep_ = is_too_deep_ || comment.depth > limits::comment_nesting;
    is_too_many_ = is_too_many_ || (comments != nullptr && comments->size() == most_comments);
    if (comments != nullptr && comments->size() < most_comments) {
      comments->push_back(unquote(text_.substr(at_ + 1, comment.end - at_ - 2)));
    }
    at_ = comment.end;
  }
  return {at_ > begin, is_fold(text_.substr(begin, at_ - begin))};
}

bool FieldCursor::take(char c) {
  if (at_end() || text_[at_] != c) return false;
  ++at_;
  return true;
}

std::string_view FieldCursor::word() {
  const std::size_t begin = at_;
  while (!at_end() && !word_ends.has(text_[at_])) ++at_;
  return text_.substr(begin, at_ - begin);
}

std::string FieldCursor::quoted() {
  const std::size_t begin = at_;
  const std::size_t end = quoted_end(text_, at_);
  if (end == npos) {
    is_unclosed_ = true;
    at_ = text_.size();
    return {};
  }
  at_ = end;
  return unquote(text_.substr(begin + 1, end - begin - 2));
}

void FieldCursor::run() {
  while (true) {
    while (!at_end() && !value_marks.has(text_[at_])) ++at_;
    if (front() != '"') return;
    quoted();
  }
}

FieldCursor::Value FieldCursor::value() {
  const std::size_t begin = at_;
  Value value;
  if (front() == '"') {
    value.text = quoted();
    value.is_quoted = true;
    const std::size_t end = at_;
    run();
    if (at_ > end) value.text = without_line_ends(text_.substr(begin, at_ - begin));
    return value;
  }
  run();
  std::string_view text = text_.substr(begin, at_ - begin);
  value.has_brackets = text.starts_with('<') && text.ends_with('>');
  if (value.has_brackets && text.size() > 2) text = text.substr(1, text.size() - 2);
  value.text = without_line_ends(text);
  return value;
}

void note_defect(std::string defect, std::vector<std::string>& defects) {
  constexpr std::size_t most_defects = 20;
  if (defects.size() == most_defects || std::find(defects.begin(), defects.end(), defect) != defects.end()) return;
  defects.push_back(std::move(defect));
}

std::string after_the_first(std::string_view what, std::size_t most) {
  return std::string(what) + " after the first " + std::to_string(most);
}

void note_unread(const FieldCursor& cursor, std::vector<std::string>& defects, std::vector<std::string>& cut) {
  if (cursor.is_unclosed()) note_defect("a comment or quoted string never ends; nothing in it was read", defects);
  if (cursor.is_too_deep()) {
    note_defect("comments nest too deep", defects);
    note_defect("comments that nest deeper than " + std::to_string(limits::comment_nesting), cut);
  }
  if (cursor.is_too_many()) {
    note_defect("more comments than the ceiling", defects);
    note_defect(after_the_first("comments", most_comments), cut);
  }
}

}  // namespace alignmail::message
