// SPDX-License-Identifier: Apache-2.0
// Header fields that a copy put one behind the other on one line.
#include <algorithm>

#include "base/ascii.hpp"
#include "message/paste.hpp"
#include "message/paste_names.hpp"

namespace alignmail::message::paste {
namespace {

constexpr std::size_t npos = std::string_view::npos;

// For each "(" or quotation mark where it is closed; one that never is stands for itself.
std::vector<std::size_t> find_closings(std::string_view text) {
  std::vector<std::size_t> closing(text.size(), npos);
  std::vector<std::size_t> open;
  std::size_t quote = npos;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\\') {
      ++i;
    } else if (c == '"') {
      if (quote != npos) closing[quote] = i;
      quote = quote == npos ? i : npos;
    } else if (c == '(' && quote == npos) {
      open.push_back(i);
    } else if (c == ')' && quote == npos && !open.empty()) {
      closing[open.back()] = i;
      open.pop_back();
    }
  }
  return closing;
}

// Where a known field begins inside the line, outside of quotation marks and comments.
std::vector<std::size_t> find_starts(std::string_view text) {
  const std::vector<std::size_t> closing = find_closings(text);
  std::vector<std::size_t> starts;
  std::size_t word = 0;  // where the word at hand begins
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (closing[i] != npos) {
      i = closing[i];
      continue;
    }
    if (ascii::is_wsp(text[i])) {
      word = i + 1;
      continue;
    }
    // SES writes "DKIM-Signature:v=1"; a domain that looks like a name has no tag behind its colon.
    const std::string_view behind = text.substr(i + 1);
    const bool stands_apart = behind.empty() || ascii::is_wsp(behind.front()) || behind.starts_with("v=1;");
    const bool ends_name = text[i] == ':' && word > 0 && i > word && stands_apart;
    if (ends_name && is_known_name(text.substr(word, i - word)) && begins_known_field(text.substr(word))) {
      starts.push_back(word);
    }
  }
  return starts;
}

// All lines as one. A line as long as the longest was cut there, wherever that was.
std::string in_one(const std::vector<Line>& lines) {
  std::size_t width = 0;
  for (const Line& line : lines) width = std::max(width, line.text.size());
  std::string text;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    text += lines[i].text;
    const bool was_cut = lines[i].text.size() == width && lines.size() > 3;
    if (!was_cut) text += ' ';
  }
  return text;
}

}  // namespace

Done split_one_line(Draft& draft) {
  std::size_t inside = 0;
  std::size_t at_start = 0;
  auto end = draft.lines.begin();
  for (; end != draft.lines.end() && !end->is_blank(); ++end) {
    inside += find_starts(end->text).size();
    if (begins_known_field(end->text)) ++at_start;
  }
  if (inside < 3 || inside <= at_start) return {};
  const std::vector<Line> together(draft.lines.begin(), end);
  const std::string text = in_one(together);
  Done done;
  std::vector<Line> lines;
  std::size_t begin = 0;
  std::vector<std::size_t> starts = find_starts(text);
  starts.push_back(text.size());
  for (const std::size_t next : starts) {
    lines.push_back(
        {std::string(ascii::trim(std::string_view(text).substr(begin, next - begin))), together.front().number});
    begin = next;
  }
  done.note(lines.front(), static_cast<std::uint32_t>(lines.size() - 1));
  draft.lines = std::move(lines);
  return done;
}

}  // namespace alignmail::message::paste
