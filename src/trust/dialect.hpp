// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "alignmail/trust.hpp"

namespace alignmail::trust {

// Whose way of writing a field shows: "gmail", "microsoft", "opendkim", ...; empty when unknown.
// It explains oddities to the reader and never makes a field trusted.
std::string dialect_of(const Reported& field, std::string_view body);

}  // namespace alignmail::trust
