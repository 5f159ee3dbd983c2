// SPDX-License-Identifier: Apache-2.0
#include "message/paste_names.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "base/ascii.hpp"

namespace alignmail::message::paste {
namespace {

constexpr std::size_t longest_name = 76;

// In lower case, sorted.
constexpr std::array<std::string_view, 52> known_names = {
    "accept-language",
    "apparently-to",
    "authentication-results",
    "authentication-results-original",
    "auto-submitted",
    "bcc",
    "bounces-to",
    "cc",
    "comments",
    "date",
    "delivered-to",
    "delivery-date",
    "disposition-notification-to",
    "dkim-filter",
    "dkim-signature",
    "domainkey-signature",
    "envelope-to",
    "errors-to",
    "feedback-id",
    "from",
    "importance",
    "in-reply-to",
    "keywords",
    "mail-followup-to",
    "mailing-list",
    "message-id",
    "mime-version",
    "msip_labels",
    "organization",
    "original-authentication-results",
    "original-recipient",
    "precedence",
    "priority",
    "received",
    "received-spf",
    "references",
    "reply-to",
    "return-path",
    "return-receipt-to",
    "sender",
    "sensitivity",
    "spamdiagnosticmetadata",
    "spamdiagnosticoutput",
    "status",
    "subject",
    "thread-index",
    "thread-topic",
    "tls-report-domain",
    "tls-required",
    "to",
    "user-agent",
    "warnings-to",
};
static_assert(std::is_sorted(known_names.begin(), known_names.end()));

constexpr std::array<std::string_view, 5> known_beginnings = {"arc-", "content-", "list-", "resent-", "x-"};
constexpr std::array<std::string_view, 6> link_schemes = {"http", "https", "mailto", "ftp", "smtp", "cid"};
constexpr std::array<std::string_view, 9> machine_names = {"received",       "received-spf",   "return-path",
                                                           "delivered-to",   "dkim-signature", "message-id",
                                                           "x-ses-outgoing", "feedback-id",    "x-received"};

bool is_hex(char c) { return ascii::is_digit(c) || (ascii::lower(c) >= 'a' && ascii::lower(c) <= 'f'); }

bool is_name_char(char c) { return ascii::is_alnum(c) || c == '-' || c == '_'; }

// "2603:10a6::1" cut in its middle.
bool is_group_of_address(std::string_view name, std::string_view rest) {
  return name.size() <= 4 && std::all_of(name.begin(), name.end(), is_hex) && !rest.empty() &&
         (is_hex(rest[0]) || rest[0] == ':');
}

// "Message-ID:Date;" out of the h= of a signature.
bool is_list_of_names(std::string_view rest) {
  const auto end = std::find_if_not(rest.begin(), rest.end(), [](char c) { return ascii::is_alnum(c) || c == '-'; });
  return end != rest.begin() && end != rest.end() && (*end == ':' || *end == ';');
}

}  // namespace

bool is_known_name(std::string_view name) {
  const std::string lower = ascii::to_lower(name);
  return std::binary_search(known_names.begin(), known_names.end(), lower) ||
         std::any_of(known_beginnings.begin(), known_beginnings.end(),
                     [&](std::string_view beginning) { return lower.starts_with(beginning) && lower != beginning; });
}

std::optional<std::string_view> field_name(std::string_view line) {
  const std::size_t colon = line.substr(0, longest_name + 2).find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const std::string_view name = line.substr(0, line.find_last_not_of(" \t", colon - (colon > 0 ? 1 : 0)) + 1);
  if (colon == 0 || name.empty() || !ascii::is_alpha(name[0])) return std::nullopt;
  if (!std::all_of(name.begin(), name.end(), is_name_char)) return std::nullopt;
  const std::string_view rest = line.substr(colon + 1);
  if (is_group_of_address(name, rest) || is_list_of_names(rest)) return std::nullopt;
  const bool stands_apart = rest.empty() || ascii::is_wsp(rest[0]);
  if (!stands_apart && !is_known_name(name)) return std::nullopt;
  if (std::find(link_schemes.begin(), link_schemes.end(), ascii::to_lower(name)) != link_schemes.end()) {
    return std::nullopt;
  }
  return name;
}

bool begins_known_field(std::string_view line) {
  const auto name = field_name(line);
  return name && is_known_name(*name);
}

bool has_addresses(std::string_view name) {
  static constexpr std::array<std::string_view, 7> names = {"from", "sender",      "reply-to",    "to",
                                                            "cc",   "return-path", "delivered-to"};
  const std::string lower = ascii::to_lower(name);
  return std::find(names.begin(), names.end(), lower) != names.end();
}

bool is_signature_name(std::string_view name) {
  return ascii::iequals(name, "DKIM-Signature") || ascii::iequals(name, "ARC-Seal") ||
         ascii::iequals(name, "ARC-Message-Signature") || ascii::iequals(name, "X-Google-DKIM-Signature");
}

bool is_machine_name(std::string_view name) {
  constexpr std::string_view results = "authentication-results";
  const auto is_name = [&](std::string_view machine_name) { return ascii::iequals(machine_name, name); };
  return std::any_of(machine_names.begin(), machine_names.end(), is_name) || ascii::istarts_with(name, "arc-") ||
         (name.size() >= results.size() && ascii::iequals(name.substr(name.size() - results.size()), results));
}

}  // namespace alignmail::message::paste
