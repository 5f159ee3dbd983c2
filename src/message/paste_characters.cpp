// SPDX-License-Identifier: Apache-2.0
// Repairs of characters that an editor or a web page put in the place of ASCII.
#include <algorithm>
#include <array>

#include "message/paste.hpp"
#include "message/paste_names.hpp"
#include "message/paste_words.hpp"

namespace alignmail::message::paste {
namespace {

struct Character {
  std::string_view utf8;
  std::string_view ascii;
};

// White space that is no space to mail, and what cannot be seen at all.
constexpr std::array<Character, 13> invisible = {{
    {"\xC2\xA0", " "},      // U+00A0 no-break space
    {"\xE2\x80\x82", " "},  // U+2002 en space
    {"\xE2\x80\x83", " "},  // U+2003 em space
    {"\xE2\x80\x87", " "},  // U+2007 figure space
    {"\xE2\x80\x89", " "},  // U+2009 thin space
    {"\xE2\x80\xAF", " "},  // U+202F narrow no-break space
    {"\xE3\x80\x80", " "},  // U+3000 ideographic space
    {"\xC2\xAD", ""},       // U+00AD soft hyphen
    {"\xE2\x80\x8B", ""},   // U+200B zero width space
    {"\xE2\x80\x8E", ""},   // U+200E left-to-right mark
    {"\xE2\x80\x8F", ""},   // U+200F right-to-left mark
    {"\xE2\x81\xA0", ""},   // U+2060 word joiner
    {"\xEF\xBB\xBF", ""},   // U+FEFF zero width no-break space
}};

constexpr std::array<Character, 13> punctuation = {{
    {"\xE2\x80\x9C", "\""},  // U+201C to U+201F, U+00AB, U+00BB: quotation marks
    {"\xE2\x80\x9D", "\""},
    {"\xE2\x80\x9E", "\""},
    {"\xE2\x80\x9F", "\""},
    {"\xC2\xAB", "\""},
    {"\xC2\xBB", "\""},
    {"\xE2\x80\x98", "'"},  // U+2018, U+2019: apostrophes
    {"\xE2\x80\x99", "'"},
    {"\xE2\x80\x90", "-"},  // U+2010 to U+2015: hyphens and dashes
    {"\xE2\x80\x91", "-"},
    {"\xE2\x80\x92", "-"},
    {"\xE2\x80\x93", "-"},
    {"\xE2\x80\x94", "-"},
}};

constexpr std::string_view ellipsis = "\xE2\x80\xA6";

template <std::size_t N>
std::uint32_t replace_all(std::string& text, const std::array<Character, N>& table) {
  std::string result;
  std::uint32_t count = 0;
  for (std::size_t i = 0; i < text.size();) {
    const bool may_match = static_cast<unsigned char>(text[i]) >= 0x80;
    const auto found = !may_match ? table.end() : std::find_if(table.begin(), table.end(), [&](const Character& c) {
      return text.compare(i, c.utf8.size(), c.utf8) == 0;
    });
    if (found == table.end()) {
      result += text[i++];
      continue;
    }
    result += found->ascii;
    i += found->utf8.size();
    ++count;
  }
  if (count > 0) text = std::move(result);
  return count;
}

// Whether the text of fields that people write may be changed too: a message may well be in
// UTF-8, and what hides in its From is a finding, no accident.
bool may_mend(const Line& line, bool in_machine_field) {
  const auto name = field_name(line.text);
  return name ? is_machine_name(*name) : in_machine_field;
}

template <std::size_t N>
Done mend_characters(Draft& draft, const std::array<Character, N>& table, bool everywhere) {
  Done done;
  bool in_machine_field = true;  // of a line above all fields nobody can tell
  for (Line& line : draft.lines) {
    Line trial = line;
    const std::uint32_t count = replace_all(trial.text, table);
    const bool mends = count > 0 && (everywhere || may_mend(trial, in_machine_field));
    if (mends) {
      done.note(line, count);
      line = std::move(trial);
    }
    if (const auto name = field_name(line.text)) in_machine_field = is_machine_name(*name);
  }
  return done;
}

}  // namespace

Done mend_invisible(Draft& draft) {
  Draft trial = draft;
  // Where machine-written fields have them, the whole text came through the same editor.
  if (mend_characters(trial, invisible, false).count == 0) return {};
  return mend_characters(draft, invisible, true);
}

Done mend_punctuation(Draft& draft) {
  Draft trial = draft;
  const bool in_machine_fields = mend_characters(trial, punctuation, false).count > 0;
  if (!in_machine_fields && !draft.is_alone) return {};
  return mend_characters(draft, punctuation, true);
}

std::string_view without_ellipsis(std::string_view text) {
  std::string_view bare = text;
  const auto drop = [&bare](std::string_view mark) {
    const bool stands = bare.ends_with(mark);
    if (stands) bare.remove_suffix(mark.size());
    return stands;
  };
  while (drop(" ") || drop("]") || drop(")")) {
  }
  if (!drop(ellipsis) && !drop("...")) return text;
  while (drop(".") || drop(" ") || drop("[") || drop("(")) {
  }
  return bare;
}

}  // namespace alignmail::message::paste
