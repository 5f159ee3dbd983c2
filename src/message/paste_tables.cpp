// SPDX-License-Identifier: Apache-2.0
// Tables of web pages: a field in each row, its name in one cell and its value in the next; and the summary that Gmail
// shows above the source, where somebody copied that alone.
#include <algorithm>
#include <set>

#include "base/ascii.hpp"
#include "message/paste.hpp"
#include "message/paste_names.hpp"

namespace alignmail::message::paste {
namespace {

constexpr std::size_t npos = std::string_view::npos;

// "Received<TAB>from ...": where the name ends; 0 when it reads otherwise.
std::size_t cell_end(std::string_view text) {
  constexpr std::size_t longest = 76;
  const std::size_t tab = text.substr(0, longest).find('\t');
  if (tab == npos || tab == 0 || !ascii::is_alpha(text[0])) return 0;
  const std::string_view name = text.substr(0, tab);
  const bool is_name = std::all_of(name.begin(), name.end(), [](char c) { return ascii::is_alnum(c) || c == '-'; });
  // What is no word of a sentence is a name, known or not.
  return is_name && (is_known_name(name) || name.find('-') != npos) ? tab : 0;
}

// --- Gmail's summary

struct Shown {
  std::string_view label;  // with its colon
  std::string_view method;
};
constexpr Shown methods[] = {{"SPF:", "spf"}, {"DKIM:", "dkim"}, {"DMARC:", "dmarc"}};

// "'PASS' with domain example.com Learn more" as "dkim=pass header.d=example.com"; empty when it says nothing.
std::string result_of(std::string_view method, std::string_view text) {
  text = ascii::trim(text);
  if (text.starts_with('\'')) text.remove_prefix(1);
  const auto end = std::find_if_not(text.begin(), text.end(), [](char c) { return ascii::is_alpha(c); });
  const auto length = static_cast<std::size_t>(end - text.begin());
  if (length == 0 || length > 12) return "";
  std::string result = std::string(method) + "=" + ascii::to_lower(text.substr(0, length));
  constexpr std::string_view of_domain = " with domain ";
  const std::size_t at = text.find(of_domain);
  if (method != "dkim" || at == npos) return result;
  const std::string_view rest = text.substr(at + of_domain.size());
  const std::string_view domain =
      rest.substr(0, rest.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._"));
  return domain.empty() ? result : result + " header.d=" + std::string(domain);
}

bool is_shown_field(std::string_view text) {
  constexpr std::string_view names[] = {"From:", "To:", "Cc:", "Subject:"};
  return std::any_of(std::begin(names), std::end(names), [&](auto name) { return text.starts_with(name); });
}

// A row of the summary as a field, or as a result; neither for what says nothing of the mail.
void take_row(const Line& line, std::vector<Line>& fields, std::vector<std::string>& results) {
  constexpr std::string_view id = "Message ID";
  const std::string_view text = line.text;
  for (const Shown& shown : methods) {
    if (!text.starts_with(shown.label)) continue;
    if (auto result = result_of(shown.method, text.substr(shown.label.size())); !result.empty()) {
      results.push_back(std::move(result));
    }
    return;
  }
  if (is_shown_field(text)) fields.push_back(line);
  if (text.starts_with(id))
    fields.push_back({"Message-ID: " + std::string(ascii::trim(text.substr(id.size()))), line.number});
}

}  // namespace

Done read_cells(Draft& draft) {
  std::set<std::string> names;
  std::size_t fields = 0;
  const auto end =
      std::find_if(draft.lines.begin(), draft.lines.end(), [](const Line& line) { return line.is_blank(); });
  for (auto line = draft.lines.begin(); line != end; ++line) {
    if (begins_known_field(line->text)) ++fields;
    const std::size_t cell = cell_end(line->text);
    if (cell > 0 && is_known_name(line->text.substr(0, cell)))
      names.insert(ascii::to_lower(line->text.substr(0, cell)));
  }
  // A header with colons is none of that; a line or two may hold one in their text.
  if (names.size() < 3 || fields * 2 > names.size()) return {};
  Done done;
  for (auto line = draft.lines.begin(); line != end; ++line) {
    const std::size_t cell = cell_end(line->text);
    if (cell == 0) continue;
    done.note(*line);
    line->text.replace(cell, 1, ": ");
  }
  return done;
}

// Where no header stands beside it, it is all that is known: its results become the field that a receiver would have
// written. Such a header shows no path, so nothing rests on them.
Done read_summary(Draft& draft) {
  constexpr std::size_t most_lines = 40;
  if (draft.lines.size() > most_lines) return {};
  const bool has_header = std::any_of(draft.lines.begin(), draft.lines.end(), [](const Line& line) {
    return begins_known_field(line.text) && !is_shown_field(line.text);
  });
  if (has_header) return {};
  const auto first =
      std::find_if_not(draft.lines.begin(), draft.lines.end(), [](const Line& line) { return line.is_blank(); });
  std::vector<Line> fields;
  std::vector<std::string> results;
  std::uint32_t number = 0;
  // A table has no empty row; what stands behind one is not of it.
  for (auto line = first; line != draft.lines.end() && !line->is_blank(); ++line) {
    const std::size_t before = results.size();
    take_row(*line, fields, results);
    if (before == 0 && !results.empty()) number = line->number;
  }
  const bool has_author =
      std::any_of(fields.begin(), fields.end(), [](const Line& line) { return line.text.starts_with("From:"); });
  if (results.size() < 2 || !has_author) return {};
  Done done{.count = 1, .line = number, .quote = ascii::join(results, "; ")};
  fields.insert(fields.begin(), {"Authentication-Results: mx.google.com; " + done.quote, number});
  draft.lines = std::move(fields);
  return done;
}

}  // namespace alignmail::message::paste
