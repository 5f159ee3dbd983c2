// SPDX-License-Identifier: Apache-2.0
// SPF records that are missing, broken or too wide.
#include <algorithm>

#include "base/ascii.hpp"
#include "findings/evidence.hpp"
#include "findings/rules.hpp"
#include "findings/rules/ses_common.hpp"
#include "findings/rules/ses_fixes.hpp"
#include "findings/rules/spf_common.hpp"
#include "findings/rules/spf_fixes.hpp"
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
    evidence.fix = fix_by_correcting(analysis, *record);
    found.push_back(std::move(evidence));
  }
  return found;
}

// The word that ends a record: "~all".
std::string ending_of(const std::string& record) {
  const auto words = ascii::split(record, ' ');
  return std::string(words.back());
}

// One of them permits everybody, which must not be proposed.
bool ends_open(const std::vector<std::string>& rivals) {
  const std::string merged = spf::merge_records(rivals);
  const auto words = ascii::split(merged, ' ');
  return std::find(words.begin(), words.end(), "+all") != words.end();
}

std::string merge_note(const std::vector<std::string>& rivals, const std::string& merged) {
  std::vector<std::string> endings;
  for (const std::string& rival : rivals) {
    const std::string ending = ending_of(rival);
    if (std::find(endings.begin(), endings.end(), ending) == endings.end()) endings.push_back(ending);
  }
  std::string note;
  if (ends_open(rivals))
    note = "+all permits everybody, and makes the record worthless: ~all stands in its place. ";
  else if (endings.size() > 1)
    note =
        "The endings differ (" + ascii::join(endings, ", ") + "); the softer one, " + ending_of(merged) + ", is kept. ";
  return note + "Not sure that all of these senders use this name? Then keep only those that do.";
}

Evidence evidence_of_rivals(const Analysis& analysis, const dns::Domain& where,
                            const std::vector<std::string>& rivals) {
  Evidence evidence{.values = spf_values(analysis)};
  evidence.values["where"] = where.text();
  evidence.values["count"] = rivals.size() == 2 ? "two" : std::to_string(rivals.size());
  for (const std::string& rival : rivals) evidence.items.push_back(dns_item(where.text(), dns::Type::TXT, rival));
  const bool is_open = ends_open(rivals);
  std::string merged = spf::merge_records(rivals);
  if (is_open) merged = spf::with_ending(merged, spf::Qualifier::SoftFail);
  evidence.fix = one_step_fix(
      rivals.size() == 2 ? "Delete both, publish this one" : "Delete all of them, publish this one",
      is_open ? "One record that permits what they name:" : "One record that permits what they permitted together:",
      {txt_change(Operation::Replace, where, merged, rivals)});
  evidence.fix->note = merge_note(rivals, merged);
  return evidence;
}

// The mail of SES does without the record of the identity itself; what others send under that name does not.
std::vector<Evidence> multiple_at_apex(const Analysis& analysis) {
  const ses::ChecklistRow* row = ses::find_row(analysis.checklist, "apex_spf");
  if (row == nullptr || !row->owner || !row->has(ses::Problem::SeveralRecords)) return {};
  Evidence evidence = evidence_of_rivals(analysis, *row->owner, row->found);
  evidence.severity = Severity::Warning;
  evidence.why = row->name + " has " + evidence.values["count"] +
                 " SPF records. Mail from SES does not need them, but for everybody else whose bounce address is at " +
                 row->name + " receivers must give up (\"permerror\") and count SPF as not passed.";
  evidence.fix->gain = "It helps the mail that others send under " + row->name + ".";
  return {evidence};
}

std::vector<Evidence> multiple_records(const Analysis& analysis) {
  std::vector<Evidence> found;
  const ses::ChecklistRow* apex = ses::find_row(analysis.checklist, "apex_spf");
  bool names_apex = false;
  for (const spf::Evaluated* record : spf_records(analysis.spf)) {
    if (record->rivals.size() < 2) continue;
    names_apex = names_apex || (apex != nullptr && apex->owner == record->domain);
    Evidence evidence = evidence_of_rivals(analysis, record->domain, record->rivals);
    if (!spf_can_count(analysis)) evidence.severity = Severity::Info;
    found.push_back(std::move(evidence));
  }
  if (names_apex) return found;
  for (Evidence& evidence : multiple_at_apex(analysis)) found.push_back(std::move(evidence));
  return found;
}

std::vector<Evidence> permits_everyone(const Analysis& analysis) {
  for (const spf::Evaluated* record : spf_records(analysis.spf)) {
    // An inner record's all decides nothing but whether the include matches, and then it matches everyone.
    const SpfTerms wide = terms_too_wide(*record);
    if (wide.empty()) continue;
    const bool open = std::any_of(wide.begin(), wide.end(), [](auto* term) { return term->kind == Kind::All; });
    auto values = spf_values(analysis);
    values["where"] = record->domain.text();
    values["how"] = open ? "+all" : "ranges that cover half of all addresses or more";
    Evidence evidence{
        .items = {spf_item(*record)}, .values = std::move(values), .fix = fix_by_closing(analysis, *record)};
    if (evidence.fix) evidence.fix->gain = "Strangers then no longer pass SPF in your name.";
    return {std::move(evidence)};
  }
  return {};
}

std::vector<Evidence> uses_ptr(const Analysis& analysis) {
  std::vector<Evidence> found =
      evidence_of_terms(analysis, [](const spf::Term& term) { return term.kind == Kind::Ptr; });
  for (Evidence& evidence : found) {
    evidence.fix = fix_by_naming_the_address(analysis);
    if (evidence.fix) evidence.fix->gain = "Receivers that skip ptr then know your servers, too.";
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
                    "(Return-Path). Without one the result is none, which never counts for DMARC.",
     .fix = "Publish an SPF record at the domain of the bounce address",
     .references = {"RFC 7208 section 4.5"},
     .find = missing},
    {.id = "SPF002",
     .slug = "spf-syntax",
     .severity = Severity::Error,
     .title = "An SPF record has a syntax error",
     .why = "The record of {where} cannot be read at octet {place}: \"{term}\", expected {expected}. One error makes "
            "the whole record void (permerror).",
     .explanation = "Receivers check the whole record before they use any of it. A single mistake, also in a record "
                    "that is included, ends in permerror, which never counts.",
     .fix = "Correct the record",
     .references = {"RFC 7208 section 4.6"},
     .find = syntax},
    {.id = "SPF003",
     .slug = "spf-multiple-records",
     .severity = Severity::Error,
     .title = "Several SPF records stand at one name",
     .why = "{where} has {count} SPF records. The standard allows one; with more, receivers must give up "
            "(\"permerror\") and count SPF as not passed.",
     .explanation = "A name may have one TXT record that begins with v=spf1. To permit several senders, put their "
                    "terms into one record.",
     .fix = "Merge the records into one",
     .references = {"RFC 7208 section 3.2", "RFC 7208 section 4.5"},
     .find = multiple_records},
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
};

}  // namespace

std::span<const Rule> spf_record_rules() { return rules; }

}  // namespace alignmail::findings
