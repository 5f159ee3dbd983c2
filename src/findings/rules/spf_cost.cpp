// SPDX-License-Identifier: Apache-2.0
// SPF records that cost too many look-ups, or lead nowhere.
#include <algorithm>

#include "findings/evidence.hpp"
#include "findings/rules.hpp"
#include "findings/rules/ses_common.hpp"
#include "findings/rules/spf_common.hpp"
#include "findings/rules/spf_fixes.hpp"
#include "ses/names.hpp"

namespace alignmail::findings {
namespace {

using spf::Kind;
using spf::Reason;

bool finds_nothing(const spf::Term& term) { return term.compared.empty() && term.match != spf::Match::NotReached; }

std::string only_for_ses(const Analysis& analysis) {
  const bool is_mail_from = concerns_ses(analysis) && analysis.ses.mail_from == ses::MailFrom::Custom;
  return is_mail_from
             ? " A MAIL FROM name that SES alone uses needs no more than \"" + std::string(ses::mail_from_spf) + "\"."
             : "";
}

// Which sender goes nobody can tell from DNS.
std::string whose_choice(const Analysis& analysis) {
  const std::string choice =
      "Which of them you still need only you can tell: the costliest is left out here, and of equals the first.";
  return choice + only_for_ses(analysis);
}

std::vector<Evidence> too_many_lookups(const Analysis& analysis) {
  std::vector<Evidence> found = evidence_of_reason(analysis, Reason::TooManyLookups);
  if (found.empty()) found = evidence_of_reason(analysis, Reason::TooManyNames);
  for (Evidence& evidence : found) {
    evidence.fix = fix_by_dropping(analysis, terms_over(analysis.spf, spf::Limits::lookups));
    if (evidence.fix) evidence.fix->note = whose_choice(analysis);
  }
  return found;
}

std::vector<Evidence> void_lookups(const Analysis& analysis) {
  const auto is_dead = [](const spf::Term& term) {
    return (term.kind == Kind::A || term.kind == Kind::Mx) && finds_nothing(term);
  };
  std::vector<Evidence> found = evidence_of_reason(analysis, Reason::TooManyVoidLookups);
  for (Evidence& evidence : found) {
    evidence.fix = fix_by_dropping(analysis, terms_that(analysis.spf, is_dead), "Remove the terms that find nothing");
  }
  return found;
}

std::vector<Evidence> loop(const Analysis& analysis) {
  std::vector<Evidence> found = evidence_of_reason(analysis, Reason::Loop);
  for (Evidence& evidence : found) evidence.fix = fix_by_opening_the_loop(analysis);
  return found;
}

// How much room is left, so that nobody is told to hurry who may take one more provider.
std::string room_left(int worst) {
  const int left = spf::Limits::lookups - worst;
  if (left < 0) return "A server that is found late or never gets permerror, and SPF does not count for its mail.";
  if (left == 0) return "None is left. One more, or a change at a provider, and SPF stops working.";
  return std::string(left == 1 ? "One is left." : "Two are left.") +
         " A new provider that costs more, or a change at one that you have, and SPF stops working.";
}

// "include:a.provider.test (3)", the costliest first.
std::vector<std::string> costs_of(const spf::Evaluated& record) {
  std::vector<const spf::Term*> costly;
  for (const spf::Term& term : record.terms) {
    if (term.worst_case_lookups > 0) costly.push_back(&term);
  }
  std::stable_sort(costly.begin(), costly.end(),
                   [](auto* one, auto* other) { return one->worst_case_lookups > other->worst_case_lookups; });
  std::vector<std::string> costs;
  costs.reserve(costly.size());
  for (const spf::Term* term : costly)
    costs.push_back(term->text + " (" + std::to_string(term->worst_case_lookups) + ")");
  return costs;
}

// The record works: which term goes is its owner's choice, and no record is proposed.
Fix fix_by_choosing(const Analysis& analysis) {
  Fix fix{.summary = "Remove a term that you do not need, before you add another one"};
  fix.steps.push_back(
      {.text = "What each term costs, with the records behind it: " + listed(costs_of(*analysis.spf.tree)) + "."});
  fix.note = "Which of them you still need only you can tell." + only_for_ses(analysis);
  return fix;
}

std::vector<Evidence> near_the_limit(const Analysis& analysis) {
  constexpr int comfortable = 7;
  const int worst = analysis.spf.worst_case_lookups;
  if (worst <= comfortable || analysis.spf.status == spf::Status::PermError) return {};
  if (!analysis.spf.tree) return {};
  Evidence evidence{.items = {spf_item(*analysis.spf.tree)}, .values = spf_values(analysis)};
  evidence.values["room"] = room_left(worst);
  if (!spf_can_count(analysis)) evidence.severity = Severity::Info;
  evidence.fix = fix_by_choosing(analysis);
  return {evidence};
}

std::vector<Evidence> include_without_record(const Analysis& analysis) {
  std::vector<Evidence> found = evidence_of_reason(analysis, Reason::IncludeWithoutRecord);
  if (found.empty()) found = evidence_of_reason(analysis, Reason::RedirectWithoutRecord);
  const auto is_dead = [](const spf::Term& term) {
    return term.inner && term.inner->record.empty() && term.inner->rivals.empty();
  };
  for (Evidence& evidence : found) {
    const SpfTerms dead = terms_that(analysis.spf, is_dead);
    evidence.fix = fix_by_naming_ses(analysis, dead);
    if (!evidence.fix) evidence.fix = fix_by_dropping(analysis, dead, "Remove what leads nowhere");
  }
  return found;
}

constexpr Rule rules[] = {
    {.id = "SPF004",
     .slug = "spf-too-many-lookups",
     .severity = Severity::Error,
     .title = "The SPF record needs more than 10 DNS look-ups",
     .why = "Evaluating the record of {domain} takes more look-ups than the ten that SPF allows ({detail}), so "
            "receivers answer permerror and SPF does not count.",
     .explanation = "include, a, mx, ptr, exists and redirect each cost a look-up, those of included records too. "
                    "Beyond ten, or beyond ten names behind one mx, receivers stop.",
     .fix = "Remove terms that you do not need until ten look-ups are enough",
     .references = {"RFC 7208 section 4.6.4"},
     .find = too_many_lookups},
    {.id = "SPF005",
     .slug = "spf-void-lookups",
     .severity = Severity::Error,
     .title = "Too many names in the SPF record do not exist",
     .why =
         "More than two look-ups for the record of {domain} found nothing ({detail}), so receivers answer permerror.",
     .explanation = "Terms that point to names without records cost look-ups and bring nothing. After the second one "
                    "receivers stop.",
     .fix = "Remove the terms whose names no longer exist",
     .references = {"RFC 7208 section 4.6.4"},
     .find = void_lookups},
    {.id = "SPF006",
     .slug = "spf-loop",
     .severity = Severity::Error,
     .title = "The SPF record includes itself",
     .why = "The records lead in a circle: {detail}. Receivers give up at the tenth look-up and answer permerror.",
     .explanation = "An include or redirect that leads back to a record already being evaluated never ends.",
     .fix = "Remove the include or redirect that leads back",
     .references = {"RFC 7208 section 4.6.4"},
     .find = loop},
    {.id = "SPF009",
     .slug = "spf-near-the-limit",
     .severity = Severity::Warning,
     .title = "The SPF record is close to the limit of 10 look-ups",
     .why = "In the worst case the record of {domain} costs {worst} look-ups, and SPF allows ten. {room}",
     .explanation = "Included records are in the hands of others and grow without notice. Past ten look-ups the "
                    "result is permerror.",
     .fix = "Remove terms that you do not need",
     .references = {"RFC 7208 section 4.6.4"},
     .find = near_the_limit},
    {.id = "SPF013",
     .slug = "spf-include-without-record",
     .severity = Severity::Error,
     .title = "The SPF record includes a domain without SPF",
     .why = "The record of {domain} leads to a domain that has no SPF record ({detail}). Receivers answer permerror.",
     .explanation = "An include or redirect must name a domain with an SPF record. A typing error or a provider that "
                    "is gone makes the whole record void.",
     .fix = "Remove the term or correct the name in it",
     .references = {"RFC 7208 section 5.2", "RFC 7208 section 6.1"},
     .find = include_without_record},
};

}  // namespace

std::span<const Rule> spf_cost_rules() { return rules; }

}  // namespace alignmail::findings
