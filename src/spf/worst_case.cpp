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
  const Loaded& loaded = check_.load(place.domain, dns::Need::Speculative);
  known_[place.domain] = in_progress;
  int sum = 0;
  if (loaded.is_valid()) {
    const Record& record = loaded.parsed.record;
    const bool has_all = record.find(Kind::All) != nullptr;
    for (const ParsedTerm& term : record.terms) {
      if (term.kind == Kind::All) break;  // what follows is never tested (5.1)
      if (term.is_mechanism()) sum = std::min(sum + of_term(place, record, term), saturated);
    }
    const ParsedTerm* redirect = has_all ? nullptr : record.find(Kind::Redirect);
    if (redirect != nullptr) sum = std::min(sum + of_term(place, record, *redirect), saturated);
  }
  known_[place.domain] = sum;
  return sum;
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
