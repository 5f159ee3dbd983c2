// SPDX-License-Identifier: Apache-2.0
// The report of report-v1.schema.json. Keys are never renamed or removed and never change
// their type; what is not known is null or a word that says so.
#include "report/json.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "base/escape.hpp"
#include "base/time.hpp"
#include "dkim/crypto.hpp"
#include "report/headline.hpp"
#include "report/json_parts.hpp"

namespace alignmail::report {
namespace {

using json::Json;
using json::members;
using json::text;
using json::text_or_null;

constexpr std::string_view schema_version = "1.0";

std::string_view body_word(const message::Message& message) {
  switch (message.body_state()) {
    case message::Body::Present: return "present";
    case message::Body::Absent: return "absent";
    case message::Body::Truncated: return "truncated";
  }
  return "";
}

std::string hex(std::string_view octets) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string result;
  result.reserve(octets.size() * 2);
  for (const char c : octets) {
    const auto octet = static_cast<unsigned char>(c);
    result += digits[octet >> 4];
    result += digits[octet & 0xF];
  }
  return result;
}

Json input(const Subject& subject) {
  const message::Message& message = *subject.analysis.message;
  Json repairs = Json::array();
  for (const message::Repair& repair : message.repairs()) {
    Json object = members({{"id", repair.id}, {"count", repair.count}});
    if (repair.line > 0) object["line"] = repair.line;
    repairs.push_back(std::move(object));
  }
  Json object = members({{"source", text(subject.input.source)},
                         {"index", subject.input.index},
                         {"kind", message.is_headers_only() ? "headers" : "message"},
                         {"body", body_word(message)},
                         {"bytes", message.given().size()},
                         {"repairs", std::move(repairs)},
                         {"origin", subject.input.origin}});
  // A hash of less than there was would be that of nothing.
  if (message.is_given_whole()) object["sha256"] = hex(dkim::sha256(message.given()));
  if (!subject.input.overlay.empty()) object["dns_overlay"] = json::overlay(subject.input);
  if (!subject.input.id.empty()) object["id"] = text(subject.input.id);
  if (!subject.input.recipient.empty()) object["recipient"] = text(subject.input.recipient);
  if (!subject.input.extension.empty()) object["extension"] = text(subject.input.extension);
  return object;
}

Json field_or_null(const message::Message& message, std::string_view name) {
  const message::Field* field = message.find_first(name);
  return field ? text(ascii::unfold(field->body)) : Json();
}

// The author's address when there is one author, else the From field as it stands.
Json from(const Analysis& analysis) {
  if (analysis.authors.size() == 1) return text(analysis.authors.front().mailbox.address());
  return field_or_null(*analysis.message, "From");
}

Json authors(const Analysis& analysis) {
  Json list = Json::array();
  for (const Author& author : analysis.authors) {
    list.push_back(members({{"address", text(author.mailbox.address())},
                            {"domain", json::name_or_null(author.domain)},
                            {"dmarc", dmarc::to_string(author.verdict.outcome)}}));
  }
  return list;
}

// The words of the schema; an envelope read off a Received field has none there.
std::string_view envelope_word(trust::EnvelopeSource source) {
  switch (source) {
    case trust::EnvelopeSource::Option: return "option";
    case trust::EnvelopeSource::Environment: return "environment";
    case trust::EnvelopeSource::ReturnPath: return "return_path";
    case trust::EnvelopeSource::AuthenticationResults: return "authentication_results";
    case trust::EnvelopeSource::ReceivedSpf: return "received_spf";
    case trust::EnvelopeSource::Received:
    case trust::EnvelopeSource::None: return "none";
  }
  return "none";
}

Json message_part(const Analysis& analysis) {
  const trust::Envelope& envelope = analysis.trust.envelope;
  const bool has_path = envelope.mail_from_source != trust::EnvelopeSource::None;
  const auto& discovery = analysis.dmarc.discovery;
  return members({{"from", from(analysis)},
                  {"from_domain", json::name_or_null(analysis.author)},
                  {"org_domain", discovery ? json::name_or_null(discovery->organizational_domain) : Json()},
                  {"authors", authors(analysis)},
                  {"envelope_from", !has_path                    ? Json()
                                    : envelope.mail_from.is_null ? Json("<>")
                                                                 : text(envelope.mail_from.text)},
                  {"envelope_from_source", envelope_word(envelope.mail_from_source)},
                  {"client_ip", envelope.client_ip ? Json(envelope.client_ip->to_string()) : Json()},
                  {"helo", text_or_null(envelope.helo)},
                  {"receiver", text_or_null(analysis.trust.receiver)},
                  {"message_id", field_or_null(*analysis.message, "Message-ID")},
                  {"date", field_or_null(*analysis.message, "Date")},
                  {"subject", field_or_null(*analysis.message, "Subject")}});
}

// Nothing is asked of receivers when DMARC passes or no record applies.
std::string_view disposition(const dmarc::Verdict& dmarc) {
  if (dmarc.disposition) return dmarc::to_string(*dmarc.disposition);
  const bool decided = dmarc.outcome == dmarc::Outcome::Pass || dmarc.outcome == dmarc::Outcome::None;
  return decided ? "none" : "unknown";
}

std::string_view at_word(AtSource source) {
  switch (source) {
    case AtSource::Option: return "option";
    case AtSource::Received: return "received";
    case AtSource::Clock: return "clock";
  }
  return "";
}

Json verdict(const Subject& subject) {
  const Analysis& analysis = subject.analysis;
  const findings::Findings& findings = subject.findings;
  const dmarc::Verdict& dmarc = analysis.dmarc;
  const findings::Finding* next = findings.next_action();
  return members({{"dmarc", dmarc::to_string(dmarc.outcome)},
                  {"disposition", disposition(dmarc)},
                  {"legs", json::legs(dmarc.counts(dmarc::Method::Spf), dmarc.counts(dmarc::Method::Dkim))},
                  {"agrees_with_receiver", to_string(analysis.agreement)},
                  {"worst_severity", findings.worst ? findings::to_string(*findings.worst) : "none"},
                  {"summary", headline(subject)},
                  {"next_action", next ? Json(next->rule->id) : Json()},
                  {"margin", dmarc.margin()},
                  {"judged_at", to_rfc3339(analysis.judged_at)},
                  {"judged_at_source", at_word(analysis.at_source)}});
}

Json reconciliation(const Analysis& analysis) {
  Json list = Json::array();
  for (const Comparison& comparison : analysis.comparisons) {
    list.push_back(members({{"method", comparison.method},
                            {"domain", text_or_null(comparison.domain)},
                            {"claimed", text(comparison.claimed)},
                            {"observed", comparison.observed},
                            {"agreement", to_string(comparison.agreement)},
                            {"cause", comparison.cause == Cause::None ? Json() : Json(to_string(comparison.cause))},
                            {"detail", text_or_null(comparison.detail)}}));
  }
  return list;
}

// What was cut short: what the judgement says of it, and what its finding names beside that.
std::vector<std::string> limits_reached(const Subject& subject) {
  std::vector<std::string> reached = subject.analysis.limits;
  const findings::Finding* const finding = subject.findings.find("LIMIT001");
  // As a note it is about a search on which nothing rests.
  if (finding == nullptr || finding->severity == findings::Severity::Info) return reached;
  for (const findings::EvidenceItem& item : finding->evidence.items) {
    if (std::find(reached.begin(), reached.end(), item.value) == reached.end()) reached.push_back(item.value);
  }
  return reached;
}

Json errors(const Subject& subject) {
  Json list = Json::array();
  for (const std::string& limit : limits_reached(subject)) {
    list.push_back(members({{"code", "limit_reached"}, {"message", "a limit was reached: " + escape::visible(limit)}}));
  }
  return list;
}

Json report(const Subject& subject) {
  const Analysis& analysis = subject.analysis;
  return members({{"schema_version", schema_version},
                  {"tool", members({{"name", "alignmail"},
                                    {"version", version()},
                                    {"psl_date", text_or_null(subject.options.suffixes.date())}})},
                  {"generated_at", to_rfc3339(subject.generated_at)},
                  {"input", input(subject)},
                  {"message", message_part(analysis)},
                  {"verdict", verdict(subject)},
                  {"reported", json::reported(analysis)},
                  {"checks", members({{"spf", json::spf_check(analysis)},
                                      {"dkim", json::dkim_checks(analysis)},
                                      {"dmarc", json::dmarc_check(analysis)},
                                      {"arc", json::arc_check(analysis)}})},
                  {"reconciliation", reconciliation(analysis)},
                  {"what_if", json::what_if(analysis)},
                  {"ses", json::ses(analysis)},
                  {"dns", json::dns_facts(subject.facts)},
                  {"received", json::received(analysis)},
                  {"findings", json::findings_list(subject.findings)},
                  {"plan", json::plan(subject.findings)},
                  {"errors", errors(subject)}});
}

}  // namespace

std::string render_json(const Subject& subject, const Style& /*style*/) { return json::dump(report(subject), 1); }

std::string render_ndjson(const Subject& subject, const Style& /*style*/) { return json::dump(report(subject), -1); }

}  // namespace alignmail::report
