// SPDX-License-Identifier: Apache-2.0
#include "ses/evidence.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "base/limits.hpp"
#include "base/tag_list.hpp"
#include "ses/names.hpp"

namespace alignmail::ses {
namespace {

// The name given in HELO comes first: where the receiver looked the address up and found no SES
// host, it is the HELO that has to be held against the address.
std::optional<Connection> connection_of(const message::Received& received) {
  for (const std::string* name : {&received.from, &received.from_host}) {
    if (const auto host = parse_host(*name)) {
      Connection connection{.name = *name, .host = *host, .address = received.address};
      if (received.address) connection.fit = fit(host->label, *received.address);
      return connection;
    }
  }
  return std::nullopt;
}

// What the caller knows of the session stands above all fields.
std::optional<Connection> connection_of(const trust::Envelope& envelope) {
  const auto host = parse_host(envelope.helo);
  if (!host || !envelope.client_ip) return std::nullopt;
  return Connection{.name = envelope.helo,
                    .host = *host,
                    .address = envelope.client_ip,
                    .at_boundary = true,
                    .fit = fit(host->label, *envelope.client_ip)};
}

std::optional<Connection> in_hops(const trust::Assessment& assessment) {
  for (std::size_t i = 0; i < assessment.hops.size(); ++i) {
    auto connection = connection_of(assessment.hops[i].received);
    if (!connection) continue;
    connection->hop = i;
    connection->at_boundary = assessment.boundary.value_or(0) == i;
    return connection;
  }
  return std::nullopt;
}

// Some lists keep the first hop in X-Received alone.
std::optional<Connection> in_x_received(const message::Message& message) {
  std::size_t seen = 0;
  for (const message::Field* field : message.find_all("X-Received")) {
    if (++seen > limits::received_hops) break;
    if (auto connection = connection_of(message::parse_received(field->body))) return connection;
  }
  return std::nullopt;
}

bool covers(const dkim::Signature& signature, std::string_view name) {
  return std::find(signature.signed_fields.begin(), signature.signed_fields.end(), name) !=
         signature.signed_fields.end();
}

}  // namespace

std::optional<Connection> find_connection(const message::Message& message, const trust::Assessment& assessment) {
  auto hop = in_hops(assessment);
  if (hop && hop->at_boundary) return hop;
  if (auto session = connection_of(assessment.envelope)) return session;
  return hop ? hop : in_x_received(message);
}

bool is_easy_dkim_token(std::string_view selector) {
  return selector.size() == 32 && std::all_of(selector.begin(), selector.end(), [](char c) {
           return ascii::is_lower(ascii::lower(c)) || (c >= '2' && c <= '7');
         });
}

bool is_made_by_ses(const message::Message& message, const dkim::Signature& signature) {
  constexpr std::string_view order[] = {"v", "a", "q", "c", "s", "d", "t", "h", "bh", "b"};
  if (signature.field >= message.fields().size() || signature.algorithm != "rsa-sha256") return false;
  if (signature.header_canonicalization != dkim::Canonicalization::Relaxed ||
      signature.body_canonicalization != dkim::Canonicalization::Simple) {
    return false;
  }
  const TagList tags = parse_tag_list(message.fields()[signature.field].body);
  return std::equal(tags.tags.begin(), tags.tags.end(), std::begin(order), std::end(order),
                    [](const Tag& tag, std::string_view name) { return tag.name == name; });
}

void sort_signatures(const message::Message& message, std::span<const dkim::SignatureResult> signatures,
                     const std::optional<dns::Domain>& author, Recognition& recognition) {
  for (std::size_t i = 0; i < signatures.size(); ++i) {
    const dkim::Signature& signature = *signatures[i].signature;
    if (!signature.domain) continue;
    const auto by_ses = [&] { return is_made_by_ses(message, signature); };
    if (*signature.domain == amazonses()) {
      // One that fits beats one that only says so.
      const bool is_better = recognition.ses_signature && by_ses() &&
                             !is_made_by_ses(message, *signatures[*recognition.ses_signature].signature);
      if (!recognition.ses_signature || is_better) recognition.ses_signature = i;
      continue;
    }
    // SES signs for the identity, which is the author domain or stands above it.
    const bool is_above = author && author->is_within(*signature.domain);
    if (is_above && by_ses()) {
      recognition.own_signatures.push_back(i);
    } else if (is_above || (author && signature.domain->is_within(*author))) {
      recognition.other_signatures.push_back(i);
    } else if (!recognition.white_label && covers(signature, "feedback-id") && by_ses()) {
      recognition.white_label = i;
    }
  }
  // What d=amazonses.com is for, no other signature stands in for.
  if (recognition.ses_signature) recognition.white_label.reset();
}

}  // namespace alignmail::ses
