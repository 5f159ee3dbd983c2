// SPDX-License-Identifier: Apache-2.0
#include "report/json_value.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "base/escape.hpp"

namespace alignmail::report::json {
namespace {

constexpr std::string_view hex = "0123456789abcdef";

bool stands_as_it_is(char c) {
  const auto octet = static_cast<unsigned char>(c);
  return octet >= 0x20 && octet < 0x80 && c != '"' && c != '\\';
}

void write_control(char c, std::string& out) {
  switch (c) {
    case '"': out += "\\\""; return;
    case '\\': out += "\\\\"; return;
    case '\b': out += "\\b"; return;
    case '\f': out += "\\f"; return;
    case '\n': out += "\\n"; return;
    case '\r': out += "\\r"; return;
    case '\t': out += "\\t"; return;
    default: break;
  }
  const auto octet = static_cast<unsigned char>(c);
  out += "\\u00";
  out += hex[octet >> 4U];
  out += hex[octet & 15U];
}

// What is no UTF-8 becomes U+FFFD: the document is valid whatever a caller forgot.
std::size_t write_beyond_ascii(std::string_view text, std::string& out) {
  const escape::CodePoint point = escape::decode_utf8(text);
  if (point.length == 0) {
    out += "\xEF\xBF\xBD";
    return 1;
  }
  out += text.substr(0, point.length);
  return point.length;
}

void write_text(std::string_view text, std::string& out) {
  out += '"';
  for (std::size_t at = 0; at < text.size();) {
    const auto plain = text.substr(at);
    const auto end = std::find_if_not(plain.begin(), plain.end(), stands_as_it_is);
    out.append(plain.begin(), end);
    at += static_cast<std::size_t>(end - plain.begin());
    if (at == text.size()) break;
    if (static_cast<unsigned char>(text[at]) >= 0x80) {
      at += write_beyond_ascii(text.substr(at), out);
    } else {
      write_control(text[at++], out);
    }
  }
  out += '"';
}

// As short as reads back as the same number, and never like an integer. Ours are milliseconds.
void write_number(double value, std::string& out) {
  std::array<char, 400> text{};
  const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
  const std::string_view digits(text.data(), static_cast<std::size_t>(end - text.data()));
  out += digits;
  if (digits.find('.') == std::string_view::npos) out += ".0";
}

void end_line(std::string& out, int indent, int depth) {
  if (indent < 0) return;
  out += '\n';
  out.append(static_cast<std::size_t>(indent) * static_cast<std::size_t>(depth), ' ');
}

}  // namespace

Json::Json(std::initializer_list<Member> members) {
  Members& mine = value_.emplace<Members>();
  mine.reserve(members.size() + 2);  // one or two are often added
  for (const Member& member : members) mine.push_back({member.key, std::move(member.value)});
}

Json Json::array(std::initializer_list<Json> elements) {
  Json json;
  json.value_.emplace<Elements>(elements);
  return json;
}

Json Json::object() {
  Json json;
  json.value_.emplace<Members>();
  return json;
}

void Json::push_back(Json element) {
  if (std::holds_alternative<std::monostate>(value_)) value_.emplace<Elements>();
  std::get<Elements>(value_).push_back(std::move(element));
}

Json::Member* Json::find(std::string_view key) {
  auto* members = std::get_if<Members>(&value_);
  if (members == nullptr) return nullptr;
  const auto found = std::find_if(members->begin(), members->end(), [&](const Member& m) { return m.key == key; });
  return found == members->end() ? nullptr : &*found;
}

Json& Json::operator[](std::string_view key) {
  if (std::holds_alternative<std::monostate>(value_)) value_.emplace<Members>();
  if (Member* member = find(key)) return member->value;
  Members& members = std::get<Members>(value_);
  members.push_back({std::string(key), Json()});
  return members.back().value;
}

void Json::append(Json other) {
  Members& mine = std::get<Members>(value_);
  for (Member& member : std::get<Members>(other.value_)) mine.push_back(std::move(member));
}

bool Json::contains(std::string_view key) const { return const_cast<Json*>(this)->find(key) != nullptr; }

void Json::erase(std::string_view key) {
  if (auto* members = std::get_if<Members>(&value_)) {
    std::erase_if(*members, [&](const Member& member) { return member.key == key; });
  }
}

bool Json::empty() const {
  if (const auto* elements = std::get_if<Elements>(&value_)) return elements->empty();
  const auto* members = std::get_if<Members>(&value_);
  return members == nullptr || members->empty();
}

void Json::write(std::string& out, int indent, int depth) const {
  if (const auto* text = std::get_if<std::string>(&value_)) {
    write_text(*text, out);
  } else if (const auto* number = std::get_if<std::int64_t>(&value_)) {
    out += std::to_string(*number);
  } else if (const auto* fraction = std::get_if<double>(&value_)) {
    write_number(*fraction, out);
  } else if (const auto* truth = std::get_if<bool>(&value_)) {
    out += *truth ? "true" : "false";
  } else if (std::holds_alternative<std::monostate>(value_)) {
    out += "null";
  } else if (empty()) {
    out += is_array() ? "[]" : "{}";
  } else if (const auto* elements = std::get_if<Elements>(&value_)) {
    for (const Json& element : *elements) {
      out += &element == &elements->front() ? '[' : ',';
      end_line(out, indent, depth + 1);
      element.write(out, indent, depth + 1);
    }
    end_line(out, indent, depth);
    out += ']';
  } else if (const auto* members = std::get_if<Members>(&value_)) {
    for (const Member& member : *members) {
      out += &member == &members->front() ? '{' : ',';
      end_line(out, indent, depth + 1);
      write_text(member.key, out);
      out += indent < 0 ? ":" : ": ";
      member.value.write(out, indent, depth + 1);
    }
    end_line(out, indent, depth);
    out += '}';
  }
}

}  // namespace alignmail::report::json
