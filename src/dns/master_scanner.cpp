// SPDX-License-Identifier: Apache-2.0
#include "dns/master_scanner.hpp"

#include <algorithm>

#include "base/ascii.hpp"

namespace alignmail::dns {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";  // editors put it there; it is no name

bool ends_word(char c) { return ascii::is_space(c) || c == ';' || c == '(' || c == ')' || c == '"'; }

tl::unexpected<Error> at_line(std::size_t line, std::string what) {
  return failure(Error::Kind::Malformed, std::move(what), line);
}

}  // namespace

MasterScanner::MasterScanner(std::string_view text) : text_(text) {
  if (text_.starts_with(byte_order_mark)) text_.remove_prefix(byte_order_mark.size());
}

Result<bool> MasterScanner::next(Entry& entry) {
  while (at_ < text_.size()) {
    entry.line = line_;
    entry.leading_blank = ascii::is_wsp(text_[at_]);
    entry.fault = text_.substr(at_).starts_with(";!");
    entry.tokens.clear();
    if (entry.fault) {
      read_fault(entry);
    } else if (const auto read = read_line(entry); !read) {
      return read;
    }
    if (!entry.tokens.empty()) return true;
  }
  return false;
}

Result<bool> MasterScanner::read_line(Entry& entry) {
  while (at_ < text_.size()) {
    const char c = text_[at_];
    if (c == '\n') {
      ++line_;
      ++at_;
      if (opened_ == 0) return true;
    } else if (ascii::is_space(c)) {
      ++at_;
    } else if (c == ';') {
      skip_comment();
    } else if (c == '(') {
      if (opened_ != 0) return at_line(line_, "a parenthesis opens inside another one");
      opened_ = line_;
      ++at_;
    } else if (c == ')') {
      if (opened_ == 0) return at_line(line_, "a parenthesis closes that was never opened");
      opened_ = 0;
      ++at_;
    } else if (c == '"') {
      if (const auto read = read_quoted(entry); !read) return read;
    } else {
      read_word(entry);
    }
  }
  if (opened_ != 0) return at_line(opened_, "the parenthesis that opens here is never closed");
  return true;
}

Result<bool> MasterScanner::read_quoted(Entry& entry) {
  const std::size_t begin = ++at_;
  while (at_ < text_.size() && text_[at_] != '\n') {
    if (text_[at_] == '"') {
      entry.tokens.push_back({text_.substr(begin, at_ - begin), true});
      ++at_;
      return true;
    }
    at_ += text_[at_] == '\\' && at_ + 1 < text_.size() && text_[at_ + 1] != '\n' ? 2 : 1;
  }
  return at_line(line_, "a quoted string does not end on its line");
}

void MasterScanner::read_word(Entry& entry) {
  const std::size_t begin = at_;
  // No record continues within its owner's name; an attacker publishes names with a parenthesis.
  const bool is_owner = entry.tokens.empty() && !entry.leading_blank;
  while (at_ < text_.size() && (!ends_word(text_[at_]) || (is_owner && text_[at_] == '('))) {
    at_ += text_[at_] == '\\' && at_ + 1 < text_.size() && text_[at_ + 1] != '\n' ? 2 : 1;
  }
  entry.tokens.push_back({text_.substr(begin, at_ - begin), false});
}

void MasterScanner::skip_comment() { at_ = std::min(text_.find('\n', at_), text_.size()); }

void MasterScanner::read_fault(Entry& entry) {
  const std::size_t begin = at_ + 2;
  skip_comment();
  std::string_view rest = text_.substr(begin, at_ - begin);
  while (!(rest = ascii::trim(rest)).empty()) {
    const std::size_t length = std::min(rest.find_first_of(" \t"), rest.size());
    entry.tokens.push_back({rest.substr(0, length), false});
    rest.remove_prefix(length);
  }
  if (at_ < text_.size()) ++at_;
  ++line_;
}

}  // namespace alignmail::dns
