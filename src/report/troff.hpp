// SPDX-License-Identifier: Apache-2.0
// Pages of the manual, in the troff of man(7), made of what the program knows of itself.
#pragma once

#include <string>
#include <string_view>

namespace alignmail::report {

// Text that troff prints as it stands: no escape, no request, hyphens that can be copied.
std::string troff(std::string_view text);
// ".TH": name, section and what the page is about.
std::string troff_title(std::string_view name, int section, std::string_view about);

std::string manual_of_findings();  // alignmail-findings(7)
std::string manual_of_report();    // alignmail-report(5), out of the schema

}  // namespace alignmail::report
