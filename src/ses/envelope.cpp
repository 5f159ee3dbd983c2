// SPDX-License-Identifier: Apache-2.0
// The MAIL FROM that SES gave.
//
// A forward keeps it, a mailing list puts its own in its place. So the envelope counts when SES's
// host itself handed the message to the receiver, or when the local part still is an id of SES.
// Else the host that took the message from SES may have written down what it saw.
#include "ses/evidence.hpp"

#include "base/ascii.hpp"
#include "message/redacted.hpp"
#include "trust/names.hpp"

namespace alignmail::ses {
namespace {

std::optional<dns::Domain> domain_of(const message::ReversePath& path) {
  if (path.is_null || path.domain.empty() || message::is_placeholder(path.domain)) return std::nullopt;
  auto domain = dns::Domain::parse_international(path.domain);
  if (!domain) return std::nullopt;
  return *std::move(domain);
}

// `is_from_ses`: it is known that SES gave this path, so a name of any form will do.
Envelope classify(const message::ReversePath& path, bool is_from_ses) {
  auto domain = domain_of(path);
  if (!domain) return {};
  Envelope envelope{.has_id = parse_message_id(path.local_part).has_value()};
  if (parse_ses_name(*domain)) {
    envelope.kind = MailFrom::Default;
  } else if (is_from_ses || envelope.has_id) {
    envelope.kind = MailFrom::Custom;
  } else {
    return {};
  }
  envelope.name = std::move(domain);
  return envelope;
}

std::optional<std::string_view> mail_from_of(const message::MethodResult& result) {
  for (const std::string_view name : {"smtp.mailfrom", "smtp.mail", "smtp.envelope-from", "envelope-from"}) {
    if (const auto value = result.find(name)) return trust::sender_in(*value);
  }
  return std::nullopt;
}

}  // namespace

Envelope find_envelope(const trust::Assessment& assessment, const std::optional<Connection>& connection) {
  // Who says that another client connected says that SES did not hand the message over.
  const auto& client = assessment.envelope.client_ip;
  const bool is_client = connection && (!client || !connection->address || *client == *connection->address);
  const bool is_direct = is_client && connection->at_boundary && connection->fit != Fit::Contradicts;
  if (const Envelope envelope = classify(assessment.envelope.mail_from, is_direct); envelope.name) return envelope;
  // A null reverse path: a bounce, which has no MAIL FROM to tell.
  if (is_direct && assessment.envelope.mail_from_source != trust::EnvelopeSource::None) return {};
  const std::string by = connection && connection->hop ? assessment.hops[*connection->hop].received.by : std::string();
  for (const trust::Reported& reported : assessment.reported) {
    // Only the host that took the message from SES saw SES's MAIL FROM.
    const bool is_taker = !by.empty() && reported.authserv_id && ascii::iequals(*reported.authserv_id, by);
    for (const message::MethodResult& result : reported.results) {
      if (result.method != "spf") continue;
      const auto value = mail_from_of(result);
      if (!value) continue;
      const Envelope envelope = classify(message::parse_reverse_path(*value), is_taker);
      if (envelope.name) return envelope;
    }
  }
  return {};
}

}  // namespace alignmail::ses
