// SPDX-License-Identifier: Apache-2.0
#include "spf/record.hpp"

#include <arpa/inet.h>

#include <algorithm>

#include "base/ascii.hpp"

namespace alignmail::spf {

bool Network::contains(const IpAddress& ip) const {
  if (ip.is_v4() != is_v4) return false;
  const auto whole = static_cast<std::size_t>(prefix / 8);
  const auto& theirs = ip.octets();
  if (!std::equal(octets.begin(), octets.begin() + static_cast<std::ptrdiff_t>(whole), theirs.begin())) return false;
  const int rest = prefix % 8;
  if (rest == 0) return true;
  const auto mask = static_cast<std::uint8_t>(0xFF << (8 - rest));
  return ((octets[whole] ^ theirs[whole]) & mask) == 0;
}

std::string Network::to_string() const {
  std::array<char, INET6_ADDRSTRLEN> text{};
  inet_ntop(is_v4 ? AF_INET : AF_INET6, octets.data(), text.data(), text.size());
  std::string out = text.data();
  if (prefix != (is_v4 ? 32 : 128)) out += "/" + std::to_string(prefix);
  return out;
}

std::string_view Record::written(const ParsedTerm& term) const {
  return std::string_view(text).substr(term.offset, term.length);
}

std::string_view Record::value(const ParsedTerm& term) const {
  return term.value_length == 0 ? std::string_view()
                                : std::string_view(text).substr(term.value_offset, term.value_length);
}

const ParsedTerm* Record::find(Kind kind) const {
  const auto found = std::find_if(terms.begin(), terms.end(), [&](const ParsedTerm& t) { return t.kind == kind; });
  return found == terms.end() ? nullptr : &*found;
}

bool needs_lookup(Kind kind) {
  switch (kind) {
    case Kind::Include:
    case Kind::A:
    case Kind::Mx:
    case Kind::Ptr:
    case Kind::Exists:
    case Kind::Redirect: return true;
    case Kind::All:
    case Kind::Ip4:
    case Kind::Ip6:
    case Kind::Exp:
    case Kind::UnknownModifier: return false;
  }
  return false;
}

std::string to_text(const Record& record, const ParsedTerm& term) {
  const std::string_view value = record.value(term);
  // The case of a macro letter says whether it is URL-escaped (7.3).
  const bool has_macros = value.find('%') != std::string_view::npos;
  const std::string normal = has_macros ? std::string(value) : ascii::to_lower(value);
  if (term.kind == Kind::UnknownModifier) return std::string(record.written(term));
  if (!term.is_mechanism()) return std::string(to_string(term.kind)) + "=" + normal;
  std::string out = term.qualifier == Qualifier::Pass ? "" : std::string(to_string(term.qualifier));
  out += to_string(term.kind);
  if (term.kind == Kind::Ip4 || term.kind == Kind::Ip6) return out + ":" + term.network.to_string();
  if (!normal.empty()) out += ":" + normal;
  if (term.prefix_v4 != 32) out += "/" + std::to_string(term.prefix_v4);
  if (term.prefix_v6 != 128) out += "//" + std::to_string(term.prefix_v6);
  return out;
}

std::string to_text(const Record& record) {
  std::string out = "v=spf1";
  for (const ParsedTerm& term : record.terms) out += " " + to_text(record, term);
  return out;
}

}  // namespace alignmail::spf
