// SPDX-License-Identifier: Apache-2.0
#include "alignmail/domain.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <optional>

#include "base/ascii.hpp"
#include "base/escape.hpp"
#include "dns/idn.hpp"

namespace alignmail::dns {
namespace {

constexpr std::size_t longest_label = 63;  // RFC 1035 section 2.3.4
constexpr std::size_t longest_name = 253;  // 255 on the wire, less the root and one length octet

// Appends one octet of a label in the form that Domain keeps.
void append_octet(std::string& out, char c) {
  if (ascii::is_printable(c) && c != ' ' && c != '.' && c != '\\') {
    out.push_back(ascii::lower(c));
    return;
  }
  std::array<char, 8> text{};
  std::snprintf(text.data(), text.size(), "\\%03u", static_cast<unsigned>(static_cast<unsigned char>(c)));
  out += text.data();
}

// Lower case of an octet that a label keeps as it is; 0 for a dot and for what needs an escape.
constexpr std::array<char, 256> plain_octets = [] {
  std::array<char, 256> table{};
  for (int i = 0x21; i < 0x7f; ++i)
    table[static_cast<std::size_t>(i)] = static_cast<char>(i >= 'A' && i <= 'Z' ? i + 32 : i);
  table['.'] = table['\\'] = 0;
  return table;
}();

// The name in lower case, when there is nothing in it but plain octets in labels and in a whole of
// legal length: nearly every name. (Octet by octet parsing was 3 % of the judgement.)
std::optional<std::string> parse_plain(std::string_view text) {
  if (text.ends_with('.')) text.remove_suffix(1);
  if (text.empty() || text.size() > longest_name) return std::nullopt;
  std::string name(text.size(), '\0');
  std::size_t label = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '.') {
      if (label == 0) return std::nullopt;
      label = 0;
      name[i] = '.';
      continue;
    }
    name[i] = plain_octets[static_cast<unsigned char>(text[i])];
    if (name[i] == 0 || ++label > longest_label) return std::nullopt;
  }
  if (label == 0) return std::nullopt;
  return name;
}

// Collects labels and checks their lengths.
class Builder {
 public:
  void octet(char c) {
    append_octet(text_, c);
    ++label_;
  }
  bool end_label() {
    if (label_ == 0 || label_ > longest_label) return false;
    octets_ += label_ + 1;
    label_ = 0;
    text_.push_back('.');
    return true;
  }
  Result<std::string> finish(std::string_view source) {
    if (octets_ == 0 || octets_ - 1 > longest_name) {
      return failure(Error::Kind::Malformed,
                     "\"" + escape::visible_ascii(source.substr(0, 80)) +
                         (octets_ == 0 ? "\" is not a domain name" : "...\" is too long for a domain name"));
    }
    text_.pop_back();
    return text_;
  }

 private:
  std::string text_;
  std::size_t label_ = 0;
  std::size_t octets_ = 0;
};

tl::unexpected<Error> bad_label(std::string_view source) {
  return failure(Error::Kind::Malformed,
                 "\"" + escape::visible_ascii(source.substr(0, 80)) + "\" has an empty label or one over 63 octets");
}

// The octet that an escape stands for, and how long the escape is.
struct Escape {
  char octet = 0;
  std::size_t length = 0;
};
Escape read_escape(std::string_view text) {
  if (text.size() >= 4 && ascii::is_digit(text[1])) {
    const auto value = ascii::parse_number(text.substr(1, 3));
    if (value && *value < 256) return {static_cast<char>(*value), 4};
    return {};
  }
  if (text.size() >= 2) return {text[1], 2};
  return {};
}

}  // namespace

Result<Domain> Domain::parse(std::string_view text) {
  if (auto plain = parse_plain(text)) return Domain(*std::move(plain));
  Builder builder;
  const std::string_view source = text;
  if (text.ends_with('.')) text.remove_suffix(1);
  for (const char c : text) {
    if (c != '.') {
      builder.octet(c);
    } else if (!builder.end_label()) {
      return bad_label(source);
    }
  }
  if (!builder.end_label()) return bad_label(source);
  auto name = builder.finish(source);
  if (!name) return tl::unexpected(name.error());
  return Domain(std::move(*name));
}

Result<Domain> Domain::parse_escaped(std::string_view text) {
  if (auto plain = parse_plain(text)) return Domain(*std::move(plain));
  Builder builder;
  const std::string_view source = text;
  bool ended = false;  // by a dot, so that a final one adds no label
  for (std::size_t i = 0; i < text.size();) {
    ended = false;
    if (text[i] == '\\') {
      const Escape escaped = read_escape(text.substr(i));
      if (escaped.length == 0) return failure(Error::Kind::Malformed, "a broken escape in a domain name", i);
      builder.octet(escaped.octet);
      i += escaped.length;
      continue;
    }
    if (text[i] != '.') {
      builder.octet(text[i]);
    } else if (builder.end_label()) {
      ended = true;
    } else {
      return bad_label(source);
    }
    ++i;
  }
  if (!ended && !builder.end_label()) return bad_label(source);
  auto name = builder.finish(source);
  if (!name) return tl::unexpected(name.error());
  return Domain(std::move(*name));
}

Result<Domain> Domain::parse_international(std::string_view text) {
  const bool is_ascii =
      std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (is_ascii) return parse(text);
  const auto converted = to_a_labels(text);
  if (!converted) return tl::unexpected(converted.error());
  return parse(*converted);
}

std::vector<std::string_view> Domain::labels() const { return ascii::split(text_, '.'); }

std::size_t Domain::label_count() const {
  return static_cast<std::size_t>(std::count(text_.begin(), text_.end(), '.')) + 1;
}

Domain Domain::parent() const { return Domain(text_.substr(text_.find('.') + 1)); }

Domain Domain::suffix(std::size_t count) const {
  std::size_t begin = text_.size();
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t dot = text_.rfind('.', begin - 1);
    if (dot == std::string::npos) return *this;
    begin = dot;
  }
  return Domain(text_.substr(begin + 1));
}

Result<Domain> Domain::with_prefix(std::string_view labels) const {
  std::string whole;
  whole.reserve(labels.size() + 1 + text_.size());
  whole.append(labels).append(1, '.').append(text_);
  return parse_escaped(whole);
}

bool Domain::is_within(const Domain& ancestor) const {
  if (text_.size() == ancestor.text_.size()) return text_ == ancestor.text_;
  return text_.size() > ancestor.text_.size() && text_.ends_with(ancestor.text_) &&
         text_[text_.size() - ancestor.text_.size() - 1] == '.';
}

bool Domain::is_host_like() const {
  char before = '.';
  for (const char c : text_) {
    const bool is_edge = c == '.' || before == '.';
    if (is_edge && (c == '-' || before == '-')) return false;
    if (!ascii::is_alnum(c) && c != '-' && c != '_' && c != '.') return false;
    before = c;
  }
  return before != '-';
}

std::string Domain::unicode() const { return to_u_labels(text_); }

}  // namespace alignmail::dns
