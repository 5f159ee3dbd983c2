// SPDX-License-Identifier: Apache-2.0
// The words of Authentication-Results (RFC 8601 section 2.7 and the registries of IANA, with what receivers add), and
// what a name in it is made of.
#pragma once

#include <algorithm>
#include <iterator>
#include <string_view>

#include "base/ascii.hpp"

namespace alignmail::message {

inline constexpr std::string_view known_methods[] = {"spf",  "dkim",      "dmarc",    "arc",       "iprev",    "auth",
                                                     "bimi", "sender-id", "compauth", "dkim-adsp", "dkim-atps"};
inline constexpr std::string_view known_results[] = {"pass",      "fail",          "none",     "neutral",
                                                     "softfail",  "policy",        "hardfail", "temperror",
                                                     "permerror", "bestguesspass", "skipped"};
inline constexpr std::string_view known_types[] = {"smtp", "header", "body", "policy", "dns"};

template <std::size_t N>
bool is_one_of(const std::string_view (&words)[N], std::string_view word) {
  return std::any_of(std::begin(words), std::end(words), [&](std::string_view w) { return ascii::iequals(w, word); });
}

inline bool is_property_name(std::string_view key) {
  const std::size_t dot = key.find('.');
  return dot != std::string_view::npos && dot + 1 < key.size() && is_one_of(known_types, key.substr(0, dot));
}

inline bool is_number(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), ascii::is_digit);
}

// RFC 5321 section 4.1.2: what a method, a ptype and a property are made of.
inline bool is_keyword(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return ascii::is_alnum(c) || c == '-'; });
}

// RFC 8601 section 2.2 describes version 1, which is meant where none is written. What another one means nobody knows.
inline bool is_version_1(std::string_view digits) { return ascii::parse_number(digits) == 1; }
inline bool is_of_version_1(std::string_view method) {
  const std::size_t slash = method.find('/');
  return slash == std::string_view::npos || is_version_1(method.substr(slash + 1));
}

// ptype "." property: white space and comments beside the dot leave no other reading.
inline bool is_dotted_name(std::string_view key) {
  const std::size_t dot = key.find('.');
  return dot != std::string_view::npos && is_keyword(key.substr(0, dot)) && is_keyword(key.substr(dot + 1));
}

}  // namespace alignmail::message
