// SPDX-License-Identifier: Apache-2.0
// The data of a record as a master file writes it (RFC 1035 section 3.3, RFC 3596).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "alignmail/dns_records.hpp"
#include "dns/master_scanner.hpp"

namespace alignmail::dns {

// Where relative names hang. Absent and not given: the root, before any $ORIGIN.
struct Origin {
  std::optional<Domain> name{};  // absent: the root
  bool given = false;            // by $ORIGIN, so that "@" means something
};

// A name in a master file; nothing for the root.
Result<std::optional<Domain>> read_name(const Token& token, const Origin& origin);
Result<RecordData> read_rdata(Type type, std::span<const Token> tokens, const Origin& origin);
// The same from text that holds nothing else, as to_string(RecordData) writes it.
Result<RecordData> parse_rdata(Type type, std::string_view text);
// The octets of data in the form of RFC 3597 section 5 ("\# 4 c0000201").
Result<std::string> read_generic(std::span<const Token> tokens);
bool is_generic(std::span<const Token> tokens);
// Whether a mnemonic names a type that exists but that nobody asks for here.
bool is_other_type(std::string_view mnemonic);
// The number in "TYPE257" (RFC 3597 section 5).
std::optional<std::uint16_t> generic_type(std::string_view mnemonic);

}  // namespace alignmail::dns
