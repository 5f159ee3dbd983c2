// SPDX-License-Identifier: Apache-2.0
#include "spf/correct.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "alignmail/ip_address.hpp"
#include "base/ascii.hpp"
#include "spf/record.hpp"

namespace alignmail::spf {
namespace {

constexpr std::string_view version = "v=spf1";

// Names as people write them, and as section 12 spells them.
struct Alias {
  std::string_view written;
  std::string_view meant;
};
constexpr std::array<Alias, 16> aliases = {{{"ipv4:", "ip4:"},
                                            {"ipv6:", "ip6:"},
                                            {"ip:", "ip4:"},
                                            {"ip4.", "ip4:"},
                                            {"ip4", "ip4:"},
                                            {"ip6", "ip6:"},
                                            {"includes:", "include:"},
                                            {"included:", "include:"},
                                            {"inc:", "include:"},
                                            {"include", "include:"},
                                            {"redirect:", "redirect="},
                                            {"exp:", "exp="},
                                            {"exist:", "exists:"},
                                            {"host:", "a:"},
                                            {"domain:", "a:"},
                                            {"spf:", "include:"}}};

// The kind of one term; nothing when it cannot be read.
std::optional<Kind> kind_of(std::string_view term) {
  if (term.empty() || term.find(' ') != std::string_view::npos) return std::nullopt;
  const Parsed parsed = parse_record(std::string(version) + " " + std::string(term));
  if (!parsed.errors.empty()) return std::nullopt;
  return parsed.record.terms.front().kind;
}

std::string_view without_around(std::string_view text, std::string_view octets) {
  const std::size_t begin = std::min(text.find_first_not_of(octets), text.size());
  return text.substr(begin, text.find_last_not_of(octets) + 1 - begin);
}

// "ip4:192.0.2.0/24" for an address or a network, with or without a wrong name in front.
std::optional<std::string> as_network(std::string_view text) {
  const std::size_t slash = std::min(text.find('/'), text.size());
  const auto address = IpAddress::parse(text.substr(0, slash));
  if (!address) return std::nullopt;
  const std::string_view prefix = slash + 1 < text.size() ? text.substr(slash) : std::string_view();
  const bool written_as_v4 = text.find(':') == std::string_view::npos;
  return std::string(written_as_v4 ? "ip4:" : "ip6:") + std::string(text.substr(0, slash)) + std::string(prefix);
}

// Splits off the scheme and the path of an address copied from a browser.
std::string_view host_of(std::string_view value) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!ascii::istarts_with(value, scheme)) continue;
    value.remove_prefix(scheme.size());
    return value.substr(0, value.find('/'));
  }
  return value;
}

// The candidates for one term without its qualifier, likeliest first.
std::vector<std::string> candidates(std::string_view term) {
  std::vector<std::string> found{std::string(term)};
  if (const auto network = as_network(term)) found.push_back(*network);
  const std::size_t colon = term.find_first_of(":=");
  if (colon != std::string_view::npos) {
    const std::string_view value = term.substr(colon + 1);
    if (const auto network = as_network(value)) found.push_back(*network);
    found.push_back(std::string(term.substr(0, colon + 1)) + std::string(host_of(value)));
  }
  for (const Alias& alias : aliases) {
    if (!ascii::istarts_with(term, alias.written)) continue;
    std::string_view value = term.substr(alias.written.size());
    if (value.starts_with('=') || value.starts_with(':')) value.remove_prefix(1);
    found.push_back(std::string(alias.meant) + std::string(host_of(value)));
  }
  return found;
}

// The dashes that word processors make of "-".
std::string with_plain_dash(std::string_view term) {
  for (const std::string_view dash : {"\xE2\x80\x93", "\xE2\x80\x94", "\xE2\x88\x92"}) {
    if (term.starts_with(dash)) return "-" + std::string(term.substr(dash.size()));
  }
  return std::string(term);
}

// What one unreadable term was meant to be; nothing when nobody can tell.
std::optional<std::string> meant_by(std::string_view written) {
  const std::string term = with_plain_dash(without_around(written, "\"'"));
  const std::size_t dashes = term.find_first_not_of("-+~?");
  if (dashes == std::string_view::npos) return std::nullopt;
  // Of "--all" the last qualifier, which is one of them all.
  const std::string qualifier = dashes == 0 ? "" : term.substr(dashes - 1, 1);
  for (const std::string& candidate : candidates(without_around(std::string_view(term).substr(dashes), "."))) {
    if (kind_of(qualifier + candidate)) return qualifier + candidate;
  }
  return std::nullopt;
}

bool lacks_its_value(std::string_view term) {
  constexpr std::array<std::string_view, 4> names = {"include", "ip4", "ip6", "exists"};
  const std::string_view name = term.ends_with(':') ? term.substr(0, term.size() - 1) : term;
  return std::any_of(names.begin(), names.end(), [&](std::string_view known) { return ascii::iequals(name, known); });
}

// The terms of a record. A lone qualifier is put back in front of what follows it: left out, it
// would turn "- all" into a pass for everyone. So is a name in front of its value.
std::vector<std::string> terms_of(std::string_view record) {
  std::vector<std::string> terms;
  bool is_qualified = false;  // the last term is nothing but qualifiers
  for (const std::string_view word : ascii::split(record.substr(version.size()), ' ')) {
    if (word.empty()) continue;
    const bool is_value = !terms.empty() && lacks_its_value(terms.back()) && !kind_of(word);
    if (is_value && !terms.back().ends_with(':')) terms.back() += ":";
    if (is_qualified || is_value)
      terms.back() += word;
    else
      terms.emplace_back(word);
    is_qualified = !is_value && word.find_first_not_of("-+~?") == std::string_view::npos;
  }
  return terms;
}

class Corrector {
 public:
  explicit Corrector(const std::string& record) {
    correction_.record = version;
    for (const std::string& term : terms_of(record)) add(term);
  }

  Correction take() { return std::move(correction_); }

 private:
  void add(const std::string& term) {
    if (append(term)) return;
    std::string meant;
    for (const std::string_view part : parts_of(term)) {
      const auto one = meant_by(part);
      if (one && append(*one)) meant += (meant.empty() ? "" : " ") + *one;
    }
    if (meant.empty())
      correction_.left_out.push_back(term);
    else
      correction_.replaced.emplace_back(term, meant);
  }

  // A list whose writer took commas or semicolons for the separator.
  static std::vector<std::string_view> parts_of(std::string_view term) {
    std::vector<std::string_view> parts;
    while (!term.empty()) {
      const std::size_t end = std::min(term.find_first_of(",;"), term.size());
      if (end > 0) parts.push_back(term.substr(0, end));
      term.remove_prefix(std::min(end + 1, term.size()));
    }
    return parts;
  }

  // False for what cannot be read, and for a second redirect or exp.
  bool append(const std::string& term) {
    const auto kind = kind_of(term);
    if (!kind) return false;
    const bool is_single = kind == Kind::Redirect || kind == Kind::Exp;
    if (is_single && std::exchange(seen_[kind == Kind::Exp ? 1 : 0], true)) return false;
    correction_.record += " " + term;
    return true;
  }

  std::array<bool, 2> seen_{};  // redirect, exp
  Correction correction_{};
};

}  // namespace

Correction correct_record(const std::string& record) { return Corrector(record).take(); }

}  // namespace alignmail::spf
