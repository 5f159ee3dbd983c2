// SPDX-License-Identifier: Apache-2.0
#include "trust/envelope.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "trust/names.hpp"
#include "trust/reported.hpp"

namespace alignmail::trust {
namespace {

// An empty path is the null one: a shell gives SENDER= for it. (A field has brackets; see below.)
message::ReversePath read_path(std::string_view text) {
  return message::parse_reverse_path(ascii::trim(text).empty() ? "<>" : text);
}

// Postfix writes "_" for what a shell could take wrongly, so SENDER may be a garbled Return-Path.
bool differs_by_underscores(std::string_view garbled, std::string_view path) {
  return garbled.size() == path.size() &&
         std::equal(garbled.begin(), garbled.end(), path.begin(), [](char a, char b) { return a == b || a == '_'; });
}

template <class F>
void for_each_heard(const Assessment& assessment, ReportedKind kind, F visit) {
  for (const Reported& field : assessment.reported) {
    if (field.kind != kind || !field.is_heard()) continue;
    for (const message::MethodResult& result : field.results) visit(field, result);
  }
}

struct Statement {
  std::string sender{};
  EnvelopeSource source = EnvelopeSource::None;
};

// What the fields that are heard say of MAIL FROM; a full address goes before a domain.
Statement stated_mail_from(const Assessment& assessment) {
  Statement statement;
  const auto take = [&](EnvelopeSource source) {
    return [&statement, source](const Reported& field, const message::MethodResult& result) {
      if (field.is_unproven) return;
      const std::string sender = stated_sender(result);
      const bool is_better = sender.find('@') != std::string::npos && statement.sender.find('@') == std::string::npos;
      if (!sender.empty() && (statement.sender.empty() || is_better)) statement = {sender, source};
    };
  };
  for_each_heard(assessment, ReportedKind::ReceivedSpf, take(EnvelopeSource::ReceivedSpf));
  for_each_heard(assessment, ReportedKind::AuthenticationResults, take(EnvelopeSource::AuthenticationResults));
  if (!statement.sender.empty() || assessment.rests_on_hearsay()) return statement;
  // Gmail writes its results below, and a sealed copy of them above.
  for_each_heard(assessment, ReportedKind::ArcAuthenticationResults, take(EnvelopeSource::AuthenticationResults));
  return statement;
}

bool has_unproven_sender(const Assessment& assessment) {
  return std::any_of(assessment.reported.begin(), assessment.reported.end(), [](const Reported& field) {
    return field.is_unproven && std::any_of(field.results.begin(), field.results.end(),
                                            [](const auto& result) { return !stated_sender(result).empty(); });
  });
}

void complete_mail_from(Envelope& envelope, const message::Message& message, const Assessment& assessment) {
  const auto source = envelope.mail_from_source;
  if (source == EnvelopeSource::Option || source == EnvelopeSource::Environment) return;
  Statement statement = stated_mail_from(assessment);
  std::string recorded;
  if (assessment.boundary) recorded = assessment.hops[*assessment.boundary].received.envelope_from;
  if (statement.sender.empty() && !recorded.empty()) statement = {recorded, EnvelopeSource::Received};
  if (source == EnvelopeSource::ReturnPath) {
    const message::Field* field = message.find_first("Return-Path");
    const bool is_below =
        assessment.boundary && field->offset > message.fields()[assessment.hops[*assessment.boundary].field].offset;
    const bool agrees = domain_of(statement.sender) == domain_of(envelope.mail_from.text);
    if (!is_below || (agrees && !statement.sender.empty())) return;
    // The server that delivers puts it on top (RFC 5321 section 4.4). Below the boundary the sender may have written
    // it: what the receiver checked or recorded goes first, and of a whole message it counts for nothing without that.
    const bool is_whole = message.body_state() != message::Body::Absent;
    if (statement.sender.empty() && is_whole) {
      envelope.mail_from = {};
      envelope.mail_from_source = EnvelopeSource::None;
      envelope.is_sender_unproven = true;
    }
  } else if (statement.sender.empty()) {
    envelope.is_sender_unproven = has_unproven_sender(assessment);
  }
  if (statement.sender.empty()) return;
  envelope.mail_from = read_path(statement.sender);
  envelope.mail_from_source = statement.source;
}

void complete_client(Envelope& envelope, const Assessment& assessment) {
  if (envelope.client_ip) return;
  const auto hop = assessment.boundary ? assessment.hops[*assessment.boundary].received.address : std::nullopt;
  const auto take = [&](EnvelopeSource source) {
    return [&envelope, &hop, source](const Reported& field, const message::MethodResult& result) {
      const bool speaks_of_client = result.method == "spf" || result.method == "iprev" || result.method == "arc";
      if (envelope.client_ip || !speaks_of_client) return;
      const auto client = stated_client(result);
      if (field.is_unproven && client != hop) return;
      envelope.client_ip = client;
      if (envelope.client_ip) envelope.client_ip_source = source;
    };
  };
  for_each_heard(assessment, ReportedKind::ReceivedSpf, take(EnvelopeSource::ReceivedSpf));
  // A private address is that of a proxy in front of the receiver, or of a host that no SPF record speaks of.
  if (!envelope.client_ip && hop && !is_local_address(*hop)) {
    envelope.client_ip = hop;
    envelope.client_ip_source = EnvelopeSource::Received;
  }
  for_each_heard(assessment, ReportedKind::AuthenticationResults, take(EnvelopeSource::AuthenticationResults));
}

void complete_helo(Envelope& envelope, const Assessment& assessment) {
  if (envelope.helo_source != EnvelopeSource::None) return;
  const auto take = [&](EnvelopeSource source, std::string_view name) {
    return [&envelope, source, name](const Reported& field, const message::MethodResult& result) {
      if (field.is_unproven) return;
      const auto value = result.find(name);
      if (!envelope.helo.empty() || !value || value->empty()) return;
      envelope.helo = *value;
      envelope.helo_source = source;
    };
  };
  for_each_heard(assessment, ReportedKind::ReceivedSpf, take(EnvelopeSource::ReceivedSpf, "helo"));
  if (envelope.helo.empty() && assessment.boundary) {
    envelope.helo = assessment.hops[*assessment.boundary].received.from;
    if (!envelope.helo.empty()) envelope.helo_source = EnvelopeSource::Received;
  }
  for_each_heard(assessment, ReportedKind::AuthenticationResults,
                 take(EnvelopeSource::AuthenticationResults, "smtp.helo"));
}

}  // namespace

Envelope known_envelope(const message::Message& message, const Given& given) {
  Envelope envelope;
  const auto source = [](bool from_environment) {
    return from_environment ? EnvelopeSource::Environment : EnvelopeSource::Option;
  };
  const std::vector<const message::Field*> paths = message.find_all("Return-Path");
  envelope.several_return_paths = paths.size() > 1;
  if (given.mail_from) {
    envelope.mail_from = read_path(*given.mail_from);
    envelope.mail_from_source = source(given.from_environment.mail_from);
  }
  if (!paths.empty()) {
    const message::ReversePath path = message::parse_return_path(paths.front()->body);
    // What took the address out (for privacy, or an export) may leave the field behind.
    envelope.is_path_emptied = path.text.empty() && !path.is_null;
    const bool is_garbled = given.from_environment.mail_from && given.mail_from &&
                            differs_by_underscores(envelope.mail_from.text, path.text);
    const bool is_better = !given.mail_from || (is_garbled && envelope.mail_from.text != path.text);
    if (is_better && !envelope.is_path_emptied) {
      envelope.mail_from = path;
      envelope.mail_from_source = EnvelopeSource::ReturnPath;
    }
  }
  if (given.client_ip) {
    envelope.client_ip = given.client_ip;
    envelope.client_ip_source = source(given.from_environment.client_ip);
  }
  if (given.helo) {
    envelope.helo = *given.helo;
    envelope.helo_source = source(given.from_environment.helo);
  }
  return envelope;
}

void complete_envelope(Envelope& envelope, const message::Message& message, const Assessment& assessment) {
  complete_mail_from(envelope, message, assessment);
  complete_client(envelope, assessment);
  complete_helo(envelope, assessment);
}

std::string_view to_string(EnvelopeSource source) {
  switch (source) {
    case EnvelopeSource::None: return "none";
    case EnvelopeSource::Option: return "option";
    case EnvelopeSource::Environment: return "environment";
    case EnvelopeSource::ReturnPath: return "return_path";
    case EnvelopeSource::AuthenticationResults: return "authentication_results";
    case EnvelopeSource::ReceivedSpf: return "received_spf";
    case EnvelopeSource::Received: return "received";
  }
  return "";
}

}  // namespace alignmail::trust
