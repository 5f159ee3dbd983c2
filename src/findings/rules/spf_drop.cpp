// SPDX-License-Identifier: Apache-2.0
#include "findings/rules/spf_drop.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "findings/evidence.hpp"
#include "spf/edit.hpp"

namespace alignmail::findings {
namespace {

using spf::Kind;
using spf::Term;

constexpr std::string_view ses_include = "include:amazonses.com";

// Whether the first of two is the better one to go. Somebody else's list is costlier to keep than
// a host of one's own.
bool goes_first(const Term* one, const Term* other) {
  if (one->worst_case_lookups != other->worst_case_lookups) return one->worst_case_lookups > other->worst_case_lookups;
  return one->kind == Kind::Include && other->kind != Kind::Include;
}

}  // namespace

SpfTerms terms_that(const spf::Verdict& verdict, const std::function<bool(const Term&)>& holds) {
  SpfTerms found;
  if (!verdict.tree || verdict.tree->record.empty()) return found;
  for (const Term& term : verdict.tree->terms) {
    if (term.match != spf::Match::Matched && holds(term)) found.push_back(&term);
  }
  return found;
}

SpfTerms terms_over_the_limit(const spf::Verdict& verdict) {
  SpfTerms costly = terms_that(verdict, [](const Term& term) {
    return term.worst_case_lookups > 0 && ascii::to_lower(term.text) != ses_include;
  });
  std::stable_sort(costly.begin(), costly.end(), goes_first);
  int left = verdict.worst_case_lookups;
  std::size_t enough = 0;
  while (enough < costly.size() && left > spf::Limits::lookups) left -= costly[enough++]->worst_case_lookups;
  costly.resize(std::max<std::size_t>(enough, std::min<std::size_t>(costly.size(), 1)));
  return costly;
}

std::optional<Fix> fix_by_dropping(const Analysis& analysis, const SpfTerms& terms, std::string summary) {
  if (terms.empty()) return std::nullopt;
  const spf::Evaluated& record = *analysis.spf.tree;
  SpfTerms from_the_end = terms;
  std::sort(from_the_end.begin(), from_the_end.end(),
            [](auto* one, auto* other) { return one->offset > other->offset; });
  std::string shorter = record.record;
  for (const Term* term : from_the_end) shorter = spf::without_term(shorter, term->offset);
  std::vector<std::string> texts;
  for (auto term = from_the_end.rbegin(); term != from_the_end.rend(); ++term)
    texts.push_back("\"" + (*term)->text + "\"");
  return one_step_fix(std::move(summary), "Without " + listed(texts) + ", if nothing of yours sends that way:",
                      {txt_change(Operation::Replace, record.domain, shorter, {record.record})});
}

}  // namespace alignmail::findings
