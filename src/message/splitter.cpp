// SPDX-License-Identifier: Apache-2.0
#include "message/splitter.hpp"

#include <algorithm>
#include <array>

#include "base/ascii.hpp"
#include "base/limits.hpp"
#include "base/octet_set.hpp"
#include "message/body_scan.hpp"
#include "message/plain_octets.hpp"

namespace alignmail::message {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

// RFC 5322 section 2.2: printable US-ASCII except the colon.
constexpr OctetSet name_octets = [] {
  std::array<char, 126 - 33> octets{};
  for (char c = 33, *at = octets.data(); c < 127; ++c) {
    if (c != ':') *at++ = c;
  }
  return OctetSet({octets.data(), octets.size()});
}();
bool is_name(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) { return name_octets.has(c); });
}

// A line that divides the messages of an mbox file (RFC 4155), also quoted by a second store;
// "From :" is a field, though.
bool is_mbox_line(std::string_view line) {
  if (line.starts_with('>')) line.remove_prefix(1);
  if (!line.starts_with("From ")) return false;
  const std::size_t word = line.find_first_not_of(" \t", 4);
  return word == std::string_view::npos || line[word] != ':';
}

// "{" and a name in quotation marks, which might else be read as a field.
bool is_json_object(std::string_view text) {
  const std::size_t open = text.substr(0, 64).find_first_not_of(" \t\r\n");
  if (open == std::string_view::npos || text[open] != '{') return false;
  const std::size_t name = text.find_first_not_of(" \t\r\n", open + 1);
  return name != std::string_view::npos && (text[name] == '"' || text[name] == '}');
}

}  // namespace

Splitter::Splitter(std::string_view octets, std::shared_ptr<const void> owner, Reading reading, std::size_t front)
    : text_(octets), reading_(reading), front_(front) {
  message_.octets_ = octets;
  message_.fields_.reserve(32);  // as many as mail usually has
  message_.owner_ = std::move(owner);
  if (text_.find('\n') == std::string_view::npos) line_end_ = '\r';
}

Result<Message> Splitter::run() {
  if (text_.empty()) return failure(Error::Kind::NotAMessage, "the input is empty: zero octets are not a message");
  if (is_json_object(text_)) {
    return failure(Error::Kind::NotAMessage,
                   "the input is JSON, not a message: of an event of SES give the message itself (its \"content\", or "
                   "the object in S3); lines with \"raw\" in base64 are read with --input ndjson");
  }
  skip_preamble();
  read_header();
  if (!named_ && text_.starts_with("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")) {
    return failure(Error::Kind::NotAMessage,
                   "the input is an Outlook .msg file, which holds no message as it was received: copy the header "
                   "(File, Properties, Internet headers), or save the message from Outlook on the web");
  }
  if (!named_) {
    return failure(Error::Kind::NotAMessage,
                   "the input holds no header field, so it is not a message: give the original text of a message "
                   "or its header");
  }
  settle_line_ending();
  message_.defects_ = log_.take();
  return std::move(message_);
}

Splitter::Line Splitter::line_at(std::size_t offset) const {
  Line line{offset, text_.find(line_end_, offset), 0, line_};
  if (line.end == std::string_view::npos) {
    line.end = line.next = text_.size();
    return line;
  }
  line.next = line.end + 1;
  if (line_end_ == '\n' && line.end > offset && text_[line.end - 1] == '\r') --line.end;
  return line;
}

bool Splitter::is_empty_at(std::size_t offset) const {
  const std::string_view rest = text_.substr(offset);
  return rest.empty() || rest.front() == line_end_ || (line_end_ == '\n' && ascii::starts_with_crlf(rest));
}

void Splitter::note(DefectKind kind, const Line& line) { log_.note(kind, Part::Header, line.begin, line.number); }

Splitter::Line Splitter::take_line() {
  const Line line = line_at(at_);
  if (line.next - line.end == 2) ++crlf_;
  if (line.next - line.end == 1 && line_end_ == '\n') {
    log_.note(DefectKind::BareLf, Part::Header, line.end, line.number);
  }
  if (line.end - line.begin > limits::line_octets) note(DefectKind::LongLine, line);
  for (std::size_t i = is_plain(line) ? line.end : line.begin; i < line.end; ++i) {
    const char c = text_[i];
    if (!ascii::is_control(c) || c == '\t') continue;
    const DefectKind kind = c == '\0' ? DefectKind::Nul : c == '\r' ? DefectKind::BareCr : DefectKind::ControlCharacter;
    log_.note(kind, Part::Header, i, line.number);
  }
  at_ = line.next;
  ++line_;
  return line;
}

// Whether no octet of the line is to be noted.
bool Splitter::is_plain(const Line& line) {
  if (line.next <= plain_until_) return true;
  const bool can_be_seen =
      line.begin >= odd_until_ && line.next - line.begin <= plain_stretch && text_.size() - line.begin > plain_stretch;
  if (can_be_seen) {
    const bool is_plain = has_plain_stretch(text_, line.begin);
    (is_plain ? plain_until_ : odd_until_) = line.begin + plain_stretch;
    if (is_plain) return true;
  }
  std::size_t begin = line.begin;
  while (begin < line.end && text_[begin] == '\t') ++begin;  // as many servers fold
  return !ascii::has_control(text_.substr(begin, line.end - begin));
}

bool Splitter::continues_at(std::size_t offset) const { return offset < text_.size() && ascii::is_wsp(text_[offset]); }

void Splitter::skip(std::size_t begin, std::size_t end) {
  auto& skipped = message_.skipped_;
  if (!skipped.empty() && skipped.back().data() + skipped.back().size() == text_.data() + begin) {
    skipped.back() = {skipped.back().data(), skipped.back().size() + (end - begin)};
  } else {
    skipped.push_back(text_.substr(begin, end - begin));
  }
}

void Splitter::skip_preamble() {
  at_ = front_;
  line_ += static_cast<std::uint32_t>(
      std::count(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(at_), line_end_));
  if (at_ == 0 && text_.starts_with(byte_order_mark)) {
    log_.note(DefectKind::BadName, Part::Header, 0, 1);
    at_ = byte_order_mark.size();
  }
  while (at_ < text_.size() && is_empty_at(at_)) note(DefectKind::LeadingBlankLine, take_line());
  const Line first = line_at(at_);
  if (is_mbox_line(text_.substr(first.begin, first.end - first.begin))) note(DefectKind::MboxFromLine, take_line());
  if (at_ > 0) skip(0, at_);
}

void Splitter::read_header() {
  bool leading = continues_at(at_);
  if (leading) note(DefectKind::LeadingContinuation, line_at(at_));
  while (!is_empty_at(at_)) {
    read_block(take_block(), leading);
    leading = false;
  }
  message_.header_end_ = at_;
  const bool separated = at_ < text_.size();
  if (separated) {
    take_line();
  } else if (!text_.empty() && text_.back() != line_end_) {
    log_.note(DefectKind::Truncated, Part::Header, text_.size(), line_ - 1);
  }
  settle_body(separated);
}

Splitter::Block Splitter::take_block() {
  Block block{take_line(), 0, 0};
  Line last = block.first;
  while (continues_at(at_)) {
    last = take_line();
    // It must not be written (RFC 5322 section 3.2.2), for some readers end the header there.
    if (ascii::trim(text_.substr(last.begin, last.end - last.begin)).empty()) note(DefectKind::BlankContinuation, last);
  }
  block.end = last.end;
  block.next = last.next;
  return block;
}

void Splitter::read_block(const Block& block, bool leading) {
  const auto is_space_at = [&](std::size_t i) { return i < block.end && ascii::is_space(text_[i]); };
  std::size_t begin = block.first.begin;
  while (leading && is_space_at(begin)) ++begin;
  std::size_t name_end = begin;
  while (name_end < block.end && name_octets.has(text_[name_end])) ++name_end;
  while (name_end < block.end && text_[name_end] != ':' && !is_space_at(name_end)) ++name_end;
  std::size_t colon = name_end;
  while (is_space_at(colon)) ++colon;

  if (colon < block.end && text_[colon] == ':') {
    const std::string_view gap = text_.substr(name_end, colon - name_end);
    if (gap.find(line_end_) != std::string_view::npos) {
      note(DefectKind::FoldedName, block.first);
    } else if (!gap.empty()) {
      note(DefectKind::SpaceBeforeColon, block.first);
    }
    return add_field(block, text_.substr(begin, name_end - begin), colon);
  }
  // Words before the colon: no name, but the line is kept as it stands.
  colon = text_.substr(0, block.first.end).find(':', begin);
  if (colon != std::string_view::npos) return add_field(block, text_.substr(begin, colon - begin), colon);
  note(DefectKind::NoColon, block.first);
  skip(block.first.begin, block.next);
}

void Splitter::add_field(const Block& block, std::string_view name, std::size_t colon) {
  const std::size_t begin = block.first.begin;
  const bool is_past_header = block.next > limits::header_octets;
  if (is_past_header || message_.fields_.size() == limits::fields) {
    note(is_past_header ? DefectKind::HeaderTooLong : DefectKind::TooManyFields, block.first);
    return skip(begin, block.next);
  }
  if (block.next - begin > limits::field_octets) note(DefectKind::FieldTooLong, block.first);
  if (is_name(name)) {
    named_ = true;
  } else {
    note(DefectKind::BadName, block.first);
  }
  message_.fields_.push_back({name, text_.substr(colon + 1, block.end - colon - 1),
                              text_.substr(begin, block.next - begin), begin, block.first.number});
}

void Splitter::settle_body(bool separated) {
  message_.body_begin_ = at_;
  if (reading_ == Reading::Headers || reading_ == Reading::HeaderOfMessage) {
    message_.body_begin_ = text_.size();
    message_.is_header_cut_ = reading_ == Reading::HeaderOfMessage && !separated;
    if (message_.is_header_cut_) log_.note(DefectKind::Truncated, Part::Header, text_.size(), line_);
    return;
  }
  if (!separated) log_.note(DefectKind::NoSeparator, Part::Header, text_.size(), line_);
  if (!separated && reading_ == Reading::Detect) return;
  message_.body_state_ = Body::Present;
  crlf_ += scan_body({text_, at_, line_, line_end_, crlf_ > 0}, log_);
}

void Splitter::settle_line_ending() {
  const bool has_bare_lf = log_.has(DefectKind::BareLf);
  if (line_end_ == '\r') {
    message_.line_ending_ = text_.find('\r') == std::string_view::npos ? LineEnding::Crlf : LineEnding::Cr;
  } else if (crlf_ == 0) {
    message_.line_ending_ = LineEnding::Lf;
    log_.drop(DefectKind::BareLf);
  } else if (has_bare_lf || log_.has(DefectKind::BareCr)) {
    message_.line_ending_ = LineEnding::Mixed;
  }
}

}  // namespace alignmail::message
