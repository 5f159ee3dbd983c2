// SPDX-License-Identifier: Apache-2.0
// The DNS tree walk (RFC 9989 section 4.10) as data, and what can be concluded from it.
//
// All names of a walk are known before the first answer, so they are asked at once and read in
// order afterwards. An answer that is missing makes a conclusion unknown only when it matters:
// selections are drawn under every thing that the missing record could say, and only what all
// of them agree on is concluded.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "dmarc/record.hpp"

namespace alignmail::dmarc {

// What a name of the walk contributes: no record, or one with its psd=.
enum class Mark : std::uint8_t { Unknown, NoRecord, Plain, NotSuffix, Suffix };

struct Level {
  dns::Domain domain;
  Step step;
  std::shared_ptr<const Reading> reading{};  // the only record there
  Mark mark = Mark::Unknown;
};

// One name, asked: what stands at _dmarc.domain. Nothing when that name would be too long.
std::optional<Level> look_up(const dns::Domain& domain, Standard standard, dns::Inquiry& inquiry, dns::Need need);

// The names that are queried for a start, longest first; at most eight.
std::vector<dns::Domain> walk_names(const dns::Domain& start);

struct Walk {
  dns::Domain start;
  std::vector<Level> levels{};  // up to the first one that surely ends the walk
};
Walk walk(const dns::Domain& start, dns::Inquiry& inquiry, dns::Need need);

// The selection of section 4.10.2.
struct Selection {
  dns::Domain organization;
  std::optional<std::size_t> record{};  // level whose record applies to the start (section 4.10.1)
};
using MarkOf = std::function<Mark(const Level&)>;
Selection select(const Walk& walk, const MarkOf& mark_of);

// Calls `each` with every assignment of marks to the levels that are unknown in these walks. False
// (and no call) when there are too many of them.
bool for_each_case(const std::vector<const Walk*>& walks, const std::function<void(const MarkOf&)>& each);

// The status of the first level that is unknown; Pending before any other.
dns::Status first_failure(const Walk& walk);

}  // namespace alignmail::dmarc
