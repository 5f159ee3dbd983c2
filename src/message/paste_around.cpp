// SPDX-License-Identifier: Apache-2.0
// Repairs of what stands around the header and between its lines: words of the page that was
// copied, a mail program's own display, a letter's first sentence.
#include <algorithm>
#include <array>

#include "base/ascii.hpp"
#include "message/paste.hpp"
#include "message/paste_names.hpp"

namespace alignmail::message::paste {
namespace {

constexpr std::size_t most_table_lines = 40;

// "Show original" of Gmail puts a table above the source.
bool is_summary_line(std::string_view text) {
  text = ascii::trim(text);
  if (ascii::iequals(text, "Original Message") || ascii::iequals(text, "Original message")) return true;
  const bool is_id = ascii::istarts_with(text, "Message ID") && text.substr(10, 1) != ":" && text.size() > 10;
  if (is_id || ascii::istarts_with(text, "Created at:") || ascii::istarts_with(text, "Created on:")) return true;
  for (const std::string_view method : {"SPF:", "DKIM:", "DMARC:"}) {
    if (text.starts_with(method)) return true;
  }
  return text.ends_with("Learn more");
}

// Names under which mail programs show the fields, in their users' languages.
constexpr std::array<std::string_view, 58> shown_names = {
    "a",        "an",        "aan",     "asunto",     "assunto",   "aihe",  "betreff",   "bis",     "cco",
    "copie",    "cópia",     "da",      "data",       "datum",     "dato",  "de",        "di",      "do",
    "emne",     "envoyé",    "enviado", "enviado el", "envoyé le", "fecha", "fra",       "från",    "gesendet",
    "gönderen", "inviato",   "kenelle", "kime",       "konu",      "kopie", "lähettäjä", "objet",   "od",
    "oggetto",  "onderwerp", "para",    "päivämäärä", "pour",      "sendt", "sent",      "skickat", "sujet",
    "tarih",    "temat",     "til",     "till",       "verzonden", "von",   "van",       "wysłano", "à",
    "ämne",     "кому",      "от",      "тема"};

bool is_shown_name(std::string_view line) {
  constexpr std::size_t longest = 24;
  const std::size_t colon = line.substr(0, longest).find(':');
  if (colon == std::string_view::npos) return false;
  const std::string name = ascii::to_lower(ascii::trim(line.substr(0, colon)));
  return std::find(shown_names.begin(), shown_names.end(), name) != shown_names.end();
}

bool is_button(std::string_view text) {
  text = ascii::trim(text);
  for (const std::string_view words :
       {"Download Original", "Copy to clipboard", "Download original", "Show original"}) {
    if (text == words) return true;
  }
  // On one line, with whatever the page had between them.
  const std::string_view first = "Download Original";
  return text.starts_with(first) && ascii::trim(text.substr(first.size())) == "Copy to clipboard";
}

void drop_first(Draft& draft, std::size_t count, Done& done) {
  for (std::size_t i = 0; i < count; ++i) {
    if (!draft.lines[i].is_blank()) done.note(draft.lines[i]);
  }
  draft.lines.erase(draft.lines.begin(), draft.lines.begin() + static_cast<std::ptrdiff_t>(count));
}

bool goes_on(const Line& line) { return line.is_indented() || field_name(line.text).has_value(); }

// Single empty lines behind which the header goes on, and how many lines it then has.
struct Spacing {
  std::size_t gaps = 0;
  std::size_t lines = 0;
};
Spacing measure_spacing(const Draft& draft) {
  Spacing spacing;
  const auto& lines = draft.lines;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (!lines[i].is_blank()) {
      ++spacing.lines;
      continue;
    }
    const bool single = i + 1 < lines.size() && !lines[i + 1].is_blank();
    if (!single) break;
    ++spacing.gaps;
  }
  return spacing;
}

}  // namespace

// What it says is the mail program's word, and no header: "From:" in it would be a second one.
Done drop_summary(Draft& draft) {
  std::size_t end = 0;
  std::size_t signs = 0;
  for (std::size_t i = 0; i < std::min(draft.lines.size(), most_table_lines); ++i) {
    if (!is_summary_line(draft.lines[i].text)) continue;
    end = i + 1;
    ++signs;
  }
  if (signs < 2) return {};
  Done done{.quote = std::string(ascii::trim(draft.lines[end - 1].text))};
  drop_first(draft, end, done);
  return done;
}

// Only where the header itself follows: from the display alone nothing is known.
Done drop_display(Draft& draft) {
  std::size_t end = 0;
  bool is_translated = false;
  for (std::size_t i = 0; i < std::min(draft.lines.size(), most_table_lines); ++i) {
    const Line& line = draft.lines[i];
    if (line.is_blank() && end == 0) continue;
    const bool is_shown = is_shown_name(line.text);
    const bool belongs =
        is_shown || (ascii::istarts_with(line.text, "From:") || ascii::istarts_with(line.text, "To:") ||
                     ascii::istarts_with(line.text, "Cc:") || ascii::istarts_with(line.text, "Subject:"));
    if (!belongs) break;
    is_translated = is_translated || is_shown;
    end = i + 1;
  }
  const auto rest = draft.lines.begin() + static_cast<std::ptrdiff_t>(end);
  const bool header_follows =
      std::any_of(rest, draft.lines.end(), [](const Line& line) { return begins_known_field(line.text); });
  if (!is_translated || !header_follows) return {};
  Done done{.quote = std::string(ascii::trim(draft.lines[end - 1].text))};
  drop_first(draft, end, done);
  return done;
}

Done drop_buttons(Draft& draft) {
  Done done;
  const auto is_word_of_page = [&](const Line& line) {
    const bool button = is_button(line.text);
    if (button) done.note(line);
    return button;
  };
  draft.lines.erase(std::remove_if(draft.lines.begin(), draft.lines.end(), is_word_of_page), draft.lines.end());
  return done;
}

std::optional<Repair> find_page_tail(std::string_view below, std::uint32_t first_line) {
  if (below.size() > longest_page_tail) return std::nullopt;
  Draft draft{.text = std::string(below)};
  split_lines(draft);
  const Done buttons = drop_buttons(draft);
  const bool is_all =
      std::all_of(draft.lines.begin(), draft.lines.end(), [](const Line& line) { return line.is_blank(); });
  if (buttons.count == 0 || !is_all) return std::nullopt;
  return Repair{.id = "buttons", .count = buttons.count, .line = first_line + buttons.line - 1};
}

// Two empty lines together end the header of a text whose lines have one between them.
Done drop_blank_lines(Draft& draft) {
  const auto first =
      std::find_if_not(draft.lines.begin(), draft.lines.end(), [](const Line& line) { return line.is_blank(); });
  draft.lines.erase(draft.lines.begin(), first);
  const bool begins_spaced = draft.lines.size() > 2 && draft.lines[1].is_blank();
  if (!begins_spaced) return {};
  const Spacing spacing = measure_spacing(draft);
  if (spacing.gaps < 3 || spacing.gaps * 10 <= (spacing.gaps + spacing.lines) * 4) return {};
  Done done;
  std::vector<Line> lines;
  std::size_t fields = 0;
  for (std::size_t i = 0; i < draft.lines.size(); ++i) {
    Line& line = draft.lines[i];
    if (!line.is_blank()) {
      if (goes_on(line)) ++fields;
      lines.push_back(std::move(line));
      continue;
    }
    if (i + 1 < draft.lines.size() && draft.lines[i + 1].is_blank()) break;
    done.note(line);
  }
  if (fields < 3) return {};
  draft.lines = std::move(lines);
  return done;
}

Done drop_leading_text(Draft& draft) {
  Done done;
  std::size_t begin = draft.lines.size();
  // Two fields that mail has, one behind the other, begin the header.
  std::size_t last_field = draft.lines.size();
  for (std::size_t i = 0; i < draft.lines.size() && begin == draft.lines.size(); ++i) {
    const Line& line = draft.lines[i];
    if (line.is_blank()) {
      last_field = draft.lines.size();
    } else if (begins_known_field(line.text)) {
      if (last_field < draft.lines.size()) begin = last_field;
      last_field = i;
    }
  }
  if (begin == draft.lines.size() || begin == 0) return {};
  const auto head = draft.lines.begin() + static_cast<std::ptrdiff_t>(begin);
  const bool is_text = std::any_of(draft.lines.begin(), head, [](const Line& line) {
    return !line.is_blank() && !line.text.starts_with("From ") && !line.text.starts_with(">From ");
  });
  if (!is_text) return {};
  done.quote = std::string(ascii::trim(draft.lines.front().text));
  drop_first(draft, begin, done);
  return done;
}

}  // namespace alignmail::message::paste
