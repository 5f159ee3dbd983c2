// SPDX-License-Identifier: Apache-2.0
// The same alignments under other modes, paths and standards.
#pragma once

#include <vector>

#include "alignmail/analysis.hpp"

namespace alignmail::judge {

// Every combination of modes and paths for one standard's verdict. A plain forward costs SPF,
// because another server connects; a mailing list costs DKIM too, because it changes the text.
// `governs`: whether the verdict is the one in force.
void add_what_if(const dmarc::Verdict& verdict, bool governs, std::vector<WhatIf>& rows);

}  // namespace alignmail::judge
