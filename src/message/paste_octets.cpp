// SPDX-License-Identifier: Apache-2.0
// Repairs of the text as octets: its encoding and its line ends.
#include <algorithm>

#include "base/ascii.hpp"

#include "message/paste.hpp"

namespace alignmail::message::paste {
namespace {

constexpr std::size_t looked_at = 64;

// Code units in pairs of octets; a text without a mark tells by its zeros.
enum class Wide : std::uint8_t { No, LittleEndian, BigEndian };

Wide width_of(std::string_view text) {
  if (text.starts_with("\xFF\xFE")) return Wide::LittleEndian;
  if (text.starts_with("\xFE\xFF")) return Wide::BigEndian;
  const std::string_view head = text.substr(0, looked_at);
  if (head.size() < 16) return Wide::No;
  std::size_t even = 0;
  std::size_t odd = 0;
  for (std::size_t i = 0; i < head.size(); ++i) {
    if (head[i] == '\0') ++(i % 2 == 0 ? even : odd);
  }
  const std::size_t most = head.size() / 2 - head.size() / 16;
  const std::size_t few = head.size() / 16;
  if (odd >= most && even <= few) return Wide::LittleEndian;
  return even >= most && odd <= few ? Wide::BigEndian : Wide::No;
}

void append_utf8(std::string& text, std::uint32_t point) {
  const auto put = [&](std::uint32_t octet) { text += static_cast<char>(octet); };
  if (point < 0x80) return put(point);
  if (point < 0x800) {
    put(0xC0 | (point >> 6U));
  } else if (point < 0x10000) {
    put(0xE0 | (point >> 12U));
    put(0x80 | ((point >> 6U) & 0x3FU));
  } else {
    put(0xF0 | (point >> 18U));
    put(0x80 | ((point >> 12U) & 0x3FU));
    put(0x80 | ((point >> 6U) & 0x3FU));
  }
  put(0x80 | (point & 0x3FU));
}

std::string narrow(std::string_view text, Wide width) {
  const std::size_t low = width == Wide::LittleEndian ? 0 : 1;
  const auto unit = [&](std::size_t i) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i + low])) |
           (static_cast<std::uint32_t>(static_cast<unsigned char>(text[i + 1 - low])) << 8U);
  };
  std::string result;
  result.reserve(text.size() / 2);
  for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
    std::uint32_t point = unit(i);
    if (i == 0 && point == 0xFEFF) continue;
    const bool leads = point >= 0xD800 && point < 0xDC00 && i + 3 < text.size();
    const std::uint32_t second = leads ? unit(i + 2) : 0;
    if (leads && second >= 0xDC00 && second < 0xE000) {
      point = 0x10000 + ((point - 0xD800) << 10U) + (second - 0xDC00);
      i += 2;
    } else if (point >= 0xD800 && point < 0xE000) {
      point = 0xFFFD;  // half a pair stands for nothing
    }
    append_utf8(result, point);
  }
  return result;
}

struct LineEnds {
  std::size_t lf = 0;
  std::size_t doubled = 0;  // CR CR LF
  std::size_t lone = 0;     // CR without LF
};

LineEnds count_line_ends(std::string_view text) {
  LineEnds ends;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n') {
      ++ends.lf;
      if (i > 1 && text[i - 1] == '\r' && text[i - 2] == '\r') ++ends.doubled;
    } else if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] != '\n' && text[i + 1] != '\r') {
      ++ends.lone;
    }
  }
  return ends;
}

}  // namespace

Done drop_byte_order_mark(Draft& draft) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (!draft.text.starts_with(byte_order_mark)) return {};
  draft.text.erase(0, byte_order_mark.size());
  return {.count = 1, .line = 1};
}

Done mend_encoding(Draft& draft) {
  const Wide width = width_of(draft.text);
  if (width == Wide::No) return {};
  draft.text = narrow(draft.text, width);
  return {.count = 1, .line = 1};
}

// A header as a string of JSON or of a program: one line, in which line ends are written out.
Done read_escapes(Draft& draft) {
  std::string_view text = ascii::trim(draft.text);
  const auto count_of = [&](std::string_view sought) {
    std::uint32_t count = 0;
    for (std::size_t at = text.find(sought); at != std::string_view::npos; at = text.find(sought, at + sought.size()))
      ++count;
    return count;
  };
  const std::uint32_t line_ends = count_of("\\n");
  if (line_ends < 2 || text.find('\n') != std::string_view::npos) return {};
  if (text.size() > 1 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    constexpr std::string_view escapes = "nrt\"\\/";
    constexpr std::string_view meanings = "\n\r\t\"\\/";
    const std::size_t which =
        text[i] == '\\' && i + 1 < text.size() ? escapes.find(text[i + 1]) : std::string_view::npos;
    if (which == std::string_view::npos) {
      plain += text[i];
      continue;
    }
    plain += meanings[which];
    ++i;
  }
  draft.text = std::move(plain) + "\n";
  return {.count = line_ends, .line = 1};
}

// Mixed CRLF and LF is no mangle of pasting, and splitting reads both.
Done mend_line_ends(Draft& draft) {
  const LineEnds ends = count_line_ends(draft.text);
  const std::size_t odd = ends.doubled + ends.lone;
  const bool is_rule = ends.doubled > 1 || (ends.lf == 0 && ends.lone > 1);
  if (!is_rule) return {};
  std::string text;
  text.reserve(draft.text.size());
  for (std::size_t i = 0; i < draft.text.size(); ++i) {
    if (draft.text[i] != '\r') {
      text += draft.text[i];
      continue;
    }
    const std::size_t end = std::min(draft.text.find_first_not_of('\r', i), draft.text.size());
    const bool before_lf = end < draft.text.size() && draft.text[end] == '\n';
    if (!before_lf) text.append(end - i, '\n');
    i = end - 1;
  }
  draft.text = std::move(text);
  return {.count = static_cast<std::uint32_t>(odd), .line = 1};
}

Done split_lines(Draft& draft) {
  draft.ends_open = !draft.text.empty() && draft.text.back() != '\n' && draft.text.back() != '\r';
  std::size_t begin = 0;
  std::uint32_t number = 1;
  while (begin < draft.text.size()) {
    const std::size_t end = std::min(draft.text.find('\n', begin), draft.text.size());
    std::size_t content = end;
    while (content > begin && draft.text[content - 1] == '\r') --content;
    draft.lines.push_back({draft.text.substr(begin, content - begin), number++});
    begin = end + 1;
  }
  draft.text.clear();
  return {};
}

}  // namespace alignmail::message::paste
