// SPDX-License-Identifier: Apache-2.0
// check_host(): the initial processing of RFC 7208 section 4.3, and the verdict with its words.
#include <algorithm>

#include "base/ascii.hpp"
#include "dns/remembered.hpp"
#include "spf/check.hpp"

namespace alignmail::spf {
namespace {

// Why the name cannot be checked (2.3, 4.3); empty when it can. A Domain has well-formed labels,
// but they may hold any octet, and an address literal parses as one.
std::string_view unfit(const dns::Domain& domain) {
  const std::string& text = domain.text();
  if (text.front() == '[' || IpAddress::parse(text)) return "is an address, not a domain name";
  if (domain.label_count() < 2) return "has a single label";
  if (text.find('\\') != std::string::npos) return "is not a domain name";
  return {};
}

// %{d} keeps the spelling of the identity that the domain was taken from.
std::string spelling_of(const dns::Domain& domain, const Request& request) {
  const std::size_t at = request.sender.rfind('@');
  const auto of_sender = std::string_view(request.sender).substr(at == std::string::npos ? 0 : at + 1);
  for (std::string_view candidate : {of_sender, std::string_view(request.helo)}) {
    if (candidate.ends_with('.')) candidate.remove_suffix(1);
    if (ascii::iequals(candidate, domain.text())) return std::string(candidate);
  }
  return domain.text();
}

std::string describe(const Verdict& verdict, const std::string& detail) {
  const std::string who = verdict.domain ? verdict.domain->text() : "the domain";
  const std::string client = verdict.ip ? verdict.ip->to_string() : "the client";
  if (!detail.empty()) return detail;
  if (verdict.reason == Reason::NoMatch) return "no term of the record of " + who + " matches " + client;
  if (!verdict.matched) return std::string(to_string(verdict.reason));
  std::string text = "\"" + verdict.matched->mechanism + "\" in the record of " + verdict.matched->domain.text() +
                     " matches " + client;
  if (verdict.path.size() > 1) text += ", reached through \"" + verdict.path.front().mechanism + "\" of " + who;
  return text;
}

// Fills in what each term of the domain's own record costs, and their sum.
void count_worst_case(Check& check, const Place& place, Evaluated& evaluated, Verdict& verdict) {
  const Loaded& loaded = check.load(place.domain, dns::Need::Needed);
  if (!loaded.is_valid()) return;
  const WithoutCounting guard(check);
  WorstCase worst_case(check);
  verdict.worst_case_lookups = worst_case.of_record(place);
  const std::vector<int> costs = worst_case.of_terms(place, loaded.parsed.record);
  for (std::size_t i = 0; i < evaluated.terms.size(); ++i) evaluated.terms[i].worst_case_lookups = costs[i];
}

struct Made {
  Verdict verdict{};
  bool is_for_any_sender = false;  // no macro looked at the sender, HELO or the time
};

Made check(const Request& request, dns::Inquiry& inquiry) {
  Verdict verdict{.identity = request.identity, .domain = request.domain, .ip = request.ip};
  Check check(request, inquiry);
  const Place place{*request.domain, spelling_of(*request.domain, request)};
  Outcome outcome = evaluate_domain(check, place, false);
  verdict.status = outcome.evaluated->status;
  verdict.reason = outcome.evaluated->reason;
  verdict.lookups = check.lookups;
  verdict.void_lookups = check.void_lookups;
  if (!outcome.evaluated->record.empty()) verdict.record = outcome.evaluated->record;
  verdict.path = std::move(outcome.path);
  if (!verdict.path.empty()) verdict.matched = verdict.path.back();
  if (outcome.explainer && verdict.status == Status::Fail) {
    verdict.explanation = find_explanation(check, *outcome.explainer);
  }
  count_worst_case(check, place, *outcome.evaluated, verdict);
  verdict.detail = describe(verdict, outcome.detail);
  verdict.tree = std::move(outcome.evaluated);
  return {std::move(verdict), !check.has_read_identity()};
}

// Client, domain and identity: what a record without macros depends on.
std::string key_of(const Request& request) {
  const std::array<std::uint8_t, 16>& octets = request.ip->octets();
  std::string key;
  key.reserve(octets.size() + 2 + request.domain->text().size());
  key.append(reinterpret_cast<const char*>(octets.data()), octets.size());
  key.append({request.ip->is_v4() ? '4' : '6', request.identity == Identity::Helo ? 'h' : 'm'});
  return key.append(request.domain->text());
}

}  // namespace

Verdict check_host(const Request& request, dns::Inquiry& inquiry) {
  const auto unchecked = [&request](std::string detail) {
    return Verdict{
        .identity = request.identity, .domain = request.domain, .ip = request.ip, .detail = std::move(detail)};
  };
  if (!request.domain) return unchecked(std::string(to_string(Reason::NoDomain)));
  if (const auto why = unfit(*request.domain); !why.empty()) {
    return unchecked("\"" + request.domain->text() + "\" " + std::string(why));
  }
  if (!request.ip) return check(request, inquiry).verdict;
  thread_local dns::Remembered<Made> remembered(256);  // a sender like SES has many addresses
  return remembered
      .find(
          key_of(request), inquiry, [&] { return check(request, inquiry); },
          [](const Made& made) { return made.is_for_any_sender; })
      ->verdict;
}

}  // namespace alignmail::spf
