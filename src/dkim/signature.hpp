// SPDX-License-Identifier: Apache-2.0
// The tags of a signature field (RFC 6376 section 3.5; RFC 8617 sections 4.1.2 and 4.1.3).
#pragma once

#include <cstdint>

#include "alignmail/dkim.hpp"

namespace alignmail::dkim {

enum class SignatureKind : std::uint8_t { Dkim, ArcMessageSignature, ArcSeal };

// Never fails: what is wrong is in `faults`, with `refused` telling what that means. d= and s=
// become `domain` and `key_name` only as plain host names, so that no query is ever made of
// anything else. `index` is the field's place in Message::fields().
Signature parse_signature(const message::Field& field, std::size_t index, SignatureKind kind = SignatureKind::Dkim);

}  // namespace alignmail::dkim
