// SPDX-License-Identifier: Apache-2.0
#include "ses/traces.hpp"

#include <charconv>

#include "base/ascii.hpp"
#include "base/recent.hpp"
#include "message/patterns.hpp"
#include "ses/names.hpp"

namespace alignmail::ses {
namespace {

using message::Pattern;

constexpr std::string_view first_region = "us-east-1";  // the one that names often leave out

// The forms in which SES writes, each for the whole of a text. All repetition is bounded or of one
// class of characters, so none of them can backtrack far.
struct Forms {
  Pattern region{R"((?i)\A[a-z]{2,8}(?:-[a-z]{2,12}){1,3}-[0-9]{1,2}\z)"};
  Pattern host{
      R"((?i)\A([a-z])([0-9]{1,3})-([0-9]{1,3})\.smtp-out(?:\.([a-z]{2,8}(?:-[a-z]{2,12}){1,3}-[0-9]{1,2}))?\.amazonses\.com\.?\z)"};
  Pattern message_id{
      R"((?i)\A([0-9a-f]{4})([0-9a-f]{12})-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}-[0-9]{6}\z)"};
  // The last two fields; whatever stands before them is not looked at.
  Pattern feedback{R"((?i)(?:\A|:)1\.([a-z]{2,8}(?:-[a-z]{2,12}){1,3}-[0-9]{1,2})\.[a-z0-9+/]{20,}={0,2}:([^:]*)\z)"};
  Pattern outgoing{R"(\A[0-9]{4}\.[0-9]{2}\.[0-9]{2}-([0-9a-fA-F.:]{3,45})\z)"};
};

const Forms& forms() {
  static const Forms compiled;
  return compiled;
}

std::optional<std::uint8_t> octet(std::string_view digits) {
  const auto number = ascii::parse_number(digits);
  if (!number || *number > 255) return std::nullopt;
  return static_cast<std::uint8_t>(*number);
}

}  // namespace

bool is_region_name(std::string_view text) { return forms().region.match(text).has_value(); }

namespace {

std::optional<Host> read_host(std::string_view name) {
  const auto parts = forms().host.match(name);
  if (!parts) return std::nullopt;
  const auto third = octet((*parts)[2]);
  const auto fourth = octet((*parts)[3]);
  if (!third || !fourth) return std::nullopt;
  const std::string_view region = (*parts)[4].empty() ? first_region : (*parts)[4];
  return Host{{ascii::lower((*parts)[1].front()), *third, *fourth}, ascii::to_lower(region)};
}

}  // namespace

// The hosts of a region, and those that are none, come again and again.
std::optional<Host> parse_host(std::string_view name) {
  thread_local Recent<std::optional<Host>> recent;
  return *recent.find(name, [&] { return read_host(name); });
}

std::optional<SesName> parse_ses_name(const dns::Domain& name) {
  const std::size_t count = name.label_count();
  if (!name.is_within(amazonses())) return std::nullopt;
  if (count == 2 || name.text() == "email.amazonses.com") return SesName{std::string(first_region)};
  const std::string_view first = std::string_view(name.text()).substr(0, name.text().find('.'));
  return count == 3 && is_region_name(first) ? SesName{std::string(first)} : SesName{};
}

std::optional<MessageId> parse_message_id(std::string_view local_part) {
  const auto parts = forms().message_id.match(local_part);
  if (!parts) return std::nullopt;
  MessageId id{.prefix = ascii::to_lower((*parts)[1]), .text = ascii::to_lower(local_part)};
  std::int64_t time = 0;  // 48 bits
  const std::string_view digits = (*parts)[2];
  std::from_chars(digits.data(), digits.data() + digits.size(), time, 16);
  id.time = std::chrono::milliseconds(time);
  return id;
}

bool FeedbackId::by_ses() const { return ascii::iequals(signer, "AmazonSES"); }

std::optional<FeedbackId> parse_feedback_id(std::string_view field_body) {
  if (field_body.size() > Pattern::longest_subject) return std::nullopt;
  const std::string text = ascii::without_space(field_body);
  const auto parts = forms().feedback.match(text);
  if (!parts) return std::nullopt;
  return FeedbackId{.region = ascii::to_lower((*parts)[1]), .signer = std::string((*parts)[2])};
}

std::optional<IpAddress> parse_outgoing(std::string_view field_body) {
  if (field_body.size() > Pattern::longest_subject) return std::nullopt;
  const std::string text = ascii::without_space(field_body);
  const auto parts = forms().outgoing.match(text);
  if (!parts) return std::nullopt;
  return IpAddress::parse((*parts)[1]);
}

}  // namespace alignmail::ses
