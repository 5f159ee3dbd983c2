// SPDX-License-Identifier: Apache-2.0
// Comments in the tag lists of ARC. They stand around the instance in front, and in a seal before the status of cv=
// (RFC 8617 sections 3.9, 4.1.2 and 4.1.3). A parenthesis anywhere else is a character like others: who dropped it as
// a comment would not see a tag behind a ";" in it.
#pragma once

#include <string>
#include <string_view>

#include "dkim/signature.hpp"

namespace alignmail::dkim {

// Of a DKIM-Signature nothing is a comment; any other field is read like it.
SignatureKind kind_of(const message::Field& field);

// As many spaces in the place of each comment, so that what is found in the result stands at the same place in the
// list. From a comment that never closes on all stays as it is.
std::string blank_comments(std::string_view list, SignatureKind kind);

}  // namespace alignmail::dkim
