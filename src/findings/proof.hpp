// SPDX-License-Identifier: Apache-2.0
// Proof of a fix: the same message judged again with the fix's records laid over DNS.
#pragma once

#include <optional>

#include "alignmail/findings.hpp"

namespace alignmail::findings {

// Nothing when the fix changes nothing that can be judged, or while answers are still wanted;
// those join `inquiry`.
std::optional<Proof> prove(const Fix& fix, const JudgeAgain& again, dns::Inquiry& inquiry);

}  // namespace alignmail::findings
