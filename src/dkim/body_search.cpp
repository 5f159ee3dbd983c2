// SPDX-License-Identifier: Apache-2.0
// What is tried last: text inside of a part, and one change of each kind.
#include "dkim/body_search.hpp"

#include <algorithm>

#include "dkim/canonicalize.hpp"
#include "dkim/diagnose.hpp"
#include "dkim/undo.hpp"

namespace alignmail::dkim {

using message::LineEnding;

namespace {

std::size_t count_lines(std::string_view canonical) {
  return static_cast<std::size_t>(std::count(canonical.begin(), canonical.end(), '\n'));
}

}  // namespace

// The received lines that hold these octets of the canonical body: canonicalization keeps every line above the end.
std::string_view BodySearch::received_lines(std::string_view canonical, const Inserted& inserted) const {
  std::string_view text = body_;
  const auto skip_lines = [&](std::size_t count) {
    for (; count > 0; --count) {
      const std::size_t end = text.find(line_end_);
      text.remove_prefix(end == std::string_view::npos ? text.size() : end + line_end_.size());
    }
  };
  skip_lines(count_lines(canonical.substr(0, inserted.begin)));
  const std::string_view from = text;
  skip_lines(count_lines(canonical.substr(inserted.begin, inserted.end - inserted.begin)));
  return from.substr(0, from.size() - text.size());
}

bool BodySearch::found_inserted(std::string_view canonical, const Inserted& inserted) {
  const Change change = inserted.is_at_front ? Change::TextPrepended : Change::TextAppended;
  diagnosis_.lines.clear();
  if (!inserted.is_in_html) {
    const std::string where =
        (inserted.is_at_front ? "at the front of a part, above line " : "at the end of a part, above line ") +
        std::to_string(count_lines(canonical.substr(0, inserted.end)) + 1) + " of the body,";
    return found_lines(change, received_lines(canonical, inserted), where);
  }
  // Parts of lines. How those were broken when they came in is not known here: they get the line ends of the message.
  std::string text;
  for (const char c : canonical.substr(inserted.begin, inserted.end - inserted.begin)) {
    if (c == '\n') text += line_end_;
    if (c != '\r' && c != '\n') text += c;
  }
  found_lines(change, text, "");
  const std::string where = inserted.is_at_front ? "behind the <body> tag" : "before the </body> tag";
  return found(change, "Text was put into the HTML " + where + " after it was signed.");
}

// Text inside of a part or of HTML, at its front or at its end; in two of them alike.
bool BodySearch::text_in_part() {
  if (signature_.length || !may_spend(body_.size())) return false;
  std::string canonical;
  canonicalize_body(body_, line_ending_, signature_.body_canonicalization,
                    [&](std::string_view piece) { canonical += piece; });
  std::size_t left = search_in_parts_octets;
  const auto may_hash = [&](std::size_t octets) {
    const bool may = octets <= left;
    if (may) left -= octets;
    is_cut_ = is_cut_ || !may;
    return may;
  };
  const std::vector<Inserted> places = find_inserted(canonical, signature_.body_hash, may_hash);
  if (places.empty()) return false;
  // The first one is shown, and the other one told.
  std::string others;
  for (std::size_t i = places.size(); i-- > 0;) {
    found_inserted(canonical, places[i]);
    if (i > 0) others.insert(0, " " + diagnosis_.description);
  }
  diagnosis_.description += others;
  diagnosis_.has_more = places.size() > 1;
  return true;
}

// Text at the end of a body that was changed otherwise, too, which `besides` tells.
bool BodySearch::more_in(std::string_view body, LineEnding line_ending, const std::string& besides) {
  if (!may_spend(2 * body.size())) return false;
  BodySearch rest(body, line_ending, signature_);
  rest.spent_ = spent_;  // one budget for both
  const bool is_found = rest.text_at_end();
  spent_ = rest.spent_;
  is_cut_ = is_cut_ || rest.is_cut_;
  if (!is_found) return false;
  diagnosis_ = std::move(rest.diagnosis_);
  diagnosis_.description += " " + besides;
  diagnosis_.has_more = true;
  return true;
}

// One change of each kind: rewritten lines of two kinds, or rewritten lines or a banner, and a footer.
bool BodySearch::several_changes() {
  if (body_.size() > body_search_octets || !may_spend(body_.size())) return false;
  const std::string received = with_crlf(body_);
  for (const Undoing& undoing : undoings()) {
    if (!may_spend(received.size())) return false;
    const std::string before = undoing.undo(received);
    if (before == received) continue;
    if (more_in(before, LineEnding::Mixed, std::string(undoing.description))) return true;
    for (const Undoing& other : undoings()) {
      if (other.change == undoing.change || !may_spend(2 * before.size())) continue;
      const std::string first = other.undo(before);
      if (first == before || !fits_as(first, LineEnding::Mixed)) continue;
      found(undoing.change, std::string(undoing.description) + " " + std::string(other.description));
      return diagnosis_.has_more = true;
    }
  }
  for (std::size_t lines = 1, at = 0; lines <= leading_lines; ++lines) {
    const std::size_t end = body_.find(line_end_, at);
    if (end == std::string_view::npos) return false;
    at = end + line_end_.size();
    const std::string banner = lines_in_words(lines) + (lines == 1 ? " was" : " were") + " added at the front, too.";
    if (more_in(body_.substr(at), line_ending_, banner)) return true;
  }
  return false;
}

}  // namespace alignmail::dkim
