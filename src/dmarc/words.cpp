// SPDX-License-Identifier: Apache-2.0
// A verdict in words: what carries it, what else would, and what would not and why.
#include <algorithm>
#include <set>

#include "alignmail/dmarc.hpp"

namespace alignmail::dmarc {
namespace {

std::string_view name_of(Method method) { return method == Method::Spf ? "SPF" : "DKIM"; }

// How near an identifier comes to counting.
int nearness(const Alignment& alignment) {
  const bool passed = alignment.identifier.authenticated == Authenticated::Yes;
  return (alignment.aligned_relaxed ? 2 : 0) + (passed ? 1 : 0);
}

std::string why_not(const Alignment& best, const Discovery& discovery) {
  const std::string& domain = best.identifier.domain.text();
  const bool passed = best.identifier.authenticated == Authenticated::Yes;
  if (best.aligned_relaxed && passed) return "strict alignment asks for " + discovery.author.text() + " itself";
  if (best.relation == Relation::Unknown && passed) return "whether " + domain + " aligns is not known";
  if (passed) return domain + " belongs to another organization";
  if (best.identifier.authenticated == Authenticated::Unknown) return domain + " could not be checked";
  return best.aligned_relaxed ? domain + " aligns, but did not pass"
                              : "it did not pass, and " + domain + " is not aligned";
}

std::string without(const Verdict& verdict, Method method) {
  const Alignment* best = nullptr;
  for (const Alignment& alignment : verdict.alignments) {
    if (alignment.identifier.method != method) continue;
    if (best == nullptr || nearness(alignment) > nearness(*best)) best = &alignment;
  }
  const std::string nothing = method == Method::Spf ? "there is no bounce domain" : "there is no signature";
  return "; by " + std::string(name_of(method)) +
         " it would not: " + (best == nullptr ? nothing : why_not(*best, *verdict.discovery));
}

}  // namespace

std::string explained(const Verdict& verdict) {
  if (verdict.outcome != Outcome::Pass) return verdict.reason;
  std::string words = verdict.reason;
  std::set<std::pair<Method, dns::Domain>> named;
  for (const Alignment& alignment : verdict.alignments) {
    if (!alignment.counts) continue;
    const Identifier& identifier = alignment.identifier;
    const bool is_first = named.empty();
    if (!named.emplace(identifier.method, identifier.domain).second || is_first) continue;
    words += "; it would also pass by " + std::string(name_of(identifier.method)) + " for " + identifier.domain.text() +
             " alone";
  }
  for (const Method method : {Method::Spf, Method::Dkim}) {
    if (!verdict.counts(method)) words += without(verdict, method);
  }
  return words;
}

}  // namespace alignmail::dmarc
