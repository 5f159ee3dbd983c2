// SPDX-License-Identifier: Apache-2.0
#include "base/time.hpp"

#include "support/catch.hpp"

using namespace alignmail;

namespace {

std::string as_text(const std::optional<std::chrono::sys_seconds>& time) { return time ? to_rfc3339(*time) : ""; }

}  // namespace

TEST_CASE("RFC 3339 times are read with any offset", "[base]") {
  CHECK(as_text(parse_rfc3339("2026-11-02T10:00:00Z")) == "2026-11-02T10:00:00Z");
  CHECK(as_text(parse_rfc3339("2026-11-02T10:00:00.123+02:30")) == "2026-11-02T07:30:00Z");
  CHECK(as_text(parse_rfc3339("2026-02-30T10:00:00Z")).empty());
  CHECK(as_text(parse_rfc3339("2026-11-02")).empty());
  CHECK(as_text(parse_rfc3339("2026-11-02T10:00:00")).empty());
}

TEST_CASE("dates of header fields are read as servers write them", "[base]") {
  struct Case {
    std::string_view text;
    std::string_view time;
  };
  const auto c = GENERATE(values<Case>({
      {"Mon, 2 Nov 2026 01:15:29 -0800 (PST)", "2026-11-02T09:15:29Z"},
      {" 2 Nov 2026 09:15 +0000", "2026-11-02T09:15:00Z"},
      {"Mon,\r\n 02 Nov 2026 09:15:29 GMT", "2026-11-02T09:15:29Z"},
      {"Mon, 2 Nov 26 09:15:29 EST", "2026-11-02T14:15:29Z"},
      {"Mon, 2 Nov 98 09:15:29 PDT", "1998-11-02T16:15:29Z"},
      {"2 (two) Nov 2026 09:15:29 (x(y)) +0100", "2026-11-02T08:15:29Z"},
      {"Wed, 31 Dec 2025 23:59:60 +0000", "2026-01-01T00:00:00Z"},   // a leap second
      {"Mon, 2 Nov 2026 09:15:29 XYZ (c)", "2026-11-02T09:15:29Z"},  // an unknown name counts as UTC
      {"Mon, 2 Nov 2026 09:15:29.123 +0500", ""},
      {"Mon, 2 Nov 2026 09:15:29 PM +0000", ""},
      {"Mon, 2 Nov 2026 09:15:29 GMT+0100", ""},
      {"Mon, 32 Nov 2026 09:15:29 +0000", ""},
      {"Mon, 2 Nov 2026 25:15:29 +0000", ""},
      {"yesterday", ""},
      {"", ""},
  }));
  CAPTURE(c.text);
  CHECK(as_text(parse_rfc5322_date(c.text)) == c.time);
}

TEST_CASE("a year is written with four digits, and with more where it has more", "[base]") {
  using std::chrono::sys_days;
  using std::chrono::year;
  const auto first_of = [](int number) {
    return to_rfc3339(sys_days(year(number) / std::chrono::January / 1) + std::chrono::seconds(3661));
  };
  CHECK(first_of(0) == "0000-01-01T01:01:01Z");
  CHECK(first_of(987) == "0987-01-01T01:01:01Z");
  CHECK(first_of(9999) == "9999-01-01T01:01:01Z");
  CHECK(first_of(12345) == "12345-01-01T01:01:01Z");
}
