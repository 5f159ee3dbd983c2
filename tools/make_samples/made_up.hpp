// SPDX-License-Identifier: Apache-2.0
// What is random or a clock in life: ids that look right and never change, and times as text.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace make_samples {

// Characters derived from a seed, always the same ones. At most 40.
std::string digits(std::string_view seed, std::size_t count);
std::string hexadecimal(std::string_view seed, std::size_t count);
std::string letters_and_digits(std::string_view seed, std::size_t count);
std::string uuid(std::string_view seed);             // version 4
std::string easy_dkim_token(std::string_view seed);  // 32 of a-z and 2-7
std::string base64_of_32_octets(std::string_view seed);
std::string ipv6_address(std::string_view seed);  // of the documentation range

using Time = std::chrono::sys_time<std::chrono::milliseconds>;
// November 2026, UTC.
Time november(int day, int hour, int minute, int second, int millisecond = 0);
// Between 2 and 20 November, always the same for a seed.
Time sometime(std::string_view seed);
// How a writer of dates is set up.
struct DateStyle {
  int offset_hours = 0;
  std::string_view comment = "";  // " (PST)"
  bool pad_day = false;           // "03 Nov"
};
std::string mail_date(Time time, const DateStyle& style = {});
std::string date_as(Time time, const char* format);  // as std::strftime, in UTC

}  // namespace make_samples
