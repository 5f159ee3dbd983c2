// SPDX-License-Identifier: Apache-2.0
// Which one change broke a signature (no RFC: a search, each hit of which is a proof).
//
// Known ways in which mail is changed are undone one by one, the likely and cheap ones first.
// When the body hash, or the header signature, then fits, that is what happened. The work is
// bounded by a few passes over the body; what would take more is left out.
#pragma once

#include <optional>
#include <string_view>

#include "alignmail/dkim.hpp"
#include "dkim/key.hpp"

namespace alignmail::dkim {

// A longer body is not searched in every way, for what is rewritten is held in memory twice; a report says so.
inline constexpr std::size_t body_search_octets = 8U << 20;
inline constexpr std::size_t search_work_octets = 64U << 20;      // hashed or rewritten for one signature
inline constexpr std::size_t search_in_parts_octets = 48U << 20;  // and hashed in search of text inside of parts

// Why nothing was found where something may be.
enum class Cut : std::uint8_t {
  None,      // all of it was tried
  LongBody,  // over body_search_octets
  Work,      // one of the budgets was spent
};

// For a signature whose body hash or header signature does not fit. Without a key only the
// body is looked at. Nothing when no single change explains it; then `cut` says whether the search stopped short.
std::optional<Diagnosis> diagnose(const message::Message& message, const SignatureResult& result, Cut* cut = nullptr);

// The two halves, for themselves.
std::optional<Diagnosis> diagnose_body(std::string_view body, message::LineEnding line_ending,
                                       const Signature& signature, Cut* cut = nullptr);
std::optional<Diagnosis> diagnose_header(const message::Message& message, const Signature& signature,
                                         const KeyRecord& key);

}  // namespace alignmail::dkim
