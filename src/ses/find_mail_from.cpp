// SPDX-License-Identifier: Apache-2.0
// A custom MAIL FROM that nobody named shows itself in DNS: its MX is a feedback host of SES.
//
// infer_from_dns() takes it for the one in use, when there is no message to tell. Where a message
// shows that SES used its own, suggest_mail_from() proposes it, or else a name that is free.
#include "ses/audit.hpp"
#include "ses/regions.hpp"

namespace alignmail::ses {
namespace {

// Under which it usually stands; the documentation of SES and of those who send through it.
constexpr std::string_view usual_labels[] = {"mail", "bounce", "bounces",  "send",
                                             "ses",  "email",  "mailfrom", "feedback"};
// Of these, the ones to propose where nothing stands yet.
constexpr std::string_view free_labels[] = {"mail", "bounce", "send", "mailfrom"};
// And where all of these are taken, such as nobody has by accident.
constexpr std::string_view spare_labels[] = {"ses-bounce", "ses-mailfrom"};

std::vector<dns::Domain> below(const dns::Domain& domain, std::span<const std::string_view> labels) {
  std::vector<dns::Domain> names;
  for (const std::string_view label : labels) {
    if (auto name = domain.with_prefix(label)) names.push_back(*std::move(name));
  }
  return names;
}

// The region whose feedback host is the MX of that name.
const Region* region_at(const dns::Domain& name, dns::Inquiry& inquiry) {
  for (const dns::Mx& mx : inquiry.ask(name, dns::Type::MX).exchanges()) {
    const Region* region = mx.exchange ? region_by_feedback_host(mx.exchange->text()) : nullptr;
    if (region != nullptr) return region;
  }
  return nullptr;
}

// The name as a MAIL FROM of SES; nothing when its records are not, or are not known to be, such.
std::optional<Suggestion> prepared(const dns::Domain& name, std::string_view region, dns::Inquiry& inquiry) {
  const auto exchanges = inquiry.ask(name, dns::Type::MX).exchanges();
  if (exchanges.size() != 1 || !is_feedback_host(exchanges.front(), region)) return std::nullopt;
  if (exchanges.front().preference != mx_preference) return std::nullopt;
  Suggestion suggestion{.name = name, .has_mx = true};
  const Region* host = region_by_feedback_host(exchanges.front().exchange->text());
  suggestion.region = host ? std::string(host->name) : std::string(region);  // a region newer than the table
  const dns::Answer text = inquiry.ask(name, dns::Type::TXT);
  const auto records = spf_records(text);
  if (!dns::is_answer(text.status) || records.size() > 1) return std::nullopt;
  if (records.empty()) return suggestion;
  const Reach reach = reach_of_ses(records.front(), std::nullopt, inquiry);
  suggestion.has_spf = reach == Reach::Yes;
  // A record for somebody else is not ours to extend unasked.
  return suggestion.has_spf ? std::optional(suggestion) : std::nullopt;
}

// RFC 8020: below a name that does not exist nothing does, whatever its type.
enum class Use : std::uint8_t { Free, Taken, Unknown };
Use use_of(const dns::Domain& name, dns::Inquiry& inquiry) {
  const auto fact = inquiry.look(name, dns::Type::A);
  if (!fact || !dns::is_answer(fact->status)) return Use::Unknown;
  if (fact->status == dns::Status::NxDomain) return Use::Free;
  if (fact->status == dns::Status::Found) return Use::Taken;
  bool is_open = false;
  for (const dns::Type type : {dns::Type::MX, dns::Type::TXT, dns::Type::AAAA}) {
    const auto other = inquiry.look(name, type);
    if (other && other->status == dns::Status::Found) return Use::Taken;
    is_open = is_open || !other || !dns::is_answer(other->status);
  }
  return is_open ? Use::Unknown : Use::Free;
}

// The first half of the work: SPF for SES and nothing else, so that only the MX is missing.
std::optional<Suggestion> with_spf_only(const dns::Domain& name, dns::Inquiry& inquiry) {
  const auto address = inquiry.look(name, dns::Type::A);
  const bool exists = address && dns::is_answer(address->status) && address->status != dns::Status::NxDomain;
  if (!exists || address->status == dns::Status::Found || address->alias) return std::nullopt;
  const dns::Answer mx = inquiry.ask(name, dns::Type::MX);
  const auto records = spf_records(inquiry.ask(name, dns::Type::TXT));
  if (!dns::is_answer(mx.status) || mx.found() || records.size() != 1) return std::nullopt;
  if (reach_of_ses(records.front(), std::nullopt, inquiry) != Reach::Yes) return std::nullopt;
  return Suggestion{.name = name, .has_spf = true};
}

// RFC 4592: asked for literally, the asterisk is answered like any other name.
bool has_wildcard(const dns::Domain& domain, dns::Inquiry& inquiry) {
  const auto name = domain.with_prefix("*");
  if (!name) return false;
  bool found = false;
  for (const dns::Type type : {dns::Type::A, dns::Type::MX, dns::Type::TXT, dns::Type::AAAA}) {
    const auto fact = inquiry.look(*name, type);
    found = found || (fact && (fact->status == dns::Status::Found || fact->alias));
  }
  return found;
}

std::optional<Suggestion> free_name(const dns::Domain& domain, const std::vector<dns::Domain>& usual,
                                    dns::Inquiry& inquiry) {
  const std::vector<dns::Domain> spare = below(domain, spare_labels);
  for (const auto& names : {usual, spare}) {
    for (const dns::Domain& name : names) {
      const Use use = use_of(name, inquiry);
      if (use != Use::Taken) return Suggestion{.name = name, .checked_free = use == Use::Free};
    }
  }
  if (spare.empty() || !has_wildcard(domain, inquiry)) return std::nullopt;
  return Suggestion{.name = spare.front(), .under_wildcard = true};
}

}  // namespace

bool is_feedback_host(const dns::Mx& mx, std::string_view region) {
  if (!mx.exchange) return false;
  return region.empty() ? region_by_feedback_host(mx.exchange->text()) != nullptr
                        : mx.exchange->text() == feedback_host(region);
}

std::optional<Suggestion> suggest_mail_from(const dns::Domain& domain, std::string_view region, dns::Inquiry& inquiry) {
  const std::vector<dns::Domain> usual = below(domain, usual_labels);
  const std::vector<dns::Domain> to_propose = below(domain, free_labels);
  for (const dns::Domain& name : usual) inquiry.foresee(name, dns::Type::MX);
  for (const dns::Domain& name : to_propose) inquiry.foresee(name, dns::Type::A);
  std::optional<Suggestion> half;
  std::optional<HalfMade> other;
  for (const dns::Domain& name : usual) {
    auto suggestion = prepared(name, region, inquiry);
    if (suggestion && suggestion->prepared()) return suggestion;
    Begun begun = suggestion ? Begun{.to_mend = std::move(suggestion)} : find_begun(name, region, inquiry);
    if (!half) half = std::move(begun.to_mend);
    if (!other) other = std::move(begun.to_name);
  }
  for (const dns::Domain& name : to_propose) {
    if (!half) half = with_spf_only(name, inquiry);
  }
  if (!half) half = free_name(domain, to_propose, inquiry);
  if (half) half->half_made = std::move(other);
  return half;
}

bool infer_from_dns(Setup& setup, dns::Inquiry& inquiry) {
  if (!setup.domain.value || (setup.default_mail_from && !setup.mail_from.known())) return true;
  std::vector<dns::Domain> names;
  if (setup.mail_from.value) {
    names.push_back(*setup.mail_from.value);
  } else {
    names = below(*setup.domain.value, usual_labels);
  }
  bool is_settled = true;
  for (const dns::Domain& name : names) {
    is_settled = dns::is_answer(inquiry.ask(name, dns::Type::MX).status) && is_settled;
  }
  for (const dns::Domain& name : names) {
    const Region* region = region_at(name, inquiry);
    if (region == nullptr) continue;
    // A name that belongs to another region's set-up is not the one in question.
    if (!setup.mail_from.known() && setup.region.known() && setup.region.value != region->name) continue;
    if (!setup.mail_from.known()) setup.mail_from = {name, Origin::Inferred};
    if (!setup.region.known()) setup.region = {std::string(region->name), Origin::Inferred};
    break;
  }
  return is_settled;
}

}  // namespace alignmail::ses
