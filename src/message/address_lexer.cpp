// SPDX-License-Identifier: Apache-2.0
#include "message/address_lexer.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "base/limits.hpp"
#include "base/octet_set.hpp"
#include "message/encoded_word.hpp"
#include "message/structured.hpp"

namespace alignmail::message {
namespace {

using Kind = AddressToken::Kind;

constexpr std::size_t npos = std::string_view::npos;
constexpr std::size_t most_tokens = 10'240;  // Postfix: header_address_token_limit

constexpr OctetSet specials("()<>[]:;@\\,.\"");
bool is_special(char c) { return specials.has(c); }

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  AddressTokens run() {
    if (text_.size() > limits::field_octets) {
      text_ = text_.substr(0, limits::field_octets);
      note(AddressDefect::TooManyAddresses);
    }
    out_.tokens.reserve(16);  // of a name and an address
    if (text_.find('\0') != npos) note(AddressDefect::ControlCharacter);
    while (at_ < text_.size()) {
      if (out_.tokens.size() == most_tokens) {
        note(AddressDefect::TooManyAddresses);
        break;
      }
      take_one();
    }
    return std::move(out_);
  }

 private:
  void note(AddressDefect defect) {
    if (std::find(out_.defects.begin(), out_.defects.end(), defect) == out_.defects.end()) {
      out_.defects.push_back(defect);
    }
  }

  void push(Kind kind, std::size_t length) {
    out_.tokens.push_back({kind, gap_, text_.substr(at_, length)});
    at_ += length;
    gap_ = false;
  }

  void stray(AddressDefect defect) {
    note(defect);
    push(Kind::Stray, 1);
  }

  void take_one() {
    switch (text_[at_]) {
      case ' ':
      case '\t':
      case '\r':
      case '\n': return take_space();
      case '(': return take_comment();
      case '"': return take_quoted();
      case '[': return take_literal();
      case '.': return push(Kind::Dot, 1);
      case '@': return push(Kind::At, 1);
      case ',': return push(Kind::Comma, 1);
      case ':': return push(Kind::Colon, 1);
      case ';': return push(Kind::Semicolon, 1);
      case '<': return push(Kind::Open, 1);
      case '>': return push(Kind::Close, 1);
      case '\\': return stray(AddressDefect::QuotedPairOutsideQuotes);
      case ')':
      case ']': return stray(AddressDefect::Syntax);
      default: return take_atom();
    }
  }

  // A CR that is part of no fold ends the line for some readers and not for others.
  void take_space() {
    const char next = at_ + 1 < text_.size() ? text_[at_ + 1] : '\n';
    if (text_[at_] == '\r' && !ascii::is_space(next)) note(AddressDefect::ControlCharacter);
    gap_ = true;
    ++at_;
  }

  // After a comment that never ends parentheses are ordinary text, so that none is sought to the
  // end again; quotes likewise.
  void take_comment() {
    const CommentEnd comment = has_unclosed_comment_ ? CommentEnd{} : comment_end(text_, at_);
    if (comment.end == npos) {
      has_unclosed_comment_ = true;
      return stray(AddressDefect::UnclosedComment);
    }
    if (comment.depth > limits::comment_nesting) note(AddressDefect::NestingTooDeep);
    if (out_.comments.size() < limits::addresses) {
      out_.comments.push_back(unquote(text_.substr(at_ + 1, comment.end - at_ - 2)));
    } else {
      note(AddressDefect::TooManyAddresses);
    }
    at_ = comment.end;
    gap_ = true;
  }

  void take_quoted() {
    const std::size_t end = has_unclosed_quote_ ? npos : quoted_end(text_, at_);
    if (end == npos) {
      has_unclosed_quote_ = true;
      return stray(AddressDefect::UnclosedQuote);
    }
    push(Kind::Quoted, end - at_);
  }

  void take_literal() {
    const std::size_t end = text_.find_first_of("[]\\\r\n", at_ + 1);
    if (end == npos || text_[end] != ']') return stray(AddressDefect::Syntax);
    push(Kind::Literal, end + 1 - at_);
  }

  void take_atom() {
    const std::size_t word = encoded_word_length(text_.substr(at_));
    if (word > 0) return push(Kind::EncodedWord, word);
    std::size_t end = at_;
    while (end < text_.size() && !is_special(text_[end]) && !ascii::is_space(text_[end])) ++end;
    push(Kind::Atom, end - at_);
  }

  std::string_view text_;
  std::size_t at_ = 0;
  bool gap_ = false;
  bool has_unclosed_comment_ = false;
  bool has_unclosed_quote_ = false;
  AddressTokens out_;
};

}  // namespace

std::string AddressToken::text() const {
  return kind == Kind::Quoted ? unquote(raw.substr(1, raw.size() - 2)) : std::string(raw);
}

AddressTokens lex_addresses(std::string_view field_body) { return Lexer(field_body).run(); }

}  // namespace alignmail::message
