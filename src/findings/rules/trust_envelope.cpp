// SPDX-License-Identifier: Apache-2.0
#include "findings/rules/trust_envelope.hpp"

#include "findings/evidence.hpp"
#include "trust/names.hpp"
#include "trust/reported.hpp"

namespace alignmail::findings {
namespace {

using trust::EnvelopeSource;

constexpr std::size_t shown = 5;

// What is missing weighs little where the verdict does not wait for it.
Severity severity_of_gap(const Analysis& analysis) {
  return analysis.dmarc.outcome == dmarc::Outcome::Pass ? Severity::Info : Severity::Warning;
}

// Whether the receiver names the same domain in what it says of SPF.
bool is_confirmed(const Analysis& analysis) {
  const message::MethodResult* claim = analysis.spf_claim();
  if (claim == nullptr || analysis.trust.rests_on_hearsay()) return false;
  const std::string& domain = analysis.trust.envelope.mail_from.domain;
  return !domain.empty() && trust::domain_of(trust::stated_sender(*claim)) == trust::domain_of(domain);
}

// Which of several was taken, and which was not.
void tell_of_paths(const Analysis& analysis, Evidence& evidence) {
  const trust::Envelope& envelope = analysis.trust.envelope;
  std::vector<std::string> ignored;
  for (const EvidenceItem& item : evidence.items) {
    const std::string path = message::parse_return_path(item.value).text;
    if (item.kind == EvidenceKind::Header && path != envelope.mail_from.text) ignored.push_back("<" + path + ">");
  }
  const bool is_confirmed_here = is_confirmed(analysis);
  evidence.why = "There is more than one Return-Path field. <" + envelope.mail_from.text + "> was used here" +
                 (is_confirmed_here ? ", and the receiver names it, too, in its result of SPF" : "") + ". " +
                 (ignored.empty() ? "The others say the same."
                                  : listed(ignored) + (ignored.size() == 1 ? " was" : " were") +
                                        " ignored; a program that reads it instead judges SPF for somebody else.");
  if (is_confirmed_here)
    evidence.fix = Fix{.summary = "Distrust the other Return-Path: only the server that delivers writes that field"};
}

std::optional<Evidence> bad_sender(const Analysis& analysis) {
  const trust::Envelope& envelope = analysis.trust.envelope;
  const bool invalid = envelope.mail_from_source != EnvelopeSource::None && !envelope.mail_from.is_valid;
  if (!envelope.several_return_paths && !invalid) return std::nullopt;
  std::vector<EvidenceItem> items = header_items(*analysis.message, "Return-Path");
  items.push_back(computed_item("MAIL FROM", envelope.mail_from.text));
  Evidence evidence{
      .items = std::move(items),
      .values = {{"what", invalid ? "the return path \"" + envelope.mail_from.text + "\" is not an address"
                                  : "there is more than one Return-Path field"}}};
  const bool is_used = envelope.mail_from_source != EnvelopeSource::None;
  if (is_used && !invalid) tell_of_paths(analysis, evidence);
  return evidence;
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
