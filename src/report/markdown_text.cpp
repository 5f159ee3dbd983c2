// SPDX-License-Identifier: Apache-2.0
#include "report/markdown_text.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "base/escape.hpp"

namespace alignmail::report::markdown {
namespace {

std::size_t longest_run(std::string_view text, char c) {
  std::size_t longest = 0;
  std::size_t run = 0;
  for (const char each : text) {
    run = each == c ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return longest;
}

bool is_plain(std::string_view word) {
  if (word.find_first_of("\\`*_{}[]<>|~#@&$") != std::string_view::npos) return false;
  return word.find("://") == std::string_view::npos && !ascii::istarts_with(word, "www.");
}

// Of text that is visible already.
std::string span(std::string_view text, bool in_table) {
  const std::string fence(longest_run(text, '`') + 1, '`');
  const bool padded = text.starts_with('`') || text.ends_with('`');
  std::string out = fence + (padded ? " " : "");
  for (const char c : text) {
    if (c == '|' && in_table) out.push_back('\\');
    out.push_back(c);
  }
  return out + (padded ? " " : "") + fence;
}

}  // namespace

std::string code(std::string_view outside, bool in_table) {
  const std::string visible = escape::visible(outside);
  return visible.empty() ? std::string() : span(visible, in_table);
}

std::string prose(std::string_view outside) {
  const std::string visible = escape::visible(outside);
  std::string out;
  for (const std::string_view word : ascii::split(visible, ' ')) {
    if (word.empty()) continue;
    // At the beginning of a line these make a list or a heading.
    const bool starts_line = out.empty() && (word == "-" || word == "+" || word.starts_with("="));
    if (!out.empty()) out += " ";
    constexpr std::string_view opening = "(\"'";
    constexpr std::string_view closing = ".,;:!?)\"'";
    const std::size_t begin = std::min(word.find_first_not_of(opening), word.size());
    const std::size_t last = word.find_last_not_of(closing);
    const std::size_t end = last == std::string_view::npos || last < begin ? begin : last + 1;
    const std::string_view core = word.substr(begin, end - begin);
    out += word.substr(0, begin);
    if (is_plain(core) && !starts_line) {
      out += core;
    } else {
      out += span(core, false);
    }
    out += word.substr(end);
  }
  return out;
}

std::string block(const std::vector<std::string>& lines, std::string_view language) {
  std::string body;
  for (const std::string& line : lines) body += escape::visible(line) + "\n";
  const std::string fence(std::max<std::size_t>(longest_run(body, '`') + 1, 3), '`');
  return fence + std::string(language) + "\n" + body + fence + "\n";
}

}  // namespace alignmail::report::markdown
