// SPDX-License-Identifier: Apache-2.0
#include "trust/reported.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "base/limits.hpp"
#include "trust/dialect.hpp"
#include "trust/names.hpp"

namespace alignmail::trust {
namespace {

struct KindName {
  std::string_view name;
  ReportedKind kind;
};
constexpr KindName kinds[] = {
    {"authentication-results", ReportedKind::AuthenticationResults},
    {"arc-authentication-results", ReportedKind::ArcAuthenticationResults},
    {"received-spf", ReportedKind::ReceivedSpf},
    {"x-original-authentication-results", ReportedKind::OriginalAuthenticationResults},
};

// Who wrote a Received-SPF: receiver=, else the name in front of its comment ("host: domain of ...").
std::optional<std::string> writer_of(const message::ReceivedSpf& spf) {
  if (const auto receiver = spf.find("receiver"); receiver && !receiver->empty()) return normal_name(*receiver);
  const std::size_t colon = spf.comment.find(": ");
  const std::string_view name = std::string_view(spf.comment).substr(0, colon);
  if (colon == std::string::npos || name.empty() || name.find_first_of(" \t@") != std::string_view::npos) {
    return std::nullopt;
  }
  return normal_name(name);
}

message::MethodResult as_result(const message::ReceivedSpf& spf) {
  message::MethodResult result{.method = "spf", .result = spf.result};
  if (!spf.comment.empty()) result.comments.push_back(spf.comment);
  for (const auto& [key, value] : spf.pairs) result.properties.push_back({"", key, value});
  return result;
}

void read(Reported& reported, std::string_view body) {
  if (reported.kind == ReportedKind::ReceivedSpf) {
    message::ReceivedSpf spf = message::parse_received_spf(body);
    reported.authserv_id = writer_of(spf);
    reported.results.push_back(as_result(spf));
    reported.defects = std::move(spf.defects);
    reported.cut = std::move(spf.cut);
    return;
  }
  const bool is_arc = reported.kind == ReportedKind::ArcAuthenticationResults;
  message::AuthenticationResults parsed = message::parse_authentication_results(body, is_arc);
  if (parsed.authserv_id) reported.authserv_id = normal_name(*parsed.authserv_id);
  reported.results = std::move(parsed.results);
  reported.defects = std::move(parsed.defects);
  reported.cut = std::move(parsed.cut);
}

std::optional<IpAddress> address_at(std::string_view text) {
  return IpAddress::parse(text.substr(0, text.find_first_of(" \t;,)")));
}

// The address in a comment of a known form. The sender's own local part may stand in it, with any
// text, so the last phrase counts where it comes first, and only the front where it comes last.
std::optional<IpAddress> address_in(std::string_view comment) {
  for (const std::string_view front : {"sender ip is ", "client-ip="}) {
    if (ascii::istarts_with(comment, front)) return address_at(comment.substr(front.size()));
  }
  constexpr std::size_t npos = std::string_view::npos;
  for (std::size_t place = comment.rfind(' '); place != npos && place > 0; place = comment.rfind(' ', place - 1)) {
    for (const std::string_view phrase : {" designates ", " does not designate "}) {
      const std::string_view here = comment.substr(place);
      if (ascii::istarts_with(here, phrase)) return address_at(here.substr(phrase.size()));
    }
  }
  return std::nullopt;
}

}  // namespace

std::vector<Reported> collect_reported(const message::Message& message) {
  std::vector<Reported> all;
  const auto fields = message.fields();
  for (std::size_t i = 0; i < fields.size() && all.size() < limits::results_fields; ++i) {
    for (const KindName& known : kinds) {
      if (!fields[i].is(known.name)) continue;
      Reported reported{.kind = known.kind, .field = i, .line = fields[i].line};
      read(reported, fields[i].body);
      reported.dialect = dialect_of(reported, fields[i].body);
      all.push_back(std::move(reported));
    }
  }
  return all;
}

std::optional<IpAddress> stated_client(const message::MethodResult& result) {
  for (const std::string_view name : {"client-ip", "smtp.remote-ip", "smtp.client-ip", "policy.iprev"}) {
    const auto value = result.find(name);
    if (!value) continue;
    if (auto address = IpAddress::parse(ascii::trim(*value))) return address;
  }
  for (const std::string& comment : result.comments) {
    if (auto address = address_in(comment)) return address;
  }
  return std::nullopt;
}

std::string stated_sender(const message::MethodResult& result) {
  if (result.method != "spf") return "";
  for (const std::string_view name : {"envelope-from", "smtp.mailfrom", "smtp.mail", "smtp.from"}) {
    if (const auto value = result.find(name)) return std::string(sender_in(*value));
  }
  return "";
}

std::string stated_signer(const message::MethodResult& result) {
  if (result.method != "dkim") return "";
  for (const std::string_view name : {"header.d", "header.i"}) {
    if (const auto value = result.find(name)) return domain_of(*value);
  }
  return "";
}

std::string_view to_string(ReportedKind kind) {
  for (const KindName& known : kinds) {
    if (known.kind == kind) return known.name;
  }
  return "";
}

}  // namespace alignmail::trust
