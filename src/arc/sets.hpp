// SPDX-License-Identifier: Apache-2.0
// The ARC sets of a header and their structure (RFC 8617 sections 4.2 and 5.2, steps 1 to 3).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "alignmail/arc.hpp"

namespace alignmail::arc {

// The fields that claim one instance, by index into Message::fields().
struct Members {
  std::vector<std::size_t> results{};     // ARC-Authentication-Results
  std::vector<std::size_t> signatures{};  // ARC-Message-Signature
  std::vector<std::size_t> seals{};       // ARC-Seal
};

struct Sets {
  std::map<std::uint64_t, Members> by_instance{};  // whatever number was written, also over 50
  std::vector<std::size_t> without_instance{};     // fields whose i= cannot be read

  bool empty() const { return by_instance.empty() && without_instance.empty(); }
};
Sets collect_sets(const message::Message& message);

// Where i= stands: before the results (section 4.1.1), or like any other tag of a list, though sealers put it first.
enum class Place : std::uint8_t { First, Anywhere };
// The instance that an ARC field claims; nothing when it is no position (section 3.9). One that no 64 bits hold is the
// greatest number.
std::optional<std::uint64_t> instance_of(std::string_view field_body, Place place = Place::Anywhere);

struct StructureFault {
  std::uint32_t instance = 0;
  std::string what{};
};
// The first rule of section 5.2, step 3 that is broken, from the oldest set on. `cv` holds the
// claim of each seal, by instance; it is looked at only where the sets are complete.
std::optional<StructureFault> find_structure_fault(const Sets& sets, const std::vector<Set>& chain);

}  // namespace alignmail::arc
