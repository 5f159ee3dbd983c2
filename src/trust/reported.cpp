// SPDX-License-Identifier: Apache-2.0
#include "trust/reported.hpp"

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
    return;
  }
  const bool is_arc = reported.kind == ReportedKind::ArcAuthenticationResults;
  message::AuthenticationResults parsed = message::parse_authentication_results(body, is_arc);
  if (parsed.authserv_id) reported.authserv_id = normal_name(*parsed.authserv_id);
  reported.results = std::move(parsed.results);
  reported.defects = std::move(parsed.defects);
}

// The address behind the last `key`: the sender's own local part may stand in front, with any text.
std::optional<IpAddress> address_after(std::string_view text, std::string_view key) {
  const std::string lower = ascii::to_lower(text);
  const std::size_t begin = lower.rfind(key);
  if (begin == std::string::npos) return std::nullopt;
  std::string_view word = text.substr(begin + key.size());
  word = word.substr(0, word.find_first_of(" \t;,)"));
  return IpAddress::parse(word);
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
    for (const std::string_view key : {"sender ip is ", " designates ", " does not designate "}) {
      if (auto address = address_after(comment, key)) return address;
    }
    // pypolicyd-spf: the address comes first, and what the client chose behind it.
    if (comment.starts_with("client-ip=")) {
      return IpAddress::parse(std::string_view(comment).substr(10, comment.find_first_of(" ;") - 10));
    }
  }
  return std::nullopt;
}

std::string stated_sender(const message::MethodResult& result) {
  if (result.method != "spf") return "";
  for (const std::string_view name : {"envelope-from", "smtp.mailfrom", "smtp.mail", "smtp.from"}) {
    if (const auto value = result.find(name)) return std::string(ascii::trim(*value));
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
