// SPDX-License-Identifier: Apache-2.0
// Repairs of the margin: what stands in front of every line.
#include <algorithm>

#include "base/ascii.hpp"
#include "message/paste.hpp"
#include "message/paste_names.hpp"

namespace alignmail::message::paste {
namespace {

constexpr std::size_t npos = std::string::npos;

std::size_t count_filled(const Draft& draft) {
  return static_cast<std::size_t>(
      std::count_if(draft.lines.begin(), draft.lines.end(), [](const Line& line) { return !line.is_blank(); }));
}

// "12:", "t.eml:12:", "   12\t", "12 |": the number, and where the text begins.
struct Numbered {
  std::uint64_t number = 0;
  std::size_t end = 0;  // 0: none
};
Numbered number_at(std::string_view text) {
  constexpr std::size_t longest_file_name = 255;
  std::size_t begin = text.find_first_not_of(' ');
  if (begin == npos) return {};
  if (!ascii::is_digit(text[begin])) {
    // grep's form names the file; the name may not hold what could be a field.
    const std::size_t colon = text.substr(0, longest_file_name).find_first_of(":-", begin);
    const bool is_form = colon != npos && colon + 1 < text.size() && ascii::is_digit(text[colon + 1]) &&
                         text.find_first_of(" \t") > colon;
    if (!is_form) return {};
    begin = colon + 1;
  }
  std::size_t end = begin;
  while (end < text.size() && end - begin < 9 && ascii::is_digit(text[end])) ++end;
  const auto number = ascii::parse_number(text.substr(begin, end - begin));
  if (!number) return {};
  if (end == text.size()) return {*number, end};
  constexpr std::string_view marks = ":-|.)\t";
  if (text[end] == ' ' && end + 1 < text.size() && text[end + 1] == '|') ++end;
  const bool is_mark = marks.find(text[end]) != npos;
  return is_mark || text[end] == ' ' ? Numbered{*number, end + 1} : Numbered{};
}

bool rises(const Draft& draft) {
  std::uint64_t last = 0;
  std::size_t numbered = 0;
  for (const Line& line : draft.lines) {
    if (line.is_blank()) continue;
    const Numbered number = number_at(line.text);
    if (number.end == 0) continue;
    if (number.number <= last) return false;
    last = number.number;
    ++numbered;
  }
  return numbered > 2 && numbered * 10 >= count_filled(draft) * 9;
}

// Whether one more space belongs to the number: every line has it.
bool has_gap(const Draft& draft) {
  return std::all_of(draft.lines.begin(), draft.lines.end(), [](const Line& line) {
    const Numbered number = number_at(line.text);
    return number.end == 0 || number.end >= line.text.size() || line.text[number.end] == ' ';
  });
}

std::size_t quote_width(const Line& line) {
  if (!line.text.starts_with('>')) return 0;
  return line.text.size() > 1 && line.text[1] == ' ' ? 2 : 1;
}

std::size_t indent_of(const Line& line) { return std::min(line.text.find_first_not_of(" \t"), line.text.size()); }

}  // namespace

Done strip_line_numbers(Draft& draft) {
  if (!rises(draft)) return {};
  const std::size_t gap = has_gap(draft) ? 1 : 0;
  Done done;
  for (Line& line : draft.lines) {
    const Numbered number = number_at(line.text);
    if (number.end == 0) continue;
    done.note(line);
    line.text.erase(0, number.end + gap);
  }
  return done;
}

// Also quoting of quoting.
Done strip_quoting(Draft& draft) {
  Done done;
  constexpr int deepest = 20;
  for (int depth = 0; depth < deepest; ++depth) {
    const auto quoted = static_cast<std::size_t>(
        std::count_if(draft.lines.begin(), draft.lines.end(), [](const Line& line) { return quote_width(line) > 0; }));
    if (quoted < 2 || quoted * 10 < count_filled(draft) * 8) break;
    for (Line& line : draft.lines) {
      const std::size_t width = quote_width(line);
      if (width == 0) continue;
      if (depth == 0) done.note(line);
      line.text.erase(0, width);
    }
  }
  return done;
}

// Before folds are looked at, for a fold is an indent too.
Done strip_indent(Draft& draft) {
  const auto begin = std::find_if(draft.lines.begin(), draft.lines.end(), [](const Line& line) {
    return begins_known_field(std::string_view(line.text).substr(indent_of(line)));
  });
  auto end = std::find_if(begin, draft.lines.end(), [](const Line& line) { return line.is_blank(); });
  if (end - begin < 2) end = draft.lines.end();  // empty lines between all
  std::size_t common = npos;
  for (auto line = begin; line != end; ++line) {
    if (!line->is_blank()) common = std::min(common, indent_of(*line));
  }
  if (common == npos || common == 0) return {};
  Done done;
  for (auto line = begin; line != draft.lines.end(); ++line) {
    if (line->is_blank()) continue;
    done.note(*line);
    line->text.erase(0, std::min(common, indent_of(*line)));
  }
  return done;
}

}  // namespace alignmail::message::paste
