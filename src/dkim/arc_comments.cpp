// SPDX-License-Identifier: Apache-2.0
#include "dkim/arc_comments.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "message/structured.hpp"

namespace alignmail::dkim {
namespace {

constexpr std::size_t npos = std::string_view::npos;

// Blanks the comments from `begin` on, as far as nothing but them, white space and the characters of `between` stands
// there; the place behind, npos when a comment never closes.
std::size_t blank(std::string& list, std::size_t begin, std::string_view between) {
  while (begin < list.size()) {
    const char c = list[begin];
    if (c == '(') {
      const std::size_t end = message::comment_end(list, begin).end;
      if (end == npos) return npos;
      std::fill(list.begin() + static_cast<std::ptrdiff_t>(begin), list.begin() + static_cast<std::ptrdiff_t>(end),
                ' ');
      begin = end;
    } else if (ascii::is_space(c) || between.find(c) != npos) {
      ++begin;
    } else {
      break;
    }
  }
  return begin;
}

// Up to the first ";" that stands in no comment, of an instance: no other tag may hold comments there.
std::size_t blank_instance(std::string& list) {
  std::string front = list;
  const std::size_t name = blank(front, 0, "");
  if (name == npos || name >= list.size() || list[name] != 'i') return std::min(list.find(';'), list.size());
  std::size_t at = 0;
  while (at < list.size() && list[at] != ';') {
    at = list[at] == '(' ? blank(list, at, "") : at + 1;
    if (at == npos) return npos;
  }
  return at;
}

// [CFWS] "=" [CFWS] behind the first cv. A second one is a fault however it reads.
void blank_status(std::string& list, std::size_t begin) {
  while (begin < list.size()) {
    const std::size_t name = list.find_first_not_of(" \t\r\n", begin);
    if (name == npos) return;
    if (list.compare(name, 2, "cv") == 0) {
      const std::size_t behind = list.find_first_not_of(" \t\r\n", name + 2);
      if (behind != npos && (list[behind] == '(' || list[behind] == '=')) {
        (void)blank(list, behind, "=");
        return;
      }
    }
    begin = std::min(list.find(';', name), list.size() - 1) + 1;
  }
}

}  // namespace

SignatureKind kind_of(const message::Field& field) {
  if (field.is("ARC-Seal")) return SignatureKind::ArcSeal;
  return field.is("ARC-Message-Signature") ? SignatureKind::ArcMessageSignature : SignatureKind::Dkim;
}

std::string blank_comments(std::string_view list, SignatureKind kind) {
  std::string plain(list);
  if (kind == SignatureKind::Dkim) return plain;
  const std::size_t end = blank_instance(plain);
  if (kind == SignatureKind::ArcSeal && end < plain.size()) blank_status(plain, end + 1);
  return plain;
}

}  // namespace alignmail::dkim
