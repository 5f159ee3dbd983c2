// SPDX-License-Identifier: Apache-2.0
#include "message/body_scan.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "base/limits.hpp"

// SMTP smuggling (VU#302671): a server that takes LF . CRLF, CR . CR and the like for the end of
// DATA hands the rest to its command loop, and a second message comes out under the first one's
// envelope. Where the server does not, the attempt stays in the body, and is seen there: a lone
// dot, then commands; or a dot between uneven line ends, then the fields of a second header.
// A dot alone is honest text, since the transport doubles and undoubles leading dots.

namespace alignmail::message {
namespace {

constexpr std::size_t npos = std::string_view::npos;

// Commands that begin or prepare a transaction (RFC 5321 section 4.1.1).
constexpr std::string_view commands[] = {"MAIL FROM:", "RCPT TO:", "EHLO ", "HELO ", "LHLO ", "BDAT "};
constexpr std::string_view bare_commands[] = {"DATA", "RSET"};

bool is_line_end(char c) { return c == '\r' || c == '\n'; }

bool is_command(std::string_view text) {
  const auto starts = [&](std::string_view command) { return ascii::istarts_with(text, command); };
  if (std::any_of(std::begin(commands), std::end(commands), starts)) return true;
  return std::any_of(std::begin(bare_commands), std::end(bare_commands), [&](std::string_view command) {
    return starts(command) && text.size() > command.size() && is_line_end(text[command.size()]);
  });
}

bool is_field_like(std::string_view text) {
  const std::string_view line = text.substr(0, 78);
  const auto end = std::find_if(line.begin(), line.end(), [](char c) { return !ascii::is_alnum(c) && c != '-'; });
  return end != line.begin() && end != line.end() && *end == ':';
}

class BodyScan {
 public:
  BodyScan(const BodyText& body, DefectLog& log) : body_(body), text_(body.text), line_(body.line), log_(log) {}

  std::size_t run() {
    note_nul();
    std::size_t at = body_.begin;
    next_cr_ = body_.line_end == '\n' ? text_.find('\r', at) : npos;
    while (at < text_.size()) {
      at = take_line(at);
      ++line_;
    }
    // Lone LFs are uneven only next to CRLFs.
    if (uneven_.count > 0 && (crlf_ > 0 || body_.has_crlf || log_.has(DefectKind::BareCr))) {
      log_.note(DefectKind::Smuggling, Part::Body, uneven_.offset, uneven_.line, uneven_.count);
    }
    return crlf_;
  }

 private:
  void note_nul() {
    const std::size_t first = text_.find('\0', body_.begin);
    if (first == npos) return;
    const auto begin = text_.begin() + static_cast<std::ptrdiff_t>(body_.begin);
    const auto nul = text_.begin() + static_cast<std::ptrdiff_t>(first);
    const auto lines = std::count(begin, nul, body_.line_end);
    log_.note(DefectKind::Nul, Part::Body, first, body_.line + static_cast<std::uint32_t>(lines),
              static_cast<std::uint32_t>(std::count(nul, text_.end(), '\0')));
  }

  std::size_t take_line(std::size_t begin) {
    const std::size_t end = std::min(text_.find(body_.line_end, begin), text_.size());
    const bool has_end = end < text_.size();
    if (text_[begin] == '.') look_at_dot(begin);
    bool is_crlf = false;
    for (; next_cr_ < end; next_cr_ = text_.find('\r', next_cr_ + 1)) {
      is_crlf = has_end && next_cr_ + 1 == end;
      if (!is_crlf) take_bare_cr(next_cr_);
    }
    if (is_crlf) {
      ++crlf_;
    } else if (has_end && body_.line_end == '\n') {
      log_.note(DefectKind::BareLf, Part::Body, end, line_);
    }
    if (end - begin > limits::line_octets + (is_crlf ? 1U : 0U)) {
      log_.note(DefectKind::LongLine, Part::Body, begin, line_);
    }
    return end + 1;
  }

  void take_bare_cr(std::size_t cr) {
    log_.note(DefectKind::BareCr, Part::Body, cr, line_);
    if (cr + 1 < text_.size() && text_[cr + 1] == '.') look_at_dot(cr + 1);
  }

  // A dot at the beginning of a line, in the widest sense of line.
  void look_at_dot(std::size_t dot) {
    std::size_t next = dot + 1;
    const std::size_t most = std::min(text_.size(), next + 8);
    while (next < most && is_line_end(text_[next])) ++next;
    if (next == dot + 1) return;
    const std::string_view behind = text_.substr(next, 80);
    if (is_command(behind)) return log_.note(DefectKind::Smuggling, Part::Body, dot, line_);
    const bool is_even = text_.substr(0, dot).ends_with("\r\n") && text_.substr(dot + 1).starts_with("\r\n");
    if (is_even || body_.line_end == '\r' || !is_field_like(behind)) return;
    if (uneven_.count++ == 0) {
      uneven_.offset = dot;
      uneven_.line = line_;
    }
  }

  const BodyText& body_;
  std::string_view text_;
  std::uint32_t line_;
  DefectLog& log_;
  std::size_t next_cr_ = npos;  // the first CR not yet looked at
  std::size_t crlf_ = 0;
  Defect uneven_{DefectKind::Smuggling, 0, 0, 0, false};
};

}  // namespace

std::size_t scan_body(const BodyText& body, DefectLog& log) { return BodyScan(body, log).run(); }

}  // namespace alignmail::message
