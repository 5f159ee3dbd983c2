// SPDX-License-Identifier: Apache-2.0
#include "findings/rules/spf_fixes.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "findings/evidence.hpp"
#include "findings/rules/spf_common.hpp"
#include "ses/names.hpp"
#include "spf/correct.hpp"
#include "spf/edit.hpp"

namespace alignmail::findings {
namespace {

using spf::Evaluated;
using spf::Kind;
using spf::Match;
using spf::Term;

// Whether the first of two is the better one to go. Somebody else's list is costlier to keep than
// a host of one's own.
bool goes_first(const Term* one, const Term* other) {
  if (one->worst_case_lookups != other->worst_case_lookups) return one->worst_case_lookups > other->worst_case_lookups;
  return one->kind == Kind::Include && other->kind != Kind::Include;
}

std::string quoted(std::string_view text) { return "\"" + std::string(text) + "\""; }

std::string without_terms(const Evaluated& record, SpfTerms terms) {
  std::sort(terms.begin(), terms.end(), [](auto* one, auto* other) { return one->offset > other->offset; });
  std::string shorter = record.record;
  for (const Term* term : terms) shorter = spf::without_term(shorter, term->offset);
  return shorter;
}

std::string texts_of(SpfTerms terms) {
  std::sort(terms.begin(), terms.end(), [](auto* one, auto* other) { return one->offset < other->offset; });
  std::vector<std::string> texts;
  for (const Term* term : terms) texts.push_back(quoted(term->text));
  return listed(texts);
}

std::optional<Fix> replacing(const Analysis& analysis, const Evaluated& record, const std::string& better,
                             std::string summary, std::string text) {
  if (!is_ones_own(analysis, record.domain)) return std::nullopt;
  return replacing_fix(record.domain, record.record, better, std::move(summary), std::move(text));
}

bool leads_to(const Evaluated& from, const Evaluated& target) {
  if (&from == &target) return true;
  return std::any_of(from.terms.begin(), from.terms.end(),
                     [&](const Term& term) { return term.inner && leads_to(*term.inner, target); });
}

// A term with the record it stands in.
struct Place {
  const Evaluated* record;
  const Term* term;
};

// The include or redirect that leads back, behind those that led to it; empty when there is none.
std::vector<Place> way_to_closing_term(const Evaluated& record) {
  for (const Term& term : record.terms) {
    std::vector<Place> way;
    if (term.inner) way = way_to_closing_term(*term.inner);
    const bool follows = term.kind == Kind::Include || term.kind == Kind::Redirect;
    const bool closes = follows && term.match == Match::Error && !term.inner;
    if (way.empty() && !closes) continue;
    way.insert(way.begin(), {&record, &term});
    return way;
  }
  return {};
}

bool is_term_that_permits(const Term& term) {
  return term.kind != Kind::All && term.kind != Kind::Exp && term.kind != Kind::UnknownModifier;
}

// Whether the record permits anybody without this term.
bool is_of_use_without(const Place& place) {
  const auto& terms = place.record->terms;
  return std::any_of(terms.begin(), terms.end(),
                     [&](const Term& term) { return &term != place.term && is_term_that_permits(term); });
}

// Whether a term that was not looked at, for the circle came before it, may permit the server of this message.
bool may_permit_sender(const std::vector<Place>& way) {
  return std::any_of(way.begin(), way.end(), [](const Place& place) {
    const auto& terms = place.record->terms;
    return std::any_of(terms.begin(), terms.end(),
                       [](const Term& term) { return term.match == Match::NotReached && is_term_that_permits(term); });
  });
}

// The record whose end decided: the checked domain's, or the one behind its redirect.
const Evaluated& last_record(const Evaluated& record) {
  for (const Term& term : record.terms) {
    if (term.kind == Kind::Redirect && term.match == Match::Matched && term.inner) return last_record(*term.inner);
  }
  return record;
}

// How many IPv4 addresses a range with a pass covers.
std::uint64_t addresses_in(const Term& term) {
  if (term.kind != Kind::Ip4 || term.qualifier != spf::Qualifier::Pass) return 0;
  const std::size_t slash = term.text.rfind('/');
  const auto prefix = slash == std::string::npos ? std::optional<std::uint64_t>(32)
                                                 : ascii::parse_number(std::string_view(term.text).substr(slash + 1));
  return prefix && *prefix <= 32 ? std::uint64_t{1} << (32 - *prefix) : 0;
}

std::string if_it_is_yours(const Analysis& analysis) {
  return term_for_sender(analysis) == ses::spf_include
             ? "The same record with SES in it:"
             : "If " + analysis.spf.ip->to_string() + " is a server of yours:";
}

}  // namespace

SpfTerms terms_that(const spf::Verdict& verdict, const std::function<bool(const Term&)>& holds) {
  SpfTerms found;
  if (!verdict.tree || verdict.tree->record.empty()) return found;
  for (const Term& term : verdict.tree->terms) {
    if (term.match != Match::Matched && holds(term)) found.push_back(&term);
  }
  return found;
}

SpfTerms terms_over(const spf::Verdict& verdict, int lookups) {
  SpfTerms costly = terms_that(verdict, [](const Term& term) {
    return term.worst_case_lookups > 0 && ascii::to_lower(term.text) != ses::spf_include;
  });
  std::stable_sort(costly.begin(), costly.end(), goes_first);
  int left = verdict.worst_case_lookups;
  std::size_t enough = 0;
  while (enough < costly.size() && left > lookups) left -= costly[enough++]->worst_case_lookups;
  costly.resize(std::max<std::size_t>(enough, std::min<std::size_t>(costly.size(), 1)));
  return costly;
}

std::optional<Fix> fix_by_dropping(const Analysis& analysis, const SpfTerms& terms, std::string summary) {
  if (terms.empty()) return std::nullopt;
  const Evaluated& record = *analysis.spf.tree;
  return one_step_fix(std::move(summary), "Without " + texts_of(terms) + ", if nothing of yours sends that way:",
                      {txt_change(Operation::Replace, record.domain, without_terms(record, terms), {record.record})});
}

std::optional<Fix> fix_by_naming_ses(const Analysis& analysis, const SpfTerms& terms) {
  if (terms.empty() || !concerns_ses(analysis) || analysis.ses.mail_from != ses::MailFrom::Custom) return std::nullopt;
  if (names_ses_already(analysis.spf)) return std::nullopt;
  const Evaluated& record = *analysis.spf.tree;
  std::string better = spf::with_include(without_terms(record, terms), ses::amazonses());
  const bool has_end = std::any_of(record.terms.begin(), record.terms.end(), [&](const Term& term) {
    const bool stays = std::find(terms.begin(), terms.end(), &term) == terms.end();
    return stays && (term.kind == Kind::All || term.kind == Kind::Redirect);
  });
  if (!has_end) better = spf::with_ending(better, spf::Qualifier::SoftFail);
  return one_step_fix(
      "Name SES in the SPF record: include:amazonses.com",
      "SES is amazonses.com here, in every region. The same record with it, instead of " + texts_of(terms) + ":",
      {txt_change(Operation::Replace, record.domain, better, {record.record})});
}

std::optional<Fix> fix_by_correcting(const Analysis& analysis, const Evaluated& record) {
  if (!is_ones_own(analysis, record.domain)) {
    const auto leads_there = [&](const Term& term) { return term.inner && leads_to(*term.inner, record); };
    return fix_by_dropping(analysis, terms_that(analysis.spf, leads_there),
                           "Tell its owner, or remove what leads there");
  }
  const spf::Correction correction = spf::correct_record(record.record);
  std::vector<std::string> changes;
  for (const auto& [written, meant] : correction.replaced)
    changes.push_back("with " + quoted(meant) + " for " + quoted(written));
  for (const std::string& term : correction.left_out) changes.push_back("without " + quoted(term));
  auto fix = replacing(
      analysis, record, correction.record, "Correct the record",
      changes.empty() ? "The same record as it was probably meant:" : "The same record " + listed(changes) + ":");
  if (fix && !correction.left_out.empty())
    fix->note = "What " + std::string(correction.left_out.size() == 1 ? "that term" : "those terms") +
                " should permit is not clear; write it anew if you need it.";
  return fix;
}

std::optional<Fix> fix_by_opening_the_loop(const Analysis& analysis) {
  if (!analysis.spf.tree) return std::nullopt;
  std::vector<Place> way = way_to_closing_term(*analysis.spf.tree);
  if (way.empty()) return std::nullopt;
  const bool is_left_out = !may_permit_sender(way);
  // An included record of one's own that permits nobody any more is not worth its include.
  while (way.size() > 1 && way[way.size() - 2].term->kind == Kind::Include && !is_of_use_without(way.back()) &&
         is_ones_own(analysis, way.back().record->domain))
    way.pop_back();
  const Evaluated* const record = way.back().record;
  const Term* const term = way.back().term;
  std::string better = without_terms(*record, {term});
  const bool has_end = std::any_of(record->terms.begin(), record->terms.end(), [&](const Term& other) {
    return &other != term && (other.kind == Kind::All || other.kind == Kind::Redirect);
  });
  if (!has_end) better = spf::with_ending(better, spf::Qualifier::SoftFail);
  std::string text = "The record of " + record->domain.text() + " without " + quoted(term->text);
  const auto sender = is_left_out ? term_for_sender(analysis) : std::nullopt;
  if (sender) {
    better = spf::with_mechanism(better, *sender);
    text += ", and with " + *sender +
            (*sender == ses::spf_include ? ", for SES sent this" : ", if that is a server of yours");
  }
  return replacing(analysis, *record, better, "Remove the " + std::string(to_string(term->kind)) + " that leads back",
                   text + ":");
}

std::optional<Fix> fix_by_taking_a_position(const Analysis& analysis) {
  const auto sender = term_for_sender(analysis);
  if (!analysis.spf.tree || !sender) return std::nullopt;
  const Evaluated& record = last_record(*analysis.spf.tree);
  if (record.record.empty()) return std::nullopt;
  std::string better = record.record;
  const auto doubtful = std::find_if(record.terms.begin(), record.terms.end(), [](const Term& term) {
    return term.match == Match::Matched && term.kind != Kind::All && term.kind != Kind::Redirect;
  });
  const bool is_listed = doubtful != record.terms.end() && better[doubtful->offset] == '?';
  if (is_listed) better.erase(doubtful->offset, 1);
  const bool takes_one = std::any_of(record.terms.begin(), record.terms.end(), [](const Term& term) {
    return term.kind == Kind::All &&
           (term.qualifier == spf::Qualifier::Fail || term.qualifier == spf::Qualifier::SoftFail);
  });
  if (!takes_one) better = spf::with_ending(better, spf::Qualifier::SoftFail);
  if (!is_listed) better = spf::with_mechanism(better, *sender);
  return replacing(analysis, record, better,
                   takes_one ? "Permit the sender" : "List the sender, and end the record with ~all",
                   if_it_is_yours(analysis));
}

SpfTerms terms_too_wide(const Evaluated& record) {
  constexpr std::uint64_t half_of_everything = std::uint64_t{1} << 31;
  constexpr std::uint64_t one_octet_network = std::uint64_t{1} << 24;  // a /8
  SpfTerms wide;
  SpfTerms ranges;
  std::uint64_t total = 0;
  for (const Term& term : record.terms) {
    const std::uint64_t addresses = addresses_in(term);
    total += addresses;
    if (addresses >= one_octet_network) ranges.push_back(&term);
    if (term.kind == Kind::All && term.qualifier == spf::Qualifier::Pass) wide.push_back(&term);
  }
  if (total >= half_of_everything) wide.insert(wide.end(), ranges.begin(), ranges.end());
  return wide;
}

std::optional<Fix> fix_by_closing(const Analysis& analysis, const Evaluated& record) {
  SpfTerms wide = terms_too_wide(record);
  const auto sender = term_for_sender(analysis);
  const bool permitted_it =
      std::any_of(wide.begin(), wide.end(), [](const Term* term) { return term->match == Match::Matched; });
  if (permitted_it && !sender) return std::nullopt;
  wide.erase(std::remove_if(wide.begin(), wide.end(), [](const Term* term) { return term->kind == Kind::All; }),
             wide.end());
  std::string better = spf::with_ending(without_terms(record, wide), spf::Qualifier::SoftFail);
  if (permitted_it) better = spf::with_mechanism(better, *sender);
  return replacing(analysis, record, better, "List only your own senders, and end the record with ~all",
                   permitted_it ? if_it_is_yours(analysis) : "The same senders, and nobody else:");
}

std::optional<Fix> fix_by_naming_the_address(const Analysis& analysis) {
  if (!analysis.spf.tree) return std::nullopt;
  const Evaluated& record = *analysis.spf.tree;
  const auto ptr =
      std::find_if(record.terms.begin(), record.terms.end(), [](const Term& term) { return term.kind == Kind::Ptr; });
  if (ptr == record.terms.end()) return std::nullopt;
  std::string better = without_terms(record, {&*ptr});
  std::string text = "Without " + quoted(ptr->text) + ", which this mail does not need:";
  if (ptr->match == Match::Matched) {
    const auto sender = term_for_sender(analysis);
    if (!sender) return std::nullopt;
    better = spf::with_term(better, *sender, ptr->offset);
    text = "With the server of this mail by its address; add your others the same way:";
  }
  return replacing(analysis, record, better, "Name your servers instead of ptr", std::move(text));
}

}  // namespace alignmail::findings
