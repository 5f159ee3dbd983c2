// SPDX-License-Identifier: Apache-2.0
#include "make_samples/made_up.hpp"

#include <array>
#include <ctime>

#include "base/base64.hpp"
#include "make_samples/keys.hpp"

namespace make_samples {
namespace {

std::string characters(std::string_view seed, std::size_t count, std::string_view alphabet) {
  // Two digests, for ids of more than 32 characters.
  const std::string octets = digest(seed) + digest(std::string(seed) + "/2");
  std::string result;
  for (std::size_t i = 0; i < count && i < octets.size(); ++i)
    result += alphabet[static_cast<unsigned char>(octets[i]) % alphabet.size()];
  return result;
}

}  // namespace

std::string digits(std::string_view seed, std::size_t count) { return characters(seed, count, "123456789"); }

std::string hexadecimal(std::string_view seed, std::size_t count) {
  return characters(seed, count, "0123456789abcdef");
}

std::string letters_and_digits(std::string_view seed, std::size_t count) {
  return characters(seed, count, "abcdefghijklmnopqrstuvwxyz0123456789");
}

std::string uuid(std::string_view seed) {
  std::string h = hexadecimal(seed, 32);
  h[12] = '4';
  h[16] = "89ab"[static_cast<unsigned char>(h[16]) % 4];
  return h.substr(0, 8) + "-" + h.substr(8, 4) + "-" + h.substr(12, 4) + "-" + h.substr(16, 4) + "-" + h.substr(20);
}

std::string easy_dkim_token(std::string_view seed) { return characters(seed, 32, "abcdefghijklmnopqrstuvwxyz234567"); }

std::string base64_of_32_octets(std::string_view seed) { return alignmail::encode_base64(digest(seed)); }

std::string ipv6_address(std::string_view seed) {
  const std::string h = characters(seed, 16, "123456789abcdef");
  return "2001:db8:" + h.substr(0, 4) + ":" + h.substr(4, 4) + ":b0:" + h.substr(8, 3) + ":" + h.substr(11, 3) + ":" +
         h.substr(13, 3);
}

Time november(int day, int hour, int minute, int second, int millisecond) {
  using namespace std::chrono;
  const sys_days date = year(2026) / 11 / day;
  return date + hours(hour) + minutes(minute) + seconds(second) + milliseconds(millisecond);
}

Time sometime(std::string_view seed) {
  const std::string octets = digest(std::string(seed) + "/time");
  const auto number = [&octets](std::size_t at, int below) { return static_cast<unsigned char>(octets[at]) % below; };
  return november(2 + number(0, 19), number(1, 24), number(2, 60), number(3, 60), 4 * number(4, 250));
}

std::string date_as(Time time, const char* format) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(std::chrono::floor<std::chrono::seconds>(time));
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, 64> text{};
  return {text.data(), std::strftime(text.data(), text.size(), format, &parts)};
}

std::string mail_date(Time time, const DateStyle& style) {
  const Time local = time + std::chrono::hours(style.offset_hours);
  std::string day = date_as(local, "%d");
  if (!style.pad_day && day.front() == '0') day.erase(0, 1);
  const int hours = style.offset_hours < 0 ? -style.offset_hours : style.offset_hours;
  const std::string zone =
      std::string(style.offset_hours < 0 ? "-" : "+") + (hours < 10 ? "0" : "") + std::to_string(hours) + "00";
  return date_as(local, "%a, ") + day + date_as(local, " %b %Y %H:%M:%S ") + zone + std::string(style.comment);
}

}  // namespace make_samples
