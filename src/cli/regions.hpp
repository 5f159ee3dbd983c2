// SPDX-License-Identifier: Apache-2.0
// A region of AWS as somebody wrote it: there are regions that are newer than this program.
#pragma once

#include <string>
#include <string_view>

namespace alignmail::cli {

// "mx-central-1": such as AWS names them, whether known here or not; "us-esat-1" is a slip.
bool looks_like_region(std::string_view name);
// "; did you mean us-east-1?" or nothing.
std::string region_suggestion(std::string_view name);
// What to say of one that is not known here, and used nevertheless; empty when it is known.
std::string region_hint(const std::string& name);

}  // namespace alignmail::cli
