// SPDX-License-Identifier: Apache-2.0
// How many look-ups a record spends when no term matches (RFC 7208 section 4.6.4), for the
// sender who wants to know how near the limit is, whatever the address.
#include <algorithm>

#include "spf/check.hpp"

namespace alignmail::spf {
namespace {

constexpr int saturated = 999;
constexpr int in_progress = -1;

}  // namespace

int WorstCase::of_record(const Place& place) {
  if (const auto known = known_.find(place.domain); known != known_.end()) {
    return known->second == in_progress ? Limits::lookups + 1 : known->second;
  }
  if (known_.size() >= Limits::records_foreseen) return 0;
  // Not what travels along alone: nothing else may travel once a term matched, and "1 of 10" would be said of a record
  // that costs fifteen.
  const Loaded& loaded = check_.load(place.domain, dns::Need::Needed);
  known_[place.domain] = in_progress;
  int sum = 0;
  if (loaded.is_valid()) {
    for (const int cost : of_terms(place, loaded.parsed.record)) sum = std::min(sum + cost, saturated);
  }
  known_[place.domain] = sum;
  return sum;
}

std::vector<int> WorstCase::of_terms(const Place& place, const Record& record) {
  std::vector<int> costs(record.terms.size());
  const bool has_all = record.find(Kind::All) != nullptr;
  bool is_past_all = false;
  for (std::size_t i = 0; i < record.terms.size(); ++i) {
    const ParsedTerm& term = record.terms[i];
    is_past_all = is_past_all || term.kind == Kind::All;
    // What follows "all" is never tested, nor is a redirect beside one (5.1).
    const bool is_tested = term.is_mechanism() ? !is_past_all : !has_all;
    if (is_tested) costs[i] = of_term(place, record, term);
  }
  return costs;
}

int WorstCase::of_term(const Place& place, const Record& record, const ParsedTerm& term) {
  if (!needs_lookup(term.kind)) return 0;
  const std::string_view spec = record.value(term);
  int sum = uses_macro(spec, "p") ? 2 : 1;
  if (term.kind != Kind::Include && term.kind != Kind::Redirect) return sum;
  if (uses_macro(spec, "ipv")) return sum;  // where it leads depends on the address
  const Target target = find_target(check_, place, record, term);
  if (!target.name || target.name->label_count() < 2) return sum;
  sum += of_record({*target.name, target.text});
  return std::min(sum, saturated);
}

}  // namespace alignmail::spf
