// SPDX-License-Identifier: Apache-2.0
// What recognize() weighs: the connection from SES, its signatures, the envelope it gave.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ses/traces.hpp"

namespace alignmail::ses {

// A host that calls itself one of SES's, and the address from which it came.
struct Connection {
  std::string name{};  // as recorded
  Host host{};
  std::optional<IpAddress> address{};
  std::optional<std::size_t> hop{};  // index into Assessment::hops
  bool at_boundary = false;          // recorded by the receiver itself, not by a host before it
  Fit fit = Fit::Unknown;
};
// The topmost one; at the boundary where there is one.
std::optional<Connection> find_connection(const message::Message& message, const trust::Assessment& assessment);

// SES writes v, a, q, c, s, d, t, h, bh, b in this order, always relaxed/simple, and nothing else.
bool is_made_by_ses(const message::Message& message, const dkim::Signature& signature);

// Sorts the signatures into the members of `recognition`.
void sort_signatures(const message::Message& message, std::span<const dkim::SignatureResult> signatures,
                     const std::optional<dns::Domain>& author, Recognition& recognition);

// The MAIL FROM that SES gave, as far as it can still be told.
struct Envelope {
  MailFrom kind = MailFrom::Unknown;
  std::optional<dns::Domain> name{};
  bool has_id = false;  // the local part has the form of SES's ids
};
Envelope find_envelope(const trust::Assessment& assessment, const std::optional<Connection>& connection);

}  // namespace alignmail::ses
