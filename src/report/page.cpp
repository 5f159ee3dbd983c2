// SPDX-License-Identifier: Apache-2.0
#include "report/page.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "base/escape.hpp"

namespace alignmail::report {
namespace {

constexpr std::size_t widest = 100;
constexpr std::size_t margin = 4;

std::string_view start_of(Paint paint) {
  switch (paint) {
    case Paint::Plain: return "";
    case Paint::Bold: return "\x1B[1m";
    case Paint::Bad: return "\x1B[31m";
    case Paint::Risk: return "\x1B[33m";
    case Paint::Good: return "\x1B[32m";
    case Paint::Dim: return "\x1B[2m";
    case Paint::Copy: return "\x1B[36m";
  }
  return "";
}

}  // namespace

std::size_t Page::width() const { return std::min(static_cast<std::size_t>(std::max(style_.width, 40)), widest); }

std::string Page::shown(std::string_view text) const {
  return style_.unicode ? escape::visible(text) : escape::visible_ascii(text);
}

std::size_t Page::columns_of(std::string_view text) const { return escape::columns(shown(text)); }

void Page::append(const std::string& visible_text, Paint paint) {
  const bool painted = style_.color && paint != Paint::Plain && !visible_text.empty();
  if (painted) text_ += start_of(paint);
  text_ += visible_text;
  if (painted) text_ += "\x1B[0m";
  position_ += escape::columns(visible_text);
}

Page& Page::put(std::string_view text, Paint paint) {
  append(shown(text), paint);
  return *this;
}

Page& Page::column(std::size_t column) {
  const bool stands_apart = text_.empty() || text_.back() == ' ' || text_.back() == '\n';
  const std::size_t gap = position_ < column ? column - position_ : (stands_apart ? 0 : 1);
  text_.append(gap, ' ');
  position_ += gap;
  return *this;
}

Page& Page::right(std::string_view text, Paint paint) {
  const std::string visible_text = shown(text);
  const std::size_t length = escape::columns(visible_text);
  const std::size_t edge = width() - margin;
  if (position_ + 2 + length > edge) end_line();
  column(edge > length ? edge - length : 0);
  append(visible_text, paint);
  return *this;
}

Page& Page::end_line() {
  while (!text_.empty() && text_.back() == ' ') text_.pop_back();
  text_.push_back('\n');
  position_ = 0;
  return *this;
}

Page& Page::blank() {
  if (position_ > 0) end_line();
  if (!text_.empty() && !text_.ends_with("\n\n")) text_.push_back('\n');
  return *this;
}

bool Page::line_is_blank() const {
  const std::size_t end = text_.find_last_not_of(' ');
  return end == std::string::npos || text_[end] == '\n';
}

void Page::indent_to(std::size_t column) {
  while (!text_.empty() && text_.back() == ' ') text_.pop_back();
  text_.append(column, ' ');
  position_ = column;
}

Page& Page::flow(std::string_view text, std::size_t indent, Paint paint) {
  const std::string visible_text = shown(text);
  const std::size_t edge = width() - margin;
  bool first = true;
  if (!line_is_blank()) column(indent);
  std::string line;  // painted at once
  std::size_t used = 0;
  const auto flush = [&] {
    append(line, paint);
    line.clear();
    used = 0;
  };
  for (const std::string_view word : ascii::split(visible_text, ' ')) {
    if (word.empty()) continue;
    const std::size_t length = escape::columns(word);
    if ((!first || !line_is_blank()) && position_ + used + (first ? 0 : 1) + length > edge) {
      flush();
      end_line();
      first = true;
    }
    // A name that is too long for its column may have all of the line.
    if (first && line_is_blank()) indent_to(std::min(indent, edge - std::min(length, edge)));
    if (!first) line += " ";
    used += length + (first ? 0 : 1);
    line += word;
    first = false;
  }
  flush();
  return *this;
}

Page& Page::shown_as_is(std::string_view line, Paint paint) {
  if (position_ + escape::columns(shown(line)) <= width()) return put(line, paint).end_line();
  const std::size_t indent = std::min(line.find_first_not_of(' '), line.size());
  const std::size_t first_word = std::min(line.find(' ', indent), line.size());
  return put(line.substr(0, first_word), paint).put(" ").flow(line.substr(first_word), indent + 2, paint).end_line();
}

Page& Page::copy(std::string_view line) {
  if (position_ > 0) end_line();
  append(shown(line), Paint::Copy);
  return end_line();
}

std::string Page::take() {
  if (position_ > 0) end_line();
  return std::move(text_);
}

std::string shorten_address(std::string_view address) {
  constexpr std::size_t longest = 28;
  constexpr std::size_t head = 8;
  constexpr std::size_t tail = 7;
  const std::size_t at = address.rfind('@');
  if (at == std::string_view::npos || at <= longest) return std::string(address);
  return std::string(address.substr(0, head)) + "..." + std::string(address.substr(at - tail));
}

}  // namespace alignmail::report
