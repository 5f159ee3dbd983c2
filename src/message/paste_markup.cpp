// SPDX-License-Identifier: Apache-2.0
// Repairs of text that was copied as markup: HTML, Markdown, quoted-printable.
#include <algorithm>
#include <array>

#include "base/ascii.hpp"
#include "message/paste.hpp"
#include "message/paste_names.hpp"

namespace alignmail::message::paste {
namespace {

constexpr std::size_t npos = std::string::npos;

struct Entity {
  std::string_view name;
  std::string_view text;
};
constexpr std::array<Entity, 10> entities = {{{"&lt;", "<"},
                                              {"&gt;", ">"},
                                              {"&amp;", "&"},
                                              {"&quot;", "\""},
                                              {"&apos;", "'"},
                                              {"&nbsp;", " "},
                                              {"&#39;", "'"},
                                              {"&#34;", "\""},
                                              {"&#64;", "@"},
                                              {"&#160;", " "}}};

constexpr std::array<std::string_view, 28> elements = {
    "a",  "b",    "body", "br", "code", "dd",   "div",  "dl",     "dt",    "em",    "font", "head", "html", "i",
    "li", "meta", "ol",   "p",  "pre",  "samp", "span", "strong", "table", "tbody", "td",   "tr",   "u",    "ul"};
static_assert(std::is_sorted(elements.begin(), elements.end()));
// Those after which a line ends.
constexpr std::array<std::string_view, 6> line_elements = {"br", "/p", "/div", "/tr", "/li", "/pre"};

// The element at a "<", lower case, with its slash; and where the tag ends. An address is none.
struct Tag {
  std::string name{};
  std::size_t end = 0;
};
Tag tag_at(std::string_view text, std::size_t at) {
  constexpr std::size_t longest = 400;  // of a tag with its attributes
  const std::size_t close = text.substr(at, longest).find('>');
  if (close == npos) return {};
  std::string_view inside = text.substr(at + 1, close - 1);
  const bool closes = inside.starts_with('/');
  if (closes) inside.remove_prefix(1);
  const auto end = std::find_if_not(inside.begin(), inside.end(), ascii::is_alpha);
  const std::string name = ascii::to_lower(inside.substr(0, static_cast<std::size_t>(end - inside.begin())));
  const bool ends_well = end == inside.end() || ascii::is_wsp(*end) || *end == '/';
  if (!ends_well || !std::binary_search(elements.begin(), elements.end(), name)) return {};
  return {(closes ? "/" : "") + name, at + close + 1};
}

std::string decode_entities(std::string_view text, std::uint32_t& count) {
  std::string result;
  for (std::size_t i = 0; i < text.size();) {
    const auto found =
        text[i] != '&' ? entities.end() : std::find_if(entities.begin(), entities.end(), [&](const Entity& e) {
          return ascii::istarts_with(text.substr(i), e.name);
        });
    if (found == entities.end()) {
      result += text[i++];
    } else {
      result += found->text;
      i += found->name.size();
      ++count;
    }
  }
  return result;
}

// Tags gone, a line end where one of them means it, entities read.
std::string without_markup(std::string_view text, std::uint32_t& count) {
  std::string bare;
  for (std::size_t i = 0; i < text.size();) {
    const Tag tag = text[i] == '<' ? tag_at(text, i) : Tag{};
    if (tag.name.empty()) {
      bare += text[i++];
      continue;
    }
    ++count;
    i = tag.end;
    const bool breaks = std::find(line_elements.begin(), line_elements.end(), tag.name) != line_elements.end();
    if (breaks && i < text.size()) bare += '\n';
  }
  return decode_entities(bare, count);
}

void append_lines(const std::string& text, std::uint32_t number, std::vector<Line>& lines) {
  for (const std::string_view part : ascii::split(text, '\n')) lines.push_back({std::string(part), number});
}

// A field with markup in its line, as only a copied page has it.
bool shows_markup(const Line& line) {
  std::uint32_t count = 0;
  const std::string bare = without_markup(line.text, count);
  return count > 0 && begins_known_field(ascii::trim(bare.substr(0, bare.find('\n'))));
}

bool is_soft_break(const Line& line) { return !line.text.empty() && line.text.back() == '='; }

std::string decode_octets(std::string_view text, std::uint32_t& count) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto octet = text[i] == '=' ? ascii::hex_octet(text, i + 1) : std::nullopt;
    if (!octet) {
      result += text[i];
      continue;
    }
    result += *octet == '\0' || *octet == '\n' || *octet == '\r' ? ' ' : *octet;
    i += 2;
    ++count;
  }
  return result;
}

// "d=3D" or "spf=3Dpass": an equals sign that was encoded behind a tag.
bool shows_encoded_tag(std::string_view text) {
  for (std::size_t at = text.find("=3D"); at != npos; at = text.find("=3D", at + 1)) {
    std::size_t begin = at;
    while (begin > 0 && at - begin < 12 && (ascii::is_alnum(text[begin - 1]) || text[begin - 1] == '.')) --begin;
    const bool opens = begin == 0 || text[begin - 1] == ' ' || text[begin - 1] == '\t' || text[begin - 1] == ';';
    static constexpr std::array<std::string_view, 14> tags = {"v",  "a", "d",   "s",    "c",     "q",  "h",
                                                              "bh", "b", "spf", "dkim", "dmarc", "cv", "smtp.mailfrom"};
    if (opens && std::find(tags.begin(), tags.end(), text.substr(begin, at - begin)) != tags.end()) return true;
  }
  return false;
}

// Base64 may well begin with "3D". Where the whole header is encoded, so is nearly every "=" in it.
bool is_encoded(const std::vector<Line>& lines) {
  bool shows = false;
  std::size_t encoded = 0;
  std::size_t bare = 0;
  for (const Line& line : lines) {
    if (line.is_blank() && encoded + bare > 0) break;
    const std::string_view text = line.text;
    shows = shows || shows_encoded_tag(text);
    for (std::size_t at = text.find('='); at != npos; at = text.find('=', at + 1)) {
      const bool is_code = at + 1 == text.size() || ascii::hex_octet(text, at + 1);
      ++(is_code ? encoded : bare);
    }
  }
  return shows && encoded > bare * 9;
}

}  // namespace

Done strip_html(Draft& draft) {
  if (std::none_of(draft.lines.begin(), draft.lines.end(), shows_markup)) return {};
  Done done;
  std::vector<Line> lines;
  for (const Line& line : draft.lines) {
    std::uint32_t count = 0;
    const std::string bare = without_markup(line.text, count);
    if (count > 0) done.note(line, count);
    const bool was_only_markup = count > 0 && ascii::trim(bare).empty();
    if (!was_only_markup) append_lines(bare, line.number, lines);
  }
  draft.lines = std::move(lines);
  return done;
}

Done decode_quoted_printable(Draft& draft) {
  if (!is_encoded(draft.lines)) return {};
  Done done;
  std::vector<Line> lines;
  bool joins = false;
  for (Line& line : draft.lines) {
    const bool breaks_softly = is_soft_break(line);
    std::uint32_t count = breaks_softly ? 1 : 0;
    if (breaks_softly) line.text.pop_back();
    const std::string decoded = decode_octets(line.text, count);
    if (count > 0) done.note(line, count);
    if (joins && !lines.empty()) {
      lines.back().text += decoded;
    } else {
      lines.push_back({decoded, line.number});
    }
    joins = breaks_softly;
  }
  draft.lines = std::move(lines);
  return done;
}

Done drop_fences(Draft& draft) {
  Done done;
  const auto is_fence = [&](const Line& line) {
    const std::string_view text = ascii::trim(line.text);
    const bool fence = text.starts_with("```") || text.starts_with("~~~") || text == "{noformat}" || text == "{code}";
    if (fence) done.note(line);
    return fence;
  };
  draft.lines.erase(std::remove_if(draft.lines.begin(), draft.lines.end(), is_fence), draft.lines.end());
  return done;
}

}  // namespace alignmail::message::paste
