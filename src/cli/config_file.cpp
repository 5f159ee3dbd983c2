// SPDX-License-Identifier: Apache-2.0
#include "cli/config_file.hpp"

#include <algorithm>
#include <optional>
#include <set>

#include "base/ascii.hpp"
#include "base/escape.hpp"

namespace alignmail::cli {
namespace {

bool is_key_character(char c) { return ascii::is_alnum(c) || c == '-' || c == '_'; }

// "12", "1_000", "-3", "2.5"; without the underscores.
std::optional<std::string> read_number(std::string_view word) {
  std::string digits;
  bool after_digit = false;
  std::size_t points = 0;
  for (const char c : word) {
    const bool is_sign = digits.empty() && (c == '-' || c == '+');
    if (c == '_' && after_digit) {
      after_digit = false;
      continue;
    }
    if (c == '.' && after_digit) {
      ++points;
    } else if (!is_sign && !ascii::is_digit(c)) {
      return std::nullopt;
    }
    after_digit = ascii::is_digit(c);
    if (c != '+') digits += c;
  }
  if (!after_digit || points > 1) return std::nullopt;
  return digits;
}

void append_utf8(std::string& text, std::uint32_t c) {
  if (c < 0x80) {
    text += static_cast<char>(c);
  } else if (c < 0x800) {
    text += static_cast<char>(0xC0 | (c >> 6));
    text += static_cast<char>(0x80 | (c & 0x3F));
  } else {
    if (c >= 0x10000) text += static_cast<char>(0xF0 | (c >> 18));
    text += static_cast<char>(c >= 0x10000 ? 0x80 | ((c >> 12) & 0x3F) : 0xE0 | (c >> 12));
    text += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    text += static_cast<char>(0x80 | (c & 0x3F));
  }
}

// One pass over the text; the first fault ends it.
class Reader {
 public:
  Reader(std::string_view text, const std::string& file) : text_(text), file_(file) {
    if (text_.starts_with("\xEF\xBB\xBF")) text_.remove_prefix(3);
  }

  Result<std::vector<ConfigEntry>> read() {
    while (skip_to_content()) {
      const bool good = text_[at_] == '[' ? read_section() : read_entry();
      if (!good || !at_line_end()) return failure(Error::Kind::Config, fault_);
    }
    return std::move(entries_);
  }

 private:
  bool fail(const std::string& what) {
    if (fault_.empty()) fault_ = file_ + ":" + std::to_string(line_) + ": " + what;
    return false;
  }

  bool is_end() const { return at_ >= text_.size(); }
  bool is_at(char c) const { return !is_end() && text_[at_] == c; }
  bool is_at_line_end() const { return is_end() || is_at('\n') || text_.substr(at_, 2) == "\r\n"; }

  void skip_blanks() {
    while (!is_end() && ascii::is_wsp(text_[at_])) ++at_;
    if (!is_at('#')) return;
    while (!is_at_line_end()) ++at_;
  }

  // Past blanks, comments and line ends; false at the end of the text.
  bool skip_to_content() {
    while (true) {
      skip_blanks();
      if (is_end()) return false;
      if (!is_at_line_end()) return true;
      at_ += is_at('\n') ? 1 : 2;
      ++line_;
    }
  }

  bool at_line_end() {
    skip_blanks();
    return is_at_line_end() || fail("something follows that does not belong there");
  }

  std::string_view read_bare() {
    const std::size_t begin = at_;
    while (!is_end() && is_key_character(text_[at_])) ++at_;
    return text_.substr(begin, at_ - begin);
  }

  bool read_section() {
    ++at_;
    if (is_at('[')) return fail("lists of tables are not read here");
    skip_blanks();
    const std::string name(read_bare());
    skip_blanks();
    if (name.empty() || !is_at(']')) return fail("a section is the name of a command in brackets, such as [hook]");
    ++at_;
    if (std::find(sections_.begin(), sections_.end(), name) != sections_.end()) {
      return fail("the section [" + name + "] stands there a second time");
    }
    sections_.push_back(name);
    section_ = name;
    return true;
  }

  bool read_entry() {
    ConfigEntry entry{.section = section_, .line = line_};
    entry.key = read_bare();
    skip_blanks();
    if (entry.key.empty() || !is_at('=')) return fail("a line is: key = value");
    ++at_;
    skip_blanks();
    if (!keys_.insert(entry.section + "." + entry.key).second) return fail(entry.key + ": it is set a second time");
    if (!read_value(entry)) return false;
    entries_.push_back(std::move(entry));
    return true;
  }

  bool read_value(ConfigEntry& entry) {
    if (is_at('"') || is_at('\'')) return read_text(entry);
    if (is_at('[')) return read_list(entry);
    if (is_at('{')) return fail(entry.key + ": tables in braces are not read here");
    const std::size_t begin = at_;
    while (!is_end() && (is_key_character(text_[at_]) || text_[at_] == '.' || text_[at_] == '+')) ++at_;
    const std::string_view word = text_.substr(begin, at_ - begin);
    if (word == "true" || word == "false") {
      entry.kind = ConfigEntry::Kind::Boolean;
      entry.values.emplace_back(word);
      return true;
    }
    if (auto number = read_number(word)) {
      entry.kind = ConfigEntry::Kind::Number;
      entry.values.push_back(*std::move(number));
      return true;
    }
    return fail(entry.key + ": a value is a \"text\", a number, true, false, or [\"a list\", \"of texts\"]");
  }

  bool read_list(ConfigEntry& entry) {
    entry.kind = ConfigEntry::Kind::List;
    ++at_;
    while (skip_to_content() && !is_at(']')) {
      if (!is_at('"') && !is_at('\'')) return fail(entry.key + ": a list holds \"texts\" only");
      if (!read_text(entry)) return false;
      if (!skip_to_content()) break;
      if (is_at(',')) {
        ++at_;
      } else if (!is_at(']')) {
        return fail(entry.key + ": a comma is missing in the list");
      }
    }
    if (is_end()) return fail(entry.key + ": the list does not end");
    ++at_;
    return true;
  }

  bool read_text(ConfigEntry& entry) {
    const char quote = text_[at_];
    if (text_.substr(at_, 3) == std::string(3, quote))
      return fail(entry.key + ": texts of several lines are not read here");
    ++at_;
    std::string value;
    while (!is_at(quote)) {
      if (is_at_line_end()) return fail(entry.key + ": the text does not end");
      const char c = text_[at_++];
      if (static_cast<unsigned char>(c) < 0x20 && c != '\t')
        return fail(entry.key + ": there is a control character in it");
      if (c != '\\' || quote == '\'') {
        value += c;
      } else if (!read_escape(value)) {
        return fail(
            entry.key +
            ": after \\ stands one of \" \\ b f n r t uXXXX UXXXXXXXX; for \\ itself write \\\\ or use 'quotes'");
      }
    }
    ++at_;
    entry.values.push_back(std::move(value));
    return true;
  }

  bool read_escape(std::string& value) {
    if (is_end()) return false;
    constexpr std::string_view letters = "\"\\bfnrt";
    constexpr std::string_view meanings = "\"\\\b\f\n\r\t";
    const char c = text_[at_++];
    if (const std::size_t which = letters.find(c); which != std::string_view::npos) {
      value += meanings[which];
      return true;
    }
    if (c != 'u' && c != 'U') return false;
    std::uint32_t point = 0;
    for (int i = 0; i < (c == 'u' ? 4 : 8); ++i) {
      if (is_end()) return false;
      const std::size_t digit = std::string_view("0123456789abcdef").find(ascii::lower(text_[at_++]));
      if (digit == std::string_view::npos) return false;
      point = point * 16 + static_cast<std::uint32_t>(digit);
    }
    if ((point >= 0xD800 && point < 0xE000) || point > 0x10FFFF) return false;
    append_utf8(value, point);
    return true;
  }

  std::string_view text_;
  const std::string& file_;
  std::size_t at_ = 0;
  unsigned line_ = 1;
  std::string section_{};
  std::vector<std::string> sections_{};
  std::set<std::string> keys_{};  // with their sections
  std::vector<ConfigEntry> entries_{};
  std::string fault_{};
};

}  // namespace

Result<std::vector<ConfigEntry>> parse_config(std::string_view text, const std::string& file) {
  return Reader(text, file).read();
}

}  // namespace alignmail::cli
