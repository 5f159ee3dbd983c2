// SPDX-License-Identifier: Apache-2.0
#include "ses/traces.hpp"

#include <algorithm>
#include <charconv>

#include "base/ascii.hpp"

namespace alignmail::ses {
namespace {

constexpr std::string_view amazonses = "amazonses.com";
constexpr std::string_view first_region = "us-east-1";  // the one that names often leave out

// Longer texts are no trace of SES; keeps the work bounded.
constexpr std::size_t text_most = 4'096;

bool all(std::string_view text, bool (*is)(char)) { return std::all_of(text.begin(), text.end(), is); }

bool is_hex(char c) { return ascii::is_digit(c) || (ascii::lower(c) >= 'a' && ascii::lower(c) <= 'f'); }
bool is_base64(char c) { return ascii::is_alnum(c) || c == '+' || c == '/' || c == '='; }

std::optional<std::uint8_t> octet(std::string_view digits) {
  const auto number = ascii::parse_number(digits);
  if (!number || *number > 255 || digits.size() > 3) return std::nullopt;
  return static_cast<std::uint8_t>(*number);
}

std::optional<HostLabel> parse_label(std::string_view text) {
  const std::size_t dash = text.find('-');
  if (text.size() < 4 || !ascii::is_alpha(text.front()) || dash == std::string_view::npos) return std::nullopt;
  const auto third = octet(text.substr(1, dash - 1));
  const auto fourth = octet(text.substr(dash + 1));
  if (!third || !fourth) return std::nullopt;
  return HostLabel{ascii::lower(text.front()), *third, *fourth};
}

}  // namespace

bool is_region_name(std::string_view text) {
  const auto parts = ascii::split(text, '-');
  return text.size() <= 30 && parts.size() >= 3 && parts.size() <= 5 && parts.back().size() <= 2 &&
         !parts.back().empty() && all(parts.back(), ascii::is_digit) &&
         std::all_of(parts.begin(), parts.end() - 1,
                     [](std::string_view part) { return part.size() >= 2 && all(part, ascii::is_alpha); });
}

std::optional<Host> parse_host(std::string_view name) {
  const auto domain = dns::Domain::parse(name);
  if (!domain) return std::nullopt;
  const auto labels = domain->labels();
  if (labels.size() != 4 && labels.size() != 5) return std::nullopt;
  if (labels[1] != "smtp-out" || domain->suffix(2).text() != amazonses) return std::nullopt;
  const auto label = parse_label(labels[0]);
  if (!label) return std::nullopt;
  if (labels.size() == 4) return Host{*label, std::string(first_region)};
  if (!is_region_name(labels[2])) return std::nullopt;
  return Host{*label, std::string(labels[2])};
}

bool is_amazonses(const dns::Domain& name) { return name.text() == amazonses; }

std::optional<SesName> parse_ses_name(const dns::Domain& name) {
  const std::size_t count = name.label_count();
  if (count < 2 || name.suffix(2).text() != amazonses) return std::nullopt;
  if (count == 2 || name.text() == "email.amazonses.com") return SesName{std::string(first_region)};
  const auto first = name.labels().front();
  return count == 3 && is_region_name(first) ? SesName{std::string(first)} : SesName{};
}

std::optional<MessageId> parse_message_id(std::string_view local_part) {
  constexpr std::size_t lengths[] = {16, 8, 4, 4, 4, 12, 6};
  if (local_part.size() != 60) return std::nullopt;
  const auto parts = ascii::split(local_part, '-');
  if (parts.size() != std::size(lengths)) return std::nullopt;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i].size() != lengths[i] || !all(parts[i], i == 6 ? ascii::is_digit : is_hex)) return std::nullopt;
  }
  MessageId id{.text = ascii::to_lower(local_part)};
  id.prefix = id.text.substr(0, 4);
  std::int64_t time = 0;  // 48 bits
  std::from_chars(id.text.data() + 4, id.text.data() + 16, time, 16);
  id.time = std::chrono::milliseconds(time);
  return id;
}

bool FeedbackId::by_ses() const { return ascii::iequals(signer, "AmazonSES"); }

std::optional<FeedbackId> parse_feedback_id(std::string_view field_body) {
  if (field_body.size() > text_most) return std::nullopt;
  const std::string text = ascii::without_space(field_body);
  const auto fields = ascii::split(text, ':');
  if (fields.size() < 2) return std::nullopt;
  const auto parts = ascii::split(fields[fields.size() - 2], '.');
  if (parts.size() != 3 || parts[0] != "1" || !is_region_name(parts[1])) return std::nullopt;
  if (parts[2].size() < 20 || !all(parts[2], is_base64)) return std::nullopt;
  return FeedbackId{.region = ascii::to_lower(parts[1]), .signer = std::string(fields.back())};
}

std::optional<IpAddress> parse_outgoing(std::string_view field_body) {
  if (field_body.size() > text_most) return std::nullopt;
  const std::string text = ascii::without_space(field_body);
  const std::size_t dash = text.find('-');
  if (dash == std::string::npos) return std::nullopt;
  const auto day = ascii::split(std::string_view(text).substr(0, dash), '.');
  constexpr std::size_t lengths[] = {4, 2, 2};
  if (day.size() != std::size(lengths)) return std::nullopt;
  for (std::size_t i = 0; i < day.size(); ++i) {
    if (day[i].size() != lengths[i] || !all(day[i], ascii::is_digit)) return std::nullopt;
  }
  return IpAddress::parse(std::string_view(text).substr(dash + 1));
}

}  // namespace alignmail::ses
