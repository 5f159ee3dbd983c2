// SPDX-License-Identifier: Apache-2.0
// The longer story of each finding, beside what its rule says: how it comes about, and what is
// believed of it though it is not so. For explain, the manual page and docs/findings.md.
#pragma once

#include <span>
#include <string_view>

namespace alignmail::findings {

struct Story {
  std::string_view id;
  std::string_view comes_about;
  std::string_view myth = {};  // what is believed, then what is so; empty when there is none
};

std::span<const Story> ses_stories();
std::span<const Story> dns_record_stories();  // SPF, DMARC and DNS itself
std::span<const Story> message_stories();     // alignment, DKIM, From, trust, ARC and input

// One for every rule of the catalogue; null for what is no id of it.
const Story* find_story(std::string_view id);

}  // namespace alignmail::findings
