// SPDX-License-Identifier: Apache-2.0
#include "run/mbox.hpp"

#include <algorithm>

#include "base/ascii.hpp"

namespace alignmail::run {
namespace {

constexpr std::size_t npos = std::string_view::npos;
constexpr std::string_view word = "From ";

std::string_view line_at(std::string_view text, std::size_t at) {
  return text.substr(at, std::min(text.find('\n', at), text.size()) - at);
}

// "From someone Thu Jan  1 00:00:00 2026": a time of day, and a year.
bool is_divider(std::string_view line) {
  if (!line.starts_with(word)) return false;
  const std::size_t colon = line.find(':', word.size());
  const bool has_time = colon != npos && colon > 0 && colon + 1 < line.size() && ascii::is_digit(line[colon - 1]) &&
                        ascii::is_digit(line[colon + 1]);
  if (!has_time) return false;
  for (std::size_t i = word.size(); i + 4 <= line.size(); ++i) {
    const bool four = std::all_of(line.begin() + static_cast<std::ptrdiff_t>(i),
                                  line.begin() + static_cast<std::ptrdiff_t>(i + 4), ascii::is_digit);
    if (four && (line[i] == '1' || line[i] == '2')) return true;
  }
  return false;
}

bool begins_message(std::string_view text, std::size_t at) {
  return at < text.size() && text.compare(at, word.size(), word) == 0 && is_divider(line_at(text, at));
}

std::size_t end_of_header(std::string_view text, std::size_t from) {
  for (std::size_t at = from; at < text.size();) {
    const std::string_view line = line_at(text, at);
    at += line.size() + 1;
    if (line.empty() || line == "\r") return std::min(at, text.size());
  }
  return text.size();
}

// Whether a field stands below the "From " line there.
bool has_header(std::string_view text, std::size_t at) {
  const std::size_t below = at + line_at(text, at).size() + 1;
  if (below >= text.size()) return false;
  const std::string_view line = line_at(text, below);
  const std::string_view name = line.substr(0, line.find(':'));
  return name.size() < line.size() && !name.empty() &&
         std::all_of(name.begin(), name.end(), [](char c) { return ascii::is_printable(c) && c != ' '; });
}

// Where the next "From " line stands that an empty line goes before; in a body one with a header below will do, since
// not every program writes that line.
std::size_t find_divider(std::string_view text, std::size_t from, std::size_t body) {
  constexpr std::string_view behind_line = "\nFrom ";
  for (std::size_t at = text.find(behind_line, from); at != npos; at = text.find(behind_line, at + 1)) {
    if (!begins_message(text, at + 1)) continue;
    const bool behind_empty =
        at > 0 && (text[at - 1] == '\n' || (at > 1 && text[at - 1] == '\r' && text[at - 2] == '\n'));
    if (behind_empty || (at >= body && has_header(text, at + 1))) return at + 1;
  }
  return text.size();
}

bool is_measured(std::string_view text, std::size_t begin) {
  const std::size_t body = end_of_header(text, begin);
  for (std::size_t at = begin; at < body; at += line_at(text, at).size() + 1) {
    if (ascii::istarts_with(line_at(text, at), "Content-Length:")) return true;
  }
  return false;
}

// The sender may have written the length, to hide the message that follows: in a mailbox that is measured every one of
// them says how long it is.
bool swallows_message(std::string_view text, std::size_t body, std::size_t end) {
  for (std::size_t at = find_divider(text, body - 1, body); at < end; at = find_divider(text, at, body)) {
    if (has_header(text, at) && !is_measured(text, at)) return true;
  }
  return false;
}

// Where the message ends by its own word, when that can be true.
std::optional<std::size_t> measured_end(std::string_view text, std::size_t begin) {
  const std::size_t body = end_of_header(text, begin);
  for (std::size_t at = begin; at < body;) {
    const std::string_view line = line_at(text, at);
    at += line.size() + 1;
    if (!ascii::istarts_with(line, "Content-Length:")) continue;
    const auto length = ascii::parse_number(ascii::trim(line.substr(line.find(':') + 1)));
    if (!length || *length > text.size() - body) return std::nullopt;
    const std::size_t end = body + static_cast<std::size_t>(*length);
    std::size_t next = end;
    while (next < text.size() && next < end + 4 && (text[next] == '\n' || text[next] == '\r')) ++next;
    const bool lands = next == text.size() || begins_message(text, next);
    return lands && !swallows_message(text, body, end) ? std::optional(end) : std::nullopt;
  }
  return std::nullopt;
}

// Without the empty line that the mailbox put behind the message; the one that ends a header stays.
std::string_view without_last_line(std::string_view text) {
  if (end_of_header(text, 0) == text.size()) return text;
  if (text.ends_with("\r\n\r\n")) return text.substr(0, text.size() - 2);
  return text.ends_with("\n\n") ? text.substr(0, text.size() - 1) : text;
}

bool has_quoted_line(std::string_view text) {
  for (std::size_t at = text.find("\n>"); at != npos; at = text.find("\n>", at + 1)) {
    const std::size_t mark = text.find_first_not_of('>', at + 1);
    if (mark != npos && text.compare(mark, word.size(), word) == 0) return true;
    at = mark == npos ? at : mark - 1;
  }
  return false;
}

}  // namespace

std::size_t MboxReader::front_of(std::string_view text) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  const std::size_t mark = text.starts_with(byte_order_mark) ? byte_order_mark.size() : 0;
  return std::min(text.find_first_not_of("\r\n", mark), text.size());
}

bool MboxReader::is_mailbox(std::string_view text) {
  if (!begins_message(text, front_of(text))) return false;
  MboxReader reader(text);
  return reader.next() && reader.at_ < text.size();
}

std::optional<MboxReader::Entry> MboxReader::next() {
  while (at_ < text_.size() && (text_[at_] == '\n' || text_[at_] == '\r')) ++at_;
  if (at_ >= text_.size()) return std::nullopt;
  const std::size_t begin =
      begins_message(text_, at_) ? std::min(at_ + line_at(text_, at_).size() + 1, text_.size()) : at_;
  const std::string_view passed = text_.substr(counted_, begin - counted_);
  line_ += static_cast<std::size_t>(std::count(passed.begin(), passed.end(), '\n'));
  counted_ = begin;
  const auto measured = measured_end(text_, begin);
  const std::size_t end =
      measured.value_or(find_divider(text_, begin > 0 ? begin - 1 : 0, end_of_header(text_, begin)));
  at_ = end;
  const std::string_view message = text_.substr(begin, end - begin);
  // mboxcl2 measures instead of quoting, which shows where a bare "From " line stands in the body.
  const bool is_measured_alone = measured && message.find("\nFrom ") != npos;
  return Entry{measured ? message : without_last_line(message), line_, !is_measured_alone && has_quoted_line(message)};
}

std::string without_quoting(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t next = std::min(text.find('\n', at), text.size() - 1) + 1;
    const std::size_t mark = std::min(text.find_first_not_of('>', at), text.size());
    const bool quoted = mark > at && text.compare(mark, word.size(), word) == 0;
    result += text.substr(quoted ? at + 1 : at, next - at - (quoted ? 1 : 0));
    at = next;
  }
  return result;
}

}  // namespace alignmail::run
