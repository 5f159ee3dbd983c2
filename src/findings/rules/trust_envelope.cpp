// SPDX-License-Identifier: Apache-2.0
#include "findings/rules/trust_envelope.hpp"

#include "findings/evidence.hpp"

namespace alignmail::findings {
namespace {

using trust::EnvelopeSource;

constexpr std::size_t shown = 5;

// What is missing weighs little where the verdict does not wait for it.
Severity severity_of_gap(const Analysis& analysis) {
  return analysis.dmarc.outcome == dmarc::Outcome::Pass ? Severity::Info : Severity::Warning;
}

std::optional<Evidence> bad_sender(const Analysis& analysis) {
  const trust::Envelope& envelope = analysis.trust.envelope;
  const bool invalid = envelope.mail_from_source != EnvelopeSource::None && !envelope.mail_from.is_valid;
  if (!envelope.several_return_paths && !invalid) return std::nullopt;
  std::vector<EvidenceItem> items = header_items(*analysis.message, "Return-Path");
  items.push_back(computed_item("MAIL FROM", envelope.mail_from.text));
  return Evidence{.items = std::move(items),
                  .values = {{"what", invalid ? "the return path \"" + envelope.mail_from.text + "\" is not an address"
                                              : "there is more than one Return-Path field"}}};
}

std::optional<Evidence> unproven_sender(const Analysis& analysis) {
  if (!analysis.trust.envelope.is_sender_unproven) return std::nullopt;
  std::vector<EvidenceItem> items = header_items(*analysis.message, "Return-Path");
  const std::string found = items.empty() ? "it is named only in results that stand" : "here it stands";
  for (const trust::Reported& reported : analysis.trust.reported) {
    if (reported.is_unproven && items.size() < shown) items.push_back(header_item(*analysis.message, reported.field));
  }
  return Evidence{
      .items = std::move(items),
      .severity = severity_of_gap(analysis),
      .why = "SPF needs the address of MAIL FROM. The server that delivers puts it on top, as Return-Path; " + found +
             " below the Received of the receiver, where the sender may have written it, and nothing "
             "else names it. So SPF is not known."};
}

std::optional<Evidence> emptied_path(const Analysis& analysis) {
  const trust::Envelope& envelope = analysis.trust.envelope;
  if (envelope.mail_from_source != EnvelopeSource::None || !envelope.is_path_emptied) return std::nullopt;
  return Evidence{.items = header_items(*analysis.message, "Return-Path"),
                  .severity = severity_of_gap(analysis),
                  .why =
                      "SPF needs the address of MAIL FROM. The Return-Path field is empty: a bounce has \"<>\" in "
                      "it, so what stood there was taken out. So SPF is not known."};
}

std::optional<Evidence> hidden_client(const Analysis& analysis) {
  const trust::Assessment& trust = analysis.trust;
  if (trust.envelope.client_ip || !trust.boundary) return std::nullopt;
  const trust::Hop& hop = trust.hops[*trust.boundary];
  if (!hop.received.address) return std::nullopt;
  return Evidence{.items = {header_item(*analysis.message, hop.field)},
                  .severity = severity_of_gap(analysis),
                  .why = "SPF needs the address that sent this mail. The receiver recorded " +
                         hop.received.address->to_string() +
                         ", a private one: a proxy or a container network in front of the server hides who really "
                         "connected, or the mail never left your own network. So SPF is not known. Let the proxy pass "
                         "the address on (PROXY protocol), or give it with --client-ip."};
}

}  // namespace

std::vector<Evidence> envelope_not_clear(const Analysis& analysis) {
  std::vector<Evidence> all;
  for (const auto find : {bad_sender, unproven_sender, emptied_path, hidden_client}) {
    if (auto evidence = find(analysis)) all.push_back(*std::move(evidence));
  }
  return all;
}

}  // namespace alignmail::findings
