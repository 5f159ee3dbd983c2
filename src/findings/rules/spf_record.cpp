// SPDX-License-Identifier: Apache-2.0
// SPF records that are broken, costly or too wide.
#include <algorithm>

#include "base/ascii.hpp"
#include "findings/evidence.hpp"
#include "findings/rules.hpp"
#include "findings/rules/ses_common.hpp"
#include "findings/rules/ses_fixes.hpp"
#include "findings/rules/spf_common.hpp"
#include "findings/rules/spf_drop.hpp"
#include "spf/edit.hpp"

namespace alignmail::findings {
namespace {

using spf::Kind;
using spf::Reason;

std::vector<Evidence> missing(const Analysis& analysis) {
  std::vector<Evidence> found = evidence_of_reason(analysis, Reason::NoRecord);
  const bool from_ses = concerns_ses(analysis) && analysis.ses.mail_from == ses::MailFrom::Custom;
  for (Evidence& evidence : found) {
    if (from_ses) {
      evidence.fix = one_step_fix("Publish the SPF record of the MAIL FROM domain",
                                  "One TXT record:", {mail_from_spf(*analysis.spf.domain)});
    } else if (analysis.spf.ip) {
      const std::string family = analysis.spf.ip->is_v4() ? "ip4:" : "ip6:";
      const std::string record = "v=spf1 " + family + analysis.spf.ip->to_string() + " ~all";
      evidence.fix = one_step_fix("Publish an SPF record",
                                  "If " + analysis.spf.ip->to_string() + " is your server, this permits it:",
                                  {txt_change(Operation::Add, *analysis.spf.domain, record)});
    }
  }
  return found;
}

std::vector<Evidence> syntax(const Analysis& analysis) {
  std::vector<Evidence> found;
  for (const spf::Evaluated* record : spf_records(analysis.spf)) {
    if (record->errors.empty()) continue;
    const spf::SyntaxError& first = record->errors.front();
    auto values = spf_values(analysis);
    values["where"] = record->domain.text();
    values["term"] = first.term;
    values["place"] = std::to_string(first.offset + 1);
    values["expected"] = first.expected;
    Evidence evidence{.items = {spf_item(*record)}, .values = std::move(values)};
    for (const spf::SyntaxError& error : record->errors) {
      evidence.items.push_back(computed_item("octet " + std::to_string(error.offset + 1),
                                             "\"" + error.term + "\": expected " + error.expected));
    }
    if (!spf_can_count(analysis)) evidence.severity = Severity::Info;
    found.push_back(std::move(evidence));
  }
  return found;
}

// The word that ends a record: "~all".
std::string ending_of(const std::string& record) {
  const auto words = ascii::split(record, ' ');
  return std::string(words.back());
}

std::string merge_note(const std::vector<std::string>& rivals, const std::string& merged) {
  std::vector<std::string> endings;
  for (const std::string& rival : rivals) {
    const std::string ending = ending_of(rival);
    if (std::find(endings.begin(), endings.end(), ending) == endings.end()) endings.push_back(ending);
  }
  std::string note;
  if (endings.size() > 1)
    note =
        "The endings differ (" + ascii::join(endings, ", ") + "); the softer one, " + ending_of(merged) + ", is kept. ";
  return note + "Not sure that all of these senders use this name? Then keep only those that do.";
}

std::vector<Evidence> multiple_records(const Analysis& analysis) {
  std::vector<Evidence> found;
  for (const spf::Evaluated* record : spf_records(analysis.spf)) {
    if (record->rivals.size() < 2) continue;
    auto values = spf_values(analysis);
    values["where"] = record->domain.text();
    values["count"] = record->rivals.size() == 2 ? "two" : std::to_string(record->rivals.size());
    const std::string merged = spf::merge_records(record->rivals);
    Evidence evidence{.values = std::move(values)};
    for (const std::string& rival : record->rivals) {
      evidence.items.push_back(dns_item(record->domain.text(), dns::Type::TXT, rival));
    }
    evidence.fix = one_step_fix(
        record->rivals.size() == 2 ? "Delete both, publish this one" : "Delete all of them, publish this one",
        "One record that permits what they permitted together:",
        {txt_change(Operation::Replace, record->domain, merged, record->rivals)});
    evidence.fix->note = merge_note(record->rivals, merged);
    if (!spf_can_count(analysis)) evidence.severity = Severity::Info;
    found.push_back(std::move(evidence));
  }
  return found;
}

bool finds_nothing(const spf::Term& term) { return term.compared.empty() && term.match != spf::Match::NotReached; }

std::vector<Evidence> too_many_lookups(const Analysis& analysis) {
  std::vector<Evidence> found = evidence_of_reason(analysis, Reason::TooManyLookups);
  if (found.empty()) found = evidence_of_reason(analysis, Reason::TooManyNames);
  for (Evidence& evidence : found) evidence.fix = fix_by_dropping(analysis, terms_over_the_limit(analysis.spf));
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

std::vector<Evidence> loop(const Analysis& analysis) { return evidence_of_reason(analysis, Reason::Loop); }

// The share of all IPv4 addresses that a record's ranges with a pass cover, in 2^-32.
std::uint64_t addresses_permitted(const spf::Evaluated& record) {
  std::uint64_t total = 0;
  for (const spf::Term& term : record.terms) {
    if (term.kind != Kind::Ip4 || term.qualifier != spf::Qualifier::Pass) continue;
    const std::size_t slash = term.text.rfind('/');
    const auto prefix = slash == std::string::npos ? std::optional<std::uint64_t>(32)
                                                   : ascii::parse_number(std::string_view(term.text).substr(slash + 1));
    if (prefix && *prefix <= 32) total += std::uint64_t{1} << (32 - *prefix);
  }
  return total;
}

std::vector<Evidence> permits_everyone(const Analysis& analysis) {
  constexpr std::uint64_t half_of_everything = std::uint64_t{1} << 31;
  const auto is_open = [](const spf::Term& term) {
    return term.kind == Kind::All && term.qualifier == spf::Qualifier::Pass;
  };
  for (const spf::Evaluated* record : spf_records(analysis.spf)) {
    // An inner record's all decides nothing but whether the include matches, and then it matches everyone.
    const bool open = std::any_of(record->terms.begin(), record->terms.end(), is_open);
    if (!open && addresses_permitted(*record) < half_of_everything) continue;
    auto values = spf_values(analysis);
    values["where"] = record->domain.text();
    values["how"] = open ? "+all" : "ranges that cover half of all addresses or more";
    return {{.items = {spf_item(*record)}, .values = std::move(values)}};
  }
  return {};
}

std::vector<Evidence> near_the_limit(const Analysis& analysis) {
  constexpr int comfortable = 7;
  if (analysis.spf.worst_case_lookups <= comfortable || analysis.spf.status == spf::Status::PermError) return {};
  if (!analysis.spf.tree) return {};
  Evidence evidence{.items = {spf_item(*analysis.spf.tree)}, .values = spf_values(analysis)};
  if (!spf_can_count(analysis)) evidence.severity = Severity::Info;
  return {evidence};
}

std::vector<Evidence> uses_ptr(const Analysis& analysis) {
  return evidence_of_terms(analysis, [](const spf::Term& term) { return term.kind == Kind::Ptr; });
}

std::vector<Evidence> include_without_record(const Analysis& analysis) {
  std::vector<Evidence> found = evidence_of_reason(analysis, Reason::IncludeWithoutRecord);
  if (found.empty()) found = evidence_of_reason(analysis, Reason::RedirectWithoutRecord);
  const auto is_dead = [](const spf::Term& term) {
    return term.inner && term.inner->record.empty() && term.inner->rivals.empty();
  };
  for (Evidence& evidence : found) {
    evidence.fix = fix_by_dropping(analysis, terms_that(analysis.spf, is_dead), "Remove what leads nowhere");
  }
  return found;
}

constexpr Rule rules[] = {
    {.id = "SPF001",
     .slug = "spf-missing",
     .severity = Severity::Error,
     .title = "The checked domain has no SPF record",
     .why = "{domain}, the domain of the bounce address, has no SPF record, so SPF proves nothing for this mail.",
     .explanation = "SPF looks for a TXT record that begins with v=spf1 at the domain of the bounce address "
                    "(Return-Path). Without "
                    "one the result is none, which never counts for DMARC.",
     .fix = "Publish an SPF record at the domain of the bounce address",
     .references = {"RFC 7208 section 4.5"},
     .find = missing},
    {.id = "SPF002",
     .slug = "spf-syntax",
     .severity = Severity::Error,
     .title = "An SPF record has a syntax error",
     .why = "The record of {where} cannot be read at octet {place}: \"{term}\", expected {expected}. One error makes "
            "the whole record "
            "void (permerror).",
     .explanation = "Receivers check the whole record before they use any of it. A single mistake, also in a record "
                    "that is included, "
                    "ends in permerror, which never counts.",
     .fix = "Correct the record",
     .references = {"RFC 7208 section 4.6"},
     .find = syntax},
    {.id = "SPF003",
     .slug = "spf-multiple-records",
     .severity = Severity::Error,
     .title = "Several SPF records stand at one name",
     .why = "{where} has {count} SPF records. The standard allows one; with more, receivers must give up "
            "(\"permerror\") and count "
            "SPF as not passed.",
     .explanation = "A name may have one TXT record that begins with v=spf1. To permit several senders, put their "
                    "terms into one record.",
     .fix = "Merge the records into one",
     .references = {"RFC 7208 section 3.2", "RFC 7208 section 4.5"},
     .find = multiple_records},
    {.id = "SPF004",
     .slug = "spf-too-many-lookups",
     .severity = Severity::Error,
     .title = "The SPF record needs more than 10 DNS look-ups",
     .why = "Evaluating the record of {domain} takes more look-ups than the ten that SPF allows ({detail}), so "
            "receivers answer "
            "permerror and SPF does not count.",
     .explanation = "include, a, mx, ptr, exists and redirect each cost a look-up, those of included records too. "
                    "Beyond ten, or beyond "
                    "ten names behind one mx, receivers stop.",
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
    {.id = "SPF008",
     .slug = "spf-permits-everyone",
     .severity = Severity::Error,
     .title = "The SPF record permits everyone",
     .why = "The record of {where} has {how}: any server passes SPF for it. A pass proves nothing then, and anyone "
            "can send in its name.",
     .explanation = "SPF is a list of the servers that may send. A list that holds everyone protects nobody, and "
                    "DMARC takes its pass for real.",
     .fix = "End the record with ~all or -all and list only your own senders",
     .references = {"RFC 7208 section 5.1", "RFC 7208 section 11.4"},
     .find = permits_everyone},
    {.id = "SPF009",
     .slug = "spf-near-the-limit",
     .severity = Severity::Warning,
     .title = "The SPF record is close to the limit of 10 look-ups",
     .why = "In the worst case the record of {domain} costs {worst} of the ten look-ups that SPF allows. One more "
            "include, or a change at "
            "a provider, and SPF stops working.",
     .explanation = "Included records are in the hands of others and grow without notice. Past ten look-ups the "
                    "result is permerror.",
     .fix = "Remove terms that you do not need",
     .references = {"RFC 7208 section 4.6.4"},
     .find = near_the_limit},
    {.id = "SPF011",
     .slug = "spf-ptr",
     .severity = Severity::Warning,
     .title = "The SPF record uses ptr",
     .why = "The record of {where} uses \"{term}\". It is slow, unreliable and should not be used; some receivers "
            "skip it.",
     .explanation =
         "ptr depends on the reverse DNS of whoever connects. The standard says that it should not be published.",
     .fix = "Replace ptr by ip4, ip6 or include",
     .references = {"RFC 7208 section 5.5"},
     .find = uses_ptr},
    {.id = "SPF013",
     .slug = "spf-include-without-record",
     .severity = Severity::Error,
     .title = "The SPF record includes a domain without SPF",
     .why = "The record of {domain} leads to a domain that has no SPF record ({detail}). Receivers answer permerror.",
     .explanation = "An include or redirect must name a domain with an SPF record. A typing error or a provider that "
                    "is gone makes the "
                    "whole record void.",
     .fix = "Remove the term or correct the name in it",
     .references = {"RFC 7208 section 5.2", "RFC 7208 section 6.1"},
     .find = include_without_record},
};

}  // namespace

std::span<const Rule> spf_record_rules() { return rules; }

}  // namespace alignmail::findings
