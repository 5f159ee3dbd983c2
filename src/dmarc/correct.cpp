// SPDX-License-Identifier: Apache-2.0
#include "dmarc/correct.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "alignmail/dmarc.hpp"
#include "base/ascii.hpp"
#include "base/tag_list.hpp"

namespace alignmail::dmarc {
namespace {

// Longer texts are no slip of the pen, and what follows is looked at more than once.
constexpr std::size_t longest = 1024;

// Master files write \" and \;.
std::string without_backslashes(std::string_view text) {
  std::string bare;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escapes = text[i] == '\\' && (text.substr(i + 1, 1) == "\"" || text.substr(i + 1, 1) == ";");
    if (!escapes) bare.push_back(text[i]);
  }
  return bare;
}

// Quotes around a text belong to master files and web forms. One inside of it may be a mailbox's: o'brien.
std::string_view without_quotes(std::string_view text) {
  text = ascii::trim(text);
  while (text.size() > 1 && (text.front() == '"' || text.front() == '\'') && text.back() == text.front()) {
    text = ascii::trim(text.substr(1, text.size() - 2));
  }
  return text;
}

// "v=DMARC1 p=none" as "v=DMARC1; p=none": white space divides where a word with an equals sign follows. What has
// none belongs to the address list in front of it.
std::vector<std::string> parts_of(const std::string& text) {
  std::string spaced;
  for (const char c : text) {
    const bool divides = c == ';' || ascii::is_space(c);
    if (c == '=') spaced.resize(spaced.find_last_not_of(' ') + 1);  // section 4.8: blanks may stand around it
    const bool is_behind_equals = divides && c != ';' && spaced.ends_with('=');
    if (!is_behind_equals) spaced.push_back(divides ? ' ' : c);
  }
  std::vector<std::string> words;
  for (const std::string_view word : ascii::split(spaced, ' ')) {
    if (word.empty()) continue;
    if (word.find('=') == std::string_view::npos && !words.empty()) {
      const bool divided = words.back().ends_with(',') || word.starts_with(',');
      words.back().append(divided ? "" : ",").append(word);
    } else {
      words.emplace_back(word);
    }
  }
  return words;
}

// Whether one word becomes the other by one or two letters missing, added or changed.
bool is_near(std::string_view word, std::string_view meant) {
  if (word.size() + 2 < meant.size() || word.size() > meant.size() + 2) return false;
  constexpr std::size_t most = 16;
  if (meant.size() >= most) return false;
  std::array<std::size_t, most> row{};
  for (std::size_t j = 0; j <= meant.size(); ++j) row.at(j) = j;
  for (std::size_t i = 1; i <= word.size(); ++i) {
    std::size_t corner = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= meant.size(); ++j) {
      const std::size_t replaced = corner + (word[i - 1] == meant[j - 1] ? 0 : 1);
      corner = row.at(j);
      row.at(j) = std::min({row.at(j) + 1, row.at(j - 1) + 1, replaced});
    }
  }
  return row.at(meant.size()) <= 2;
}

// The only one of these words that is near.
std::optional<std::string> nearest(const std::string& word, std::initializer_list<std::string_view> words) {
  std::optional<std::string> found;
  for (const std::string_view meant : words) {
    if (!is_near(word, meant)) continue;
    if (found) return std::nullopt;
    found = meant;
  }
  return found;
}

std::string with_scheme(std::string_view addresses) {
  std::vector<std::string> mended;
  for (std::string_view address : ascii::split(addresses, ',')) {
    address = ascii::trim(address);
    if (address.empty()) continue;
    for (const std::string_view slip : {"mailto://", "mail:", "mailto=", "email:"}) {
      if (ascii::istarts_with(address, slip)) address.remove_prefix(slip.size());
    }
    const bool is_bare = address.find(':') == std::string_view::npos && address.find('@') != std::string_view::npos;
    mended.push_back((is_bare ? "mailto:" : "") + std::string(address));
  }
  return ascii::join(mended, ",");
}

std::string mended_value(const std::string& name, const std::string& value) {
  const std::string lower = ascii::to_lower(value);
  if (name == "p" || name == "sp" || name == "np") {
    return nearest(lower, {"none", "quarantine", "reject"}).value_or(value);
  }
  // What is no r or s is ignored today, which is relaxed. Strict may cost a leg, so it is not put in force unasked.
  if ((name == "adkim" || name == "aspf") && lower != "s") return "r";
  if (name == "rua" || name == "ruf") return with_scheme(value);
  return value;
}

}  // namespace

bool is_meant_as_record(std::string_view text) {
  if (is_record(text)) return false;
  std::string bare;
  for (const char c : text.substr(0, std::min<std::size_t>(text.size(), 64))) {
    const bool is_around = ascii::is_space(c) || c == '"' || c == '\\' || c == '\'';
    if (!is_around) bare.push_back(ascii::lower(c));
  }
  return bare.starts_with("v=dmarc") || bare.starts_with("v:dmarc1") || bare.starts_with("dmarc1;");
}

std::string correct_record(std::string_view text) {
  if (text.size() > longest) return "";
  std::vector<std::string> tags{"v=DMARC1"};
  std::vector<std::string> names{"v"};
  for (const std::string& part : parts_of(std::string(without_quotes(without_backslashes(text))))) {
    const std::size_t equals = part.find('=');
    if (equals == std::string::npos) continue;  // only in front of everything: the version without its name
    const std::string name = ascii::to_lower(part.substr(0, equals));
    if (std::find(names.begin(), names.end(), name) != names.end()) continue;  // the first counts
    names.push_back(name);
    tags.push_back(name + "=" +
                   mended_value(name, std::string(without_quotes(std::string_view(part).substr(equals + 1)))));
  }
  std::string mended = ascii::join(tags, "; ");
  const auto record = parse_record(mended);
  if (!record || !record->faults.empty() || !record->policy || mended == text) return "";
  return mended;
}

}  // namespace alignmail::dmarc
