// SPDX-License-Identifier: Apache-2.0
// What is measured of SES's regions beside the published table. Hints: they are incomplete and
// change, so they may name a region and never contradict one.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "alignmail/ip_address.hpp"
#include "alignmail/ses.hpp"

namespace alignmail::ses {

// A host of SES, "a27-42.smtp-out.us-west-2.amazonses.com": the letter stands for the first two
// octets of its address, the numbers are the other two.
struct HostLabel {
  char letter = 0;
  std::uint8_t third = 0;
  std::uint8_t fourth = 0;
};

// The first two octets that a letter stands for; nothing for a letter never seen.
std::optional<std::array<std::uint8_t, 2>> network_of(char letter);

enum class Fit : std::uint8_t { Fits, Contradicts, Unknown };
// Whether a host's label and the address from which it connected belong together. Private
// addresses (a load balancer before the receiver) tell nothing.
Fit fit(const HostLabel& label, const IpAddress& address);

const Region* region_by_prefix(std::string_view id_prefix);
const Region* region_by_address(const IpAddress& address);
const Region* region_by_selector(std::string_view selector);  // of d=amazonses.com
// The region whose feedback host this is, or null.
const Region* region_by_feedback_host(std::string_view host);

}  // namespace alignmail::ses
