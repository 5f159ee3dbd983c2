// SPDX-License-Identifier: Apache-2.0
#include "judge/author.hpp"

#include <algorithm>

#include "base/limits.hpp"
#include "base/recent.hpp"
#include "message/redacted.hpp"

namespace alignmail::judge {
namespace {

std::optional<dns::Domain> domain_of(const message::Message& message, const message::Mailbox& mailbox) {
  auto domain = dns::Domain::parse_international(mailbox.domain);
  if (message::is_redacted(message, mailbox.domain) || !domain || !domain->is_host_like()) return std::nullopt;
  return std::move(*domain);
}

bool is_ambiguous(const message::AddressList& list) {
  return list.mailboxes.empty() || std::any_of(list.defects.begin(), list.defects.end(),
                                               [](auto defect) { return message::is_ambiguous(defect); });
}

// One entry for each distinct domain: verdicts are about domains. False at the ceiling.
bool add_author(const message::Message& message, const message::Mailbox& mailbox, std::size_t field,
                std::vector<Author>& authors) {
  auto domain = domain_of(message, mailbox);
  const bool known = domain && std::any_of(authors.begin(), authors.end(),
                                           [&](const Author& author) { return author.domain == domain; });
  if (known) return true;
  if (authors.size() == limits::authors_judged) return false;
  authors.push_back({.mailbox = mailbox, .domain = std::move(domain), .field = field});
  return true;
}

// A sender writes the same From into all of its messages (4,000 instructions of each).
std::shared_ptr<const message::AddressList> recall_addresses(std::string_view field_body) {
  thread_local Recent<message::AddressList> recent;
  return recent.find(field_body, [&] { return message::parse_addresses(field_body); });
}

}  // namespace

Authors find_authors(const message::Message& message) {
  Authors result;
  result.fields = message.find_all("From");
  for (const message::Field* field : result.fields) {
    if (result.lists.size() == limits::authors_judged) {
      result.limit_reached = true;
      break;
    }
    result.lists.push_back(*recall_addresses(field->body));
    const auto index = static_cast<std::size_t>(field - message.fields().data());
    for (const message::Mailbox& mailbox : result.lists.back().mailboxes) {
      if (!add_author(message, mailbox, index, result.authors)) result.limit_reached = true;
    }
  }
  // Two From fields are two authors even when their domains agree: readers show either.
  const auto has_no_domain = [](const Author& author) { return !author.domain; };
  result.ambiguous = result.fields.size() != 1 || result.authors.size() != 1 ||
                     std::any_of(result.authors.begin(), result.authors.end(), has_no_domain) ||
                     std::any_of(result.lists.begin(), result.lists.end(), is_ambiguous);
  if (!result.ambiguous) result.domain = result.authors.front().domain;
  return result;
}

bool is_author_redacted(const Analysis& analysis) {
  return analysis.message && analysis.from_fields.size() == 1 && analysis.authors.size() == 1 &&
         message::is_redacted(*analysis.message, analysis.authors.front().mailbox.domain);
}

}  // namespace alignmail::judge
