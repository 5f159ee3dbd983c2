// SPDX-License-Identifier: Apache-2.0
// Canonicalization (RFC 6376 section 3.4): the octets that are hashed.
//
//   std::string canonical;
//   canonicalize_body(body, LineEnding::Crlf, Canonicalization::Relaxed,
//                     [&](std::string_view piece) { canonical += piece; });
//
// A message whose lines all end with a lone LF or CR is read as if they ended with CRLF
// (section 5.3). In a Mixed one a body line ends with CRLF only, and other octets stand as
// they are; header lines end where the splitter found it.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "alignmail/dkim.hpp"
#include "alignmail/message.hpp"

namespace alignmail::dkim {

// Takes the canonical octets piece by piece, few and large ones; a piece is valid for the
// call only.
using Sink = std::function<void(std::string_view)>;

// The whole canonical body; l= is the caller's affair, for it counts canonical octets.
void canonicalize_body(std::string_view body, message::LineEnding line_ending, Canonicalization canonicalization,
                       const Sink& sink);

// One header field with its final CRLF, also where the text ended without one.
std::string canonicalize_field(const message::Field& field, Canonicalization canonicalization,
                               message::LineEnding line_ending);

// A field that carries the signature itself: the value of b= removed with the white space
// around it, no final CRLF (section 3.7).
std::string canonicalize_signature_field(const message::Field& field, Canonicalization canonicalization,
                                         message::LineEnding line_ending);

// The fields that h= names, in its order: each further mention of a name takes the next
// instance up from the bottom, one too many takes none (section 5.4.2). `names` are lower
// case; `signature`, when given, is the field being verified and never taken.
std::vector<const message::Field*> select_fields(std::span<const message::Field> fields,
                                                 std::span<const std::string> names,
                                                 const message::Field* signature = nullptr);

// What the header signature covers: the selected fields, then the signature field (section 3.7).
std::string header_input(std::span<const message::Field> fields, std::span<const std::string> names,
                         const message::Field& signature, Canonicalization canonicalization,
                         message::LineEnding line_ending);
// The same at the end of `input`.
void append_header_input(std::span<const message::Field> fields, std::span<const std::string> names,
                         const message::Field& signature, Canonicalization canonicalization,
                         message::LineEnding line_ending, std::string& input);

}  // namespace alignmail::dkim
