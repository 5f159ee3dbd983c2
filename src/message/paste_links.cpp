// SPDX-License-Identifier: Apache-2.0
// Repairs of addresses that a mail program, or a page, made into links.
#include <algorithm>

#include "base/ascii.hpp"
#include "message/paste.hpp"
#include "message/paste_names.hpp"

namespace alignmail::message::paste {
namespace {

constexpr std::size_t npos = std::string_view::npos;

// What a link shows when that is also where it leads; else the text stays.
// "[a@b.example](mailto:a@b.example)", "a@b.example<mailto:a@b.example>".
bool leads_to(std::string_view target, std::string_view shown) {
  for (const std::string_view scheme : {"mailto:", "https://", "http://"}) {
    if (ascii::istarts_with(target, scheme)) target.remove_prefix(scheme.size());
  }
  if (target.ends_with('/') && !shown.ends_with('/')) target.remove_suffix(1);
  return !shown.empty() && ascii::iequals(target, shown);
}

// Longest text of a link that is looked for, so that a text of brackets costs no square.
constexpr std::size_t longest_link = 512;

// The octets that a Markdown link takes at `at`, and what it shows.
std::size_t markdown_link(std::string_view text, std::size_t at, std::string_view& shown) {
  const std::string_view window = text.substr(at, longest_link);
  const std::size_t middle = window.find("](");
  if (middle == npos) return 0;
  const std::size_t end = window.find(')', middle);
  if (end == npos) return 0;
  shown = window.substr(1, middle - 1);
  return leads_to(window.substr(middle + 2, end - middle - 2), shown) ? end + 1 : 0;
}

// The word that the text ends with; links stand behind words of bounded length only.
std::string last_word(std::string_view text) {
  const std::size_t back = text.size() > longest_link ? text.size() - longest_link : 0;
  const std::string_view window = text.substr(back);
  const std::size_t before = window.find_last_of(" \t<>(),;:=\"[");
  return std::string(window.substr(before == npos ? 0 : before + 1));
}

// The octets that "<mailto:...>" takes behind the address it repeats.
std::size_t angle_link(std::string_view text, std::size_t at, std::string_view shown) {
  const std::string_view window = text.substr(at, longest_link);
  const std::size_t end = window.find('>');
  if (end == npos) return 0;
  const std::string_view target = window.substr(1, end - 1);
  const bool is_link = target.find(':') != npos;
  return is_link && leads_to(target, shown) ? end + 1 : 0;
}

// The octets of "<mailto:a@b.example>" or "[mailto:a@b.example]", which stands where the address
// alone stood, and the address.
std::size_t lone_link(std::string_view text, std::size_t at, std::string_view& address) {
  constexpr std::string_view scheme = "mailto:";
  const std::string_view window = text.substr(at, longest_link);
  if (!ascii::istarts_with(window.substr(1), scheme)) return 0;
  const std::size_t end = window.find(window[0] == '<' ? '>' : ']');
  if (end == npos) return 0;
  address = window.substr(1 + scheme.size(), end - 1 - scheme.size());
  const std::size_t sign = address.find('@');
  const bool is_plain = sign != npos && sign > 0 && address.find_first_of(" \t?<>[]\"", 0) == npos;
  return is_plain ? end + 1 : 0;
}

// "a@b.example <mailto:a@b.example>" says it twice: what is shown goes.
void drop_shown(std::string& text, std::string_view address) {
  std::string_view before = text;
  while (before.ends_with(' ') || before.ends_with('\t')) before.remove_suffix(1);
  const bool is_bracketed = before.ends_with('>');
  if (is_bracketed) before.remove_suffix(1);
  if (before.size() < address.size() || !ascii::iequals(before.substr(before.size() - address.size()), address)) return;
  before.remove_suffix(address.size());
  if (is_bracketed && before.ends_with('<')) before.remove_suffix(1);
  const bool is_word = before.empty() || std::string_view(" \t:;,=<(").find(before.back()) != npos;
  if (is_word) text.resize(before.size());
}

// Fields in which such links are meant.
bool holds_links(std::string_view name) {
  return ascii::istarts_with(name, "list-") || ascii::istarts_with(name, "x-") || name.empty();
}

// Whether what the link shows needs the brackets that it took the place of: "Shop a@b.example".
bool needs_brackets(std::string_view before, std::string_view shown) {
  if (shown.find('@') == npos || !has_addresses(field_name(before).value_or(""))) return false;
  const std::size_t last = before.find_last_not_of(" \t");
  return last != npos && last + 1 < before.size() && before[last] != '<';
}

// `name`: of the field that the text is in.
std::string without_links(std::string_view text, std::string_view name, std::uint32_t& count) {
  std::string result;
  for (std::size_t i = 0; i < text.size();) {
    std::string_view shown;
    std::size_t taken = text[i] == '[' ? markdown_link(text, i, shown) : 0;
    if (taken == 0 && text[i] == '<' && !result.empty()) {
      const std::string address = last_word(result);
      taken = angle_link(text, i, address);
      if (taken > 0) result.resize(result.size() - address.size());
      if (taken > 0) shown = text.substr(i - address.size(), address.size());
    }
    if (taken == 0 && (text[i] == '<' || text[i] == '[') && !holds_links(name)) {
      taken = lone_link(text, i, shown);
      if (taken > 0) {
        drop_shown(result, shown);
        result += "<" + std::string(shown) + ">";
        i += taken;
        ++count;
        continue;
      }
    }
    if (taken == 0) {
      result += text[i++];
      continue;
    }
    const bool brackets = needs_brackets(result, shown);
    result += brackets ? "<" + std::string(shown) + ">" : std::string(shown);
    i += taken;
    ++count;
  }
  return result;
}

}  // namespace

Done unwrap_links(Draft& draft) {
  Done done;
  std::string name;
  for (Line& line : draft.lines) {
    std::uint32_t count = 0;
    if (auto own = field_name(line.text)) name = *own;
    std::string bare = without_links(line.text, name, count);
    if (count == 0) continue;
    done.note(line, count);
    line.text = std::move(bare);
  }
  return done;
}

}  // namespace alignmail::message::paste
