// SPDX-License-Identifier: Apache-2.0
// What is tried first: one change of the body.
#include "dkim/body_search.hpp"

#include <algorithm>

#include "base/base64.hpp"
#include "dkim/canonicalize.hpp"
#include "dkim/crypto.hpp"
#include "dkim/diagnose.hpp"
#include "dkim/undo.hpp"

namespace alignmail::dkim {
namespace {

using message::LineEnding;

constexpr std::string_view crlf = "\r\n";
constexpr std::size_t tail_octets = 64U << 10;        // in which added text at the end is looked for
constexpr std::size_t closing_octets = 1U << 10;      // of a multipart, behind its closing delimiter
constexpr std::size_t delimiter_octets = 70 + 4 + 2;  // a boundary, dashes around it, CRLF (RFC 2046 section 5.1.1)
constexpr std::size_t shown_lines = 20;
constexpr std::size_t shown_octets = 1024;  // of one line

// The closing delimiter of a multipart near the end, with what follows it (RFC 2046 section
// 5.1.1); npos when there is none.
std::size_t find_closing(std::string_view tail) {
  for (std::size_t end = tail.size(); end > 0 && tail.size() - end <= closing_octets;) {
    const std::size_t before = end >= 3 ? tail.rfind(crlf, end - 3) : std::string_view::npos;
    const std::size_t begin = before == std::string_view::npos ? 0 : before + crlf.size();
    const std::string_view line = tail.substr(begin, end - begin);
    // It is hashed once for each line in front of it, with what follows: neither may be long.
    if (line.size() > 6 && line.size() <= delimiter_octets && line.starts_with("--") && line.ends_with("--\r\n"))
      return begin;
    end = begin;
  }
  return std::string_view::npos;
}

}  // namespace

std::string_view line_end_of(LineEnding line_ending) {
  if (line_ending == LineEnding::Lf) return "\n";
  return line_ending == LineEnding::Cr ? "\r" : crlf;
}

std::string lines_in_words(std::size_t count) { return std::to_string(count) + (count == 1 ? " line" : " lines"); }

bool BodySearch::may_spend(std::size_t octets) {
  const bool may = octets <= search_work_octets - spent_;
  if (may) spent_ += octets;
  is_cut_ = is_cut_ || !may;
  return may;
}

std::string BodySearch::hash(std::string_view body, LineEnding line_ending, Canonicalization canonicalization,
                             std::optional<std::uint64_t> length) const {
  Sha256 hash;
  std::uint64_t left = length.value_or(UINT64_MAX);
  canonicalize_body(body, line_ending, canonicalization, [&](std::string_view piece) {
    if (piece.size() > left) piece = piece.substr(0, static_cast<std::size_t>(left));
    left -= piece.size();
    hash.update(piece);
  });
  return hash.digest();
}

bool BodySearch::found(Change change, std::string description) {
  diagnosis_.change = change;
  diagnosis_.description = std::move(description);
  diagnosis_.body_hash = encode_base64(signature_.body_hash);
  return true;
}

// The lines of `text`, without the empty ones around them, as what was added.
bool BodySearch::found_lines(Change change, std::string_view text, std::string_view where) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(line_end_), text.size());
    const std::string_view line = text.substr(0, end);
    const bool is_empty = line.find_first_not_of(" \t") == std::string_view::npos;
    if (!is_empty || !lines.empty()) lines.push_back(line);
    text.remove_prefix(std::min(end + line_end_.size(), text.size()));
  }
  while (!lines.empty() && lines.back().find_first_not_of(" \t") == std::string_view::npos) lines.pop_back();
  diagnosis_.line_count = lines.size();
  for (std::size_t i = 0; i < std::min(lines.size(), shown_lines); ++i) {
    diagnosis_.lines.emplace_back(lines[i].substr(0, shown_octets));
  }
  const std::string what = lines.empty() ? "Empty lines" : lines_in_words(lines.size());
  return found(
      change, what + (lines.size() == 1 ? " was" : " were") + " added " + std::string(where) + " after it was signed.");
}

// Another reading of the same octets.
bool BodySearch::other_canonicalization() {
  const auto own = signature_.body_canonicalization;
  const auto other = own == Canonicalization::Simple ? Canonicalization::Relaxed : Canonicalization::Simple;
  if (may_spend(body_.size()) && fits(hash(body_, line_ending_, other, signature_.length))) {
    return found(Change::OtherCanonicalization, "The body hash fits with " + std::string(to_string(other)) +
                                                    " canonicalization, but c= says " + std::string(to_string(own)) +
                                                    ".");
  }
  if (signature_.length && may_spend(body_.size()) && fits(hash(body_, line_ending_, own, std::nullopt))) {
    return found(Change::OtherCanonicalization,
                 "The body hash fits the whole body, but l= says " + std::to_string(*signature_.length) + " octets.");
  }
  return false;
}

// Signers that end the body otherwise than section 3.4 asks.
bool BodySearch::other_end() {
  if (signature_.length || !may_spend(body_.size())) return false;
  Sha256 hash;
  std::string held;  // the last octets, so that the final CRLF can be left out
  canonicalize_body(body_, line_ending_, signature_.body_canonicalization, [&](std::string_view piece) {
    held += piece;
    const std::size_t keep = std::min(held.size(), crlf.size());
    hash.update(std::string_view(held).substr(0, held.size() - keep));
    held.erase(0, held.size() - keep);
  });
  if (held == crlf && fits(hash.digest())) {
    return found(Change::FinalNewline, "The body hash fits without the line end at the end of the body.");
  }
  hash.update(held);
  for (int more = 1; more <= 4; ++more) {
    hash.update(crlf);
    if (fits(hash.digest())) {
      return found(Change::FinalNewline, "The body hash fits with " + std::to_string(more) +
                                             " empty lines more at the end, which signers must leave out.");
    }
  }
  return false;
}

// The last `count` lines of text that ends with a line, with what ends it left out.
std::string_view BodySearch::last_lines(std::string_view text, std::size_t count) const {
  std::size_t begin = text.size();
  for (; count > 0 && begin > 0; --count) {
    const std::size_t end = text.rfind(line_end_, begin - 1);
    begin = end == std::string_view::npos ? 0 : end;
  }
  return text.substr(begin);
}

// Lines were added that stand `lines_from_end` canonical lines before the end; behind them the
// last `lines_kept_behind` lines are the signer's.
bool BodySearch::found_before(std::size_t lines_from_end, std::size_t lines_kept_behind) {
  std::string_view text = body_;
  const bool relaxed = signature_.body_canonicalization == Canonicalization::Relaxed;
  while (true) {
    while (relaxed && !text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    if (!text.ends_with(line_end_)) break;
    text.remove_suffix(line_end_.size());
  }
  // The white space that ends the last line was received, too.
  while (text.size() < body_.size() && (body_[text.size()] == ' ' || body_[text.size()] == '\t')) {
    text = body_.substr(0, text.size() + 1);
  }
  const std::string_view kept = last_lines(text, lines_kept_behind);
  const std::string_view added = last_lines(text, lines_from_end);
  const std::string_view where = lines_kept_behind == 0 ? "at the end of the body" : "before the end of the last part";
  return found_lines(Change::TextAppended, added.substr(0, added.size() - kept.size()), where);
}

bool BodySearch::text_at_end() {
  if (signature_.length) return false;
  std::uint64_t total = 0;
  const auto canonicalize = [&](const Sink& sink) {
    canonicalize_body(body_, line_ending_, signature_.body_canonicalization, sink);
  };
  canonicalize([&](std::string_view piece) { total += piece.size(); });
  std::uint64_t in_head = total - std::min<std::uint64_t>(total, tail_octets);
  const bool has_head = in_head > 0;
  Sha256 hash;
  std::string tail;
  canonicalize([&](std::string_view piece) {
    const auto part = static_cast<std::size_t>(std::min<std::uint64_t>(in_head, piece.size()));
    hash.update(piece.substr(0, part));
    tail += piece.substr(part);
    in_head -= part;
  });

  const std::size_t closing = find_closing(tail);
  const std::string_view rest = closing == std::string::npos ? "" : std::string_view(tail).substr(closing);
  const auto lines_between = [&](std::size_t begin, std::size_t end) {
    std::size_t count = 0;
    for (std::size_t at = tail.find(crlf, begin); at < end; at = tail.find(crlf, at + 1)) ++count;
    return count;
  };
  // Signed was an empty body.
  const std::string nothing = signature_.body_canonicalization == Canonicalization::Simple ? std::string(crlf) : "";
  if (!has_head && fits(sha256(nothing))) return found_before(lines_between(0, tail.size()), 0);
  std::size_t begin = 0;
  while (begin < tail.size()) {
    const std::size_t line_end = tail.find(crlf, begin);
    if (line_end == std::string::npos) return false;
    const std::size_t next = line_end + crlf.size();
    hash.update(std::string_view(tail).substr(begin, next - begin));
    // The end of an empty line is no end of a canonical body.
    if (line_end > begin && next < tail.size() && fits(hash.digest())) {
      return found_before(lines_between(next, tail.size()), 0);
    }
    if (next < closing && !rest.empty() && may_spend(rest.size())) {
      Sha256 with_rest = hash;
      with_rest.update(rest);
      if (fits(with_rest.digest())) {
        return found_before(lines_between(next, tail.size()), lines_between(closing, tail.size()));
      }
    }
    begin = next;
  }
  return false;
}

bool BodySearch::text_at_front() {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (body_.starts_with(byte_order_mark) && fits_as(body_.substr(byte_order_mark.size()), line_ending_)) {
    return found(Change::TextPrepended, "A byte order mark was put before the body after it was signed.");
  }
  std::size_t at = 0;
  for (std::size_t lines = 1; lines <= leading_lines; ++lines) {
    const std::size_t end = body_.find(line_end_, at);
    if (end == std::string_view::npos || !may_spend(body_.size() - end)) return false;
    at = end + line_end_.size();
    if (fits_as(body_.substr(at), line_ending_)) {
      return found_lines(Change::TextPrepended, body_.substr(0, at), "at the front of the body");
    }
  }
  return false;
}

bool BodySearch::rewritten_lines() {
  if (body_.size() > body_search_octets || !may_spend(body_.size())) return false;
  const std::string received = with_crlf(body_);
  for (const Undoing& undoing : undoings()) {
    if (!may_spend(2 * received.size())) return false;
    const std::string before = undoing.undo(received);
    const bool is_same = before == received && line_ending_ != LineEnding::Mixed;
    if (is_same || !fits_as(before, LineEnding::Mixed)) continue;
    return found(undoing.change, std::string(undoing.description));
  }
  return false;
}

std::optional<Diagnosis> BodySearch::run() {
  if (other_canonicalization()) return std::move(diagnosis_);
  if (body_.find_first_not_of("\r\n") == std::string_view::npos) {
    // Nothing can be undone, but that much is plain.
    diagnosis_.description = "The body is empty here and was not when it was signed.";
    return std::move(diagnosis_);
  }
  if (text_at_end() || other_end() || rewritten_lines() || text_at_front() || text_in_part() || several_changes()) {
    return std::move(diagnosis_);
  }
  return std::nullopt;
}

std::optional<Diagnosis> diagnose_body(std::string_view body, LineEnding line_ending, const Signature& signature,
                                       Cut* cut) {
  BodySearch search(body, line_ending, signature);
  auto found = search.run();
  if (cut != nullptr) *cut = found ? Cut::None : search.cut();
  return found;
}

}  // namespace alignmail::dkim
