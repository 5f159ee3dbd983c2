// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "alignmail/findings.hpp"

namespace alignmail::findings {

// A Received-SPF that claims a pass and was not written by the receiver, or that its other results contradict. A remark
// where an earlier server wrote it of an earlier hop.
std::vector<Evidence> received_spf_untrusted(const Analysis& analysis);

}  // namespace alignmail::findings
