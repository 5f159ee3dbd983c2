// SPDX-License-Identifier: Apache-2.0
#include "mail.hpp"

#include <stdexcept>

namespace ses_test {

Seen recognized(const std::string& header, dkim::Check hash, std::string_view author, const trust::Given& given) {
  const auto message = message::parse(header + "\r\nHello\r\n", message::Reading::Message);
  if (!message) throw std::runtime_error(message.error().what);
  const dns::Facts facts;
  dns::Inquiry inquiry(facts);
  dkim::Verifier verifier(*message);
  Seen seen{.recognition = {}, .signatures = verifier.verify(inquiry, std::chrono::sys_seconds{}, {})};
  for (dkim::SignatureResult& result : seen.signatures) result.header_hash = hash;
  const auto domain = dns::Domain::parse(author);
  seen.recognition = recognize(*message, trust::assess(*message, given), seen.signatures,
                               domain ? std::optional(*domain) : std::nullopt);
  return seen;
}

}  // namespace ses_test
