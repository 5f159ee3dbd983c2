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
    reported.is_doubtful = spf.is_doubtful;
    return;
  }
  const bool is_arc = reported.kind == ReportedKind::ArcAuthenticationResults;
  message::AuthenticationResults parsed = message::parse_authentication_results(body, is_arc);
  if (parsed.authserv_id) reported.authserv_id = normal_name(*parsed.authserv_id);
  reported.results = std::move(parsed.results);
  reported.defects = std::move(parsed.defects);
  reported.cut = std::move(parsed.cut);
  reported.is_doubtful = parsed.is_doubtful;
}

std::optional<IpAddress> address_at(std::string_view text) {
  return IpAddress::parse(text.substr(0, text.find_first_of(" \t;,)")));
}

// One blank for each run of white space: a comment may be folded anywhere, with a tab as well.
std::string with_single_blanks(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  for (const char c : ascii::trim(text)) {
    if (!ascii::is_space(c)) {
      plain.push_back(c);
    } else if (plain.back() != ' ') {
      plain.push_back(' ');
    }
  }
  return plain;
}

// Behind the "mx.example.org: " with which some servers begin.
std::string_view behind_writer(std::string_view comment) {
  const std::size_t colon = comment.find(": ");
  return colon != std::string_view::npos && comment.find(' ') > colon ? comment.substr(colon + 2) : comment;
}

// A parenthesis in a quoted local part ends the comment early, for a server that does not escape it.
bool is_quote_open(std::string_view text) { return std::count(text.begin(), text.end(), '"') % 2 != 0; }

// The address in a comment of a known form. The sender's own local part may stand in it, with any text. Where it comes
// last ("ADDRESS is neither permitted nor denied by domain of SENDER") only the front counts; where it comes first
// ("domain of SENDER designates ADDRESS as permitted sender") the last phrase, with nothing of a sender behind it.
std::optional<IpAddress> address_in(std::string_view text) {
  const std::string plain = with_single_blanks(text);
  const std::string_view comment = plain;
  for (const std::string_view front : {"sender ip is ", "client-ip="}) {
    if (ascii::istarts_with(comment, front)) return address_at(comment.substr(front.size()));
  }
  const std::string_view said = behind_writer(comment);
  const std::size_t word_end = std::min(said.find(' '), said.size());
  if (ascii::istarts_with(said.substr(word_end), " is neither permitted nor denied ")) return address_at(said);
  constexpr std::size_t npos = std::string_view::npos;
  for (std::size_t place = comment.rfind(' '); place != npos && place > 0; place = comment.rfind(' ', place - 1)) {
    for (const std::string_view phrase : {" designates ", " does not designate "}) {
      const std::string_view here = comment.substr(place);
      if (!ascii::istarts_with(here, phrase)) continue;
      const std::string_view behind = here.substr(phrase.size());
      const bool is_of_sender = behind.find_first_of("@\"") != npos || is_quote_open(comment.substr(0, place));
      return is_of_sender ? std::nullopt : address_at(behind);
    }
  }
  return std::nullopt;
}

// The value of a property. Where it stands twice and says two things, nobody knows which one was meant.
std::optional<std::string_view> one_value(const message::MethodResult& result, std::string_view name) {
  const auto value = result.find(name);
  if (!value) return value;
  const std::size_t dot = name.find('.');
  const std::string_view bare = dot == std::string_view::npos ? name : name.substr(dot + 1);
  const std::string_view type = dot == std::string_view::npos ? std::string_view() : name.substr(0, dot);
  const auto contradicts = [&](const message::AuthProperty& p) {
    return ascii::iequals(p.name, bare) && ascii::iequals(p.type, type) && p.value != *value;
  };
  if (std::any_of(result.properties.begin(), result.properties.end(), contradicts)) return std::nullopt;
  return value;
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
    const auto value = one_value(result, name);
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
    if (const auto value = one_value(result, name)) return std::string(sender_in(*value));
  }
  return "";
}

std::string stated_sender_domain(const message::MethodResult& result) {
  const std::string sender = stated_sender(result);
  return sender.find_first_of("@.") == std::string::npos ? "" : domain_of(sender);
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
