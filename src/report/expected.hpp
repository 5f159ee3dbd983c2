// SPDX-License-Identifier: Apache-2.0
// The expected set-up as the reports for people name it: each item, and whether it was given.
#pragma once

#include <string>
#include <vector>

#include "alignmail/ses.hpp"

namespace alignmail::report {

// "region us-east-1 (given)", "identity example.com (inferred)"; nothing of what nobody knows.
std::vector<std::string> expected_items(const ses::Setup& setup);
// What is to stand at a row of the checklist; of a policy that is there, that it may be stricter.
std::string expected_of(const ses::ChecklistRow& row);

}  // namespace alignmail::report
