// SPDX-License-Identifier: Apache-2.0
// Header canonicalization (RFC 6376 sections 3.4.1 and 3.4.2) and the choice of fields
// (section 5.4.2).
#include <algorithm>
#include <bit>
#include <cstring>
#include <map>
#include <string>
#include <utility>

#include "base/ascii.hpp"
#include "base/octet_set.hpp"
#include "dkim/arc_comments.hpp"
#include "dkim/canonicalize.hpp"

namespace alignmail::dkim {
namespace {

using message::Field;
using message::LineEnding;

// The length of the line end at the front of the text; 0 when there is none.
std::size_t line_end_at(std::string_view text, LineEnding line_ending) {
  if (text.empty()) return 0;
  if (line_ending == LineEnding::Cr) return text.front() == '\r' ? 1 : 0;
  if (text.front() == '\n') return 1;
  return ascii::starts_with_crlf(text) ? 2 : 0;
}

std::string_view without_final_line_end(std::string_view text, LineEnding line_ending) {
  if (line_ending == LineEnding::Cr) {
    if (text.ends_with('\r')) text.remove_suffix(1);
    return text;
  }
  if (text.ends_with('\n')) text.remove_suffix(text.ends_with("\r\n") ? 2 : 1);
  return text;
}

// Without the final line end; line ends inside become CRLF.
void append_simple(std::string_view raw, LineEnding line_ending, std::string& result) {
  raw = without_final_line_end(raw, line_ending);
  for (std::size_t i = 0; i < raw.size();) {
    if (const std::size_t end = line_end_at(raw.substr(i), line_ending)) {
      result += "\r\n";
      i += end;
      continue;
    }
    const std::size_t next = std::min(raw.find_first_of("\r\n", i + 1), raw.size());
    result += raw.substr(i, next - i);
    i = next;
  }
}

constexpr OctetSet white_space(" \t\r\n");

// Steps over octets that relaxed leaves as they are, eight at a time, from a place that is not white space: single
// spaces are, but none that a line end or another one follows. (Octet by octet the fields of a message of 4 KB took
// 8,000 instructions more.)
std::size_t skip_unchanged(std::string_view text, std::size_t at) {
  constexpr std::uint64_t each = 0x0101010101010101U;
  constexpr std::uint64_t tops = each * 0x80;
  constexpr std::uint64_t spaces = each * ' ';
  for (std::uint64_t here = 0, next = 0; at + sizeof here < text.size(); at += sizeof here) {
    std::memcpy(&here, text.data() + at, sizeof here);
    std::memcpy(&next, text.data() + at + 1, sizeof next);
    const std::uint64_t no_two_spaces = (here ^ spaces) | (next ^ spaces);
    const std::uint64_t two_spaces = (no_two_spaces - each) & ~no_two_spaces & tops;
    const std::uint64_t controls = (next - spaces) & ~next & tops;
    // The lowest of these bits is right, whatever borrows made of those above it.
    if (const std::uint64_t found = two_spaces | controls; found != 0) {
      return std::endian::native == std::endian::little ? at + static_cast<std::size_t>(std::countr_zero(found) / 8)
                                                        : at;
    }
  }
  return at;
}

void append_relaxed_name(std::string_view name, std::string& result) {
  const std::size_t begin = result.size();
  result += name;
  ascii::make_lower(result.data() + begin, name.size());
  result += ':';
}

// Unfolded, every run of white space one space, none at either end. The value begins at `value` in the result.
void append_relaxed(std::string_view body, LineEnding line_ending, std::size_t value, std::string& result) {
  bool space = false;
  for (std::size_t i = 0; i < body.size();) {
    if (const std::size_t end = line_end_at(body.substr(i), line_ending)) {
      i += end;
    } else if (ascii::is_wsp(body[i])) {
      space = true;
      ++i;
    } else {
      if (space && result.size() > value) result += ' ';
      space = false;
      // At least one octet: a lone CR that ends no line stands for itself.
      const std::size_t begin = i++;
      if (i < body.size() && !white_space.has(body[i])) i = skip_unchanged(body, i);
      while (i < body.size() && !white_space.has(body[i])) ++i;
      result.append(body, begin, i - begin);
    }
  }
}

// At the end of `result`, without a line end.
void append_field(const Field& field, Canonicalization canonicalization, LineEnding line_ending, std::string& result) {
  if (canonicalization == Canonicalization::Simple) return append_simple(field.raw, line_ending, result);
  append_relaxed_name(field.name, result);
  append_relaxed(field.body, line_ending, result.size(), result);
}

// Where the value of b= stands in a tag list, from behind the "=" to before the ";".
struct Extent {
  std::size_t begin = 0;
  std::size_t end = 0;
};
Extent find_signature_value(std::string_view list) {
  for (std::size_t begin = 0; begin < list.size();) {
    const std::size_t end = std::min(list.find(';', begin), list.size());
    const std::string_view tag = list.substr(begin, end - begin);
    const std::size_t equals = tag.find('=');
    if (equals != std::string_view::npos && ascii::trim(tag.substr(0, equals)) == "b") {
      return {begin + equals + 1, end};
    }
    begin = end + 1;
  }
  return {};
}

// What stands before and behind the value of b= is made canonical apart: neither ends nor begins with white space
// there.
void append_signature_field(const Field& field, Canonicalization canonicalization, LineEnding line_ending,
                            std::string& result) {
  const std::string_view list = without_final_line_end(field.body, line_ending);
  const SignatureKind kind = kind_of(field);
  const bool has_comments = kind != SignatureKind::Dkim && list.find('(') != std::string_view::npos;
  const Extent value = has_comments ? find_signature_value(blank_comments(list, kind)) : find_signature_value(list);
  if (canonicalization == Canonicalization::Simple) {
    const auto body = static_cast<std::size_t>(field.body.data() - field.raw.data());
    append_simple(field.raw.substr(0, body + value.begin), line_ending, result);
    return append_simple(field.raw.substr(body + value.end), line_ending, result);
  }
  append_relaxed_name(field.name, result);
  const std::size_t begin = result.size();
  append_relaxed(field.body.substr(0, value.begin), line_ending, begin, result);
  append_relaxed(list.substr(value.end), line_ending, begin, result);
}

// Shorter names first: most pairs are told apart by their lengths.
struct LetterCaseIgnored {
  bool operator()(std::string_view a, std::string_view b) const {
    if (a.size() != b.size()) return a.size() < b.size();
    return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(),
                                        [](char x, char y) { return ascii::lower(x) < ascii::lower(y); });
  }
};

std::vector<const Field*> select_one_by_one(std::span<const Field> fields, std::span<const std::string> names,
                                            const Field* signature) {
  std::vector<const Field*> selected;
  selected.reserve(names.size());
  std::vector<bool> is_taken(fields.size());
  for (const std::string& name : names) {
    for (std::size_t i = fields.size(); i-- > 0;) {
      if (!fields[i].is(name) || is_taken[i] || &fields[i] == signature) continue;
      is_taken[i] = true;
      selected.push_back(&fields[i]);
      break;
    }
  }
  return selected;
}

}  // namespace

std::string canonicalize_field(const Field& field, Canonicalization canonicalization, LineEnding line_ending) {
  std::string result;
  append_field(field, canonicalization, line_ending, result);
  return result += "\r\n";
}

std::string canonicalize_signature_field(const Field& field, Canonicalization canonicalization,
                                         LineEnding line_ending) {
  std::string result;
  append_signature_field(field, canonicalization, line_ending, result);
  return result;
}

std::vector<const Field*> select_fields(std::span<const Field> fields, std::span<const std::string> names,
                                        const Field* signature) {
  // Of a usual message each name is simply looked for from below (the map took 12,000 instructions for each signature);
  // no message can make that quadratic.
  constexpr std::size_t few_pairs = 4096;
  if (names.size() * fields.size() <= few_pairs) return select_one_by_one(fields, names, signature);
  // The next instance to take of each name, and for each field the one above it of the same name.
  std::map<std::string_view, const Field*, LetterCaseIgnored> next;
  std::vector<const Field*> above(fields.size());
  for (const std::string& name : names) next.try_emplace(name, nullptr);
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (&fields[i] == signature) continue;
    const auto wanted = next.find(fields[i].name);
    if (wanted != next.end()) above[i] = std::exchange(wanted->second, &fields[i]);
  }
  std::vector<const Field*> selected;
  selected.reserve(names.size());
  for (const std::string& name : names) {
    const Field*& field = next.find(name)->second;
    if (field == nullptr) continue;
    selected.push_back(field);
    field = above[static_cast<std::size_t>(field - fields.data())];
  }
  return selected;
}

void append_header_input(std::span<const Field> fields, std::span<const std::string> names, const Field& signature,
                         Canonicalization canonicalization, LineEnding line_ending, std::string& input) {
  const std::vector<const Field*> selected = select_fields(fields, names, &signature);
  std::size_t octets = input.size() + signature.raw.size();
  for (const Field* field : selected) octets += field->raw.size() + 2;
  input.reserve(octets);
  for (const Field* field : selected) {
    append_field(*field, canonicalization, line_ending, input);
    input += "\r\n";
  }
  append_signature_field(signature, canonicalization, line_ending, input);
}

std::string header_input(std::span<const Field> fields, std::span<const std::string> names, const Field& signature,
                         Canonicalization canonicalization, LineEnding line_ending) {
  std::string input;
  append_header_input(fields, names, signature, canonicalization, line_ending, input);
  return input;
}

}  // namespace alignmail::dkim
