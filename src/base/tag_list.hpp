// SPDX-License-Identifier: Apache-2.0
// tag=value lists (RFC 6376 section 3.2): DKIM signatures and keys, ARC, DMARC records.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace alignmail {

struct Tag {
  std::string_view name;   // as written; names are case-sensitive
  std::string_view value;  // outer white space removed, inner folds kept
  std::size_t offset = 0;  // of the name in the text
};

struct TagFault {
  std::size_t offset = 0;
  std::string what;  // "no = behind \"foo\"", "tag \"s\" stands twice"
};

// The tags in order; what is not a tag is a fault and skipped. Views into `text`.
struct TagList {
  std::vector<Tag> tags;
  std::vector<TagFault> faults;

  const Tag* find(std::string_view name) const;  // the first of that name
};
TagList parse_tag_list(std::string_view text);

// What stands in the text and may stand in no value (RFC 6376 section 3.2 and, over 127, RFC 8616), in words: a control
// octet that is no white space, or what is no UTF-8. Empty when there is none.
std::string foreign_octet(std::string_view text);

}  // namespace alignmail
