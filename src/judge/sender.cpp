// SPDX-License-Identifier: Apache-2.0
#include "judge/sender.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "message/structured.hpp"

namespace alignmail::judge {

std::optional<Sender> clear_sender(std::string_view mail_from) {
  const bool is_visible = std::all_of(mail_from.begin(), mail_from.end(), ascii::is_printable);
  const bool is_quoted = mail_from.starts_with('"');
  const std::size_t at = is_quoted ? message::quoted_end(mail_from, 0) : mail_from.find('@');
  if (!is_visible || at >= mail_from.size() || mail_from[at] != '@') return std::nullopt;
  const std::string_view local_part = mail_from.substr(0, at);
  std::string_view domain = mail_from.substr(at + 1);
  if (domain.ends_with('.')) domain.remove_suffix(1);
  // A quote, comment, bracket, blank or second "@" is where readers part.
  constexpr std::string_view doubtful = "@\"()<>\\ ";
  if (domain.find_first_of(doubtful) != std::string_view::npos) return std::nullopt;
  if (is_quoted) return Sender{message::unquote(local_part.substr(1, at - 2)), std::string(domain)};
  if (local_part.find_first_of(doubtful) != std::string_view::npos) return std::nullopt;
  return Sender{local_part.empty() ? "postmaster" : std::string(local_part), std::string(domain)};
}

}  // namespace alignmail::judge
