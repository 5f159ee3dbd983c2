// SPDX-License-Identifier: Apache-2.0
// Reverse-paths (RFC 5321 section 4.1.2, with UTF-8 as RFC 6531 section 3.3 allows).
//
// An SMTP path has no comments and no folds: "(any@example.com" is no address, and whoever strips
// the parenthesis sees another sender than the server did.
#include <algorithm>

#include "alignmail/headers.hpp"
#include "base/ascii.hpp"
#include "base/escape.hpp"
#include "base/octet_set.hpp"
#include "message/structured.hpp"

namespace alignmail::message {
namespace {

constexpr std::size_t npos = std::string_view::npos;

// Octets over 127 that are no UTF-8, or that no reader sees, make no sender.
bool has_only_visible_text(std::string_view text) {
  while (!text.empty()) {
    if (ascii::is_printable(text.front())) {
      text.remove_prefix(1);
      continue;
    }
    const escape::CodePoint point = escape::decode_utf8(text);
    if (point.length == 0 || escape::is_deceptive(point.value)) return false;
    text.remove_prefix(point.length);
  }
  return true;
}

// Octets over 127 are UTF-8 here.
constexpr OctetSet no_atext(" \t\r\n()<>[]:;@\\,\"",
                            OctetSet::Controls::Too);  // RFC 5322 section 3.2.3, but for the dot
constexpr OctetSet no_label(" !\"#$%&'()*+,./:;<=>?@[\\]^`{|}~", OctetSet::Controls::Too);

// A Dot-string, and what systems give out and accept against the grammar: dots side by side and at either end.
bool is_plain_local_part(std::string_view text) {
  return !text.empty() && std::none_of(text.begin(), text.end(), [](char c) { return no_atext.has(c); });
}

bool is_domain(std::string_view text) {
  if (text.size() > 255) return false;
  if (text.ends_with('.')) text.remove_suffix(1);
  const auto labels = ascii::split(text, '.');
  return std::all_of(labels.begin(), labels.end(), [](std::string_view label) {
    return !label.empty() && label.front() != '-' && label.back() != '-' &&
           std::none_of(label.begin(), label.end(), [](char c) { return no_label.has(c); });
  });
}

bool is_literal(std::string_view text) {
  if (text.size() < 3 || !text.starts_with('[') || !text.ends_with(']')) return false;
  text = text.substr(1, text.size() - 2);
  if (ascii::istarts_with(text, "IPv6:")) text.remove_prefix(5);
  return IpAddress::parse(text).has_value();
}

// Section 4.1.1.3: a source route is accepted and ignored.
std::string_view without_route(std::string_view path) {
  if (!path.starts_with('@')) return path;
  const std::size_t colon = path.find(':');
  if (colon == npos) return path;
  for (const std::string_view hop : ascii::split(path.substr(0, colon), ',')) {
    if (!hop.starts_with('@') || !is_domain(hop.substr(1))) return path;
  }
  return path.substr(colon + 1);
}

// "example.com." is the same name, and macros of SPF must not see two.
std::string_view without_final_dot(std::string_view domain) {
  if (domain.ends_with('.')) domain.remove_suffix(1);
  return domain;
}

void read_mailbox(std::string_view mailbox, ReversePath& path) {
  const bool is_quoted = mailbox.starts_with('"');
  const std::size_t at_sign = is_quoted ? quoted_end(mailbox, 0) : mailbox.find('@');
  if (at_sign == npos && !is_quoted) {
    path.domain_only = mailbox.find('.') != npos && is_domain(mailbox);
    path.is_valid = path.domain_only;
    if (path.is_valid) path.domain = without_final_dot(mailbox);
    return;
  }
  if (at_sign == npos || at_sign >= mailbox.size() || mailbox[at_sign] != '@') return;
  const std::string_view local_part = mailbox.substr(0, at_sign);
  const std::string_view domain = mailbox.substr(at_sign + 1);
  path.is_valid = (is_quoted || is_plain_local_part(local_part)) && (is_domain(domain) || is_literal(domain));
  if (!path.is_valid) return;
  path.local_part = is_quoted ? unquote(local_part.substr(1, local_part.size() - 2)) : std::string(local_part);
  path.domain = without_final_dot(domain);
}

// Where the bracket closes that the text begins with; its size when none does.
std::size_t closing_bracket(std::string_view text) {
  std::size_t close = 1;
  while (close < text.size() && text[close] != '>') {
    close = text[close] == '"' ? std::min(quoted_end(text, close), text.size()) : close + 1;
  }
  return close;
}

// White space and comments in front taken away. A comment that never closes stays.
std::string_view behind_comments(std::string_view text) {
  text = ascii::trim(text);
  while (text.starts_with('(')) {
    const std::size_t end = comment_end(text, 0).end;
    if (end == npos) break;
    text = ascii::trim(text.substr(end));
  }
  return text;
}

// "<a@b> (comment)" without what stands behind the bracket.
std::string_view bracketed(std::string_view text) {
  const std::size_t close = closing_bracket(text);
  if (close >= text.size()) return text;
  const std::string_view behind = ascii::trim(text.substr(close + 1));
  const bool is_comment = behind.starts_with('(') && behind.ends_with(')');
  return behind.empty() || is_comment ? text.substr(1, close - 1) : text;
}

}  // namespace

ReversePath parse_return_path(std::string_view field_body) {
  const std::string unfolded = without_line_ends(field_body);
  const std::string_view path = behind_comments(unfolded);
  const std::size_t close = path.starts_with('<') ? closing_bracket(path) : path.size();
  if (path.empty()) return {};  // even the null path has its brackets
  if (close >= path.size() || !behind_comments(path.substr(close + 1)).empty()) return parse_reverse_path(unfolded);
  const std::string_view inside = ascii::trim(path.substr(1, close - 1));
  return parse_reverse_path("<" + std::string(inside) + ">");
}

ReversePath parse_reverse_path(std::string_view text) {
  ReversePath path;
  text = ascii::trim(text);
  if (text.starts_with('<')) text = bracketed(text);
  path.text = text;
  if (text.empty()) {
    path.is_null = path.is_valid = true;
  } else if (has_only_visible_text(text)) {
    read_mailbox(without_route(text), path);
  }
  return path;
}

}  // namespace alignmail::message
