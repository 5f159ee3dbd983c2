// SPDX-License-Identifier: Apache-2.0
// Body canonicalization in spans.
//
// Hashing should be all the work, so octets are not looked at one by one. The end of the body
// is settled first, from behind: trailing empty lines (for relaxed also lines of white space)
// fall away. In what is left, simple changes nothing and relaxed only white space that is a
// tab, a run, or stands before a line end; that is rare, is looked for 64 octets at a time,
// and everything between two such places goes out as one piece of the input itself.
#include "dkim/canonicalize.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

#include "base/ascii.hpp"
#include "base/vector_code.hpp"

namespace alignmail::dkim {
namespace {

using message::LineEnding;

constexpr std::string_view crlf = "\r\n";

std::string_view line_end_of(LineEnding line_ending) {
  switch (line_ending) {
    case LineEnding::Lf: return "\n";
    case LineEnding::Cr: return "\r";
    case LineEnding::Crlf:
    case LineEnding::Mixed: break;
  }
  return crlf;
}

// Collects small pieces, so that the sink is called for large ones only.
class Gather {
 public:
  explicit Gather(const Sink& sink) : sink_(sink) {}

  void write(std::string_view piece) {
    if (piece.size() > buffer_.size() - used_) flush();
    if (piece.size() >= large) {
      flush();
      sink_(piece);
      return;
    }
    if (!piece.empty()) std::memcpy(buffer_.data() + used_, piece.data(), piece.size());
    used_ += piece.size();
  }
  void flush() {
    if (used_ > 0) sink_({buffer_.data(), used_});
    used_ = 0;
  }

 private:
  static constexpr std::size_t large = 2048;
  const Sink& sink_;
  std::array<char, std::size_t{16} * 1024> buffer_;
  std::size_t used_ = 0;
};

// The body without its trailing empty lines and without its last line end.
std::string_view without_trailing_lines(std::string_view body, std::string_view line_end, bool drop_white_space) {
  std::size_t end = body.size();
  while (true) {
    while (drop_white_space && end > 0 && ascii::is_wsp(body[end - 1])) --end;
    if (!body.substr(0, end).ends_with(line_end)) return body.substr(0, end);
    end -= line_end.size();
  }
}

constexpr std::size_t block = 64;

// Whether relaxed changes anything in the block; looks at one octet behind it. Without
// branches, so that the compiler makes vector code of it.
inline __attribute__((always_inline)) bool changes_in_block(const char* text) {
  // Octets all the way: a wider sum would make the vectors four times as long.
  std::uint8_t hit = 0;
  for (std::size_t i = 0; i < block; ++i) {
    const char c = text[i];
    const char next = text[i + 1];
    const auto is_tab = static_cast<std::uint8_t>(c == '\t');
    const auto is_space = static_cast<std::uint8_t>(c == ' ');
    const auto may_not_follow = static_cast<std::uint8_t>((next == ' ') | (next == '\t') | (next == '\r'));
    hit = static_cast<std::uint8_t>(hit | is_tab | (is_space & may_not_follow));
  }
  return hit != 0;
}

// Steps over blocks that relaxed leaves as they are, up to `end`.
ALIGNMAIL_VECTOR_CODE const char* skip_unchanged(const char* at, const char* end) {
  while (end - at > static_cast<std::ptrdiff_t>(block) && !changes_in_block(at)) at += block;
  return at;
}

// The first white space from `at` on that may not stay as it is; else the end. `text` does
// not end with white space.
std::size_t find_change(std::string_view text, std::size_t at) {
  at = static_cast<std::size_t>(skip_unchanged(text.data() + at, text.data() + text.size()) - text.data());
  for (; at < text.size(); ++at) {
    if (text[at] == '\t') return at;
    if (text[at] == ' ' && at + 1 < text.size() && (ascii::is_wsp(text[at + 1]) || text[at + 1] == '\r')) return at;
  }
  return at;
}

// Reduces white space (section 3.4.4) in text that does not end with any.
void relax(std::string_view text, Gather& out) {
  std::size_t begin = 0;
  while (true) {
    const std::size_t at = find_change(text, begin);
    out.write(text.substr(begin, at - begin));
    if (at == text.size()) return;
    begin = at;
    while (begin < text.size() && ascii::is_wsp(text[begin])) ++begin;
    if (!text.substr(begin).starts_with(crlf)) out.write(" ");
  }
}

std::string_view without_trailing_space(std::string_view line) {
  while (!line.empty() && ascii::is_wsp(line.back())) line.remove_suffix(1);
  return line;
}

// Line by line, with CRLF in place of another line end.
void convert_lines(std::string_view text, char line_end, bool relaxed, Gather& out) {
  while (true) {
    const std::size_t end = std::min(text.find(line_end), text.size());
    const std::string_view line = text.substr(0, end);
    relaxed ? relax(without_trailing_space(line), out) : out.write(line);
    if (end == text.size()) return;
    out.write(crlf);
    text.remove_prefix(end + 1);
  }
}

}  // namespace

void canonicalize_body(std::string_view body, LineEnding line_ending, Canonicalization canonicalization,
                       const Sink& sink) {
  const bool relaxed = canonicalization == Canonicalization::Relaxed;
  const std::string_view line_end = line_end_of(line_ending);
  const std::string_view text = without_trailing_lines(body, line_end, relaxed);
  // An empty body is a lone CRLF for simple (section 3.4.3) and nothing for relaxed.
  if (text.empty() && relaxed) return;
  Gather out(sink);
  if (line_end.size() == 1) {
    convert_lines(text, line_end.front(), relaxed, out);
  } else if (relaxed) {
    relax(text, out);
  } else {
    out.write(text);
  }
  // Also where the body ended without a line end.
  out.write(crlf);
  out.flush();
}

}  // namespace alignmail::dkim
