// SPDX-License-Identifier: Apache-2.0
#include "judge/sender.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "message/redacted.hpp"
#include "message/structured.hpp"

namespace alignmail::judge {
namespace {

std::optional<dns::Domain> parse_name(const std::string& text) {
  auto domain = dns::Domain::parse_international(text);
  if (!domain || message::is_placeholder(text)) return std::nullopt;
  return std::move(*domain);
}

}  // namespace

std::optional<Sender> clear_sender(std::string_view mail_from) {
  const bool is_visible = std::all_of(mail_from.begin(), mail_from.end(), ascii::is_printable);
  const bool is_quoted = mail_from.starts_with('"');
  const std::size_t at = is_quoted ? message::quoted_end(mail_from, 0) : mail_from.find('@');
  if (!is_visible || at >= mail_from.size() || mail_from[at] != '@') return std::nullopt;
  const std::string_view local_part = mail_from.substr(0, at);
  std::string_view domain = mail_from.substr(at + 1);
  if (domain.ends_with('.')) domain.remove_suffix(1);
  if (domain.ends_with('.')) return std::nullopt;  // an empty label
  // A quote, comment, bracket, blank or second "@" is where readers part.
  constexpr std::string_view doubtful = "@\"()<>\\ ";
  if (domain.find_first_of(doubtful) != std::string_view::npos) return std::nullopt;
  if (is_quoted) return Sender{message::unquote(local_part.substr(1, at - 2)), std::string(domain)};
  if (local_part.find_first_of(doubtful) != std::string_view::npos) return std::nullopt;
  return Sender{local_part.empty() ? "postmaster" : std::string(local_part), std::string(domain)};
}

spf::Request helo_request(const std::optional<IpAddress>& ip, const std::string& helo, std::chrono::sys_seconds now) {
  spf::Request request{.ip = ip, .domain = parse_name(helo), .helo = helo, .identity = spf::Identity::Helo, .now = now};
  // "example.com." is the same name, and macros must not see two.
  if (request.domain && helo.ends_with('.')) request.helo.pop_back();
  request.sender = "postmaster@" + request.helo;
  return request;
}

spf::Request mail_from_request(const spf::Request& helo, const message::ReversePath& path, bool is_told) {
  spf::Request request = helo;
  request.identity = spf::Identity::MailFrom;
  if (path.is_null) return request;
  if (const auto odd = is_told && !path.is_valid ? clear_sender(path.text) : std::nullopt) {
    request.domain = parse_name(odd->domain);
    request.sender = odd->local_part + "@" + odd->domain;
    return request;
  }
  request.domain = path.is_valid ? parse_name(path.domain) : std::nullopt;
  request.sender = (path.local_part.empty() ? "postmaster" : path.local_part) + "@" + path.domain;
  return request;
}

}  // namespace alignmail::judge
