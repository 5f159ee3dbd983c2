// SPDX-License-Identifier: Apache-2.0
// Policy discovery (RFC 9989 section 4.10.1; RFC 7489 section 6.6.3): which record applies to an
// author domain, and what its owner asks for.
#include "dmarc/walk.hpp"

namespace alignmail::dmarc {
namespace {

// Whether the author domain exists (section 3.2.13): the rcode counts, not the records. An alias
// is a record, so a name that is one exists wherever it leads.
dns::Status existence(const Discovery& discovery, dns::Inquiry& inquiry, dns::Need need) {
  const dns::Answer answer = inquiry.ask(discovery.author, dns::Type::TXT, need);
  if (answer.status == dns::Status::NxDomain && !answer.chain.empty()) return dns::Status::NoData;
  if (dns::is_answer(answer.status)) return answer.status;
  // RFC 8020: a name below which something stands exists.
  for (const Step& step : discovery.walk) {
    const bool is_below = step.name.label_count() > 1 && step.name.parent() == discovery.author;
    const bool stands = step.by_alias || step.status == dns::Status::Found || step.status == dns::Status::NoData;
    if (is_below && stands) return dns::Status::NoData;
  }
  return answer.status;
}

// What asks for one level below what the tag says: t=y (RFC 9989 section 4.7), or pct=0 (RFC 7489 section 6.6.4). Of
// the other percentages each message has its own lot.
std::string weakening(const Record& record, Standard standard) {
  if (record.test_mode) return "t=y";
  return standard == Standard::Rfc7489 && record.percentage == 0 ? "pct=0" : "";
}
Policy one_level_below(Policy policy) { return policy == Policy::Reject ? Policy::Quarantine : Policy::None; }

struct Applied {
  std::string tag;
  Policy policy = Policy::None;
};
// Section 4.7: a record that lacks nothing but p is read as if it included p=none; its sp and np
// stay. In the other cases of section 4.10.1, and always in RFC 7489 section 6.6.3, one with
// p=none alone takes its place.
bool is_replaced(const Record& record, Standard standard) {
  return record.acts_as_none && (standard == Standard::Rfc7489 || !record.faults.empty());
}

// The policy of a record for its own domain, or for a name below it (section 4.10.1).
Applied policy_of(const Record& record, Standard standard, bool is_below, bool exists) {
  if (is_replaced(record, standard)) return {"p", Policy::None};
  if (is_below && !exists && record.nonexistent_policy) return {"np", *record.nonexistent_policy};
  if (is_below && record.subdomain_policy) return {"sp", *record.subdomain_policy};
  return {"p", record.policy.value_or(Policy::None)};
}

// Puts a record in force, or says why it cannot be.
void apply(Discovery& discovery, const Level& level, dns::Inquiry& inquiry) {
  discovery.policy_domain = level.domain;
  if (!level.reading->objection.empty()) {
    discovery.broken_record = level.reading->record.text;
    return;
  }
  const Record& record = level.reading->record;
  discovery.record = record;
  const bool is_below = level.domain != discovery.author;
  const Applied if_exists = policy_of(record, discovery.standard, is_below, true);
  const Applied if_not = policy_of(record, discovery.standard, is_below, false);
  const bool depends = if_exists.tag != if_not.tag;
  discovery.author_exists = existence(discovery, inquiry, depends ? dns::Need::Needed : dns::Need::Speculative);
  const bool is_known = dns::is_answer(discovery.author_exists);
  if (depends && discovery.author_exists == dns::Status::Pending) discovery.pending = true;
  if (depends && !is_known && if_exists.policy != if_not.policy) return;
  const Applied& applied = discovery.author_exists == dns::Status::NxDomain ? if_not : if_exists;
  discovery.policy_tag = applied.tag;
  discovery.stated_policy = applied.policy;
  discovery.weakened_by = weakening(record, discovery.standard);
  discovery.policy = discovery.weakened_by.empty() ? applied.policy : one_level_below(applied.policy);
}

// The value that all who are asked name; two different ones leave nothing.
template <class T>
class Unanimous {
 public:
  void add(const T& value) {
    if (!seen_) value_ = value;
    if (seen_ && value_ && *value_ != value) value_.reset();
    seen_ = true;
  }
  const std::optional<T>& value() const { return value_; }

 private:
  std::optional<T> value_{};
  bool seen_ = false;
};

void discover_by_walk(Discovery& discovery, dns::Inquiry& inquiry) {
  const Walk found = walk(discovery.author, inquiry, dns::Need::Needed);
  for (const Level& level : found.levels) {
    discovery.walk.push_back(level.step);
    if (level.step.records.size() > 1) discovery.several_records = true;
  }
  Unanimous<dns::Domain> organization;
  Unanimous<std::optional<std::size_t>> record;
  for_each_case({&found}, [&](const MarkOf& mark_of) {
    const Selection selection = select(found, mark_of);
    organization.add(selection.organization);
    record.add(selection.record);
  });
  discovery.organizational_domain = organization.value();
  std::optional<std::optional<std::size_t>> applies = record.value();
  const auto is_read = [&](std::size_t i) { return found.levels[i].reading != nullptr; };
  // The author domain's own record applies whatever the rest of the walk would bring.
  if (!applies && !found.levels.empty() && found.levels.front().domain == discovery.author && is_read(0)) applies = 0;
  const bool is_decided = applies && (!*applies || is_read(**applies));
  if (!is_decided || !discovery.organizational_domain) {
    const dns::Status failure = first_failure(found);
    if (failure == dns::Status::Pending) discovery.pending = true;
    if (failure != dns::Status::Pending) discovery.failure = failure;
  }
  if (is_decided && *applies) apply(discovery, found.levels[**applies], inquiry);
}

// RFC 7489 section 6.6.3: the author domain, then the organizational domain. Several records where
// one is looked for end the search.
void discover_by_list(Discovery& discovery, const dns::SuffixList& suffixes, dns::Inquiry& inquiry) {
  discovery.organizational_domain = suffixes.organizational_domain(discovery.author);
  std::vector<dns::Domain> places{discovery.author};
  if (*discovery.organizational_domain != discovery.author) places.push_back(*discovery.organizational_domain);
  std::vector<Level> levels;
  for (const dns::Domain& place : places) {
    auto level = look_up(place, Standard::Rfc7489, inquiry, dns::Need::Needed);
    if (level) levels.push_back(std::move(*level));
  }
  for (const Level& level : levels) {
    discovery.walk.push_back(level.step);
    if (level.mark == Mark::Unknown) {
      discovery.pending = level.step.status == dns::Status::Pending;
      if (!discovery.pending) discovery.failure = level.step.status;
      return;
    }
    if (level.step.records.size() > 1) {
      discovery.several_records = true;
      return;
    }
    if (level.reading) return apply(discovery, level, inquiry);
  }
}

}  // namespace

Discovery discover(const dns::Domain& author, Standard standard, const dns::SuffixList& suffixes,
                   dns::Inquiry& inquiry) {
  Discovery discovery{author, standard};
  // Asked with the first round, lest np= cost another one.
  inquiry.foresee(author, dns::Type::TXT);
  if (standard == Standard::Rfc9989) {
    discover_by_walk(discovery, inquiry);
  } else {
    discover_by_list(discovery, suffixes, inquiry);
  }
  if (discovery.author_exists == dns::Status::Pending) {
    discovery.author_exists = existence(discovery, inquiry, dns::Need::Speculative);
  }
  return discovery;
}

std::optional<dns::Domain> organizational_domain(const dns::Domain& name, Standard standard,
                                                 const dns::SuffixList& suffixes, dns::Inquiry& inquiry) {
  if (standard == Standard::Rfc7489) return suffixes.organizational_domain(name);
  const Walk found = walk(name, inquiry, dns::Need::Needed);
  Unanimous<dns::Domain> organization;
  for_each_case({&found}, [&](const MarkOf& mark_of) { organization.add(select(found, mark_of).organization); });
  return organization.value();
}

std::string_view to_string(Standard standard) { return standard == Standard::Rfc9989 ? "rfc9989" : "rfc7489"; }

}  // namespace alignmail::dmarc
