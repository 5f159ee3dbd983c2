// SPDX-License-Identifier: Apache-2.0
#include "spf/check.hpp"

#include "base/ascii.hpp"
#include "base/recent.hpp"

namespace alignmail::spf {
namespace {

// Octets in the order of the macro "i": for IPv6 one part for each nibble (7.3).
std::string dotted(const IpAddress& ip) {
  if (ip.is_v4()) return ip.to_string();
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (const std::uint8_t octet : ip.octets()) {
    if (!out.empty()) out += '.';
    out += digits[octet >> 4];
    out += '.';
    out += digits[octet & 0xF];
  }
  return out;
}

// No mailbox that can be delivered to comes near the ceiling.
std::string_view bounded(std::string_view text) {
  return text.size() <= Limits::identity_octets ? text : text.substr(text.size() - Limits::identity_octets);
}

// RFC 8616 section 4: U-labels become A-labels before anything is done with a domain.
std::string without_u_labels(std::string_view name) {
  if (is_ascii(name)) return std::string(name);
  const auto converted = dns::Domain::parse_international(name);
  return converted ? converted->text() : std::string(name);
}

MacroValues make_values(const Request& request) {
  MacroValues values;
  const std::string_view sender = request.sender;
  const std::size_t at = sender.rfind('@');
  std::string_view local = at == std::string_view::npos ? "" : sender.substr(0, at);
  std::string_view domain = at == std::string_view::npos ? sender : sender.substr(at + 1);
  if (domain.empty()) domain = request.helo;  // 2.4: a null reverse-path is postmaster at HELO
  if (local.empty()) local = "postmaster";    // 4.3
  values.local_part = bounded(local);
  values.sender_domain = bounded(without_u_labels(domain));
  values.sender = values.local_part + "@" + values.sender_domain;
  if (request.ip) {
    values.ip = dotted(*request.ip);
    values.ip_readable = request.ip->to_string();
    values.version = request.ip->is_v4() ? "in-addr" : "ip6";
  }
  values.helo = bounded(without_u_labels(request.helo));
  values.receiver = request.receiver;
  values.time = std::to_string(request.now.time_since_epoch().count());
  return values;
}

// A record comes again with every message: parsed once, it is copied.
std::shared_ptr<const Parsed> recall_record(const std::string& text) {
  thread_local Recent<Parsed> recent;
  return recent.find(text, [&] { return parse_record(text); });
}

}  // namespace

Reply reply_of(dns::Status status) {
  if (status == dns::Status::Found) return Reply::Found;
  if (status == dns::Status::Pending) return Reply::Pending;
  if (dns::is_answer(status)) return Reply::Void;
  return dns::is_temporary(status) ? Reply::Failed : Reply::Unknown;
}

dns::Answer Check::ask(const dns::Domain& name, dns::Type type) { return inquiry.ask(name, type, need()); }

const MacroValues& Check::values() {
  if (!values_) values_ = make_values(request);
  return *values_;
}

const Loaded& Check::load(const dns::Domain& name, dns::Need need) {
  const auto known = loaded_.find(name);
  if (known != loaded_.end()) return known->second;
  dns::Answer answer = inquiry.ask(name, dns::Type::TXT, need);
  static const Loaded not_yet;
  if (answer.status == dns::Status::Pending) return not_yet;
  Loaded loaded{.reply = reply_of(answer.status), .status = answer.status, .chain = std::move(answer.chain)};
  for (const dns::RecordData& data : answer.records) {
    const auto* txt = std::get_if<dns::Txt>(&data);
    if (txt == nullptr) continue;
    std::string text = txt->strings.size() == 1 ? txt->strings.front() : txt->joined();
    if (is_spf_record(text)) loaded.records.push_back(std::move(text));
  }
  if (loaded.records.size() == 1) loaded.parsed = *recall_record(loaded.records.front());
  return loaded_.emplace(name, std::move(loaded)).first->second;
}

Step matched_if(bool matches) {
  Step step;
  step.match = matches ? Match::Matched : Match::NotMatched;
  return step;
}

Step pending() {
  Step step;
  step.match = Match::Pending;
  return step;
}

Step perm_error(Reason reason, std::string detail) {
  Step step;
  step.match = Match::Error;
  step.status = Status::PermError;
  step.reason = reason;
  step.detail = std::move(detail);
  return step;
}

Step dns_trouble(Reply reply, dns::Status status, const dns::Domain& name, dns::Type type) {
  Step step;
  step.match = Match::Error;
  step.detail = std::string(to_string(type)) + " of " + name.text();
  if (reply == Reply::Failed) {
    step.status = Status::TempError;
    step.reason = Reason::DnsFailure;
    step.detail += " could not be looked up (" + std::string(to_string(status)) + ")";
  } else {
    step.status = Status::None;
    step.reason = Reason::NotAnswered;
    step.detail += " is not known (" + std::string(to_string(status)) + ")";
  }
  return step;
}

Step too_many_voids(const dns::Domain& name, dns::Type type) {
  return perm_error(Reason::TooManyVoidLookups,
                    std::string(to_string(type)) + " of " + name.text() +
                        " found nothing; it is the third look-up that does, two are allowed");
}

}  // namespace alignmail::spf
