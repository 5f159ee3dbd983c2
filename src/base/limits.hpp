// SPDX-License-Identifier: Apache-2.0
// Ceilings on hostile input that more than one folder needs; each says where it comes from.
// Reaching one is a finding (LIMIT001), never silence.
#pragma once

#include <cstddef>

namespace alignmail::limits {

inline constexpr std::size_t message_octets = 50U << 20;  // as large mail systems do; --max-size
inline constexpr std::size_t mailbox_octets = 1U << 28;   // of a compressed one, unpacked: it is held in memory
inline constexpr std::size_t header_octets = 1U << 20;    // ours
inline constexpr std::size_t field_octets = 256U << 10;   // Postfix stops at 102,400
inline constexpr std::size_t fields = 5'000;              // ours
inline constexpr std::size_t line_octets = 998;           // RFC 5322 section 2.1.1: warned about only
inline constexpr std::size_t addresses = 100;             // RFC 9989 section 11.5 leaves it to us
inline constexpr std::size_t authors_judged = 4;          // each one costs a tree walk
inline constexpr std::size_t comment_nesting = 32;        // ours
inline constexpr std::size_t encoded_words = 1'000;       // per field; ours
inline constexpr std::size_t mime_nesting = 100;          // mimetic recurses
inline constexpr std::size_t mime_parts = 10'000;         // as rspamd
inline constexpr std::size_t signatures_verified = 10;    // RFC 6376 section 6.1 allows a limit
inline constexpr std::size_t signatures_parsed = 100;     // ours; beyond it they are listed only
inline constexpr std::size_t signed_names = 1'000;        // h=; as rspamd
inline constexpr std::size_t copied_fields = 100;         // z=, read only to tell what changed; ours
inline constexpr int rsa_bits_least = 1'024;              // RFC 8301 section 3.2
inline constexpr int rsa_bits_good = 2'048;               // under it: warned about
inline constexpr int rsa_bits_most = 8'192;               // beyond it verification is a burden
inline constexpr std::size_t key_octets = 4'096;          // of p=; as rspamd
inline constexpr std::size_t report_destinations = 10;    // of rua= and ruf=; receivers need not look at more than two
inline constexpr std::size_t arc_sets = 50;               // RFC 8617 section 4.2.1
inline constexpr std::size_t arc_key_lookups = 51;        // what decides: the newest message signature and every seal
inline constexpr std::size_t results_fields = 100;        // Authentication-Results; ours
inline constexpr std::size_t results_per_field = 100;     // ours
inline constexpr std::size_t missing_signatures = 100;    // reported, and not in the message; ours
inline constexpr std::size_t received_hops = 200;         // RFC 5321 section 6.3 asks for 100 at least
inline constexpr std::size_t questions = 190;             // per message: the sum of what the protocols may ask
inline constexpr std::size_t rounds = 30;                 // ours: the deepest honest chain needs 12
inline constexpr std::size_t alias_chain = 10;            // as pyspf and PowerDNS
inline constexpr std::size_t txt_records = 64;            // per answer; ours
inline constexpr std::size_t reports_per_minute = 600;    // the hook's: somebody else decides how much mail comes
inline constexpr std::size_t reports_kept = 20'000;       // beyond that the hook files nothing until some are removed

}  // namespace alignmail::limits
