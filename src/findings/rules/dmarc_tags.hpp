// SPDX-License-Identifier: Apache-2.0
// What single tags of the DMARC record in force leave to be said.
#pragma once

#include <vector>

#include "alignmail/findings.hpp"

namespace alignmail::findings {

std::vector<Evidence> obsolete_tag(const Analysis& analysis);
std::vector<Evidence> no_reports(const Analysis& analysis);
std::vector<Evidence> weaker_subdomains(const Analysis& analysis);
std::vector<Evidence> test_mode(const Analysis& analysis);

}  // namespace alignmail::findings
