// SPDX-License-Identifier: Apache-2.0
#include "message/paste_joint.hpp"

#include <algorithm>
#include <array>

#include "alignmail/ip_address.hpp"
#include "base/ascii.hpp"
#include "message/paste_names.hpp"

namespace alignmail::message::paste {
namespace {

constexpr std::size_t npos = std::string_view::npos;
constexpr std::size_t wide = 60;  // a line that long was broken for its length

bool is_word(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return ascii::iequals(text, word); });
}

std::string_view first_word(std::string_view line) {
  return line.substr(0, std::min(line.find_first_of(" \t;()<>[],"), line.size()));
}

std::string_view last_word(std::string_view line) {
  const std::size_t end = line.find_last_of(" \t;()<>[],");
  return line.substr(end == npos ? 0 : end + 1);
}

bool is_address(const std::string& text) { return IpAddress::parse(text).has_value(); }

bool is_keyword(std::string_view word) {
  return is_word(word, {"from", "by", "with", "id", "for", "via", "envelope-from"});
}

bool begins_date(std::string_view line) {
  return line.size() > 4 && line[3] == ',' &&
         is_word(line.substr(0, 3), {"mon", "tue", "wed", "thu", "fri", "sat", "sun"});
}

// "dkim=", "header.d=", "boundary=".
bool begins_tag(std::string_view line) {
  const auto end = std::find_if_not(line.begin(), line.end(),
                                    [](char c) { return ascii::is_alnum(c) || c == '.' || c == '-' || c == '_'; });
  return end != line.begin() && end != line.end() && *end == '=';
}

bool has(std::string_view text, char c) { return text.find(c) != npos; }

// Halves of a word by their looks alone: names and addresses have dots, words beside each other
// rarely have both.
bool are_halves(std::string_view last, std::string_view first) {
  if (last.empty() || first.empty()) return false;
  if (first[0] == '.' || first[0] == '@' || last.back() == '@') return true;
  if (last.back() == '-' && ascii::is_alnum(first[0])) return true;
  const std::string both = std::string(last) + std::string(first);
  if (is_address(both) && !is_address(std::string(last))) return true;
  return has(last, '.') && last.back() != '.' && last.back() != ':' && has(first, '.') && !has(first, '=') &&
         ascii::is_alnum(first[0]) && !is_address(std::string(last)) && !is_address(std::string(first));
}

}  // namespace

OpenField::Kind OpenField::kind_of(std::string_view name) {
  if (is_signature_name(name)) return Kind::Signature;
  if (is_word(name, {"Return-Path", "Delivered-To", "Message-ID", "Feedback-ID", "X-SES-Outgoing"})) return Kind::Solid;
  if (is_word(name, {"Received", "X-Received"})) return Kind::Received;
  if (is_machine_name(name)) return Kind::Results;
  if (is_word(name, {"From", "Sender", "To", "Cc", "Reply-To"})) return Kind::Addresses;
  return Kind::Text;
}

OpenField::OpenField(std::string_view first_line)
    : kind_(kind_of(field_name(first_line).value_or(std::string_view{}))) {
  const std::size_t colon = first_line.find(':');
  add(colon == npos ? first_line : first_line.substr(colon + 1));
  last_ = first_line;
}

void OpenField::add(std::string_view line) {
  last_ = line;
  for (const char c : line) {
    if (c == '"') in_quotes_ = !in_quotes_;
    if (in_quotes_) continue;
    if (c == '(') ++depth_;
    if (c == ')') depth_ = std::max(0, depth_ - 1);
    if (c == '<' || c == '>') in_angle_ = c == '<';
    if (c == '[' || c == ']') in_bracket_ = c == '[';
    has_date_ = has_date_ || (c == ';' && depth_ == 0);
  }
  const std::size_t tag = line.rfind("h=");
  const bool opens_names = tag != npos && (tag == 0 || ascii::is_wsp(line[tag - 1]) || line[tag - 1] == ';');
  if (kind_ == Kind::Signature && (opens_names || in_names_)) {
    in_names_ = !has(line.substr(opens_names ? tag : 0), ';');
  }
  const std::string_view before = line.substr(0, line.size() - last_word(line).size());
  word_before_ = last_word(ascii::trim(before));
}

bool OpenField::goes_on_with(std::string_view next) const {
  if (next.empty()) return false;
  const char end = last_.empty() ? ':' : ascii::trim(last_).empty() ? ':' : ascii::trim(last_).back();
  const bool opens = has("([<;,:=\"", next[0]) && kind_ != Kind::Text;
  if (is_inside() || in_names_ || end == ';' || end == ',' || end == '=' || opens) return true;
  const bool is_empty_so_far = end == ':';
  switch (kind_) {
    case Kind::Signature: return is_empty_so_far || has(next, '=') || has(next, ';') || !has(next, ' ');
    case Kind::Solid: return is_empty_so_far || !has(next, ' ');
    case Kind::Results: return is_empty_so_far || last_.size() >= wide || has(next, '=');
    case Kind::Received:
      return is_empty_so_far || last_.size() >= wide || !has_date_ || is_keyword(first_word(next)) ||
             begins_date(next) || ascii::is_digit(next[0]);
    case Kind::Addresses: return is_empty_so_far || has(next, '@');
    case Kind::Text: return next.starts_with("=?") || begins_tag(next);
  }
  return false;
}

// Outside of comments every word but the first has its "=".
bool OpenField::is_cut_result(std::string_view last, std::string_view first) const {
  if (depth_ > 0 || in_quotes_ || last.empty() || first.empty()) return false;
  if (first[0] == '=' || last.back() == '=') return true;
  if (!has(last, '=')) return !has(first, '=') || !is_word(last, {"with", "reason", "none"});
  return !has(first, '=') && first[0] != '(';
}

// "from NAME", "by NAME", "id WORD": one word each.
bool OpenField::is_cut_received(std::string_view last, std::string_view first) const {
  if (depth_ > 0 || has_date_ || last.empty() || first.empty() || is_keyword(last) || is_keyword(first)) return false;
  return is_word(word_before_, {"from", "by", "id"}) && ascii::is_alnum(first[0]);
}

bool OpenField::is_cut_before(std::string_view next) const {
  if (last_.empty() || ascii::is_wsp(last_.back()) || last_.back() == ';' || last_.back() == ',' || next.empty())
    return false;
  if (kind_ == Kind::Signature || kind_ == Kind::Solid) return last_.back() != ':' || in_names_;
  const bool is_open_address = in_angle_ || in_bracket_;
  if (is_open_address && !in_quotes_) return true;
  const std::string_view last = last_word(last_);
  const std::string_view first = first_word(next);
  if (kind_ == Kind::Text) return false;
  if (are_halves(last, first)) return true;
  if (kind_ == Kind::Results) return is_cut_result(last, first);
  if (kind_ == Kind::Received) return is_cut_received(last, first);
  return has(last, '@') && !first.empty() && has(first, '.');
}

std::size_t hard_width(const std::vector<Line>& lines) {
  std::vector<std::size_t> lengths;
  for (std::size_t i = 0; i + 1 < lines.size() && !lines[i + 1].is_blank(); ++i) {
    const Line& next = lines[i + 1];
    if (!next.is_indented() && !field_name(next.text)) lengths.push_back(lines[i].text.size());
  }
  if (lengths.size() < 3) return 0;
  const std::size_t width = *std::max_element(lengths.begin(), lengths.end());
  const auto full = static_cast<std::size_t>(std::count(lengths.begin(), lengths.end(), width));
  return width >= 40 && full >= 3 && full * 2 >= lengths.size() ? width : 0;
}

}  // namespace alignmail::message::paste
