// SPDX-License-Identifier: Apache-2.0
#include "base/time.hpp"

#include <array>

#include "base/ascii.hpp"

namespace alignmail {
namespace {

using std::chrono::minutes;
using std::chrono::sys_seconds;

struct Civil {
  std::uint64_t year, month, day, hour, minute, second;
  minutes offset;
};

std::optional<sys_seconds> to_time(const Civil& c) {
  // A leap second is the last second of its minute for us: no clock here counts it.
  if (c.hour > 23 || c.minute > 59 || c.second > 60 || c.year > 9999) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(c.year)),
                                         std::chrono::month(static_cast<unsigned>(c.month)),
                                         std::chrono::day(static_cast<unsigned>(c.day))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date) + std::chrono::hours(c.hour) + minutes(c.minute) + std::chrono::seconds(c.second) -
         c.offset;
}

// Takes words and numbers one after the other from the front of a text.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  bool take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  // Between `least` and `most` digits.
  std::optional<std::uint64_t> number(std::size_t least, std::size_t most) {
    std::size_t n = 0;
    std::uint64_t value = 0;  // of 18 digits at most
    for (; n < rest_.size() && n < most && ascii::is_digit(rest_[n]); ++n) {
      value = value * 10 + static_cast<std::uint64_t>(rest_[n] - '0');
    }
    if (n < least) return std::nullopt;
    digits_ = n;
    rest_.remove_prefix(n);
    return value;
  }
  std::string_view word() {
    std::size_t n = 0;
    while (n < rest_.size() && ascii::is_alpha(rest_[n])) ++n;
    const std::string_view result = rest_.substr(0, n);
    rest_.remove_prefix(n);
    return result;
  }
  // White space and comments, nested or not.
  void skip() {
    int depth = 0;
    while (!rest_.empty() && (depth > 0 || ascii::is_space(rest_.front()) || rest_.front() == '(')) {
      if (rest_.front() == '(') ++depth;
      if (rest_.front() == ')') --depth;
      if (rest_.front() == '\\' && rest_.size() > 1) rest_.remove_prefix(1);
      rest_.remove_prefix(1);
    }
  }
  std::size_t digits() const { return digits_; }  // of the last number
  bool at_end() const { return rest_.empty(); }
  char front() const { return rest_.empty() ? '\0' : rest_.front(); }

 private:
  std::string_view rest_;
  std::size_t digits_ = 0;
};

std::optional<std::uint64_t> month_number(std::string_view name) {
  constexpr std::string_view names = "janfebmaraprmayjunjulaugsepoctnovdec";
  if (name.size() != 3) return std::nullopt;
  for (std::size_t i = 0; i < names.size(); i += 3) {
    const bool fits = ascii::lower(name[0]) == names[i] && ascii::lower(name[1]) == names[i + 1] &&
                      ascii::lower(name[2]) == names[i + 2];
    if (fits) return i / 3 + 1;
  }
  return std::nullopt;
}

// "+hhmm", "-hhmm" or a zone of RFC 5322 section 4.3; an unknown name counts as UTC there.
std::optional<minutes> zone(Scanner& in) {
  const bool negative = in.front() == '-';
  if (in.take('+') || in.take('-')) {
    const auto digits = in.number(4, 4);
    if (!digits || *digits % 100 > 59) return std::nullopt;
    const minutes offset{static_cast<int>(*digits / 100 * 60 + *digits % 100)};
    return negative ? -offset : offset;
  }
  const std::string name = ascii::to_upper(in.word());
  if (name.size() == 3 && name[2] == 'T') {
    constexpr std::string_view zones = "ECMP";  // EST is -5, and one hour further for each
    const std::size_t place = zones.find(name[0]);
    if (place != std::string_view::npos && (name[1] == 'S' || name[1] == 'D')) {
      return std::chrono::hours(-5 - static_cast<int>(place) + (name[1] == 'D' ? 1 : 0));
    }
  }
  // Any other zone is a word (RFC 5322 section 4.3); a fraction of a second, "PM" or "GMT+0100" is none.
  in.skip();
  return in.at_end() ? std::optional(minutes{0}) : std::nullopt;
}

std::optional<std::uint64_t> full_year(std::uint64_t year, std::size_t digits) {
  if (digits >= 4) return year;
  if (digits == 2) return year < 50 ? year + 2000 : year + 1900;
  if (digits == 3) return year + 1900;
  return std::nullopt;
}

// Every message has a few times to write, and printf() takes five times as long.
void append_digits(std::string& out, std::int64_t number, std::size_t width, char behind) {
  if (number < 0) out.push_back('-');
  const std::string digits = std::to_string(number < 0 ? -number : number);
  if (digits.size() < width) out.append(width - digits.size(), '0');
  out.append(digits).push_back(behind);
}

}  // namespace

std::optional<sys_seconds> parse_rfc3339(std::string_view text) {
  Scanner in(text);
  const auto year = in.number(4, 4);
  if (!year || !in.take('-')) return std::nullopt;
  const auto month = in.number(2, 2);
  if (!month || !in.take('-')) return std::nullopt;
  const auto day = in.number(2, 2);
  if (!day || !(in.take('T') || in.take('t') || in.take(' '))) return std::nullopt;
  const auto hour = in.number(2, 2);
  if (!hour || !in.take(':')) return std::nullopt;
  const auto minute = in.number(2, 2);
  if (!minute || !in.take(':')) return std::nullopt;
  const auto second = in.number(2, 2);
  if (!second) return std::nullopt;
  if (in.take('.') && !in.number(1, 18)) return std::nullopt;
  minutes offset{0};
  if (!in.take('Z') && !in.take('z')) {
    const bool negative = in.front() == '-';
    if (!in.take('+') && !in.take('-')) return std::nullopt;
    const auto hours = in.number(2, 2);
    if (!hours || !in.take(':')) return std::nullopt;
    const auto rest = in.number(2, 2);
    if (!rest || *hours > 23 || *rest > 59) return std::nullopt;
    offset = minutes{static_cast<int>(*hours * 60 + *rest)};
    if (negative) offset = -offset;
  }
  if (!in.at_end()) return std::nullopt;
  return to_time({*year, *month, *day, *hour, *minute, *second, offset});
}

std::optional<sys_seconds> parse_rfc5322_date(std::string_view text) {
  Scanner in(text);
  in.skip();
  if (ascii::is_alpha(in.front())) {
    in.word();
    in.skip();
    in.take(',');
    in.skip();
  }
  const auto day = in.number(1, 2);
  in.skip();
  in.take('-');
  const auto month = month_number(in.word());
  in.skip();
  in.take('-');
  const auto digits_of_year = in.number(2, 4);
  if (!day || !month || !digits_of_year) return std::nullopt;
  const auto year = full_year(*digits_of_year, in.digits());
  in.skip();
  const auto hour = in.number(1, 2);
  in.skip();
  if (!year || !hour || !in.take(':')) return std::nullopt;
  in.skip();
  const auto minute = in.number(2, 2);
  in.skip();
  std::optional<std::uint64_t> second = 0;
  if (in.take(':')) {
    in.skip();
    second = in.number(2, 2);
    in.skip();
  }
  if (!minute || !second) return std::nullopt;
  const auto offset = zone(in);
  if (!offset) return std::nullopt;
  return to_time({*year, *month, *day, *hour, *minute, *second, *offset});
}

std::string to_rfc3339(sys_seconds time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  std::string text;
  append_digits(text, static_cast<int>(date.year()), 4, '-');
  append_digits(text, static_cast<unsigned>(date.month()), 2, '-');
  append_digits(text, static_cast<unsigned>(date.day()), 2, 'T');
  append_digits(text, clock.hours().count(), 2, ':');
  append_digits(text, clock.minutes().count(), 2, ':');
  append_digits(text, clock.seconds().count(), 2, 'Z');
  return text;
}

}  // namespace alignmail
