// SPDX-License-Identifier: Apache-2.0
// Which lines of pasted text begin a field.
#pragma once

#include <optional>
#include <string_view>

namespace alignmail::message::paste {

// The name when the line reads as the beginning of a field: times, addresses, links, tags and
// lists of names do not, whatever colon they hold.
std::optional<std::string_view> field_name(std::string_view line);
// Names that mail really has: those of standards and of servers, and all with "X-".
bool is_known_name(std::string_view name);
// field_name(), and known.
bool begins_known_field(std::string_view line);

// Fields that only machines write, in ASCII and by a grammar.
bool is_machine_name(std::string_view name);
// Fields of mailboxes.
bool has_addresses(std::string_view name);
// Those with tag=value lists: signatures and seals.
bool is_signature_name(std::string_view name);

}  // namespace alignmail::message::paste
