// SPDX-License-Identifier: Apache-2.0
// ARC (RFC 8617): the chain of seals by which forwarders testify what they saw.
//
// A chain that validates proves who said it, not that it is true.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "alignmail/dkim.hpp"

namespace alignmail::arc {

enum class Status : std::uint8_t { None, Pass, Fail, TempError, NotChecked };
std::string_view to_string(Status status);

// One ARC set: the fields of one instance.
struct Set {
  std::uint32_t instance = 0;
  std::optional<std::size_t> results_field{};  // indices into Message::fields()
  std::optional<std::size_t> signature_field{};
  std::optional<std::size_t> seal_field{};
  std::string sealer{};  // d= of the seal
  std::string cv{};      // as the seal claims
  dkim::Status seal = dkim::Status::NotChecked;
  dkim::Status signature = dkim::Status::NotChecked;
  std::string detail{};
};

struct Verdict {
  Status status = Status::None;
  std::uint32_t instances = 0;
  std::optional<std::uint32_t> failed_instance{};
  std::string reason{};           // empty when there is none to give
  bool structure_broken = false;  // gaps, duplicates, wrong cv=
  bool limit_reached = false;     // more than 50 sets (RFC 8617 section 4.2.1)
  bool pending = false;
  // The oldest instance from which on all message signatures still fit: what came before it
  // was changed by that hop or an earlier one. 0 when all of them fit (section 5.2, step 5), absent when none does.
  std::optional<std::uint32_t> oldest_pass{};
  std::vector<Set> sets{};  // by instance
};

// Follows section 5.2. The verifier is the message's own.
Verdict evaluate(const message::Message& message, dkim::Verifier& verifier, dns::Inquiry& inquiry,
                 std::chrono::sys_seconds now);

}  // namespace alignmail::arc
