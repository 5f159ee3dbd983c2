// SPDX-License-Identifier: Apache-2.0
#include "base/tag_list.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <set>

#include "base/ascii.hpp"
#include "base/escape.hpp"

namespace alignmail {
namespace {

bool is_tag_name(std::string_view name) {
  return !name.empty() && ascii::is_alpha(name.front()) &&
         std::all_of(name.begin(), name.end(), [](char c) { return ascii::is_alnum(c) || c == '_'; });
}

// Nearly all names are told apart by their first letters, without a call.
inline bool is_same(std::string_view a, std::string_view b) {
  return a.size() == b.size() && a[0] == b[0] && (a.size() == 1 || a == b);
}

// The names seen so far. Few are compared one by one; a set for the first of them would be an
// allocation for every tag.
class Names {
 public:
  bool add(std::string_view name, const std::vector<Tag>& before) {
    // Of each letter names of one octet and longer ones are told apart: nearly always that is enough.
    const std::uint64_t kind = std::uint64_t{1} << ((name[0] & 31) + (name.size() > 1 ? 32 : 0));
    const bool is_first_of_kind = (kinds_ & kind) == 0;
    kinds_ |= kind;
    if (before.size() < few) {
      if (is_first_of_kind) return true;
      return std::none_of(before.begin(), before.end(), [&](const Tag& tag) { return is_same(tag.name, name); });
    }
    if (many_.empty()) {
      for (const Tag& tag : before) many_.insert(tag.name);
    }
    return many_.insert(name).second;
  }

 private:
  static constexpr std::size_t few = 16;
  std::uint64_t kinds_ = 0;
  std::set<std::string_view> many_{};
};

// Whether all eight octets are printable ASCII: bit 7 of each stays clear in all terms. A borrow can only make one look
// as if it were not.
bool are_printable(const char* octets) {
  constexpr std::uint64_t each = 0x0101010101010101;
  std::uint64_t word = 0;
  std::memcpy(&word, octets, sizeof word);
  return (((word - each * 0x20) | ((word ^ each * 0x7F) - each) | word) & each * 0x80) == 0;
}

}  // namespace

const Tag* TagList::find(std::string_view name) const {
  for (const Tag& tag : tags) {
    if (is_same(tag.name, name)) return &tag;
  }
  return nullptr;
}

TagList parse_tag_list(std::string_view text) {
  TagList list;
  list.tags.reserve(12);  // a signature has as many
  Names seen;
  const auto fault = [&](std::size_t offset, std::string what) { list.faults.push_back({offset, std::move(what)}); };
  std::size_t begin = 0;
  while (begin <= text.size()) {
    const std::size_t end = std::min(text.find(';', begin), text.size());
    const std::string_view part = ascii::trim(text.substr(begin, end - begin));
    const std::size_t offset = part.empty() ? begin : static_cast<std::size_t>(part.data() - text.data());
    const std::size_t equals = part.find('=');
    const std::string_view name = ascii::trim(part.substr(0, equals));
    const bool is_last = end == text.size();
    if (part.empty()) {
      // Only one semicolon may stand at the end (RFC 6376 section 3.2).
      if (!is_last) fault(offset, "an empty tag");
    } else if (equals == std::string_view::npos) {
      fault(offset, "no \"=\" behind \"" + escape::visible(part.substr(0, 40)) + "\"");
    } else if (!is_tag_name(name)) {
      fault(offset, "\"" + escape::visible(name.substr(0, 40)) + "\" is not a tag name");
    } else {
      if (!seen.add(name, list.tags)) fault(offset, "tag \"" + std::string(name) + "\" stands twice");
      list.tags.push_back({name, ascii::trim(part.substr(equals + 1)), offset});
    }
    begin = end + 1;
  }
  return list;
}

std::string foreign_octet(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    if (i + 8 <= text.size() && are_printable(text.data() + i)) {
      i += 8;
    } else if (ascii::is_printable(text[i]) || ascii::is_wsp(text[i])) {
      ++i;
    } else if (text[i] == '\r' || text[i] == '\n') {
      i += ascii::starts_with_crlf(text.substr(i)) ? 2 : 1;
      if (i < text.size() && !ascii::is_wsp(text[i])) return "a line end without white space behind it stands in a tag";
    } else {
      const escape::CodePoint point = escape::decode_utf8(text.substr(i));
      if (point.length < 2) return "the octet " + escape::visible(text.substr(i, 1)) + " may not stand in a tag";
      i += point.length;
    }
  }
  return {};
}

}  // namespace alignmail
