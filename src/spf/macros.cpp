// SPDX-License-Identifier: Apache-2.0
#include "spf/macros.hpp"

#include <algorithm>
#include <array>

#include "alignmail/spf.hpp"
#include "base/ascii.hpp"

namespace alignmail::spf {
namespace {

constexpr std::string_view macro_letters = "slodiphcrtv";
constexpr std::string_view explanation_letters = "crt";
constexpr std::string_view delimiter_characters = ".-+,/_=";
constexpr std::size_t longest_name = 253;
constexpr std::size_t many_parts = 1'000'000;  // more than any value has; keeps digits from overflowing

bool contains(std::string_view set, char c) { return set.find(c) != std::string_view::npos; }

// macro-literal = %x21-24 / %x26-7E
bool is_literal(char c) { return c > ' ' && c < '\x7f' && c != '%'; }

// toplabel = ( *alphanum ALPHA *alphanum ) / ( 1*alphanum "-" *( alphanum / "-" ) alphanum )
bool is_top_label(std::string_view label) {
  if (label.empty() || !ascii::is_alnum(label.front()) || !ascii::is_alnum(label.back())) return false;
  const auto fits = [](char c) { return ascii::is_alnum(c) || c == '-'; };
  const auto is_digit = [](char c) { return ascii::is_digit(c); };
  return std::all_of(label.begin(), label.end(), fits) && !std::all_of(label.begin(), label.end(), is_digit);
}

std::string_view value_of(char letter, const MacroContext& context) {
  switch (letter) {
    case 's': return context.values.sender;
    case 'l': return context.values.local_part;
    case 'o': return context.values.sender_domain;
    case 'd': return context.domain;
    case 'i': return context.values.ip;
    case 'p': return context.validated;
    case 'v': return context.values.version;
    case 'h': return context.values.helo;
    case 'c': return context.values.ip_readable;
    case 'r': return context.values.receiver;
    case 't': return context.values.time;
    default: return {};
  }
}

// Split, reversed, cut to the right-hand parts, joined with dots (7.3, in that order).
std::string transform(std::string_view value, const MacroToken& token) {
  if (token.keep == 0 && !token.reversed && token.delimiters.empty()) return std::string(value);
  const std::string_view delimiters = token.delimiters.empty() ? "." : token.delimiters;
  std::vector<std::string_view> parts;
  for (std::size_t begin = 0; begin <= value.size();) {
    const std::size_t end = std::min(value.find_first_of(delimiters, begin), value.size());
    parts.push_back(value.substr(begin, end - begin));
    begin = end + 1;
  }
  if (token.reversed) std::reverse(parts.begin(), parts.end());
  const std::size_t keep = token.keep == 0 ? parts.size() : std::min(token.keep, parts.size());
  std::string out;
  for (std::size_t i = parts.size() - keep; i < parts.size(); ++i) {
    out += parts[i];
    if (i + 1 < parts.size()) out += '.';
  }
  return out;
}

// Everything but the "unreserved" characters of RFC 3986 section 2.3.
std::string url_escape(std::string_view text) {
  constexpr std::string_view hex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    if (ascii::is_alnum(c) || contains("-._~", c)) {
      out += c;
    } else {
      const auto octet = static_cast<unsigned char>(c);
      out += '%';
      out += hex[octet >> 4];
      out += hex[octet & 0xF];
    }
  }
  return out;
}

std::string expansion_of(const MacroToken& token, const MacroContext& context) {
  if (token.letter == '\0') return std::string(token.literal);
  std::string value = transform(value_of(token.letter, context), token);
  return token.escaped ? url_escape(value) : value;
}

}  // namespace

bool MacroReader::fail(std::size_t offset, std::string expected) {
  fault_ = Fault{offset, std::move(expected)};
  return false;
}

bool MacroReader::next(MacroToken& token) {
  token = MacroToken{};
  if (position_ >= text_.size() || fault_) return false;
  if (text_[position_] == '%') return read_macro(token);
  const std::size_t end = std::min(text_.find('%', position_), text_.size());
  token.literal = text_.substr(position_, end - position_);
  position_ = end;
  return true;
}

bool MacroReader::read_macro(MacroToken& token) {
  token.is_expand = true;
  const char kind = position_ + 1 < text_.size() ? text_[position_ + 1] : '\0';
  if (kind == '%' || kind == '_' || kind == '-') {
    token.literal = kind == '%' ? "%" : kind == '_' ? " " : "%20";
    position_ += 2;
    return true;
  }
  if (kind != '{') return fail(position_ + 1, "\"{\", \"%\", \"_\" or \"-\" after a percent sign");
  std::size_t at = position_ + 2;
  const char letter = at < text_.size() ? text_[at] : '\0';
  if (letter == '\0' || !contains(macro_letters, ascii::lower(letter))) {
    return fail(at, "a macro letter: s, l, o, d, i, p, h or v (and c, r, t in an explanation)");
  }
  token.letter = ascii::lower(letter);
  token.escaped = ascii::is_upper(letter);
  ++at;
  if (!read_transformers(token, at)) return false;
  position_ = at + 1;
  return true;
}

// transformers *delimiter "}", and leaves `at` on the brace.
bool MacroReader::read_transformers(MacroToken& token, std::size_t& at) {
  const std::size_t digits = at;
  for (; at < text_.size() && ascii::is_digit(text_[at]); ++at) {
    token.keep = std::min(token.keep * 10 + static_cast<std::size_t>(text_[at] - '0'), many_parts);
  }
  if (at > digits && token.keep == 0) return fail(digits, "a number of parts that is not zero");
  if (at < text_.size() && ascii::lower(text_[at]) == 'r') {
    token.reversed = true;
    ++at;
  }
  const std::size_t delimiters = at;
  while (at < text_.size() && contains(delimiter_characters, text_[at])) ++at;
  token.delimiters = text_.substr(delimiters, at - delimiters);
  if (at >= text_.size() || text_[at] != '}') return fail(at, "\"}\" at the end of the macro");
  return true;
}

std::optional<Fault> check_macros(std::string_view text, MacroPlace place) {
  MacroReader reader(text);
  MacroToken token;
  for (std::size_t begin = 0; reader.next(token); begin = reader.position()) {
    if (place == MacroPlace::DomainSpec && token.letter != '\0' && contains(explanation_letters, token.letter)) {
      return Fault{begin + 2, "a macro letter other than c, r and t, which belong into an explanation"};
    }
    if (token.is_expand) continue;
    const auto fits = [&](char c) { return is_literal(c) || (c == ' ' && place == MacroPlace::Explanation); };
    const auto odd = std::find_if_not(token.literal.begin(), token.literal.end(), fits);
    if (odd != token.literal.end()) {
      return Fault{begin + static_cast<std::size_t>(odd - token.literal.begin()), "a visible ASCII character"};
    }
  }
  return reader.fault();
}

std::optional<Fault> check_domain_spec(std::string_view text) {
  if (text.empty()) return Fault{0, "a domain name"};
  if (auto fault = check_macros(text, MacroPlace::DomainSpec)) return fault;
  MacroReader reader(text);
  MacroToken token;
  std::size_t last_begin = 0;
  MacroToken last;
  for (std::size_t begin = 0; reader.next(token); begin = reader.position()) {
    last = token;
    last_begin = begin;
  }
  if (last.is_expand) return std::nullopt;
  std::string_view tail = last.literal;
  if (tail.ends_with('.')) tail.remove_suffix(1);
  const std::size_t dot = tail.rfind('.');
  if (dot == std::string_view::npos) {
    return Fault{last_begin, "a domain name of two labels at least, or one that ends in a macro"};
  }
  const std::string_view label = tail.substr(dot + 1);
  if (is_top_label(label)) return std::nullopt;
  const std::size_t slash = tail.find('/');
  if (slash != std::string_view::npos) return Fault{last_begin + slash, "no slash: no prefix length can stand here"};
  return Fault{last_begin + dot + 1, "a top-level label (letters, digits and hyphens, not digits alone)"};
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool uses_macro(std::string_view text, std::string_view letters) {
  if (!contains(text, '%')) return false;
  MacroReader reader(text);
  MacroToken token;
  while (reader.next(token)) {
    if (token.letter != '\0' && contains(letters, token.letter)) return true;
  }
  return false;
}

std::string fit_name(std::string name) {
  if (name.ends_with('.')) name.pop_back();
  std::size_t begin = 0;
  while (name.size() - begin > longest_name) {
    const std::size_t dot = name.find('.', begin);
    if (dot == std::string::npos) break;
    begin = dot + 1;
  }
  if (begin > 0) name.erase(0, begin);
  return name;
}

std::string expand_name(std::string_view spec, const MacroContext& context) {
  std::vector<MacroToken> tokens;
  MacroReader reader(spec);
  for (MacroToken token; reader.next(token);) tokens.push_back(token);
  std::string name;
  // What lies further left than this is cut off in any case.
  for (std::size_t i = tokens.size(); i-- > 0 && name.size() < longest_name + 2;) {
    name.insert(0, expansion_of(tokens[i], context));
  }
  return fit_name(std::move(name));
}

std::optional<std::string> expand_text(std::string_view text, const MacroContext& context) {
  std::string out;
  MacroReader reader(text);
  for (MacroToken token; reader.next(token);) {
    out += expansion_of(token, context);
    if (out.size() > Limits::explanation_octets) return std::nullopt;
  }
  return out;
}

}  // namespace alignmail::spf
