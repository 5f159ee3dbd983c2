// SPDX-License-Identifier: Apache-2.0
// What is missing from pasted text: a tail that was cut off, a name that somebody took out.
#include <algorithm>
#include <array>

#include "base/ascii.hpp"
#include "message/paste.hpp"
#include "message/paste_names.hpp"
#include "message/paste_words.hpp"

namespace alignmail::message::paste {
namespace {

constexpr std::size_t npos = std::string::npos;

bool is_name_char(char c) { return ascii::is_alnum(c) || c == '-' || c == '.' || c == '_' || c == '*'; }

bool is_redaction_word(std::string_view word) {
  static constexpr std::array<std::string_view, 8> words = {"redacted", "removed",    "hidden",     "masked",
                                                            "obscured", "anonymized", "anonymised", "email protected"};
  return std::any_of(words.begin(), words.end(), [&](std::string_view w) { return ascii::iequals(word, w); });
}

bool is_placeholder_label(std::string_view label) {
  const bool crossed =
      label.size() >= 4 && std::all_of(label.begin(), label.end(), [](char c) { return ascii::lower(c) == 'x'; });
  return crossed || label.find('*') != npos || is_redaction_word(label);
}

// A local part of crosses or stars. A word alone is none: there is mail of hidden@ and removed@.
bool is_placeholder_local(std::string_view local) {
  const auto is_made_of = [&](char sign) {
    return local.size() >= 3 &&
           std::all_of(local.begin(), local.end(), [&](char c) { return ascii::lower(c) == sign; });
  };
  return is_made_of('*') || is_made_of('x') || ascii::iequals(local, "redacted");
}

bool has_placeholder(std::string_view domain) {
  if (domain.find('.') == npos) return false;
  const auto labels = ascii::split(domain, '.');
  return std::any_of(labels.begin(), labels.end(), is_placeholder_label);
}

// Where the marks "[...]" or "<...>" around one of the words end; 0 when they do not stand here.
std::size_t marked_word(std::string_view text, std::size_t at) {
  constexpr std::size_t longest = 24;
  const char closing = text[at] == '[' ? ']' : text[at] == '<' ? '>' : '\0';
  if (closing == '\0') return 0;
  const std::size_t end = text.substr(at, longest).find(closing);
  return end != npos && is_redaction_word(ascii::trim(text.substr(at + 1, end - 1))) ? at + end + 1 : 0;
}

// Placeholders of one line replaced by a name that nobody is asked about.
Line redact(const Line& line, bool holds_addresses, bool may_be_local, std::uint32_t& count) {
  const std::string_view text = line.text;
  std::string result;
  for (std::size_t i = 0; i < text.size();) {
    if (const std::size_t end = marked_word(text, i); end > 0) {
      const bool needs_local = holds_addresses && !result.ends_with('@');
      if (text[i] == '<') result += '<';
      result += (needs_local ? "redacted@" : "") + std::string(redacted_domain);
      if (text[i] == '<') result += '>';
      i = end;
      ++count;
      continue;
    }
    if (!is_name_char(text[i])) {
      result += text[i++];
      continue;
    }
    std::size_t end = i;
    while (end < text.size() && is_name_char(text[end])) ++end;
    const std::string_view word = text.substr(i, end - i);
    const bool is_local = end < text.size() && text[end] == '@';
    const bool is_starred = result.ends_with('@') && word.find_first_not_of('*') == npos;
    const bool is_bare = is_starred || (is_redaction_word(word) && (result.ends_with('=') || result.ends_with('@')));
    const bool is_gone = !is_local && (has_placeholder(word) || is_bare);
    result += is_gone ? redacted_domain : word;
    // The domain behind it stays good; the field is not the one that was signed.
    if (is_gone || (is_local && may_be_local && is_placeholder_local(word))) ++count;
    i = end;
  }
  return {std::move(result), line.number, line.role};
}

// Base64 comes in fours.
bool is_whole_signature(std::string_view text) {
  const std::size_t tag = text.rfind("b=");
  const bool is_tag = tag != npos && tag > 0 && (ascii::is_space(text[tag - 1]) || text[tag - 1] == ';');
  if (!is_tag) return false;
  const std::string value = ascii::without_space(text.substr(tag + 2, text.find(';', tag) - tag - 2));
  return !value.empty() && value.size() % 4 == 0;
}

}  // namespace

Done mark_truncated(Draft& draft) {
  Done done;
  std::string name;
  std::string field;
  for (std::size_t i = 0; i < draft.lines.size(); ++i) {
    Line& line = draft.lines[i];
    if (line.role == Role::Field) {
      name = field_name(line.text).value_or("");
      field.clear();
    }
    field += line.text + "\n";
    if (!is_signature_name(name)) continue;
    const bool ends_field = i + 1 == draft.lines.size() || draft.lines[i + 1].role == Role::Field;
    const std::size_t whole = without_ellipsis(line.text).size();
    const bool breaks_off = ends_field && i + 1 == draft.lines.size() && draft.ends_open && !is_whole_signature(field);
    if (whole == line.text.size() && !breaks_off) continue;
    if (done.count == 0) done.quote = name;
    done.note(line);
    line.text.resize(whole);
  }
  return done;
}

Done mark_redacted(Draft& draft) {
  Done done;
  std::string name;
  for (Line& line : draft.lines) {
    if (line.role == Role::Field) name = field_name(line.text).value_or("");
    if (!is_machine_name(name) && !has_addresses(name)) continue;
    std::uint32_t count = 0;
    Line bare = redact(line, has_addresses(name), draft.is_alone, count);
    if (count == 0) continue;
    // The author's place counts more than any other: without it nothing can align.
    const bool tells_more = done.count == 0 || (ascii::iequals(name, "From") && !ascii::iequals(done.quote, "From"));
    done.note(line, count);
    if (tells_more) {
      done.quote = name;
      done.line = line.number;
    }
    line = std::move(bare);
  }
  return done;
}

}  // namespace alignmail::message::paste
