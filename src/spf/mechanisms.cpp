// SPDX-License-Identifier: Apache-2.0
// The mechanisms of RFC 7208 section 5 that compare addresses, but ptr.
#include <algorithm>

#include "spf/check.hpp"

namespace alignmail::spf {
namespace {

int prefix_for(const Check& check, const ParsedTerm& parsed) {
  return check.ip().is_v4() ? parsed.prefix_v4 : parsed.prefix_v6;
}

Step evaluate_a(Check& check, const dns::Domain& target, const ParsedTerm& parsed, Term& term) {
  dns::Answer answer = check.ask(target, check.address_type());
  term.chain = std::move(answer.chain);
  const Reply reply = reply_of(answer.status);
  if (reply == Reply::Pending) return pending();
  if (reply == Reply::Failed || reply == Reply::Unknown) {
    return dns_trouble(reply, answer.status, target, check.address_type());
  }
  if (!check.accept(reply)) return too_many_voids(target, check.address_type());
  bool matches = false;
  for (const IpAddress& address : answer.addresses()) {
    term.compared.push_back(address.to_string());
    matches = matches || check.ip().is_within(address, prefix_for(check, parsed));
  }
  return matched_if(matches);
}

// The names to look up, each once, by preference. A null MX (RFC 7505) names nothing.
std::vector<dns::Domain> exchange_names(const dns::Answer& answer) {
  std::vector<dns::Domain> names;
  for (const dns::Mx& mx : answer.exchanges()) {
    if (mx.exchange && std::find(names.begin(), names.end(), *mx.exchange) == names.end()) {
      names.push_back(*mx.exchange);
    }
    if (names.size() > Limits::names) break;
  }
  return names;
}

Step evaluate_exchanges(Check& check, const std::vector<dns::Domain>& names, const ParsedTerm& parsed, Term& term) {
  bool is_pending = false;
  for (const dns::Domain& name : names) {
    const dns::Answer answer = check.ask(name, check.address_type());
    const Reply reply = reply_of(answer.status);
    // All names are asked in one wave, but only what comes before an error may match.
    if (reply == Reply::Pending) is_pending = true;
    if (is_pending && reply != Reply::Found) continue;
    if (reply == Reply::Failed || reply == Reply::Unknown) {
      return dns_trouble(reply, answer.status, name, check.address_type());
    }
    bool matches = false;
    for (const IpAddress& address : answer.addresses()) {
      term.compared.push_back(name.text() + " " + address.to_string());
      matches = matches || check.ip().is_within(address, prefix_for(check, parsed));
    }
    if (matches && !is_pending) return matched_if(true);
  }
  return is_pending ? pending() : matched_if(false);
}

Step evaluate_mx(Check& check, const dns::Domain& target, const ParsedTerm& parsed, Term& term) {
  dns::Answer answer = check.ask(target, dns::Type::MX);
  term.chain = std::move(answer.chain);
  const Reply reply = reply_of(answer.status);
  if (reply == Reply::Pending) return pending();
  if (reply == Reply::Failed || reply == Reply::Unknown)
    return dns_trouble(reply, answer.status, target, dns::Type::MX);
  if (!check.accept(reply)) return too_many_voids(target, dns::Type::MX);
  const std::vector<dns::Domain> names = exchange_names(answer);
  if (names.size() > Limits::names) {
    return perm_error(Reason::TooManyNames, target.text() + " has more than 10 mail exchangers");
  }
  return evaluate_exchanges(check, names, parsed, term);
}

// 5.7: always an A query, also for IPv6 clients.
Step evaluate_exists(Check& check, const dns::Domain& target, Term& term) {
  dns::Answer answer = check.ask(target, dns::Type::A);
  term.chain = std::move(answer.chain);
  const Reply reply = reply_of(answer.status);
  if (reply == Reply::Pending) return pending();
  if (reply == Reply::Failed || reply == Reply::Unknown) return dns_trouble(reply, answer.status, target, dns::Type::A);
  if (!check.accept(reply)) return too_many_voids(target, dns::Type::A);
  const auto addresses = answer.addresses();
  for (const IpAddress& address : addresses) term.compared.push_back(address.to_string());
  return matched_if(!addresses.empty());
}

Step evaluate_with_target(Check& check, const Place& place, const Record& record, const ParsedTerm& parsed,
                          Term& term) {
  Target target = find_target(check, place, record, parsed);
  term.target = std::move(target.text);
  if (target.trouble) return std::move(*target.trouble);
  if (!target.name) {
    // 4.8 leaves it open what a name that is none comes to; no match, since it names no host.
    term.note = "the name is not a domain name: an empty label, or one over 63 octets";
    return matched_if(false);
  }
  switch (parsed.kind) {
    case Kind::A: return evaluate_a(check, *target.name, parsed, term);
    case Kind::Mx: return evaluate_mx(check, *target.name, parsed, term);
    case Kind::Ptr: return evaluate_ptr(check, *target.name, term);
    case Kind::Exists: return evaluate_exists(check, *target.name, term);
    case Kind::All:
    case Kind::Include:
    case Kind::Ip4:
    case Kind::Ip6:
    case Kind::Redirect:
    case Kind::Exp:
    case Kind::UnknownModifier: break;
  }
  return matched_if(false);
}

}  // namespace

Step evaluate_mechanism(Check& check, const Place& place, const Record& record, const ParsedTerm& parsed, Term& term) {
  switch (parsed.kind) {
    case Kind::All: return matched_if(true);
    case Kind::Ip4:
    case Kind::Ip6: term.target = parsed.network.to_string(); return matched_if(parsed.network.contains(check.ip()));
    default: return evaluate_with_target(check, place, record, parsed, term);
  }
}

Target find_target(Check& check, const Place& place, const Record& record, const ParsedTerm& term) {
  Target target;
  const std::string_view spec = record.value(term);
  if (spec.empty()) {
    target.text = place.domain.text();
    target.name = place.domain;
    return target;
  }
  if (spec.find('%') == std::string_view::npos) {
    target.text = fit_name(std::string(spec));
  } else {
    ValidatedName validated;
    if (uses_macro(spec, "p")) {
      validated = validated_name(check, place);
      if (validated.trouble) {
        target.trouble = std::move(validated.trouble);
        return target;
      }
    }
    target.text = expand_name(spec, {check.values(), place.spelled, validated.text});
  }
  if (auto name = dns::Domain::parse(target.text)) target.name = std::move(*name);
  return target;
}

}  // namespace alignmail::spf
