// SPDX-License-Identifier: Apache-2.0
#include "dkim/undo.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "base/base64.hpp"
#include "dkim/links.hpp"

namespace alignmail::dkim {
namespace {

constexpr std::string_view crlf = "\r\n";

// Each line without its line end through `change`; a last line without one keeps having none.
template <class Change>
std::string map_lines(std::string_view body, Change change) {
  std::string result;
  result.reserve(body.size() + 16);
  while (!body.empty()) {
    const std::size_t end = std::min(body.find(crlf), body.size());
    change(body.substr(0, end), result);
    if (end == body.size()) break;
    result += crlf;
    body.remove_prefix(end + crlf.size());
  }
  return result;
}

// ">From " and, as in mboxrd, ">>From " lose one ">".
std::string unquote_from(std::string_view body) {
  return map_lines(body, [](std::string_view line, std::string& out) {
    const std::size_t quotes = std::min(line.find_first_not_of('>'), line.size());
    out += line.substr(quotes > 0 && line.substr(quotes).starts_with("From ") ? 1 : 0);
  });
}

std::string quote_from(std::string_view body) {
  return map_lines(body, [](std::string_view line, std::string& out) {
    if (line.starts_with("From ")) out += '>';
    out += line;
  });
}

std::string unstuff_dots(std::string_view body) {
  return map_lines(body,
                   [](std::string_view line, std::string& out) { out += line.substr(line.starts_with("..") ? 1 : 0); });
}

std::string stuff_dots(std::string_view body) {
  return map_lines(body, [](std::string_view line, std::string& out) {
    if (line.starts_with('.')) out += '.';
    out += line;
  });
}

std::string strip_trailing_space(std::string_view body) {
  return map_lines(body, [](std::string_view line, std::string& out) {
    while (!line.empty() && ascii::is_wsp(line.back())) line.remove_suffix(1);
    out += line;
  });
}

// The one trailing space that everybody knows: that of a signature separator (RFC 3676 section 4.3).
std::string restore_separator_space(std::string_view body) {
  return map_lines(body, [](std::string_view line, std::string& out) {
    out += line;
    if (line == "--") out += ' ';
  });
}

// Quoted-printable (RFC 2045 section 6.7) decoded; what is none of it stays as it is.
std::string decode_quoted_printable(std::string_view body) {
  std::string result;
  result.reserve(body.size());
  for (std::size_t i = 0; i < body.size(); ++i) {
    if (body[i] != '=') {
      result += body[i];
    } else if (body.substr(i + 1).starts_with(crlf)) {
      i += crlf.size();
    } else {
      const auto octet = ascii::hex_octet(body, i + 1);
      if (!octet) return std::string(body);
      result += *octet;
      i += 2;
    }
  }
  return result;
}

bool is_plain_in_quoted_printable(char c) { return c >= '!' && c <= '~' && c != '='; }

// Quoted-printable as most programs write it: no more encoded than must be, lines of at most 76 (RFC 2045 section 6.7).
std::string encode_quoted_printable(std::string_view body) {
  constexpr std::size_t longest = 76;
  constexpr std::string_view hex = "0123456789ABCDEF";
  return map_lines(body, [&](std::string_view line, std::string& out) {
    std::size_t used = 0;
    for (std::size_t i = 0; i < line.size(); ++i) {
      const bool is_last = i + 1 == line.size();
      const bool is_plain = is_plain_in_quoted_printable(line[i]) || (ascii::is_wsp(line[i]) && !is_last);
      const std::size_t width = is_plain ? 1 : 3;
      if (used + width > longest - (is_last ? 0 : 1)) {
        out += "=\r\n";
        used = 0;
      }
      used += width;
      if (is_plain) {
        out += line[i];
        continue;
      }
      const auto octet = static_cast<unsigned char>(line[i]);
      out += '=';
      out += hex[octet >> 4];
      out += hex[octet & 0xF];
    }
  });
}

std::string decode_base64_body(std::string_view body) { return decode_base64(body).value_or(std::string{}); }

// A line that base64 was cut into: long, and nothing else in it.
bool is_base64_line(std::string_view line) {
  return !line.empty() && std::all_of(line.begin(), line.end(),
                                      [](char c) { return ascii::is_alnum(c) || c == '+' || c == '/' || c == '='; });
}

// The base64 lines of a body, also those of a part, in lines of another width.
template <std::size_t width>
std::string rewrap_base64(std::string_view body) {
  constexpr std::size_t shortest = 40;  // of the first line of a run
  std::string result;
  std::string run;
  const auto flush = [&] {
    for (std::size_t i = 0; i < run.size(); i += width) result += run.substr(i, width) + std::string(crlf);
    run.clear();
  };
  while (!body.empty()) {
    const std::size_t end = std::min(body.find(crlf), body.size());
    const std::string_view line = body.substr(0, end);
    const bool goes_on = is_base64_line(line) && (line.size() >= shortest || !run.empty());
    if (goes_on) {
      run += line;
    } else {
      flush();
      result += body.substr(0, std::min(end + crlf.size(), body.size()));
    }
    body.remove_prefix(std::min(end + crlf.size(), body.size()));
  }
  flush();
  return result;
}

// SMTP allows lines of 998 octets (RFC 5321 section 4.5.3.1.6), and servers break what is longer; some mark the place.
constexpr std::size_t longest_line = 998;
constexpr std::size_t shortest_broken = 900;

// Each line that was broken, with the next one behind it without `mark` at its end and `margin` at the front.
std::string join_broken(std::string_view body, std::string_view mark, std::string_view margin) {
  std::string result;
  bool was_broken = false;
  while (!body.empty()) {
    const std::size_t end = std::min(body.find(crlf), body.size());
    std::string_view line = body.substr(0, end);
    const bool goes_on = line.size() >= shortest_broken && line.size() <= longest_line + mark.size() &&
                         line.ends_with(mark) && body.substr(end).starts_with(std::string(crlf) + std::string(margin));
    body.remove_prefix(std::min(end + crlf.size(), body.size()));
    if (was_broken) line.remove_prefix(margin.size());
    was_broken = goes_on;
    result += line.substr(0, line.size() - (goes_on ? mark.size() : 0));
    if (!goes_on) result += crlf;
  }
  return result;
}

std::string join_broken_plainly(std::string_view body) { return join_broken(body, "", ""); }
std::string join_broken_with_space(std::string_view body) { return join_broken(body, "", " "); }
std::string join_broken_with_mark(std::string_view body) { return join_broken(body, "!", " "); }

// A conversion of line ends that was made twice leaves an empty line behind every line.
std::string drop_every_second_line(std::string_view body) {
  std::string result;
  for (std::size_t count = 0; !body.empty(); ++count) {
    const std::size_t end = std::min(body.find(crlf), body.size());
    if (count % 2 == 1 && end > 0) return {};
    if (count % 2 == 0) result += std::string(body.substr(0, end)) + std::string(crlf);
    body.remove_prefix(std::min(end + crlf.size(), body.size()));
  }
  return result;
}

std::string unchanged(std::string_view body) { return std::string(body); }

}  // namespace

std::string with_crlf(std::string_view body) {
  std::string result;
  result.reserve(body.size() + body.size() / 16);
  while (!body.empty()) {
    const std::size_t end = std::min(body.find_first_of(crlf), body.size());
    result += body.substr(0, end);
    body.remove_prefix(end);
    if (body.empty()) break;
    // Any number of CR before an LF is one line end (CR CR LF of a doubled conversion).
    const std::size_t behind_cr = std::min(body.find_first_not_of('\r'), body.size());
    const bool ends_with_lf = behind_cr < body.size() && body[behind_cr] == '\n';
    body.remove_prefix(ends_with_lf ? behind_cr + 1 : 1);
    result += crlf;
  }
  return result;
}

std::span<const Undoing> undoings() {
  static constexpr Undoing all[] = {
      {Change::LineEndings, "Line ends were changed: with CR LF at every line end the hash fits.", unchanged},
      {Change::LineEndings, "Every line end was doubled.", drop_every_second_line},
      {Change::FromQuoting,
       "Lines that begin with \"From \" were quoted with \">\" by a program that keeps mail in mbox files.",
       unquote_from},
      {Change::FromQuoting, "Lines that begin with \"From \" had their \">\" taken away.", quote_from},
      {Change::DotStuffing, "Dots at line starts were doubled, as SMTP does on the wire, and not undone.",
       unstuff_dots},
      {Change::DotStuffing, "A dot at line starts was taken away.", stuff_dots},
      {Change::TrailingSpace, "Spaces were added at line ends.", strip_trailing_space},
      {Change::TrailingSpace, "Spaces at line ends were taken away.", restore_separator_space},
      {Change::TransferEncoding, "The body was encoded as quoted-printable on the way.", decode_quoted_printable},
      {Change::TransferEncoding, "The body was quoted-printable and was decoded on the way.", encode_quoted_printable},
      {Change::TransferEncoding, "The base64 lines of the body were wrapped anew.", rewrap_base64<76>},
      {Change::TransferEncoding, "The base64 lines of the body were wrapped anew; they had 72 columns.",
       rewrap_base64<72>},
      {Change::TransferEncoding, "The base64 lines of the body were wrapped anew; they had 64 columns.",
       rewrap_base64<64>},
      {Change::TransferEncoding, "The base64 lines of the body were wrapped anew; they had 60 columns.",
       rewrap_base64<60>},
      {Change::TransferEncoding, "The body was encoded as base64 on the way.", decode_base64_body},
      {Change::LongLines, "Lines that are too long for SMTP were broken.", join_broken_plainly},
      {Change::LongLines, "Lines that are too long for SMTP were broken, with a space at the front of the rest.",
       join_broken_with_space},
      {Change::LongLines, "Lines that are too long for SMTP were broken, with \"!\" where they go on.",
       join_broken_with_mark},
      {Change::Links, "Links were led through a gateway that checks them: with the old ones back the hash fits.",
       unwrap_links},
  };
  return all;
}

}  // namespace alignmail::dkim
