// SPDX-License-Identifier: Apache-2.0
// A key that was published with the lines that begin and end its file: "-----BEGIN PUBLIC KEY-----".
#pragma once

#include "alignmail/findings.hpp"

namespace alignmail::findings {

// Whether that is what is wrong with the key of this signature; the evidence then says so, with the record without
// them.
bool tell_of_armour(const dkim::SignatureResult& result, Evidence& evidence);

}  // namespace alignmail::findings
