// SPDX-License-Identifier: Apache-2.0
#include "findings/evidence.hpp"

#include <algorithm>

#include "base/ascii.hpp"

namespace alignmail::findings {

EvidenceItem header_item(const message::Field& field) {
  return {.kind = EvidenceKind::Header,
          .name = std::string(field.name),
          .value = ascii::unfold(field.body.substr(0, 1024)),  // shown, never judged, so cut to what a reader bears
          .line = field.line};
}

EvidenceItem header_item(const message::Message& message, std::size_t field) {
  return header_item(message.fields()[field]);
}

std::vector<EvidenceItem> header_items(const message::Message& message, std::string_view name) {
  std::vector<EvidenceItem> items;
  for (const message::Field* field : message.find_all(name)) items.push_back(header_item(*field));
  return items;
}

namespace {

// Names that are the same but for letter case are of one kind.
std::uint64_t kind_of(std::string_view name) {
  const std::size_t first = static_cast<unsigned char>(name.empty() ? '\0' : ascii::lower(name.front()));
  return std::uint64_t{1} << ((first * 7 + name.size()) % 64);
}

}  // namespace

RepeatedNames::RepeatedNames(const message::Message& message) : message_(message) {
  std::uint64_t once = 0;
  for (const message::Field& field : message.fields()) {
    const std::uint64_t kind = kind_of(field.name);
    twice_ |= once & kind;
    once |= kind;
  }
}

std::size_t RepeatedNames::count(std::string_view name) const {
  if ((twice_ & kind_of(name)) == 0) return 0;
  const auto fields = message_.fields();
  const auto count = std::count_if(fields.begin(), fields.end(), [&](const message::Field& f) { return f.is(name); });
  return count > 1 ? static_cast<std::size_t>(count) : 0;
}

EvidenceItem dns_item(std::string_view name, dns::Type type, std::string value) {
  return {.kind = EvidenceKind::Dns,
          .name = std::string(dns::to_string(type)) + " " + std::string(name),
          .value = std::move(value)};
}

EvidenceItem computed_item(std::string name, std::string value) {
  return {.kind = EvidenceKind::Computed, .name = std::move(name), .value = std::move(value)};
}

std::string listed(const std::vector<std::string>& parts) {
  constexpr std::size_t shown = 8;  // what is listed may come from the message, as often as it likes
  std::vector<std::string> items(parts.begin(),
                                 parts.begin() + static_cast<std::ptrdiff_t>(std::min(parts.size(), shown)));
  if (parts.size() > shown) items.push_back(std::to_string(parts.size() - shown) + " more");
  std::string text;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) text += i + 1 == items.size() ? " and " : ", ";
    text += items[i];
  }
  return text;
}

RecordChange txt_change(Operation operation, const dns::Domain& name, std::string_view value,
                        std::vector<std::string> was) {
  constexpr std::size_t longest_string = 255;  // RFC 1035 section 3.3
  dns::Txt txt;
  for (std::size_t begin = 0; begin < value.size() || begin == 0; begin += longest_string) {
    txt.strings.emplace_back(value.substr(begin, longest_string));
  }
  return {.operation = operation, .name = name, .type = dns::Type::TXT, .data = txt, .was = std::move(was)};
}

Fix one_step_fix(std::string summary, std::string text, std::vector<RecordChange> records,
                 std::vector<std::string> commands) {
  return {.summary = std::move(summary),
          .steps = {{.text = std::move(text), .records = std::move(records), .commands = std::move(commands)}}};
}

std::optional<Fix> replacing_fix(const dns::Domain& name, const std::string& today, const std::string& better,
                                 std::string summary, std::string text) {
  if (better == today) return std::nullopt;
  return one_step_fix(std::move(summary), std::move(text), {txt_change(Operation::Replace, name, better, {today})});
}

dns::Domain dmarc_name(const dns::Domain& domain) {
  auto name = domain.with_prefix("_dmarc");
  return name ? *name : domain;  // too long a name can hold no record; the parent is shown instead
}

bool sent_by_ses(const Analysis& analysis) { return analysis.ses.detected == ses::Detected::Yes; }

bool concerns_ses(const Analysis& analysis) { return !analysis.message || sent_by_ses(analysis); }

}  // namespace alignmail::findings
