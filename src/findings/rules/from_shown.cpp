// SPDX-License-Identifier: Apache-2.0
#include "findings/rules/from_shown.hpp"

#include <algorithm>
#include <vector>

#include "alignmail/domain.hpp"
#include "base/ascii.hpp"
#include "base/escape.hpp"

namespace alignmail::findings {
namespace {

using message::Mailbox;

constexpr std::size_t npos = std::string_view::npos;

bool is_octet_of_utf8(char c) { return (c & 0x80) != 0; }
bool is_part(char c) {
  return ascii::is_alnum(c) || c == '.' || c == '-' || c == '_' || c == '+' || is_octet_of_utf8(c);
}

// What people read as ASCII: the full-width forms, and the dots and "@" that name parsers take for those of ASCII.
std::optional<char> as_ascii(char32_t c) {
  if (c > 0xFF00 && c < 0xFF5F) return static_cast<char>(c - 0xFF00 + 0x20);
  if (c == 0xFE6B) return '@';
  if (c == 0x3002 || c == 0xFF61) return '.';
  return std::nullopt;
}

std::string as_read(std::string_view name) {
  std::string text;
  while (!name.empty()) {
    const escape::CodePoint point = escape::decode_utf8(name);
    const std::size_t length = std::max<std::size_t>(point.length, 1);
    const auto ascii = point.length > 1 ? as_ascii(point.value) : std::nullopt;
    if (ascii) {
      text.push_back(*ascii);
    } else if (!escape::is_deceptive(point.value) || point.length < 2) {
      text.append(name.substr(0, length));
    }
    name.remove_prefix(length);
  }
  return text;
}

// The address around that "@"; empty when it is none.
std::string_view address_around(std::string_view name, std::size_t at) {
  std::size_t begin = at;
  while (begin > 0 && is_part(name[begin - 1])) --begin;
  std::size_t end = at + 1;
  while (end < name.size() && is_part(name[end])) ++end;
  while (end > at && name[end - 1] == '.') --end;  // of the sentence
  const bool is_address = begin < at && name.substr(at, end - at).find('.') != npos;
  return is_address ? name.substr(begin, end - begin) : std::string_view();
}

// In its A-labels, where it has them.
std::string comparable(std::string_view domain) {
  const auto name = dns::Domain::parse_international(domain);
  return name ? name->text() : ascii::to_lower(domain);
}

// Text without blanks ("名前x@example.com") may stand around the address.
bool holds(std::string_view shown, const std::string& address) {
  const std::size_t at = ascii::to_lower(shown).find(ascii::to_lower(address));
  if (at == npos) return false;
  const std::size_t end = at + address.size();
  return (at == 0 || is_octet_of_utf8(shown[at - 1])) && (end == shown.size() || is_octet_of_utf8(shown[end]));
}

bool is_address_of(std::string_view shown, const Mailbox& mailbox) {
  const std::size_t at = shown.rfind('@');
  return holds(shown, mailbox.address()) || (ascii::iequals(shown.substr(0, at), mailbox.local_part) &&
                                             comparable(shown.substr(at + 1)) == comparable(mailbox.domain));
}

// The first that is none of theirs; empty when there is none.
std::string foreign_address(const std::string& display_name, const std::vector<Mailbox>& mailboxes) {
  const std::string name = as_read(display_name);
  std::size_t looked_at = 0;
  for (std::size_t at = name.find('@'); at != npos; at = name.find('@', at + 1)) {
    constexpr std::size_t most = 100;  // as many as addresses are read
    if (++looked_at > most) break;
    const std::string_view shown = address_around(name, at);
    const auto is_own = [&](const Mailbox& mailbox) { return is_address_of(shown, mailbox); };
    if (!shown.empty() && std::none_of(mailboxes.begin(), mailboxes.end(), is_own)) return std::string(shown);
  }
  return {};
}

}  // namespace

std::optional<ShownAddress> shown_address(const SharedList<message::AddressList>& lists) {
  for (const message::AddressList& list : lists) {
    for (const Mailbox& mailbox : list.mailboxes) {
      const std::string shown = foreign_address(mailbox.display_name, {mailbox});
      if (!shown.empty()) return ShownAddress{shown, mailbox.address()};
    }
    for (const std::string& group : list.groups) {
      const std::string shown = foreign_address(group, list.mailboxes);
      if (!shown.empty())
        return ShownAddress{shown, list.mailboxes.empty() ? "none" : list.mailboxes.front().address()};
    }
  }
  return std::nullopt;
}

}  // namespace alignmail::findings
