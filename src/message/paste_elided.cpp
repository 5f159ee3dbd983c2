// SPDX-License-Identifier: Apache-2.0
// Lines that whoever copied a header left out, and marked: "[...]", "-- snip --".
#include <algorithm>
#include <array>

#include "base/ascii.hpp"
#include "message/paste.hpp"
#include "message/paste_names.hpp"
#include "message/paste_words.hpp"

namespace alignmail::message::paste {
namespace {

bool is_frame(char c) { return std::string_view("[]()<>-=*~{}8_ ").find(c) != std::string_view::npos; }

// A word for it, with something around: "[snip]", "-- 12 lines omitted --".
bool is_framed_word(std::string_view text) {
  static constexpr std::array<std::string_view, 10> words = {"snip",      "snipped", "cut",     "trimmed", "truncated",
                                                             "shortened", "omitted", "removed", "deleted", "elided"};
  constexpr std::size_t longest = 40;
  if (text.size() > longest || !is_frame(text.front()) || !is_frame(text.back())) return false;
  while (!text.empty() && is_frame(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_frame(text.back())) text.remove_suffix(1);
  const std::size_t space = text.rfind(' ');
  const std::string_view last = space == std::string_view::npos ? text : text.substr(space + 1);
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return ascii::iequals(word, last); });
}

bool is_mark(const Line& line) {
  const std::string_view text = ascii::trim(line.text);
  return !text.empty() && (without_ellipsis(text).empty() || is_framed_word(text));
}

// What stands behind the marks and empty lines at `at`.
std::size_t behind_marks(const std::vector<Line>& lines, std::size_t at) {
  while (at < lines.size() && (lines[at].is_blank() || is_mark(lines[at]))) ++at;
  return at;
}

// Of the marks and empty lines from `at` on: where the marks end that belong to the header.
std::size_t end_of_marks(const std::vector<Line>& lines, std::size_t at, std::size_t next) {
  const auto first = lines.begin() + static_cast<std::ptrdiff_t>(at);
  const auto last = lines.begin() + static_cast<std::ptrdiff_t>(next);
  const auto blank = std::find_if(first, last, [](const Line& line) { return line.is_blank(); });
  const bool goes_on =
      last != lines.end() && (begins_known_field(last->text) || (blank == last && last->is_indented()));
  if (goes_on) return next;
  if (blank == last && last != lines.end()) return at;  // in a text of some other kind
  return static_cast<std::size_t>(blank - lines.begin());
}

}  // namespace

// They stand where a field could: behind one that a server wrote a fold may be left out too, behind another a fold of
// dots is text. What empty lines part from the rest belongs to the header when a field follows.
Done take_elided(Draft& draft) {
  Done done;
  auto& lines = draft.lines;
  std::vector<Line> kept;
  bool is_machine = false;
  for (std::size_t at = 0; at < lines.size();) {
    const std::size_t next = behind_marks(lines, at);
    if (next == at) {
      if (!lines[at].is_indented()) is_machine = is_machine_name(field_name(lines[at].text).value_or(""));
      kept.push_back(std::move(lines[at++]));
      continue;
    }
    const std::size_t end = end_of_marks(lines, at, next);
    std::uint32_t marks = 0;
    bool is_text = false;
    for (std::size_t i = at; i < end; ++i) {
      if (lines[i].is_blank()) continue;
      ++marks;
      is_text = is_text || (lines[i].is_indented() && !is_machine);
    }
    const bool is_header = end == next && end < lines.size();
    if (marks > 0 && !is_text) {
      const auto mark = std::find_if_not(lines.begin() + static_cast<std::ptrdiff_t>(at), lines.end(),
                                         [](const Line& line) { return line.is_blank(); });
      done.note(*mark, marks);
      at = end;
    }
    for (; at < next; ++at) kept.push_back(std::move(lines[at]));
    if (is_header) continue;
    for (; at < lines.size(); ++at) kept.push_back(std::move(lines[at]));
  }
  lines = std::move(kept);
  return done;
}

}  // namespace alignmail::message::paste
