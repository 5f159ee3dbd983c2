// SPDX-License-Identifier: Apache-2.0
// Whether SES sent the message, and from where.
//
// A signature d=amazonses.com whose header hash fits, or a host of SES that connected to the
// receiver from the address which its label encodes, settle it. Everything else is text that
// anyone can copy: it counts when at least two traces tell the same story, the path of the message
// bears them out, and nothing contradicts them.
#include <algorithm>
#include <cstdlib>

#include "base/ascii.hpp"
#include "base/escape.hpp"
#include "base/time.hpp"
#include "ses/evidence.hpp"

namespace alignmail::ses {
namespace {

// The clocks of SES agree within a second; beyond this a message id and a signature were not made
// for the same message.
constexpr std::chrono::seconds clock_tolerance{300};

struct Traces {
  std::optional<Connection> connection{};
  Envelope envelope{};
  std::optional<FeedbackId> feedback{};
  std::optional<IpAddress> outgoing{};
  bool outgoing_confirmed = false;  // it is the address of a hop
  std::optional<MessageId> id{};
  std::optional<dns::Domain> id_domain{};
  std::string id_text{};
};

void read_message_id(const message::Message& message, Traces& traces) {
  const message::Field* field = message.find_first("Message-ID");
  if (!field) return;
  std::string text = ascii::without_space(field->body.substr(0, 1'000));
  if (text.starts_with('<')) text.erase(0, 1);
  if (text.ends_with('>')) text.pop_back();
  const std::size_t at = text.rfind('@');
  if (at == std::string::npos) return;
  if (auto domain = dns::Domain::parse(text.substr(at + 1))) traces.id_domain = *std::move(domain);
  traces.id = parse_message_id(std::string_view(text).substr(0, at));
  traces.id_text = std::move(text);
}

bool is_address_of_path(const IpAddress& address, const Traces& traces, const trust::Assessment& assessment) {
  if (assessment.envelope.client_ip == address) return true;
  if (traces.connection && traces.connection->address == address) return true;
  return std::any_of(assessment.hops.begin(), assessment.hops.end(),
                     [&](const trust::Hop& hop) { return hop.received.address == address; });
}

Traces gather(const message::Message& message, const trust::Assessment& assessment) {
  Traces traces{.connection = find_connection(message, assessment)};
  traces.envelope = find_envelope(assessment, traces.connection);
  for (const message::Field* field : message.find_all("Feedback-ID")) {
    const auto feedback = parse_feedback_id(field->body);
    if (feedback && (!traces.feedback || feedback->by_ses())) traces.feedback = feedback;
  }
  if (const message::Field* field = message.find_first("X-SES-Outgoing")) traces.outgoing = parse_outgoing(field->body);
  if (traces.outgoing) traces.outgoing_confirmed = is_address_of_path(*traces.outgoing, traces, assessment);
  read_message_id(message, traces);
  return traces;
}

void add_evidence(Recognition& recognition, std::string source, std::string region, const std::string& value,
                  bool only_hint = false) {
  if (region.empty()) return;
  recognition.evidence.push_back({std::move(source), std::move(region), escape::visible(value), only_hint});
}

// In the order of their strength.
void weigh_region(const Traces& traces, std::span<const dkim::SignatureResult> signatures, Recognition& recognition) {
  if (traces.connection && traces.connection->fit != Fit::Contradicts) {
    add_evidence(recognition, "Received", traces.connection->host.region, traces.connection->name);
  }
  if (traces.envelope.kind == MailFrom::Default) {
    add_evidence(recognition, "MAIL FROM", parse_ses_name(*traces.envelope.name)->region, traces.envelope.name->text());
  }
  if (traces.feedback && traces.feedback->by_ses()) {
    add_evidence(recognition, "Feedback-ID", traces.feedback->region, "1." + traces.feedback->region);
  }
  if (traces.id) {
    const auto name = traces.id_domain ? parse_ses_name(*traces.id_domain) : std::nullopt;
    if (name) add_evidence(recognition, "Message-ID", name->region, traces.id_domain->text());
    const Region* region = region_by_prefix(traces.id->prefix);
    if (region) add_evidence(recognition, "Message-ID prefix", std::string(region->name), traces.id->prefix);
  }
  if (recognition.ses_signature) {
    const std::string& selector = signatures[*recognition.ses_signature].signature->selector_text;
    if (const Region* region = region_by_selector(selector)) {
      add_evidence(recognition, "DKIM selector", std::string(region->name), selector, true);
    }
  }
  if (traces.outgoing) {
    if (const Region* region = region_by_address(*traces.outgoing)) {
      add_evidence(recognition, "X-SES-Outgoing", std::string(region->name), traces.outgoing->to_string(), true);
    }
  }
  if (recognition.evidence.empty()) return;
  recognition.region = recognition.evidence.front().region;
  recognition.evidence_disagrees =
      std::any_of(recognition.evidence.begin(), recognition.evidence.end(),
                  [&](const RegionEvidence& e) { return !e.only_hint && e.region != recognition.region; });
}

void compare_clocks(const Traces& traces, std::span<const dkim::SignatureResult> signatures, Recognition& recognition) {
  if (!traces.id) return;
  const std::chrono::sys_seconds made{std::chrono::floor<std::chrono::seconds>(traces.id->time)};
  // The year 10,000 and later have no RFC 3339 text.
  if (made.time_since_epoch().count() < 253'402'300'800) recognition.message_id_time = to_rfc3339(made);
  std::optional<std::size_t> index = recognition.ses_signature ? recognition.ses_signature : recognition.white_label;
  if (!index && !recognition.own_signatures.empty()) index = recognition.own_signatures.front();
  if (!index) return;
  const auto timestamp = signatures[*index].signature->timestamp;
  if (!timestamp || *timestamp > 253'402'300'800) return;
  recognition.clock_difference = std::chrono::seconds(static_cast<std::int64_t>(*timestamp)) - made.time_since_epoch();
  if (std::chrono::abs(*recognition.clock_difference) > clock_tolerance) {
    recognition.contradictions.push_back("the clock in the Message-ID and t= of the signature are " +
                                         std::to_string(std::chrono::abs(*recognition.clock_difference).count()) +
                                         " seconds apart");
  }
}

void find_contradictions(const Traces& traces, Recognition& recognition) {
  const auto say = [&](const std::string& text) { recognition.contradictions.push_back(escape::visible(text)); };
  const auto& connection = traces.connection;
  if (connection && connection->fit == Fit::Contradicts) {
    recognition.contradicts_address = true;
    say("the host calls itself " + connection->name + " and connected from " + connection->address->to_string());
  }
  if (traces.outgoing && connection && connection->fit == Fit::Fits && *connection->address != *traces.outgoing) {
    say("X-SES-Outgoing says " + traces.outgoing->to_string() + ", SES connected from " +
        connection->address->to_string());
  }
  if (traces.feedback && !traces.feedback->by_ses()) {
    say("Feedback-ID has the form of SES and ends in \"" + traces.feedback->signer.substr(0, 40) + "\"");
  }
  if (!traces.id && traces.id_domain && parse_ses_name(*traces.id_domain)) {
    say("the Message-ID " + traces.id_text.substr(0, 120) + " is not of the form that SES makes");
  }
}

struct Weight {
  bool is_settled = false;  // by what cannot be copied
  int path = 0;             // traces in the path of the message
  int content = 0;          // traces that anyone can copy
  bool is_signed = false;   // one of them a signature that was not refuted
  std::string why{};        // of is_settled
};

Weight weigh(const Traces& traces, std::span<const dkim::SignatureResult> signatures, const Recognition& recognition) {
  Weight weight;
  const auto& connection = traces.connection;
  if (connection && connection->fit == Fit::Fits && connection->at_boundary) {
    weight.is_settled = true;
    weight.why = connection->name + " connected from the address that its name encodes";
  }
  if (recognition.ses_signature) {
    const dkim::Check hash = signatures[*recognition.ses_signature].header_hash;
    if (hash == dkim::Check::Match) {
      weight.is_settled = true;
      weight.why = "the signature d=amazonses.com fits the header";
    }
    weight.content += 1;
    weight.is_signed = hash != dkim::Check::Mismatch;
  }
  weight.path += connection && connection->fit != Fit::Contradicts ? 1 : 0;
  weight.path += traces.outgoing_confirmed ? 1 : 0;
  weight.content += traces.feedback && traces.feedback->by_ses() ? 1 : 0;
  weight.content += traces.id && (recognition.white_label || region_by_prefix(traces.id->prefix) ||
                                  (traces.id_domain && parse_ses_name(*traces.id_domain)))
                        ? 1
                        : 0;
  weight.content += traces.envelope.kind == MailFrom::Default || traces.envelope.has_id ? 1 : 0;
  return weight;
}

void decide(const Weight& weight, bool path_is_known, Recognition& recognition) {
  const int total = weight.path + weight.content;
  if (weight.is_settled) {
    recognition.detected = Detected::Yes;
    recognition.why = weight.why;
  } else if (!recognition.contradictions.empty()) {
    const bool is_open = weight.path > 0 && !recognition.contradicts_address;
    recognition.detected = is_open ? Detected::Unknown : Detected::No;
    recognition.why = recognition.contradictions.front();
  } else if (total == 0) {
    recognition.detected = Detected::No;
    recognition.why = "the message has no trace of SES";
  } else if (total >= 2 && (weight.path > 0 || !path_is_known || weight.is_signed)) {
    recognition.detected = Detected::Yes;
    recognition.why = "several traces of SES tell the same story";
  } else {
    recognition.detected = Detected::Unknown;
    recognition.why = total == 1 ? "there is just one trace of SES, which anyone can copy"
                                 : "the traces of SES can be copied, and the path of the message does not show it";
  }
}

}  // namespace

Recognition recognize(const message::Message& message, const trust::Assessment& assessment,
                      std::span<const dkim::SignatureResult> signatures, const std::optional<dns::Domain>& author) {
  const Traces traces = gather(message, assessment);
  Recognition recognition;
  recognition.evidence.reserve(8);  // as many as there are kinds
  sort_signatures(message, signatures, author, recognition);
  compare_clocks(traces, signatures, recognition);
  find_contradictions(traces, recognition);
  weigh_region(traces, signatures, recognition);
  const bool path_is_known = !assessment.hops.empty() || assessment.envelope.client_ip.has_value();
  decide(weigh(traces, signatures, recognition), path_is_known, recognition);
  if (recognition.detected == Detected::No) {
    // What is shown stays as evidence; nothing follows from it.
    recognition.region.clear();
    recognition.own_signatures.clear();
    return recognition;
  }
  recognition.mail_from = traces.envelope.kind;
  recognition.mail_from_name = traces.envelope.name;
  if (traces.connection && traces.connection->fit != Fit::Contradicts) {
    recognition.hop = traces.connection->hop;
    recognition.address = traces.connection->address;
  }
  if (!recognition.address && traces.outgoing_confirmed) recognition.address = traces.outgoing;
  recognition.outgoing = traces.outgoing;
  return recognition;
}

}  // namespace alignmail::ses
