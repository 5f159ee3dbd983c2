// SPDX-License-Identifier: Apache-2.0
// Domain names as a type, so that no string is ever compared where a name is meant.
#pragma once

#include <compare>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "alignmail/result.hpp"

namespace alignmail::dns {

// A domain name in lower case, without the final dot, at least one label. Only parse()
// makes one, so a function that takes a Domain never checks its syntax again.
//
// A label may hold any octet (RFC 2181 section 11); those that are not printable ASCII, and
// a dot or backslash inside a label, are kept as \DDD as in a master file, which also makes
// text() safe to print.
class Domain {
 public:
  // Splits at dots and takes every other octet literally. Fails on an empty label (but one
  // final dot is dropped), a label over 63 octets, a name over 253 octets.
  static Result<Domain> parse(std::string_view text);
  // As above, but \. and \DDD are understood (master files, names from the wire).
  static Result<Domain> parse_escaped(std::string_view text);
  // As parse(), after IDNA2008 conversion of labels that are not ASCII (RFC 5890).
  static Result<Domain> parse_international(std::string_view text);

  const std::string& text() const { return text_; }
  std::size_t label_count() const;
  std::vector<std::string_view> labels() const;  // left to right, escaped form

  // The name without its leftmost label; call only when label_count() > 1.
  Domain parent() const;
  // The name made of the rightmost `count` labels; count is at least 1.
  Domain suffix(std::size_t count) const;
  // `label` (one or more labels) in front; fails when the whole gets too long.
  Result<Domain> with_prefix(std::string_view labels) const;

  // True for the name itself and for every name below it: labels, not letters, are compared.
  bool is_within(const Domain& ancestor) const;
  // Letters, digits, hyphens and underscores only, no label with a hyphen at an end: the
  // syntax that RFC 6376 section 3.5 asks of d= and s=.
  bool is_host_like() const;
  // The U-label form for display when it survives the way back, else text() (RFC 5891).
  std::string unicode() const;

  auto operator<=>(const Domain&) const = default;

 private:
  explicit Domain(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

}  // namespace alignmail::dns

template <>
struct std::hash<alignmail::dns::Domain> {
  std::size_t operator()(const alignmail::dns::Domain& domain) const noexcept {
    return std::hash<std::string>{}(domain.text());
  }
};
