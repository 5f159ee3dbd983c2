// SPDX-License-Identifier: Apache-2.0
// Folds: which lines belong together, and where the header ends.
#include <algorithm>

#include "base/ascii.hpp"
#include "message/paste.hpp"
#include "message/paste_joint.hpp"
#include "message/paste_names.hpp"

namespace alignmail::message::paste {
namespace {

bool begins_field(const Line& line, const OpenField& field, bool was_full) {
  const auto name = line.is_indented() ? std::nullopt : field_name(line.text);
  if (!name || field.is_in_list_of_names()) return false;
  return is_known_name(*name) || (!was_full && !field.is_within_word());
}

// A lone line between fields is a fold of a text that nothing marks. Behind a hyphen, where programs
// break a long word, it may be more than one.
bool header_goes_on_behind(const std::vector<Line>& lines, std::size_t at) {
  const std::size_t few = at > 0 && lines[at - 1].text.ends_with('-') ? 8 : 1;
  for (std::size_t next = at + 1; next < std::min(lines.size(), at + 1 + few); ++next) {
    if (lines[next].is_blank()) return false;
    if (!lines[next].is_indented() && begins_known_field(lines[next].text)) return true;
  }
  return false;
}

Role role_of(const std::vector<Line>& lines, std::size_t at, const OpenField& field, std::size_t width) {
  const std::string_view last = lines[at - 1].text;
  const bool was_full = width > 0 && last.size() == width && !ascii::is_wsp(last.back());
  if (was_full) return Role::Cut;
  const bool lost_a_space = width > 0 && last.size() + 1 == width;
  return !lost_a_space && field.is_cut_before(lines[at].text) ? Role::Cut : Role::Lost;
}

}  // namespace

// Settles what each line is. The header ends at the first empty line, or where nothing reads as
// a field or as more of one any longer.
Done drop_trailing_text(Draft& draft) {
  auto& lines = draft.lines;
  const std::size_t width = hard_width(lines);
  std::size_t end = 0;
  OpenField field("");
  bool is_within = false;
  for (; end < lines.size() && !lines[end].is_blank(); ++end) {
    Line& line = lines[end];
    const bool was_full = width > 0 && end > 0 && lines[end - 1].text.size() == width;
    if (begins_field(line, field, was_full)) {
      line.role = Role::Field;
      field = OpenField(line.text);
      is_within = true;
      continue;
    }
    const bool belongs = is_within && (line.is_indented() || was_full || field.goes_on_with(line.text) ||
                                       header_goes_on_behind(lines, end));
    const bool is_mailbox_line = end == 0 && line.text.starts_with("From ");
    if (!belongs && !is_mailbox_line) break;
    line.role = is_mailbox_line ? Role::Field : line.is_indented() ? Role::Fold : role_of(lines, end, field, width);
    field.add(line.text);
  }
  Done done;
  const bool has_end = end == lines.size() || lines[end].is_blank();
  if (!has_end) done.note(lines[end]);
  const auto rest = lines.begin() + static_cast<std::ptrdiff_t>(end);
  draft.is_alone = std::all_of(rest, lines.end(), [](const Line& line) { return line.is_blank(); });
  draft.ends_open = draft.ends_open && rest == lines.end();
  lines.erase(rest, lines.end());
  return done;
}

Done join_wrapped(Draft& draft) {
  Done done;
  std::vector<Line> lines;
  for (Line& line : draft.lines) {
    if (line.role == Role::Cut && !lines.empty()) {
      done.note(line);
      lines.back().text += line.text;
    } else {
      lines.push_back(std::move(line));
    }
  }
  draft.lines = std::move(lines);
  return done;
}

Done restore_folds(Draft& draft) {
  Done done;
  for (Line& line : draft.lines) {
    if (line.role != Role::Lost) continue;
    done.note(line);
    line.text.insert(0, " ");
    line.role = Role::Fold;
  }
  return done;
}

}  // namespace alignmail::message::paste
