// SPDX-License-Identifier: Apache-2.0
// ptr and %{p} (RFC 7208 sections 5.5 and 7.3): names of the client that point back at it.
#include <algorithm>

#include "spf/check.hpp"

namespace alignmail::spf {
namespace {

struct ReverseNames {
  std::vector<dns::Domain> names{};  // the first ten; the others are ignored (4.6.4)
  std::vector<dns::Domain> chain{};
  std::optional<Step> trouble{};
};

// A temporary failure is not trouble here: the mechanism then fails to match (5.5).
ReverseNames reverse_names(Check& check) {
  ReverseNames result;
  const auto name = dns::Domain::parse(check.ip().reverse_name());
  if (!name) return result;
  dns::Answer answer = check.ask(*name, dns::Type::PTR);
  const Reply reply = reply_of(answer.status);
  if (reply == Reply::Pending) result.trouble = pending();
  if (reply == Reply::Unknown) result.trouble = dns_trouble(reply, answer.status, *name, dns::Type::PTR);
  if (!check.accept(reply)) result.trouble = too_many_voids(*name, dns::Type::PTR);
  if (result.trouble || reply != Reply::Found) return result;
  result.names = answer.names();
  if (result.names.size() > Limits::names) result.names.erase(result.names.begin() + Limits::names, result.names.end());
  result.chain = std::move(answer.chain);
  return result;
}

// Looks for validated names among those that `is_wanted`; stops at the first that `is_best`.
struct Search {
  std::vector<dns::Domain> validated{};
  std::optional<Step> trouble{};  // an answer that could change what was found is missing
};
template <class Wanted, class Best>
Search search_validated(Check& check, const std::vector<dns::Domain>& names, Wanted is_wanted, Best is_best) {
  Search search;
  for (const dns::Domain& name : names) {
    if (!is_wanted(name)) continue;
    const dns::Answer answer = check.ask(name, check.address_type());
    const Reply reply = reply_of(answer.status);
    if (reply == Reply::Unknown && !search.trouble) {
      search.trouble = dns_trouble(reply, answer.status, name, check.address_type());
    }
    if (reply == Reply::Pending) search.trouble = pending();  // an answer to come goes before one that never will
    const auto addresses = answer.addresses();
    if (std::find(addresses.begin(), addresses.end(), check.ip()) == addresses.end()) continue;
    search.validated.push_back(name);
    if (is_best(name)) {
      search.trouble.reset();
      return search;
    }
  }
  return search;
}

}  // namespace

// Names outside the target cannot make it match, so they are not even validated.
Step evaluate_ptr(Check& check, const dns::Domain& target, Term& term) {
  ReverseNames reverse = reverse_names(check);
  term.chain = std::move(reverse.chain);
  for (const dns::Domain& name : reverse.names) term.compared.push_back(name.text());
  if (reverse.trouble) return std::move(*reverse.trouble);
  const auto is_within = [&](const dns::Domain& name) { return name.is_within(target); };
  const Search search = search_validated(check, reverse.names, is_within, is_within);
  if (search.trouble) return *search.trouble;
  return matched_if(!search.validated.empty());
}

// The domain itself if it is validated, else a name below it, else any (7.3).
ValidatedName validated_name(Check& check, const Place& place) {
  ValidatedName result{.text = "unknown"};
  if (!check.spend()) {
    result.trouble = perm_error(Reason::TooManyLookups, "%{p} is one look-up more than the ten that are allowed");
    return result;
  }
  ReverseNames reverse = reverse_names(check);
  if (reverse.trouble) {
    result.trouble = std::move(reverse.trouble);
    return result;
  }
  const auto any = [](const dns::Domain&) { return true; };
  const auto is_domain = [&](const dns::Domain& name) { return name == place.domain; };
  Search search = search_validated(check, reverse.names, any, is_domain);
  if (search.trouble) {
    result.trouble = std::move(search.trouble);
    return result;
  }
  if (search.validated.empty()) return result;
  if (is_domain(search.validated.back())) {
    result.text = place.domain.text();
    return result;
  }
  const auto below = std::find_if(search.validated.begin(), search.validated.end(),
                                  [&](const dns::Domain& name) { return name.is_within(place.domain); });
  result.text = (below == search.validated.end() ? search.validated.front() : *below).text();
  return result;
}

}  // namespace alignmail::spf
