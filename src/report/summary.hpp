// SPDX-License-Identifier: Apache-2.0
// The verdict in one sentence, for the reports that have room for only one.
#pragma once

#include <string>

#include "alignmail/analysis.hpp"

namespace alignmail::report {

// "DMARC passes for example.com, by DKIM only"; no full stop. Names are escaped by being names.
std::string summarize(const Analysis& analysis);

}  // namespace alignmail::report
