// SPDX-License-Identifier: Apache-2.0
// How sure a finding is, for programs that act on it.
#pragma once

#include "alignmail/findings.hpp"

namespace alignmail::findings {

Confidence confidence_of(const Rule& rule, const Evidence& evidence, const Analysis& analysis);

}  // namespace alignmail::findings
