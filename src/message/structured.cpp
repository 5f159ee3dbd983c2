// SPDX-License-Identifier: Apache-2.0
#include "message/structured.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "base/octet_set.hpp"

namespace alignmail::message {
namespace {

constexpr std::size_t npos = std::string_view::npos;
constexpr OctetSet parentheses("()\\");
constexpr OctetSet word_marks(" \t\r\n\"(");  // what ends a word, or may hold what would
constexpr OctetSet not_as_written("\r\n\\");  // inside of a quoted string

}  // namespace

std::size_t quoted_end(std::string_view text, std::size_t begin) {
  for (std::size_t i = begin + 1; i < text.size(); ++i) {
    if (text[i] == '"') return i + 1;
    if (text[i] == '\\') ++i;
  }
  return npos;
}

CommentEnd comment_end(std::string_view text, std::size_t begin) {
  CommentEnd found;
  std::size_t depth = 0;
  for (std::size_t i = begin; i < text.size(); ++i) {
    if (!parentheses.has(text[i])) continue;
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '(') {
      found.depth = std::max(found.depth, ++depth);
    } else if (text[i] == ')' && --depth == 0) {
      found.end = i + 1;
      break;
    }
  }
  return found;
}

std::string unquote(std::string_view inside) {
  std::string plain;
  plain.reserve(inside.size());
  for (std::size_t i = 0; i < inside.size(); ++i) {
    const std::size_t begin = i;
    while (i < inside.size() && !not_as_written.has(inside[i])) ++i;
    plain.append(inside, begin, i - begin);
    if (i == inside.size()) break;
    if (inside[i] != '\\') continue;
    if (i + 1 < inside.size()) ++i;
    plain.push_back(inside[i]);
  }
  return plain;
}

std::string without_line_ends(std::string_view text) {
  std::string plain(text);
  std::erase_if(plain, [](char c) { return c == '\r' || c == '\n'; });
  return plain;
}

std::string without_comments(std::string_view text, char end) {
  std::string plain;
  plain.reserve(text.size());
  while (!text.empty()) {
    const std::size_t begin = std::min(text.find('('), text.size());
    const std::size_t stop = end == '\0' ? npos : text.substr(0, begin).find(end);
    const std::size_t behind = stop == npos && begin < text.size() ? comment_end(text, begin).end : npos;
    if (behind == npos) return plain.append(text);
    plain.append(text.substr(0, begin)).append(1, ' ');
    text.remove_prefix(behind);
  }
  return plain;
}

std::vector<std::string_view> split_words(std::string_view text) {
  std::vector<std::string_view> words;
  words.reserve(8);  // a comment rarely has more
  bool has_open_quote = false;
  bool has_open_comment = false;
  std::size_t begin = 0;
  std::size_t at = 0;
  const auto end_word = [&] {
    if (at > begin) words.push_back(text.substr(begin, at - begin));
  };
  while (at < text.size()) {
    std::size_t end = npos;
    if (!word_marks.has(text[at])) {
      ++at;
      continue;
    }
    if (text[at] == '"' && !has_open_quote) {
      end = quoted_end(text, at);
      has_open_quote = end == npos;  // none of the later ones closes either
    } else if (text[at] == '(' && !has_open_comment) {
      end = comment_end(text, at).end;
      has_open_comment = end == npos;
    } else if (ascii::is_space(text[at])) {
      end_word();
      begin = ++at;
      continue;
    }
    at = end == npos ? at + 1 : end;
  }
  end_word();
  return words;
}

}  // namespace alignmail::message
