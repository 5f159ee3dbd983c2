// SPDX-License-Identifier: Apache-2.0
// Text from outside as Markdown shows it, and does nothing with it: no link, no mention, no
// markup, no end of a table's cell.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace alignmail::report::markdown {

// Prose; a word that a reader of Markdown could take for more than a word becomes a code span.
std::string prose(std::string_view outside);
// A code span; fit for a cell of a table too when `in_table`.
std::string code(std::string_view outside, bool in_table = false);
// Lines between fences that none of them can close.
std::string block(const std::vector<std::string>& lines, std::string_view language);

}  // namespace alignmail::report::markdown
