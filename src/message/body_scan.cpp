// SPDX-License-Identifier: Apache-2.0
#include "message/body_scan.hpp"

#include <algorithm>
#include <cstdint>

#include "base/ascii.hpp"
#include "base/limits.hpp"
#include "base/vector_code.hpp"

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

// What one look at a stretch of whole lines tells.
struct Glance {
  bool is_plain = false;  // nothing that has to be looked at line by line
  std::size_t lines = 0;
};

// All lines end in the same way, none begins with a dot or may be too long, and no octet is NUL. One octet
// behind the stretch is looked at. Without branches, so that the compiler makes vector code of it: line by
// line the scan took a fifth of the judgement of a message of 1 MB.
ALIGNMAIL_VECTOR_CODE Glance glance(std::string_view text, std::size_t begin, std::size_t end, bool is_crlf) {
  constexpr std::size_t block = 128;  // its lines are counted in one octet
  // So many whole blocks at least lie in a line over the limit, wherever it begins.
  constexpr std::size_t too_many_without_end = (limits::line_octets - block) / block;
  Glance glance{true, 0};
  std::size_t without_end = 0;
  for (std::size_t at = begin; at < end; at += block) {
    const char* here = text.data() + at;
    const std::size_t size = std::min(block, end - at);
    std::uint8_t odd = 0;
    std::uint8_t ends = 0;
    for (std::size_t i = 0; i < size; ++i) {
      const auto is_end = static_cast<std::uint8_t>(here[i] == '\n');
      const auto is_odd = static_cast<std::uint8_t>((here[i] == '\r') != (here[i + 1] == '\n'));
      const auto is_dot = static_cast<std::uint8_t>(is_end & static_cast<std::uint8_t>(here[i + 1] == '.'));
      odd = static_cast<std::uint8_t>(odd | (is_odd & static_cast<std::uint8_t>(is_crlf)) | is_dot |
                                      static_cast<std::uint8_t>(here[i] == '\0'));
      ends = static_cast<std::uint8_t>(ends + is_end);
    }
    without_end = ends > 0 ? 0 : without_end + 1;
    if (odd != 0 || without_end >= too_many_without_end) return {};
    glance.lines += ends;
  }
  return glance;
}

class BodyScan {
 public:
  BodyScan(const BodyText& body, DefectLog& log) : body_(body), text_(body.text), line_(body.line), log_(log) {}

  std::size_t run() {
    std::size_t at = body_.begin;
    next_cr_ = body_.line_end == '\n' ? text_.find('\r', at) : npos;
    while (at < text_.size()) {
      const std::size_t end = end_of_stretch(at);
      if (!skip_plain(at, end)) {
        do {
          at = take_line(at);
          ++line_;
        } while (at < end);
      } else {
        at = end;
      }
    }
    // Lone LFs are uneven only next to CRLFs.
    if (uneven_.count > 0 && (crlf_ > 0 || body_.has_crlf || log_.has(DefectKind::BareCr))) {
      log_.note(DefectKind::Smuggling, Part::Body, uneven_.offset, uneven_.line, uneven_.count);
    }
    return crlf_;
  }

 private:
  // Behind the last line end of the next octets that another octet follows; `at` when there is none.
  std::size_t end_of_stretch(std::size_t at) const {
    constexpr std::size_t most = std::size_t{16} * 1024;
    if (body_.line_end != '\n') return at;
    const std::size_t end = text_.substr(at, std::min(most, text_.size() - 1 - at)).rfind('\n');
    return end == npos ? at : at + end + 1;
  }

  // Takes lines in which there is nothing to note.
  bool skip_plain(std::size_t begin, std::size_t end) {
    if (next_cr_ < begin) next_cr_ = text_.find('\r', begin);
    const bool is_crlf = next_cr_ < end;
    const bool begins_oddly = text_[begin] == '.' || (is_crlf && text_[begin] == '\n');
    if (end == begin || begins_oddly) return false;
    const Glance seen = glance(text_, begin, end, is_crlf);
    if (!seen.is_plain) return false;
    if (is_crlf) crlf_ += seen.lines;
    if (!is_crlf) {
      log_.note(DefectKind::BareLf, Part::Body, text_.find('\n', begin), line_, static_cast<std::uint32_t>(seen.lines));
    }
    line_ += static_cast<std::uint32_t>(seen.lines);
    return true;
  }

  void note_nul(std::size_t begin, std::size_t end) {
    const std::string_view line = text_.substr(begin, end - begin);
    const std::size_t first = line.find('\0');
    if (first == npos) return;
    const auto count = std::count(line.begin(), line.end(), '\0');
    log_.note(DefectKind::Nul, Part::Body, begin + first, line_, static_cast<std::uint32_t>(count));
  }

  std::size_t take_line(std::size_t begin) {
    const std::size_t end = std::min(text_.find(body_.line_end, begin), text_.size());
    const bool has_end = end < text_.size();
    if (text_[begin] == '.') look_at_dot(begin);
    note_nul(begin, end);
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
    const bool is_even = text_.substr(0, dot).ends_with("\r\n") && ascii::starts_with_crlf(text_.substr(dot + 1));
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
