// SPDX-License-Identifier: Apache-2.0
// Times as text: RFC 3339 for options and reports, RFC 5322 for header fields.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace alignmail {

// "2026-11-02T10:00:00Z", also with an offset; fractions of a second are dropped.
std::optional<std::chrono::sys_seconds> parse_rfc3339(std::string_view text);
// "Mon, 2 Nov 2026 01:15:29 -0800 (PST)": the day name is optional and not checked, obsolete
// zones are read (RFC 5322 section 4.3), comments and folds are skipped.
std::optional<std::chrono::sys_seconds> parse_rfc5322_date(std::string_view text);
std::string to_rfc3339(std::chrono::sys_seconds time);  // in UTC, with Z

}  // namespace alignmail
