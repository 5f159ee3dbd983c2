// SPDX-License-Identifier: Apache-2.0
#include "message/paste.hpp"

#include <algorithm>
#include <limits>
#include <set>

#include "base/ascii.hpp"
#include "base/limits.hpp"
#include "message/paste_names.hpp"

namespace alignmail::message::paste {
namespace {

constexpr std::string_view no_more = {};

constexpr Row table[] = {
    {"byte-order-mark", "a byte order mark dropped", "a byte order mark dropped", no_more, false, drop_byte_order_mark},
    {"encoding", "the encoding changed to UTF-8", "the encoding changed to UTF-8", no_more, false, mend_encoding},
    {"escapes", "an escape of a string read", "{n} escapes of a string read", no_more, false, read_escapes},
    {"line-ends", "an odd line end mended", "{n} odd line ends mended", no_more, false, mend_line_ends},
    {"", "", "", no_more, false, split_lines},
    {"html", "an HTML tag or entity read", "{n} HTML tags and entities read", no_more, false, strip_html},
    {"invisible-characters", "an invisible or no-break character taken out",
     "{n} invisible or no-break characters taken out", "what they were there for, if somebody meant to deceive", false,
     mend_invisible},
    {"punctuation", "a typographic mark made plain", "{n} typographic marks made plain", no_more, false,
     mend_punctuation},
    {"code-fence", "the fence of a code block dropped", "{n} fences of code blocks dropped", no_more, true,
     drop_fences},
    {"line-numbers", "a line number dropped", "{n} line numbers dropped", no_more, true, strip_line_numbers},
    {"quoting", "the > of a quoted line dropped", "the > of {n} quoted lines dropped", no_more, true, strip_quoting},
    {"indent", "the indent of a line dropped", "the indent of {n} lines dropped", no_more, true, strip_indent},
    {"quoted-printable", "a line decoded from quoted-printable", "{n} octets decoded from quoted-printable", no_more,
     false, decode_quoted_printable},
    {"links", "a link unwrapped", "{n} links unwrapped", no_more, false, unwrap_links},
    {"cells", "a row of a table read", "{n} rows of a table read", no_more, false, read_cells},
    {"summary-alone", "the results of Gmail's summary read", "the results of Gmail's summary read",
     "those results, which no field of a header shows", false, read_summary},
    {"summary", "a line of the mail program's summary set aside", "{n} lines of the mail program's summary set aside",
     "the summary, which is not part of the header", false, drop_summary},
    {"display", "a line of the mail program's display set aside", "{n} lines of the mail program's display set aside",
     "the display, which is not part of the header", false, drop_display},
    {"buttons", "the label of a button dropped", "the labels of {n} buttons dropped", no_more, false, drop_buttons},
    {"elided", "a mark of lines that were left out taken away", "{n} marks of lines that were left out taken away",
     "what the lines held that were left out, such as signatures", false, take_elided},
    {"blank-lines", "an empty line between fields dropped", "{n} empty lines between fields dropped", no_more, false,
     drop_blank_lines},
    {"leading-text", "a line above the header dropped", "{n} lines above the header dropped", no_more, false,
     drop_leading_text},
    {"one-line", "fields on one line put apart", "{n} fields on one line put apart", no_more, false, split_one_line},
    {"trailing-text", "the text behind the header set aside", "the text behind the header set aside",
     "the body, which nothing divided from the header", false, drop_trailing_text},
    {"wrapped", "a word joined that was cut at a line end", "{n} words joined that were cut at line ends", no_more,
     false, join_wrapped},
    {"folding", "a lost fold put back", "{n} lost folds put back", no_more, false, restore_folds},
    {"order", "the order of the fields turned back", "the order of the fields turned back",
     "the order of the fields, by which the last server's results are told from others", false, restore_order},
    {"truncated", "a signature marked as cut off", "{n} signatures marked as cut off",
     "all of the cut signature but d= and s=", false, mark_truncated},
    {"redacted", "a placeholder marked", "{n} placeholders marked",
     "whatever rests on the name that was taken out; DNS is not asked about it", false, mark_redacted},
};

constexpr int most_margins = 4;
constexpr std::size_t longest_quote = 120;

void record(const Row& row, Done done, std::vector<Repair>& repairs) {
  if (done.count == 0 || row.id.empty()) return;
  const auto same = std::find_if(repairs.begin(), repairs.end(), [&](const Repair& r) { return r.id == row.id; });
  if (same != repairs.end()) {
    same->count += done.count;
    return;
  }
  done.quote.resize(std::min(done.quote.size(), longest_quote));
  repairs.push_back({std::string(row.id), done.count, done.line, std::move(done.quote)});
}

void run_margins(std::span<const Row> margins, Draft& draft, std::vector<Repair>& repairs) {
  for (int turn = 0; turn < most_margins; ++turn) {
    const std::size_t before = repairs.size();
    bool found = false;
    for (const Row& row : margins) {
      Done done = row.repair(draft);
      found = found || done.count > 0;
      record(row, std::move(done), repairs);
    }
    if (!found && repairs.size() == before) return;
  }
}

std::vector<Repair> run_rows(Draft& draft) {
  std::vector<Repair> repairs;
  for (auto row = std::begin(table); row != std::end(table);) {
    const auto end = std::find_if(row, std::end(table), [](const Row& r) { return !r.is_margin; });
    if (end != row) {
      run_margins({row, end}, draft, repairs);
      row = end;
    } else {
      record(*row, row->repair(draft), repairs);
      ++row;
    }
  }
  return repairs;
}

// Two different fields that mail has: less is no header, whatever was repaired in it.
bool is_header(const Draft& draft) {
  std::set<std::string> names;
  for (const Line& line : draft.lines) {
    if (line.role != Role::Field || !begins_known_field(line.text)) continue;
    names.insert(ascii::to_lower(*field_name(line.text)));
    if (names.size() == 2) return true;
  }
  return false;
}

// Of a whole message the line below what the last server wrote, which is where its own Received ends. Names of fields
// from there on the sender may have chosen, who gains no doubt about his signatures by writing like a clipboard.
std::uint32_t end_of_server(const Message& exact) {
  const auto fields = exact.fields();
  const auto received = std::find_if(fields.begin(), fields.end(), [](const Field& f) { return f.is("Received"); });
  const bool is_last = received == fields.end() || received + 1 == fields.end();
  return is_last ? std::numeric_limits<std::uint32_t>::max() : (received + 1)->line;
}

}  // namespace

std::span<const Row> rows() { return table; }

const Row* find_row(std::string_view id) {
  const auto* const found =
      std::find_if(std::begin(table), std::end(table), [&](const Row& row) { return row.id == id; });
  return found == std::end(table) || id.empty() ? nullptr : found;
}

bool is_suspicious(const Message& exact) {
  // Signs within a field count in a header alone: the last server copies into its own what a sender told it (MAIL FROM,
  // HELO), so that in a whole message no place for them is safe.
  if (exact.is_headers_only()) return true;
  const std::uint32_t end = end_of_server(exact);
  // A line without a colon may be the body that follows at once, or a fold that was lost, wherever it stands.
  const auto is_sign = [&](const Defect& defect) {
    const bool breaks_lines = defect.kind == DefectKind::NoColon || defect.kind == DefectKind::LeadingContinuation;
    return defect.in_header && (breaks_lines || (defect.kind == DefectKind::BadName && defect.line < end));
  };
  const auto defects = exact.defects();
  if (std::any_of(defects.begin(), defects.end(), is_sign)) return true;
  // A header that was spread over empty lines reads as one field, a display on top of it as some
  // that mail does not know.
  const auto fields = exact.fields();
  const bool is_known = std::any_of(fields.begin(), fields.end(), [](const Field& f) { return is_known_name(f.name); });
  const bool goes_on = fields.size() == 1 && begins_known_field(exact.body().substr(0, exact.body().find('\n')));
  const bool has_meaning = (exact.find_first("From") != nullptr && !goes_on) || (fields.size() > 2 && is_known);
  return !has_meaning;
}

// A server's fields above the first empty line would be the header, and what stands below it text.
bool is_by_server(const Line& line) {
  const auto name = field_name(line.text);
  return name && is_machine_name(*name) && !ascii::iequals(*name, "Message-ID");
}

// Some words and an empty line in front of a message. Where anything in them could be a field, they may be the header.
bool is_letter(std::span<const Line> above) {
  constexpr std::size_t most_lines = 12;
  return above.size() <= most_lines && above.back().is_blank() &&
         std::none_of(above.begin(), above.end(), [](const Line& line) { return field_name(line.text).has_value(); });
}

std::optional<Front> find_front(std::string_view octets) {
  constexpr std::size_t looked_at = 64U << 10;
  Draft draft{.text = std::string(octets.substr(0, looked_at))};
  const std::size_t given = draft.text.size();
  Front front;
  record(*find_row("byte-order-mark"), drop_byte_order_mark(draft), front.repairs);
  front.octets = given - draft.text.size();
  const std::string text = draft.text;
  split_lines(draft);
  const std::vector<Line> lines = draft.lines;
  record(*find_row("summary"), drop_summary(draft), front.repairs);
  if (draft.lines.size() == lines.size()) {
    const Done letter = drop_leading_text(draft);
    const std::size_t count = lines.size() - draft.lines.size();
    if (count > 0 && !is_letter({lines.data(), count})) return std::nullopt;
    record(*find_row("leading-text"), letter, front.repairs);
  }
  if (front.repairs.empty()) return std::nullopt;
  if (draft.lines.size() == lines.size()) return front;
  const auto header = std::find_if(draft.lines.begin(), draft.lines.end(),
                                   [](const Line& line) { return begins_known_field(line.text); });
  if (header == draft.lines.end()) return std::nullopt;
  const std::size_t above = header->number - 1;
  if (std::any_of(lines.begin(), lines.begin() + static_cast<std::ptrdiff_t>(above), is_by_server)) return std::nullopt;
  draft.lines.erase(header, draft.lines.end());
  record(*find_row("buttons"), drop_buttons(draft), front.repairs);
  const bool is_all =
      std::all_of(draft.lines.begin(), draft.lines.end(), [](const Line& line) { return line.is_blank(); });
  if (!is_all) return std::nullopt;
  std::size_t at = 0;
  for (std::size_t line = 0; line < above; ++line) at = text.find('\n', at) + 1;
  front.octets += at;
  return front;
}

std::optional<Mended> mend(std::string_view octets, bool is_alone) {
  Draft draft{.text = std::string(octets.substr(0, limits::header_octets)), .is_alone = is_alone};
  Mended mended;
  mended.repairs = run_rows(draft);
  if (mended.repairs.empty() || !is_header(draft)) return std::nullopt;
  for (const Line& line : draft.lines) {
    mended.text += line.text + "\r\n";
    mended.numbers.push_back(line.number);
  }
  return mended;
}

}  // namespace alignmail::message::paste

namespace alignmail::message {

std::string in_words(const Repair& repair) {
  const paste::Row* row = paste::find_row(repair.id);
  if (row == nullptr) return repair.id;
  if (repair.count == 1) return std::string(row->one);
  std::string words(row->many);
  if (const std::size_t at = words.find("{n}"); at != std::string::npos)
    words.replace(at, 3, std::to_string(repair.count));
  return words;
}

std::string_view lost_by(const Repair& repair) {
  const paste::Row* row = paste::find_row(repair.id);
  return row == nullptr ? std::string_view{} : row->lost;
}

}  // namespace alignmail::message
