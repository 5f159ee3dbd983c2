// SPDX-License-Identifier: Apache-2.0
// A signature that fits nothing although what it covers is as it was signed: then the key in DNS is another one.
#pragma once

#include "alignmail/findings.hpp"

namespace alignmail::findings {

// Another signature, made no later, fits and covers the same fields at least as strictly, and the body fits: nothing
// was changed.
const dkim::SignatureResult* witness_for(const Analysis& analysis, const dkim::SignatureResult& result);

// Where that holds of all of these, the evidence says so, and what to do.
void blame_key(const Analysis& analysis, const std::vector<const dkim::SignatureResult*>& broken, Evidence& evidence);

}  // namespace alignmail::findings
